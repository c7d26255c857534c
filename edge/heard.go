package edge

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/oklog/ulid/v2"

	"github.com/lamplight-help/lamplight/edge/seal/directory"
)

// What another system says into a conversation that was handed off to it. An
// event has one effect however often it comes: it is remembered by its
// webhook-id for as long as anybody still repeats it, and a message by its id
// over there for as long as the conversation is kept. Both are written in the
// transaction of the effect.

// heardFor is how long a webhook-id is remembered: Standard Webhooks' schedule
// gives up after three days.
const heardFor = 7 * day

// hookCap is the largest body of an event: a text with every character escaped.
const hookCap = 64 << 10

// HookEvent is the body of POST hooks/{hook}.
type HookEvent struct {
	Type string `json:"type"` // message.created, conversation.resolved, conversation.reopened, typing
	// Timestamp is the other system's and not read: what counts is when the
	// event is stored.
	Timestamp json.RawMessage `json:"timestamp,omitempty"`
	Data      HookData        `json:"data"`
}

// HookData is what an event is about.
type HookData struct {
	Conversation string `json:"conversation"`
	ID           string `json:"id,omitempty"`     // message.created: the message's id over there
	Text         string `json:"text,omitempty"`   // message.created
	Author       string `json:"author,omitempty"` // message.created, typing: a name for visitors; absent: the hook's
	On           bool   `json:"on,omitempty"`     // typing
}

// HookHeard is the answer: where the effect is in the conversation. Seq 0: it
// was so already, or nothing is stored of such events.
type HookHeard struct {
	Conversation string `json:"conversation"`
	Seq          int64  `json:"seq"`
}

// postHookEvent takes a signed event. Its conversation's object does the rest.
func (t *turn) postHookEvent(c *call) *Error {
	if c.Inner != nil {
		c.token = c.Inner.As.token()
	} else if who, e := t.signer(c); e != nil {
		return e
	} else {
		c.token = who
	}
	var ev HookEvent
	if e := decode(c.Body, &ev); e != nil {
		return e
	}
	if e := ev.check(); e != nil {
		return e
	}
	if c.Inner == nil && t.layout().spread() {
		if handled, e := t.atHome(c, ev.Data.Conversation, nil); handled || e != nil {
			return e
		}
	}
	return t.hear(c, &ev)
}

// check wants exactly what the event's type needs.
func (ev *HookEvent) check() *Error {
	d := &ev.Data
	if !validULID(d.Conversation) {
		return fail("not-found", "There is no such conversation.")
	}
	if e := checkLine("data.author", d.Author, 0, 64); e != nil {
		return e
	}
	message := ev.Type == "message.created"
	if d.On && ev.Type != "typing" || !message && d.ID+d.Text != "" {
		return fail("bad-request", "data has a field that is not for an event of this type.")
	}
	switch ev.Type {
	case "message.created":
		if e := checkLine("data.id", d.ID, 1, webhookIDCap); e != nil {
			return e
		}
		if strings.Contains(d.ID, ".") {
			return fail("bad-request", "data.id holds a full stop.")
		}
		return checkText("data.text", d.Text)
	case "conversation.resolved", "conversation.reopened", "typing":
		return nil
	}
	return fail("unknown-type", "This server does not know that kind of event.")
}

// hear lets an event have its effect, once.
func (t *turn) hear(c *call, ev *HookEvent) *Error {
	conv := t.conversation(ev.Data.Conversation)
	if conv == nil {
		return fail("not-found", "There is no such conversation.")
	}
	if ev.Type == "typing" { // nothing is stored of it
		t.toFollowers(conv.id, "", encode(typingFrame{"typing", conv.id, RoleAgent, ev.author(c.token), ev.Data.On}))
		t.respondJSON(200, HookHeard{conv.id, 0})
		return nil
	}
	sum := sha256.Sum256(c.Body)
	digest := hex.EncodeToString(sum[:])
	if row := t.row(`SELECT digest, seq FROM heard WHERE conversation = ? AND hook = ? AND id = ?`, conv.id, c.token.subject, c.WebhookID); row != nil {
		if text(row[0]) != digest {
			return fail("id-reused", "This webhook-id was used before for something else.")
		}
		t.respondJSON(200, HookHeard{conv.id, integer(row[1])})
		return nil
	}
	seq, e := t.happen(c, conv, ev)
	if e != nil {
		return e
	}
	t.exec(`INSERT INTO heard (conversation, hook, id, digest, seq, at) VALUES (?, ?, ?, ?, ?, ?)`, conv.id, c.token.subject, c.WebhookID, digest, seq, t.now)
	t.respondJSON(200, HookHeard{conv.id, seq})
	return nil
}

// author is the name that visitors see.
func (ev *HookEvent) author(hook *token) string {
	if ev.Data.Author != "" {
		return ev.Data.Author
	}
	return hook.name
}

func (t *turn) happen(c *call, conv *conv, ev *HookEvent) (seq int64, e *Error) {
	switch ev.Type {
	case "conversation.resolved":
		return t.hookMoves(c, conv, MoveResolve, Resolved)
	case "conversation.reopened":
		return t.hookMoves(c, conv, MoveReopen, Reopened)
	}
	return t.hookSays(c.token, conv, ev)
}

// hookSays adds another system's message, as an agent's of this name who came
// by that hook. The hook itself holds what nobody held.
func (t *turn) hookSays(hook *token, c *conv, ev *HookEvent) (seq int64, e *Error) {
	if d := t.sealing(); c.sealed > 0 && (d == nil || d.Mode == directory.On) {
		return 0, fail("seal-required", "This conversation is sealed. An answer in readable text would break what the visitor was promised; answer at the desk.")
	}
	id := t.foreignID(c, hook.subject, ev.Data.ID)
	if done, mine := t.sent(c.id, id, hook.subject, ev.Data.Text, "", ""); done != nil {
		if !mine {
			return 0, fail("id-reused", "data.id was used before for another text.")
		}
		return done.Seq, nil
	}
	before := *c
	if e := t.turnTo(&socket{role: RoleAgent, subject: hook.subject, name: hook.name}, c); e != nil {
		return 0, e
	}
	m := t.add(c, Message{ID: id, Role: RoleAgent, Name: ev.author(hook), Via: hook.name, Text: ev.Data.Text}, hook.subject)
	c.answered, c.readAgent = m.Seq, m.Seq
	t.toFollowers(c.id, "", encode(messageFrame{"message", m}))
	t.settle(c, before)
	return m.Seq, nil
}

// hookMoves resolves or reopens.
func (t *turn) hookMoves(c *call, conv *conv, m Move, to State) (seq int64, e *Error) {
	if conv.state == to {
		return 0, nil
	}
	before := *conv
	if e := t.apply(conv, m); e != nil {
		return 0, e
	}
	done := t.event(conv, t.ulid(), string(to), c.token.subject, c.token.name, "")
	t.audit(c.token.subject, string(m), t.pseudonym(conv.id))
	t.settle(conv, before)
	return done.Seq, nil
}

// foreignID is a message's id here for one over there: a ULID that comes out
// the same each time.
func (t *turn) foreignID(c *conv, hook, id string) string {
	sum, err := base64.RawURLEncoding.DecodeString(t.mac("hook", hook+"\x00"+id))
	if err != nil {
		panic(err)
	}
	var own ulid.ULID
	if err := own.SetTime(min(uint64(max(c.opened, 0)), ulid.MaxTime())); err != nil {
		panic(err)
	}
	copy(own[6:], sum)
	return own.String()
}

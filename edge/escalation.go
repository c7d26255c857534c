package edge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// postEscalation stores a visitor's question and what they agreed to tell,
// puts it into the queue, and answers with the key to the conversation.
func (t *turn) postEscalation(c *call) *Error {
	var body Escalation
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	if e := body.check(); e != nil {
		return e
	}
	sum := sha256.Sum256(c.Body)
	digest := hex.EncodeToString(sum[:])
	if _, ok := c.settings.line(body.Line); !ok {
		return fail("bad-request", "line is not one of the site's lines.")
	}
	a, e := t.admit(c, &body, digest)
	if e != nil {
		return e
	}
	if handled, e := t.openElsewhere(c, &body, digest, a); handled || e != nil {
		return e
	}
	if t.whereabouts(body.ID) != absent {
		t.respondJSON(200, Escalated{body.ID, t.visitorToken(body.ID), 1})
		return nil
	}
	body.Visitor = a.Visitor
	t.open(body, digest, a.Verified, a.Epoch)
	t.respondJSON(201, Escalated{body.ID, t.visitorToken(body.ID), 1})
	return nil
}

func (b *Escalation) check() *Error {
	if !validULID(b.ID) {
		return fail("bad-request", "id must be a ULID.")
	}
	if e := b.checkQuestion(); e != nil {
		return e
	}
	if e := checkLine("locale", b.Locale, 2, 35); e != nil { // RFC 5646, 4.4.1
		return e
	}
	if e := checkLine("visitor", b.Visitor, 0, 64); e != nil {
		return e
	}
	if e := checkLine("line", b.Line, 0, 32); e != nil {
		return e
	}
	if len(b.Context) == 0 {
		return nil
	}
	var context Context
	if e := decode(b.Context, &context); e != nil {
		e.Detail = "context is not the expected JSON object."
		return e
	}
	return context.check()
}

// open creates the conversation with its question and its first event.
func (t *turn) open(b Escalation, digest string, verified bool, epoch int64) {
	page := ""
	if len(b.Context) > 0 {
		var context Context
		if e := decode(b.Context, &context); e == nil {
			page = context.Page
		}
	}
	best, sealed := []Suggestion{}, Sealed{}
	if b.Sealed != nil {
		sealed = *b.Sealed // its question can be searched for by the desk that opens it
	} else {
		best = t.suggest(b.Locale, b.Question)
	}
	suggestions, err := json.Marshal(best)
	if err != nil {
		panic(err)
	}
	t.exec(`INSERT INTO conversations (id, state, locale, line, question, visitor, verified, page, context, suggestions, digest, opened, updated, sealed, envelope, enclosed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		b.ID, string(Queued), b.Locale, b.Line, b.Question, b.Visitor, flag(verified), page,
		string(bytes.TrimSpace(b.Context)), string(suggestions), digest, t.now, t.now, epoch, sealed.Question, sealed.Context)
	c := t.conversation(b.ID)
	t.add(c, Message{ID: b.ID, Role: RoleVisitor, Text: b.Question, Sealed: sealed.Question}, "")
	t.event(c, t.ulid(), "queued", "", "", "")
	c.unheld = t.waitingFrom(c)
	t.offerIfSeen(c)
	t.schedule(c)
	t.handOff("conversation.queued", c, nil)
	t.settle(c, *c)
}

package edge

import (
	"encoding/json"
	"slices"
	"strings"
)

// What the site object asks its shards. It lets a request in, and where the
// conversations are elsewhere it hands the request on with an EffectAsk. The
// host brings the answers back with the request as a KindAnswered, and the
// same function goes on with them. Nothing is kept in between.

// Ask is a request to some shards, all at once.
type Ask struct {
	Shards  []int64 `json:"shards"`
	Request Request `json:"request"` // Inner is set
	Note    string  `json:"note"`    // comes back with the answers
}

// Inner marks a request of the site object to a shard. Only hosts make it,
// from an Ask; nothing that a client sends can.
type Inner struct {
	Shard int64  `json:"shard"`        // to whom; the host fills it in
	Op    string `json:"op,omitempty"` // of moving.go; "" for a request that is handed on
	// About is the conversation that the request needs, "" for none.
	About    string    `json:"about,omitempty"`
	As       *passport `json:"as,omitempty"`       // who asks
	Admitted *admitted `json:"admitted,omitempty"` // escalations
	Body     []byte    `json:"body,omitempty"`     // of the request
}

// Reply is a shard's answer. Status 0: it could not be reached.
type Reply struct {
	Shard   int64       `json:"shard"`
	Status  int         `json:"status"`
	Headers [][2]string `json:"headers,omitempty"`
	Body    []byte      `json:"body,omitempty"` // base64 in JSON
}

// Answers are the answers to an Ask.
type Answers struct {
	Note    string  `json:"note"`
	Replies []Reply `json:"replies"` // in the order of Ask.Shards
}

// note is what a request remembers while a shard is asked.
type note struct {
	Step string `json:"step"`
	Home int    `json:"home,omitempty"` // one: which of the homes was asked

	// The steps of a re-shard; see reshard.go.
	Epoch  int64    `json:"epoch,omitempty"`
	From   int64    `json:"from,omitempty"`
	Cursor string   `json:"cursor,omitempty"`
	IDs    []string `json:"ids,omitempty"`
}

const (
	stepOne = "one" // one conversation's home was asked
	stepAll = "all" // every shard was
)

// passport is a token on its way to a shard, which has no directory.
type passport struct {
	Hash    string `json:"hash"`
	Role    Role   `json:"role"`
	Subject string `json:"subject"`
	Name    string `json:"name"`
	Rank    Role   `json:"rank,omitempty"`
	Lines   string `json:"lines,omitempty"`
	Expires int64  `json:"expires,omitempty"` // when the session ends
}

func passportOf(k *token) *passport {
	if k == nil {
		return nil
	}
	return &passport{k.hash, k.role, k.subject, k.name, k.rank, k.lines, k.expires}
}

func (p *passport) token() *token {
	if p == nil {
		return nil
	}
	return &token{hash: p.Hash, role: p.Role, subject: p.Subject, name: p.Name, rank: p.Rank, lines: p.Lines, expires: p.Expires}
}

// aboutOf names the conversation that a route needs. Routes that are neither
// here nor in merges need none.
var aboutOf = map[string]func(*call) string{
	"GET conversations/{}":    func(c *call) string { return c.arg },
	"DELETE conversations/{}": func(c *call) string { return c.arg },
	"GET transcript/{}":       func(c *call) string { return c.arg },
	"POST attachments/{}":     func(c *call) string { return c.arg },
	"PUT attachments/{}":      attachedTo,
	"GET attachments/{}":      attachedTo,
	"DELETE attachments/{}":   attachedTo,
	"POST tickets": func(c *call) string {
		if c.token.role == RoleVisitor {
			return c.token.subject
		}
		return ""
	},
}

func attachedTo(c *call) string {
	conversation, _, _ := attachmentPath(c.arg)
	return conversation
}

// elsewhere hands a request on where it is about conversations that are not
// in this object. False: it is this object's to answer.
func (t *turn) elsewhere(c *call, rt *route) (handled bool, e *Error) {
	if t.place().Shard > 0 || !t.layout().spread() {
		return false, nil
	}
	name := rt.method + " " + rt.path
	if m, ok := merges[name]; ok {
		return true, t.everywhere(c, rt, m)
	}
	if about := aboutOf[name]; about != nil {
		if id := about(c); validULID(id) {
			if c.Method == "DELETE" {
				t.exec(`DELETE FROM admitted WHERE id = ?`, id)
			}
			return t.atHome(c, id, nil)
		}
	}
	return false, nil
}

// atHome finds the object that has a conversation, or is to have it: where it
// was before where it is going, and one after the other.
func (t *turn) atHome(c *call, id string, extra *admitted) (handled bool, e *Error) {
	homes := t.layout().homes(id)
	for i := t.asked; i < len(homes); i++ {
		last := i == len(homes)-1
		if homes[i] > 0 {
			t.handOn(homes[i:i+1], c, note{Step: stepOne, Home: i}, &Inner{About: id, As: passportOf(c.token), Admitted: extra})
			return true, nil
		}
		switch found := t.whereabouts(id); {
		case found == leaving:
			return true, errLeaving()
		case found == present || last:
			return false, nil
		}
	}
	return true, errLeaving() // everybody has sent us on: it is on its way
}

// handOn hands the request in hand to shards.
func (t *turn) handOn(shards []int64, c *call, n note, inner *Inner) {
	r := *c.Request
	if inner.Body == nil {
		inner.Body = r.Body
	}
	r.Body, r.Authorization, r.Cookie, r.Inner = nil, "", "", inner
	r.WebhookSignature = ""
	r.Cookie, r.CSRF, r.Assertion, r.Fetched = "", "", "", nil // who asks is in inner.As
	t.emit(Effect{Kind: EffectAsk, Ask: &Ask{Shards: shards, Request: r, Note: mustJSON(n)}})
}

// answered goes on where handOn stopped.
func (t *turn) answered() {
	var n note
	mustParse("note", t.in.Answers.Note, &n)
	if t.in.Request == nil {
		t.reshardStep(n, t.in.Answers.Replies)
		return
	}
	switch n.Step {
	case stepOne:
		reply := t.in.Answers.Replies[0]
		if reply.Status == movedStatus {
			t.asked = n.Home + 1
			t.request()
			return
		}
		t.relay(reply)
	case stepAll:
		t.replies = t.in.Answers.Replies
		t.request()
	}
}

// relay passes a shard's answer on as it is.
func (t *turn) relay(r Reply) {
	if r.Status == 0 {
		t.problem(fail("unavailable", "This could not be reached just now. Please try again."))
		return
	}
	t.emit(Effect{Kind: EffectRespond, Status: r.Status, Headers: r.Headers, Body: r.Body})
}

// merge makes one answer of every object's.
type merge struct {
	settled bool // refused while a re-shard is under way
	run     func(*turn, *call, []Reply)
}

var merges map[string]merge

func init() {
	merges = map[string]merge{
		"GET queue":       {false, mergeQueue},
		"GET search":      {false, mergeSearch},
		"GET presence":    {false, mergePresence},
		"GET outbox":      {false, mergeOutbox},
		"GET deadletters": {false, joinLines},
		"POST outbox/{}":  {false, firstGood},
		"POST visitor":    {true, mergeVisitor},
		"POST forget":     {true, mergeForgotten},
	}
}

// everywhere asks all shards and, when they have answered, this object too.
func (t *turn) everywhere(c *call, rt *route, m merge) *Error {
	if m.settled && t.layout().Next > 0 {
		e := fail("unavailable", "The site's conversations are being spread anew. Please try again when that is done.")
		e.Retry = minute
		return e
	}
	if t.replies == nil {
		t.handOn(t.layout().shards(), c, note{Step: stepAll}, &Inner{As: passportOf(c.token)})
		return nil
	}
	m.run(t, c, append([]Reply{t.own(c, rt)}, t.replies...))
	return nil
}

// own is this object's own answer, as if it were a shard's.
func (t *turn) own(c *call, rt *route) Reply {
	before := len(t.effects)
	if e := rt.run(t, c); e != nil {
		t.problem(e)
	}
	at := before + slices.IndexFunc(t.effects[before:], func(e Effect) bool { return e.Kind == EffectRespond })
	r := t.effects[at]
	t.effects = slices.Delete(t.effects, at, at+1)
	return Reply{Status: r.Status, Headers: r.Headers, Body: r.Body}
}

// merged reads every answer into a value of its own; one that failed fails
// them all.
func merged[T any](t *turn, replies []Reply) ([]T, bool) {
	list := make([]T, len(replies))
	for i, r := range replies {
		if r.Status < 200 || r.Status > 299 || json.Unmarshal(r.Body, &list[i]) != nil {
			t.relay(Reply{})
			return nil, false
		}
	}
	return list, true
}

func mergeQueue(t *turn, _ *call, replies []Reply) {
	if list, ok := merged[queueReply](t, replies); ok {
		t.respondJSON(200, oneQueue(list))
	}
}

// oneQueue is the queue of all objects. In the moment of a move a conversation
// may be in two; the later word counts.
func oneQueue(list []queueReply) queueReply {
	all := queueReply{Items: []Item{}, Agents: list[0].Agents}
	for _, q := range list {
		for _, item := range q.Items {
			i := slices.IndexFunc(all.Items, func(had Item) bool { return had.Conversation == item.Conversation })
			switch {
			case i < 0:
				all.Items = append(all.Items, item)
			case all.Items[i].Updated <= item.Updated:
				all.Items[i] = item
			}
		}
	}
	slices.SortFunc(all.Items, func(a, b Item) int {
		if a.Opened != b.Opened {
			return int(a.Opened - b.Opened)
		}
		return strings.Compare(a.Conversation, b.Conversation)
	})
	all.Items = all.Items[:min(len(all.Items), queueCap)]
	return all
}

// mergePresence counts what waits everywhere; who is there the site object
// knows best.
func mergePresence(t *turn, _ *call, replies []Reply) {
	list, ok := merged[presenceReply](t, replies)
	if !ok {
		return
	}
	all := list[0]
	for _, p := range list[1:] {
		for _, line := range p.Lines {
			for i := range all.Lines {
				if all.Lines[i].Line == line.Line {
					all.Lines[i].Waiting += line.Waiting
				}
			}
		}
	}
	t.respondJSON(200, all, [2]string{"Cache-Control", "no-cache"})
}

func mergeOutbox(t *turn, _ *call, replies []Reply) {
	list, ok := merged[outboxReply](t, replies)
	if !ok {
		return
	}
	all := outboxReply{[]Delivery{}}
	for _, o := range list {
		all.Deliveries = append(all.Deliveries, o.Deliveries...)
	}
	slices.SortStableFunc(all.Deliveries, func(a, b Delivery) int { return int(a.Created - b.Created) })
	t.respondJSON(200, all)
}

// joinLines is for answers of lines.
func joinLines(t *turn, _ *call, replies []Reply) {
	var all []byte
	for _, r := range replies {
		if r.Status != 200 {
			t.relay(r)
			return
		}
		all = append(all, r.Body...)
	}
	t.respond(200, all, [2]string{"Content-Type", "application/x-ndjson"})
}

// firstGood is for what only one object has.
func firstGood(t *turn, _ *call, replies []Reply) {
	i := slices.IndexFunc(replies, func(r Reply) bool { return r.Status >= 200 && r.Status <= 299 })
	t.relay(replies[max(i, 0)])
}

func mergeVisitor(t *turn, _ *call, replies []Reply) {
	list, ok := merged[visitorReply](t, replies)
	if !ok {
		return
	}
	all := visitorReply{list[0].Visitor, []Conversation{}}
	for _, v := range list {
		all.Conversations = append(all.Conversations, v.Conversations...)
	}
	slices.SortStableFunc(all.Conversations, func(a, b Conversation) int { return int(a.Opened - b.Opened) })
	t.respondJSON(200, all)
}

func mergeForgotten(t *turn, _ *call, replies []Reply) {
	list, ok := merged[forgetReply](t, replies)
	if !ok {
		return
	}
	all := forgetReply{}
	for _, f := range list {
		all.Conversations += f.Conversations
	}
	t.respondJSON(200, all)
}

package edge

import (
	"encoding/json"
	"slices"
	"strings"
)

// conv is a conversation's row while a turn works on it.
type conv struct {
	id                       string
	state                    State
	locale, line             string
	question, visitor, page  string
	agent, name              string
	opened, updated, seq     int64
	answered                 int64 // seq of the agent's last message
	readVisitor, readAgent   int64
	unheld, escalations, due int64
	verified                 bool   // the visitor is proven
	sealed                   int64  // epoch of the newest thread, 0 while nothing is sealed
	envelope                 string // the sealed question
}

const convColumns = `id, state, locale, line, question, visitor, page, agent, name,
	opened, updated, seq, answered, read_visitor, read_agent, unheld, escalations, due, verified, sealed, envelope`

func scanConv(r []any) *conv {
	return &conv{
		id: text(r[0]), state: State(text(r[1])), locale: text(r[2]), line: text(r[3]),
		question: text(r[4]), visitor: text(r[5]), page: text(r[6]), agent: text(r[7]), name: text(r[8]),
		opened: integer(r[9]), updated: integer(r[10]), seq: integer(r[11]), answered: integer(r[12]),
		readVisitor: integer(r[13]), readAgent: integer(r[14]),
		unheld: integer(r[15]), escalations: integer(r[16]), due: integer(r[17]),
		verified: integer(r[18]) == 1, sealed: integer(r[19]), envelope: text(r[20]),
	}
}

// conversation loads one conversation, nil when it does not exist.
func (t *turn) conversation(id string) *conv {
	if row := t.row(`SELECT `+convColumns+` FROM conversations WHERE id = ?`, id); row != nil {
		return scanConv(row)
	}
	return nil
}

// save stores what a turn may change.
func (t *turn) save(c *conv) {
	var due any
	if c.due > 0 {
		due = c.due
	}
	t.exec(`UPDATE conversations SET state = ?, agent = ?, name = ?, line = ?, updated = ?, seq = ?, answered = ?,
		read_visitor = ?, read_agent = ?, unheld = ?, escalations = ?, due = ?, sealed = ? WHERE id = ?`,
		string(c.state), c.agent, c.name, c.line, c.updated, c.seq, c.answered,
		c.readVisitor, c.readAgent, c.unheld, c.escalations, due, c.sealed, c.id)
}

// add appends a message. Its seq is the highest one plus 1, taken inside the
// statement that inserts it, so that there is neither a gap nor a second owner.
func (t *turn) add(c *conv, m Message, author string) Message {
	m.Conversation, m.At = c.id, t.now
	row := t.row(`INSERT INTO messages (conversation, seq, id, role, author, name, text, event, articles, at, sealed, attachments, via)
		SELECT ?, coalesce(max(seq), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM messages WHERE conversation = ?
		RETURNING seq`,
		c.id, m.ID, string(m.Role), author, m.Name, m.Text, m.Event, listed(m.Articles), m.At, m.Sealed, listed(m.Attachments), m.Via, c.id)
	m.Seq = integer(row[0])
	c.seq, c.updated = m.Seq, t.now
	return m
}

const messageColumns = `conversation, seq, id, role, name, text, event, articles, at, sealed, secret, attachments, via`

func scanMessage(r []any) Message {
	m := Message{
		Conversation: text(r[0]), Seq: integer(r[1]), ID: text(r[2]), Role: Role(text(r[3])),
		Name: text(r[4]), Text: text(r[5]), Event: text(r[6]), At: integer(r[8]), Sealed: text(r[9]), Secret: integer(r[10]) == 1, Via: text(r[12]),
	}
	if list := text(r[7]); list != "" {
		mustParse("articles", list, &m.Articles)
	}
	if list := text(r[11]); list != "" {
		mustParse("attachments", list, &m.Attachments)
	}
	return m
}

// messagesBefore returns the page of messages below seq, in order, and whether
// more come before it.
func (t *turn) messagesBefore(conversation string, seq int64) ([]Message, bool) {
	rows := t.query(`SELECT `+messageColumns+` FROM messages WHERE conversation = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
		conversation, seq, int64(pageSize+1))
	more := len(rows) > pageSize
	rows = rows[:min(len(rows), pageSize)]
	list := make([]Message, 0, len(rows))
	for _, row := range slices.Backward(rows) {
		list = append(list, scanMessage(row))
	}
	return list, more
}

// messagesAfter returns one page of messages above seq, and whether more follow.
func (t *turn) messagesAfter(conversation string, seq int64) ([]Message, bool) {
	rows := t.query(`SELECT `+messageColumns+` FROM messages WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?`,
		conversation, seq, int64(pageSize+1))
	more := len(rows) > pageSize
	list := make([]Message, 0, len(rows))
	for _, row := range rows[:min(len(rows), pageSize)] {
		list = append(list, scanMessage(row))
	}
	return list, more
}

// sent finds a message by its client id. mine is false when the id belongs to
// something else than what is being sent now.
func (t *turn) sent(conversation, id, author, body, event, sealed string) (m *Message, mine bool) {
	row := t.row(`SELECT `+messageColumns+`, author FROM messages WHERE conversation = ? AND id = ?`, conversation, id)
	if row == nil {
		return nil, true
	}
	found := scanMessage(row)
	same := text(row[13]) == author && found.Text == body && found.Event == event && found.Sealed == sealed
	return &found, same
}

// apply makes a move and keeps the times that follow from the new state.
func (t *turn) apply(c *conv, m Move) *Error {
	next, ok := c.state.Next(m)
	if !ok {
		return fail("illegal-move", "A conversation that is %s cannot do that (%s).", c.state, m)
	}
	if next.Unheld() && !c.state.Unheld() {
		c.unheld, c.escalations = t.waitingFrom(c), 0
	}
	if next.Unheld() || next == Expired {
		c.agent, c.name = "", ""
	}
	c.state = next
	t.schedule(c)
	return nil
}

// waitingFrom is when the time to be taken begins: now, or when the line opens.
func (t *turn) waitingFrom(c *conv) int64 {
	l, _ := t.settings().line(c.line)
	return l.opens(t.now)
}

// schedule sets when time alone has to change the conversation.
func (t *turn) schedule(c *conv) {
	l := t.core.cfg.Limits
	before := c.due
	switch {
	case c.state.Unheld() && c.escalations < int64(len(l.EscalateAfter)):
		c.due = c.unheld + l.EscalateAfter[c.escalations]
	case c.state.Unheld():
		c.due = c.unheld + l.ExpireAfter
	case c.state == Answered || c.state == Waiting:
		c.due = t.now + l.QuietAfter
	case !c.state.Open():
		c.due = t.retain(t.now)
	default:
		c.due = 0
	}
	t.timesChanged = t.timesChanged || c.due != before
}

// settle saves c and tells everybody what became of it: the followers its
// state when that changed, the desks its line in the queue.
func (t *turn) settle(c *conv, before conv) {
	t.save(c)
	if c.state != before.state || c.agent != before.agent {
		frame := encode(stateFrame{"state", c.id, c.state, c.agent, c.name, t.now})
		t.toFollowers(c.id, "", frame)
	}
	t.toDesks(c, before)
}

// event adds a system message and sends it to everyone but the actor's socket,
// which gets an ack instead.
func (t *turn) event(c *conv, id, kind, author, name, except string) Message {
	m := t.add(c, Message{ID: id, Role: RoleSystem, Name: name, Event: kind}, author)
	t.toFollowers(c.id, except, encode(messageFrame{"message", m}))
	return m
}

// getConversation answers GET conversations/{id}.
func (t *turn) getConversation(c *call) *Error {
	if c.token.role == RoleVisitor && c.token.subject != c.arg {
		return fail("not-found", "There is no such conversation.")
	}
	read := t.messagesAfter
	query, back := strings.CutPrefix(c.Query, "before=")
	if back {
		read, query = t.messagesBefore, "after="+query
	}
	from, e := parseAfter(query)
	if e != nil {
		return e
	}
	row := t.row(`SELECT `+convColumns+`, context, suggestions, enclosed FROM conversations WHERE id = ?`, c.arg)
	if row == nil {
		return fail("not-found", "There is no such conversation.")
	}
	c0 := scanConv(row)
	if c.token.role == RoleAgent && !reaches(c.token.rank, c.token.lines, c.token.subject, c0) {
		return fail("not-found", "There is no such conversation.")
	}
	v := c0.public()
	v.Messages, v.More = read(v.ID, from)
	if c.token.role == RoleAgent {
		v.Visitor, v.Verified = text(row[5]), integer(row[18]) == 1
		if s := text(row[21]); s != "" {
			v.Context = json.RawMessage(s)
		}
		v.Enclosed = text(row[23])
		if err := json.Unmarshal([]byte(text(row[22])), &v.Suggestions); err != nil {
			panic(err)
		}
	}
	t.respondJSON(200, v)
	return nil
}

func (c *conv) public() Conversation {
	return Conversation{ID: c.id, State: c.state, Locale: c.locale, Line: c.line, Question: c.question,
		Opened: c.opened, Updated: c.updated, Seq: c.seq, Agent: c.agent, Name: c.name,
		Read: Read{c.readVisitor, c.readAgent}, Sealed: c.sealed}
}

// parseAfter reads ?after=SEQ.
func parseAfter(query string) (int64, *Error) {
	value, ok := strings.CutPrefix(query, "after=")
	if query == "" {
		return 0, nil
	}
	if !ok || value == "" {
		return 0, fail("bad-request", "The only query parameter is after.")
	}
	return parseNumber(value)
}

// parseNumber reads a sequence number; "" is 0.
func parseNumber(value string) (int64, *Error) {
	var n int64
	for _, r := range value {
		if r < '0' || r > '9' || n > MaxInt/16 {
			return 0, fail("bad-request", "after must be a number.")
		}
		n = n*10 + int64(r-'0')
	}
	return n, nil
}

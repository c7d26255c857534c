package edge

// What people say to each other: resume, send, typing, read.

// target is the conversation that a frame is about: the visitor's own, or the
// one that an agent names.
func (t *turn) target(s *socket, f *ClientFrame) (*conv, *Error) {
	id := f.Conversation
	if s.role == RoleVisitor {
		if id != "" && id != s.conversation {
			return nil, fail("not-found", "There is no such conversation.")
		}
		id = s.conversation
	}
	if e := t.here(id); e != nil {
		return nil, e
	}
	c := t.conversation(id)
	if c == nil || s.role == RoleAgent && !reaches(s.rank, s.reach, s.subject, c) {
		return nil, fail("not-found", "There is no such conversation.")
	}
	return c, nil
}

func (t *turn) frameResume(s *socket, f *ClientFrame) *Error {
	c, e := t.target(s, f)
	if e != nil {
		return e
	}
	if f.Cursor < 0 || f.Cursor > MaxInt {
		return fail("bad-request", "cursor must be a sequence number.")
	}
	t.exec(`INSERT INTO follows (conversation, socket) VALUES (?, ?) ON CONFLICT DO NOTHING`, c.id, s.id)
	list, more := t.messagesAfter(c.id, f.Cursor)
	seq := min(f.Cursor, c.seq)
	for _, m := range list {
		t.send(s.id, encode(messageFrame{"message", m}))
		seq = m.Seq
	}
	t.send(s.id, encode(resumedFrame{"resumed", c.id, seq, more, c.state, c.agent, c.name, Read{c.readVisitor, c.readAgent}}))
	return nil
}

func (t *turn) frameLeave(s *socket, f *ClientFrame) *Error {
	t.exec(`DELETE FROM follows WHERE conversation = ? AND socket = ?`, f.Conversation, s.id)
	return nil
}

// frameSend stores a message once and acknowledges it every time.
func (t *turn) frameSend(s *socket, f *ClientFrame) *Error {
	c, e := t.target(s, f)
	if e != nil {
		return e
	}
	if e := checkSend(f); e != nil {
		return e
	}
	if done, mine := t.sent(c.id, f.ID, s.subject, f.Text, "", f.Sealed); done != nil {
		return t.again(s, c, done, mine && done.sameFiles(f.Attachments))
	}
	epoch, e := t.checkSeal(s.role, c, f)
	if e != nil {
		return e
	}
	before := *c
	files, e := t.toAttach(s, c, f)
	if e != nil {
		return e
	}
	if e := t.turnTo(s, c); e != nil {
		return e
	}
	m := t.add(c, Message{ID: f.ID, Role: s.role, Name: s.name, Text: f.Text, Articles: f.Articles, Sealed: f.Sealed, Attachments: files}, s.subject)
	t.attach(m)
	c.sealed = max(c.sealed, epoch)
	if s.role == RoleAgent {
		c.answered, c.readAgent = m.Seq, m.Seq
	} else {
		c.readVisitor = m.Seq
		if isHook(before.agent) { // whoever answers there wants to know
			t.handOff("message.created", c, &handOffMessage{m.ID, m.Seq, masked(m.Text)})
		}
	}
	t.toFollowers(c.id, s.id, encode(messageFrame{"message", m}))
	t.ack(s, c, f.ID, m.Seq, m.At)
	t.settle(c, before)
	return nil
}

func checkSend(f *ClientFrame) *Error {
	if !validULID(f.ID) {
		return fail("bad-request", "id must be a ULID.")
	}
	if f.Sealed != "" {
		if f.Text != "" || len(f.Articles)+len(f.Attachments) > 0 {
			return fail("bad-request", "A sealed message has neither text nor articles nor attachments beside it.")
		}
		return nil
	}
	if e := f.checkAttached(); e != nil {
		return e
	}
	if f.Text != "" || len(f.Attachments) == 0 { // a file may go without words
		if e := checkText("text", f.Text); e != nil {
			return e
		}
	}
	if len(f.Articles) > 3 {
		return fail("bad-request", "articles has more than 3 entries.")
	}
	for _, a := range f.Articles {
		if e := checkLine("articles", a, 1, 128); e != nil {
			return e
		}
	}
	return nil
}

// turnTo makes the moves that writing a message implies. An agent who writes
// into a conversation that nobody holds takes it; one who writes into another
// agent's is heard, and learns from the ack who holds it.
func (t *turn) turnTo(s *socket, c *conv) *Error {
	if s.role == RoleVisitor {
		reopens := !c.state.Open()
		if e := t.apply(c, MoveReply); e != nil {
			return e
		}
		if reopens {
			t.event(c, t.ulid(), "reopened", "", "", "")
		}
		return nil
	}
	if c.state.Unheld() {
		if e := t.apply(c, MoveTake); e != nil {
			return e
		}
		c.agent, c.name = s.subject, s.name
		t.event(c, t.ulid(), "taken", s.subject, s.name, "")
	}
	return t.apply(c, MoveAnswer)
}

// again acknowledges what is stored already.
func (t *turn) again(s *socket, c *conv, done *Message, mine bool) *Error {
	if !mine {
		return fail("id-reused", "This id was used before for something else.")
	}
	t.ack(s, c, done.ID, done.Seq, done.At)
	return nil
}

func (t *turn) ack(s *socket, c *conv, id string, seq, at int64) {
	holder := ""
	if s.role == RoleAgent && c.agent != s.subject {
		holder = c.name
	}
	t.send(s.id, encode(ackFrame{"ack", id, c.id, seq, at, holder}))
}

func (t *turn) frameTyping(s *socket, f *ClientFrame) *Error {
	c, e := t.target(s, f)
	if e != nil {
		return e
	}
	t.toFollowers(c.id, s.id, encode(typingFrame{"typing", c.id, s.role, s.name, f.On}))
	return nil
}

// frameRead moves a read mark forward, never back.
func (t *turn) frameRead(s *socket, f *ClientFrame) *Error {
	c, e := t.target(s, f)
	if e != nil {
		return e
	}
	if f.Seq < 0 || f.Seq > c.seq {
		return fail("bad-request", "seq is beyond the last message.")
	}
	before := *c
	mark := &c.readVisitor
	if s.role == RoleAgent {
		mark = &c.readAgent
	}
	if f.Seq <= *mark {
		return nil
	}
	*mark = f.Seq
	if s.role == RoleVisitor && c.state == Answered && f.Seq >= c.answered {
		if e := t.apply(c, MoveRead); e != nil {
			return e
		}
	}
	t.toFollowers(c.id, s.id, encode(readFrame{"read", c.id, s.role, f.Seq}))
	t.settle(c, before)
	return nil
}

package edge

import "strings"

// Handing over: to a colleague, who then holds the conversation, or to another
// line, where it waits for one. Who holds it may; a lead may with anybody's.

// reaches reports whether a person may see a conversation: leads and admins
// all, agents those of their lines and those that they hold.
func reaches(rank Role, lines, subject string, c *conv) bool {
	return rank.seesAll() || lines == "" || strings.Contains(lines, " "+c.line+" ") || c.agent != "" && c.agent == subject
}

func (t *turn) frameHand(s *socket, f *ClientFrame) *Error {
	c, e := t.target(s, f)
	if e != nil {
		return e
	}
	switch {
	case !validULID(f.ID):
		return fail("bad-request", "id must be a ULID.")
	case (f.To == "") == (f.Line == nil):
		return fail("bad-request", "hand needs either to or line.")
	}
	event, target, e := t.recipient(c, f)
	if e != nil {
		return e
	}
	if done, mine := t.sent(c.id, f.ID, s.subject, target, event, ""); done != nil {
		return t.again(s, c, done, mine)
	}
	if c.agent != s.subject && !s.rank.seesAll() {
		if c.agent == "" {
			return fail("not-holder", "Take this conversation first.")
		}
		return fail("not-holder", "%s holds this conversation.", c.name)
	}
	before := *c
	if e := t.handTo(c, f); e != nil {
		return e
	}
	m := t.add(c, Message{ID: f.ID, Role: RoleSystem, Name: s.name, Event: event, Text: target}, s.subject)
	t.toFollowers(c.id, s.id, encode(messageFrame{"message", m}))
	t.audit(s.subject, event, t.pseudonym(c.id))
	t.ack(s, c, f.ID, m.Seq, m.At)
	t.offerIfSeen(c)
	t.settle(c, before)
	t.unfollow(c)
	return nil
}

// unfollow ends the following of agents whom a conversation no longer concerns.
func (t *turn) unfollow(c *conv) {
	for _, row := range t.query(`SELECT s.id, s.token FROM follows f JOIN sockets s ON s.id = f.socket WHERE f.conversation = ? AND s.role = 'agent' ORDER BY s.id`, c.id) {
		if who := t.lookupHash(text(row[1])); who == nil || !reaches(who.rank, who.lines, who.subject, c) {
			t.exec(`DELETE FROM follows WHERE conversation = ? AND socket = ?`, c.id, text(row[0]))
		}
	}
}

// recipient checks to whom a hand frame leads, and says it as the event does.
func (t *turn) recipient(c *conv, f *ClientFrame) (event, target string, e *Error) {
	if f.Line != nil {
		if _, ok := t.settings().line(*f.Line); !ok {
			return "", "", fail("bad-request", "line is not one of the site's lines.")
		}
		return "moved", *f.Line, nil
	}
	p, e := t.colleague(f.To)
	if e != nil {
		return "", "", e
	}
	if p.role.side() != RoleAgent {
		return "", "", fail("bad-request", "%s does not answer visitors.", p.name)
	}
	return "handed", p.name, nil
}

// handTo makes the move.
func (t *turn) handTo(c *conv, f *ClientFrame) *Error {
	if f.Line == nil {
		if e := t.apply(c, MoveHand); e != nil {
			return e
		}
		p := t.person(f.To)
		c.agent, c.name = p.id, p.name
		return nil
	}
	if !c.state.Unheld() {
		if e := t.apply(c, MoveRelease); e != nil {
			return e
		}
	}
	if c.state == Offered && t.desks(*f.Line) == 0 {
		if e := t.apply(c, MoveUnoffer); e != nil {
			return e
		}
	}
	c.line = *f.Line
	c.unheld, c.escalations = t.waitingFrom(c), 0 // a new line, a new wait
	t.schedule(c)
	return nil
}

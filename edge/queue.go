package edge

import (
	"slices"
	"strings"
)

// The queue is the list of open conversations, oldest first. Desks follow it
// as a whole: one snapshot, then every line that changes.

// queueCap bounds a snapshot; a longer queue shows its oldest lines.
const queueCap = 500

// unreadCap is where counting unread messages stops.
const unreadCap = 100

type queueReply struct {
	T      string `json:"t,omitempty"`
	ID     string `json:"id,omitempty"` // the frame's, if it had one
	Items  []Item `json:"items"`
	Agents int64  `json:"agents"`
}

// queue lists what the lines hold, packed as packLines does ("" is all), and
// what the agent holds in any other.
func (t *turn) queue(kind, lines, agent string) queueReply {
	rows := t.query(`SELECT `+convColumns+` FROM conversations
		WHERE state NOT IN ('resolved', 'expired') AND leaving = 0 AND (? = '' OR instr(?, ' ' || line || ' ') > 0 OR agent = ?)
		ORDER BY opened, id LIMIT ?`, lines, lines, agent, int64(queueCap))
	items := make([]Item, len(rows))
	for i, row := range rows {
		items[i] = t.item(scanConv(row))
	}
	agents := integer(t.row(`SELECT count(DISTINCT subject) FROM sockets WHERE queue = 1`)[0])
	return queueReply{T: kind, Items: items, Agents: agents}
}

func (t *turn) item(c *conv) Item {
	unread := integer(t.row(`SELECT count(*) FROM (SELECT 1 FROM messages
		WHERE conversation = ? AND seq > ? AND role = 'visitor' LIMIT ?)`, c.id, c.readAgent, int64(unreadCap))[0])
	return Item{Conversation: c.id, State: c.state, Locale: c.locale, Line: c.line, Question: c.question, Sealed: c.envelope,
		Visitor: c.visitor, Verified: c.verified, Page: c.page, Opened: c.opened, Updated: c.updated, Seq: c.seq,
		Agent: c.agent, Name: c.name, Escalations: c.escalations, Unread: unread}
}

// getQueue answers GET queue.
func (t *turn) getQueue(c *call) *Error {
	t.respondJSON(200, t.queue("", allowedLines(c.token.rank, c.token.lines, ""), c.token.subject))
	return nil
}

// allowedLines are the wanted lines as far as they concern a person, packed.
func allowedLines(rank Role, own, wanted string) string {
	if rank.seesAll() || own == "" {
		return wanted
	}
	if wanted == "" {
		return own
	}
	kept := slices.DeleteFunc(unpackLines(wanted), func(name string) bool { return !strings.Contains(own, " "+name+" ") })
	if len(kept) == 0 {
		return own
	}
	return packLines(kept)
}

// frameQueue makes the desk follow the queue, or some lines of it. What was
// queued there is offered from now on: somebody has it on screen.
func (t *turn) frameQueue(s *socket, f *ClientFrame) *Error {
	if e := checkLines(t.settings(), f.Lines); e != nil {
		return e
	}
	lines := allowedLines(s.rank, s.reach, packLines(f.Lines))
	if !s.queue || s.lines != lines {
		t.exec(`UPDATE sockets SET queue = 1, lines = ? WHERE id = ?`, lines, s.id)
		t.reoffer()
	}
	reply := t.queue("queue", lines, s.subject)
	reply.ID = f.ID
	t.send(s.id, encode(reply))
	return nil
}

// reoffer brings queued and offered in line with which desks are there.
func (t *turn) reoffer() {
	seen := map[string]bool{}
	for _, row := range t.query(`SELECT ` + convColumns + ` FROM conversations WHERE state IN ('queued', 'offered') AND leaving = 0 ORDER BY id`) {
		c := scanConv(row)
		if _, known := seen[c.line]; !known {
			seen[c.line] = t.desks(c.line) > 0
		}
		move := MoveOffer
		if c.state == Offered {
			move = MoveUnoffer
		}
		if seen[c.line] == (c.state == Offered) {
			continue
		}
		before := *c
		if e := t.apply(c, move); e != nil {
			panic(e)
		}
		t.settle(c, before)
	}
}

// take, release, resolve and reopen share one shape: a move with a client id,
// an event in the conversation, an ack.

func (t *turn) frameTake(s *socket, f *ClientFrame) *Error {
	return t.movement(s, f, MoveTake, "taken", func(c *conv) *Error {
		switch {
		case c.agent == s.subject:
			return errAlready
		case c.agent != "" && !isHook(c.agent):
			return fail("already-taken", "%s has taken this conversation.", c.name)
		}
		return nil
	})
}

func (t *turn) frameRelease(s *socket, f *ClientFrame) *Error {
	return t.movement(s, f, MoveRelease, "released", func(c *conv) *Error {
		if c.agent != "" && c.agent != s.subject {
			return fail("not-holder", "%s holds this conversation.", c.name)
		}
		return nil
	})
}

func (t *turn) frameResolve(s *socket, f *ClientFrame) *Error {
	return t.movement(s, f, MoveResolve, "resolved", func(c *conv) *Error {
		if c.state == Resolved {
			return errAlready
		}
		return nil
	})
}

func (t *turn) frameReopen(s *socket, f *ClientFrame) *Error {
	return t.movement(s, f, MoveReopen, "reopened", func(c *conv) *Error {
		if c.state == Reopened {
			return errAlready
		}
		return nil
	})
}

// errAlready says that the move asks for what is already so: an ack, no event.
var errAlready = fail("already", "")

func (t *turn) movement(s *socket, f *ClientFrame, m Move, event string, check func(*conv) *Error) *Error {
	c, e := t.target(s, f)
	if e != nil {
		return e
	}
	if !validULID(f.ID) {
		return fail("bad-request", "id must be a ULID.")
	}
	if done, mine := t.sent(c.id, f.ID, s.subject, "", event, ""); done != nil {
		return t.again(s, c, done, mine)
	}
	if e := check(c); e == errAlready {
		t.ack(s, c, f.ID, 0, t.now) // no message of its own, so no seq
		return nil
	} else if e != nil {
		return e
	}
	before := *c
	move := m
	if m == MoveTake && isHook(c.agent) { // another system's people see when somebody here takes over
		move = MoveHand
	}
	if e := t.apply(c, move); e != nil {
		return e
	}
	if m == MoveTake {
		c.agent, c.name = s.subject, s.name
	}
	done := t.event(c, f.ID, event, s.subject, s.name, s.id)
	if s.role == RoleAgent {
		t.audit(s.subject, string(m), t.pseudonym(c.id))
	}
	t.ack(s, c, f.ID, done.Seq, done.At)
	t.offerIfSeen(c)
	t.settle(c, before)
	return nil
}

// offerIfSeen moves a conversation that came back to the queue on to the desks
// that have the queue on screen.
func (t *turn) offerIfSeen(c *conv) {
	if c.state == Queued && t.desks(c.line) > 0 {
		c.state = Offered
	}
}

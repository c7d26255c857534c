package edge

import "strings"

// Sockets live in the database, not in memory: a hibernated object wakes up
// knowing who follows what. A row goes when the host says that the socket is
// closed, or when it is missing from the list that KindStarted brings.

// socket is a row of sockets.
type socket struct {
	id           string
	role         Role
	token        string // an agent's session (hash)
	subject      string // an agent's id; "" for visitors
	name         string
	conversation string // a visitor's
	queue        bool
	lines        string // that it follows, packed; "" is all
	tat, refused int64

	// Of the person behind an agent's socket, as they are now; frame fills them.
	rank  Role
	reach string // the lines that concern them, packed; "" is all
}

func (t *turn) socket(id string) *socket {
	row := t.row(`SELECT id, role, token, subject, name, conversation, queue, tat, refused, lines FROM sockets WHERE id = ?`, id)
	if row == nil {
		return nil
	}
	return &socket{id: text(row[0]), role: Role(text(row[1])), token: text(row[2]), subject: text(row[3]),
		name: text(row[4]), conversation: text(row[5]), queue: integer(row[6]) == 1, tat: integer(row[7]), refused: integer(row[8]), lines: text(row[9])}
}

const (
	// Subprotocol is the WebSocket subprotocol of this version.
	Subprotocol  = "lamplight.v1"
	ticketPrefix = "ticket."
)

// openSocket spends the ticket and lets the socket in.
func (t *turn) openSocket(c *call) *Error {
	if c.Socket == "" {
		return fail("upgrade", "This address speaks WebSocket only.")
	}
	s, k, e := t.spendTicket(c)
	if e != nil {
		return e
	}
	t.exec(`INSERT INTO sockets (id, role, token, subject, name, conversation, opened) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		s.id, string(s.role), s.token, s.subject, s.name, s.conversation, t.now)
	t.emit(Effect{Kind: EffectAccept, Socket: s.id, Protocol: Subprotocol})
	t.send(s.id, encode(helloFrame{"hello", 1, s.role, s.subject, s.name, s.conversation, t.now, HeartbeatEvery}))
	if s.role == RoleAgent && t.place().Shard == 0 {
		t.openLinks(s, k, c.Origin)
	}
	t.timesChanged = true // a session's end closes its sockets
	return nil
}

// spendTicket takes the ticket out of the database, good or not.
func (t *turn) spendTicket(c *call) (*socket, *token, *Error) {
	refused := fail("unauthorised", "This ticket is used, expired or for another page.")
	secret, ok := parseProtocols(c.Protocol)
	if !ok {
		return nil, nil, refused
	}
	if strings.HasPrefix(secret, linkPrefix) {
		if k := t.openLink(c, secret); k != nil {
			return &socket{id: c.Socket, role: RoleAgent, token: k.hash, subject: k.subject, name: k.name}, k, nil
		}
		return nil, nil, refused
	}
	row := t.row(`DELETE FROM tickets WHERE hash = ? RETURNING role, token, conversation, origin, expires`, hashToken(secret))
	if row == nil || integer(row[4]) <= t.now || text(row[3]) != c.Origin {
		return nil, nil, refused
	}
	s := &socket{id: c.Socket, role: Role(text(row[0])), token: text(row[1]), conversation: text(row[2])}
	if s.role == RoleAgent {
		agent := t.lookupHash(s.token)
		if agent == nil || agent.role != RoleAgent {
			return nil, nil, refused
		}
		s.subject, s.name = agent.subject, agent.name
		return s, agent, nil
	}
	if t.whereabouts(s.conversation) == leaving {
		return nil, nil, errLeaving()
	}
	if integer(t.row(`SELECT count(*) FROM sockets WHERE conversation = ?`, s.conversation)[0]) >= socketsPerVisitor {
		e := fail("slow-down", "This conversation is open in too many places.")
		e.Retry = 10 * second
		return nil, nil, e
	}
	return s, nil, nil
}

// parseProtocols wants our subprotocol and one ticket, in any order.
func parseProtocols(header string) (ticket string, ok bool) {
	ours := false
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == Subprotocol {
			ours = true
		} else if rest, found := strings.CutPrefix(part, ticketPrefix); found {
			ticket = rest
		}
	}
	return ticket, ours && ticket != "" && len(ticket) <= 2048
}

// admitFrame books a frame on the socket's rate.
func (t *turn) admitFrame(s *socket) bool {
	next, wait := t.core.cfg.Limits.Frames.admit(s.tat, t.now)
	if wait == 0 {
		t.exec(`UPDATE sockets SET tat = ?, refused = 0 WHERE id = ?`, next, s.id)
		return true
	}
	if s.refused+1 >= maxRefused {
		t.drop(s.id, closePolicy, "too many frames")
		return false
	}
	t.exec(`UPDATE sockets SET refused = refused + 1 WHERE id = ?`, s.id)
	e := fail("slow-down", "Too many messages at once. Please wait a moment.")
	e.Retry = wait
	t.send(s.id, t.errorFrame(e))
	return false
}

// closed forgets a socket. No conversation changes its state by that, except
// that what only this desk had on screen is no longer on any.
func (t *turn) closed() { t.forget(t.in.Socket) }

// drop closes a socket from this side.
func (t *turn) drop(id string, code int, reason string) {
	t.forget(id)
	t.emit(Effect{Kind: EffectClose, Socket: id, Code: code, Text: reason})
}

func (t *turn) forget(id string) {
	s := t.socket(id)
	if s == nil {
		return
	}
	t.exec(`DELETE FROM follows WHERE socket = ?`, id)
	t.exec(`DELETE FROM gathered WHERE socket = ?`, id)
	t.exec(`DELETE FROM sockets WHERE id = ?`, id)
	if s.queue {
		t.reoffer()
	}
}

// keepSockets forgets every socket that is not in the list.
func (t *turn) keepSockets(alive []string) {
	keep := make(map[string]bool, len(alive))
	for _, id := range alive {
		keep[id] = true
	}
	for _, row := range t.query(`SELECT id FROM sockets ORDER BY id`) {
		if id := text(row[0]); !keep[id] {
			t.forget(id)
		}
	}
}

// desks counts the agents that have a line on screen.
func (t *turn) desks(line string) int64 {
	return integer(t.row(`SELECT count(DISTINCT subject) FROM sockets WHERE`+covers, line)[0])
}

func (t *turn) send(id, frame string) {
	t.emit(Effect{Kind: EffectSend, Socket: id, Text: frame})
}

// toFollowers sends to everyone who follows the conversation, except one socket.
func (t *turn) toFollowers(conversation, except, frame string) {
	for _, row := range t.query(`SELECT socket FROM follows WHERE conversation = ? ORDER BY socket`, conversation) {
		if id := text(row[0]); id != except {
			t.send(id, frame)
		}
	}
}

// toDesks sends a conversation's line to every desk that has it on screen:
// because it follows the line, or because its agent holds it, or did.
func (t *turn) toDesks(c *conv, before conv) {
	frame, left := "", ""
	for _, row := range t.query(`SELECT id, lines, subject FROM sockets WHERE queue = 1 AND
		(lines = '' OR instr(lines, ' ' || ? || ' ') > 0 OR instr(lines, ' ' || ? || ' ') > 0 OR subject = ? OR subject = ?) ORDER BY id`,
		c.line, before.line, c.agent, before.agent) {
		lines := text(row[1])
		if lines != "" && !strings.Contains(lines, " "+c.line+" ") && text(row[2]) != c.agent {
			if left == "" {
				left = encode(leftFrame{"left", c.id})
			}
			t.send(text(row[0]), left)
			continue
		}
		if frame == "" {
			frame = encode(itemFrame{"item", t.item(c)})
		}
		t.send(text(row[0]), frame)
	}
}

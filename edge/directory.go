package edge

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// token is somebody who has proven who they are.
type token struct {
	hash    string
	role    Role   // visitor, agent or author
	subject string // an agent's id, a visitor's conversation
	name    string
}

func hashToken(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// authorise fills c.token as the route asks.
func (t *turn) authorise(c *call, a access) *Error {
	switch a {
	case public, visitorWrite, signIn:
		return nil
	}
	if c.Operator {
		c.token = &token{role: RoleAuthor}
		return nil
	}
	secret, ok := strings.CutPrefix(c.Authorization, "Bearer ")
	if ok {
		c.token = t.lookup(secret)
	}
	if c.token == nil {
		return fail("unauthorised", "Please sign in again.")
	}
	role := c.token.role
	switch {
	case (a == agents || a == staff) && role == RoleAgent, (a == authors || a == staff) && role == RoleAuthor:
		return nil
	case a == anyToken && (role == RoleAgent || role == RoleVisitor):
		return checkTokenOrigin(c)
	}
	return fail("forbidden", "This is not for the role you are signed in with.")
}

// lookup finds the holder of a secret; nil when there is none.
func (t *turn) lookup(secret string) *token {
	if len(secret) > 512 {
		return nil
	}
	if rest, ok := strings.CutPrefix(secret, "v."); ok {
		conversation, mac, _ := strings.Cut(rest, ".")
		if !validULID(conversation) || !hmac.Equal([]byte(mac), []byte(t.mac("visitor", conversation))) {
			return nil
		}
		return &token{role: RoleVisitor, subject: conversation}
	}
	return t.lookupHash(hashToken(secret))
}

func (t *turn) lookupHash(hash string) *token {
	row := t.row(`SELECT role, subject, name FROM tokens WHERE hash = ? AND (expires = 0 OR expires > ?)`, hash, t.now)
	if row == nil {
		return nil
	}
	return &token{hash: hash, role: Role(text(row[0])), subject: text(row[1]), name: text(row[2])}
}

// visitorToken is the key to one conversation. It is derived, not stored, so
// that a repeated escalation gets the same one.
func (t *turn) visitorToken(conversation string) string {
	return "v." + conversation + "." + t.mac("visitor", conversation)
}

type sessionRequest struct {
	Token string `json:"token"`
	Name  string `json:"name"`
}

type sessionReply struct {
	Session string   `json:"session"`
	Agent   string   `json:"agent"`
	Name    string   `json:"name"`
	Roles   []string `json:"roles"`
	Expires int64    `json:"expires"`
}

// postSession turns the first-start token into an agent's session.
func (t *turn) postSession(c *call) *Error {
	if e := t.limit(t.peerKey("s:", c.Peer), t.core.cfg.Limits.Sessions); e != nil {
		return e
	}
	var body sessionRequest
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	if e := checkLine("name", body.Name, 1, 64); e != nil {
		return e
	}
	first := t.lookup(body.Token)
	if first == nil || first.role != RoleFirst {
		return fail("unauthorised", "This token is not known or has expired.")
	}
	secret := "s." + base64.RawURLEncoding.EncodeToString(t.random(32))
	// The same name is the same agent, on every device and after every sign-in,
	// so that what they hold stays theirs.
	agent := "a_" + t.mac("agent", body.Name)[:12]
	expires := t.now + t.core.cfg.Limits.SessionFor
	t.exec(`INSERT INTO tokens (hash, role, subject, name, created, expires) VALUES (?, ?, ?, ?, ?, ?)`,
		hashToken(secret), string(RoleAgent), agent, body.Name, t.now, expires)
	t.audit(agent, "sign-in", "")
	t.respondJSON(201, sessionReply{secret, agent, body.Name, []string{"agent"}, expires})
	return nil
}

// deleteSession revokes the session that asks, and closes its sockets.
func (t *turn) deleteSession(c *call) *Error {
	t.exec(`DELETE FROM tokens WHERE hash = ?`, c.token.hash)
	t.audit(c.actor(), "sign-out", "")
	for _, row := range t.query(`SELECT id FROM sockets WHERE token = ?`, c.token.hash) {
		t.drop(text(row[0]), closeRevoked, "signed out")
	}
	t.timesChanged = true
	t.respond(204, nil)
	return nil
}

// deleteAgent ends every session of an agent, and their sockets, at once.
func (t *turn) deleteAgent(c *call) *Error {
	rows := t.query(`DELETE FROM tokens WHERE role = ? AND subject = ? RETURNING hash`, string(RoleAgent), c.arg)
	if len(rows) == 0 {
		return fail("not-found", "There is no session of this agent.")
	}
	for _, row := range rows {
		for _, sock := range t.query(`SELECT id FROM sockets WHERE token = ?`, text(row[0])) {
			t.drop(text(sock[0]), closeRevoked, "signed out by the operator")
		}
	}
	t.audit(c.actor(), "revoke", c.arg)
	t.timesChanged = true
	t.respond(204, nil)
	return nil
}

type agentReply struct {
	Agents []agentSession `json:"agents"`
}

type agentSession struct {
	Agent    string `json:"agent"`
	Name     string `json:"name"`
	Sessions int64  `json:"sessions"`
	Sockets  int64  `json:"sockets"`
	Until    int64  `json:"until"` // end of the last session, ms
}

// getAgents lists who may open the desk at the moment.
func (t *turn) getAgents(*call) *Error {
	reply := agentReply{Agents: []agentSession{}}
	for _, r := range t.query(`SELECT subject, max(name), count(*), max(expires), (SELECT count(*) FROM sockets s WHERE s.subject = k.subject)
		FROM tokens k WHERE role = ? AND expires > ? GROUP BY subject ORDER BY subject LIMIT 500`, string(RoleAgent), t.now) {
		reply.Agents = append(reply.Agents, agentSession{text(r[0]), text(r[1]), integer(r[2]), integer(r[4]), integer(r[3])})
	}
	t.respondJSON(200, reply)
	return nil
}

type ticketReply struct {
	Ticket  string `json:"ticket"`
	Expires int64  `json:"expires"`
}

// postTicket makes the single-use key for one socket. It is bound to the page
// that asked for it.
func (t *turn) postTicket(c *call) *Error {
	key := "t:" + c.token.hash
	if c.token.role == RoleVisitor {
		key = "t:" + t.mac("ticket", c.token.subject)[:22] // forgetting the conversation leaves nothing here
		if t.row(`SELECT 1 FROM conversations WHERE id = ?`, c.token.subject) == nil {
			return fail("unauthorised", "This conversation is no longer kept.")
		}
	}
	if e := t.limit(key, t.core.cfg.Limits.Tickets); e != nil {
		return e
	}
	secret := base64.RawURLEncoding.EncodeToString(t.random(24))
	expires := t.now + t.core.cfg.Limits.TicketFor
	conversation := ""
	if c.token.role == RoleVisitor {
		conversation = c.token.subject
	}
	t.exec(`DELETE FROM tickets WHERE expires <= ?`, t.now)
	t.exec(`INSERT INTO tickets (hash, role, token, conversation, origin, expires) VALUES (?, ?, ?, ?, ?, ?)`,
		hashToken(secret), string(c.token.role), c.token.hash, conversation, c.Origin, expires)
	t.respondJSON(201, ticketReply{secret, expires})
	return nil
}

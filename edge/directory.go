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
	role    Role   // their side: visitor, agent, author
	rank    Role   // what they may do; see role.go
	subject string // a person's id, a visitor's conversation
	name    string
	lines   string // that concern a person, packed; "" is all
	expires int64  // ms; 0 is never
	cookie  bool   // came in a cookie, which the browser sends by itself
}

func hashToken(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// authorise fills c.token as the route asks.
func (t *turn) authorise(c *call, a access) *Error {
	if a.open() {
		return nil
	}
	if c.Inner != nil {
		c.token = c.Inner.As.token()
		return nil
	}
	if c.Operator {
		c.token = &token{role: RoleAuthor, rank: RoleAdmin}
		return nil
	}
	if c.token = t.bearer(c); c.token == nil {
		return fail("unauthorised", "Please sign in again.")
	}
	if c.token.cookie {
		if e := t.checkCSRF(c); e != nil {
			return e
		}
	}
	if !a.admits(c.token.rank) {
		return fail("forbidden", "This is not for the role you are signed in with.")
	}
	if a == anyToken {
		return checkTokenOrigin(c)
	}
	return nil
}

// bearer is who asks, by header or, where there is none, by cookie.
func (t *turn) bearer(c *call) *token {
	if c.Authorization == "" {
		return t.cookieSession(c)
	}
	secret, ok := strings.CutPrefix(c.Authorization, "Bearer ")
	if !ok || strings.HasPrefix(secret, cookieSecret) {
		return nil
	}
	return t.lookup(secret)
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
		return &token{role: RoleVisitor, rank: RoleVisitor, subject: conversation}
	}
	return t.lookupHash(hashToken(secret))
}

// lookupHash finds a stored token. A session is worth what its person is worth
// now, and nothing once they are removed.
func (t *turn) lookupHash(hash string) *token {
	row := t.row(`SELECT k.role, k.subject, k.name, k.expires, p.role, p.name, p.lines FROM tokens k LEFT JOIN people p ON p.id = k.subject
		WHERE k.hash = ? AND (k.expires = 0 OR k.expires > ?)`, hash, t.now)
	if row == nil {
		return nil
	}
	k := &token{hash: hash, role: Role(text(row[0])), subject: text(row[1]), name: text(row[2]), expires: integer(row[3])}
	switch k.role {
	case RoleAgent:
		k.rank, k.name, k.lines = Role(text(row[4])), text(row[5]), text(row[6])
		if k.rank == "" {
			return nil
		}
		k.role = k.rank.side()
	case RoleAuthor, RoleAdmin:
		k.rank = k.role
	}
	return k
}

// visitorToken is the key to one conversation. It is derived, not stored, so
// that a repeated escalation gets the same one.
func (t *turn) visitorToken(conversation string) string {
	return "v." + conversation + "." + t.mac("visitor", conversation)
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
	if c.token.role == RoleAgent {
		t.touch(c.token)
	}
	secret := t.ticketPrefix() + base64.RawURLEncoding.EncodeToString(t.random(24))
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

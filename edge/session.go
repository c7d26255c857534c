package edge

import "time"

// A session is a person at one desk. It begins with a token, a key or an
// identity provider, lasts for hours, and ends at once when somebody ends it:
// the row goes, and its sockets are closed in the same turn.

type sessionRequest struct {
	Token string `json:"token"`
	Name  string `json:"name"`
}

// Session is the answer to a sign-in, and to GET session.
type Session struct {
	Session string   `json:"session,omitempty"` // the secret, at sign-in only
	Agent   string   `json:"agent"`             // the person's id
	Name    string   `json:"name"`
	Roles   []Role   `json:"roles"` // one
	Lines   []string `json:"lines,omitempty"`
	Expires int64    `json:"expires"`
	CSRF    string   `json:"csrf,omitempty"` // to be sent along where a cookie is the key
}

// postSession turns a person's key, or the first-start token, into a session.
func (t *turn) postSession(c *call) *Error {
	if e := t.limit(t.peerKey("s:", c.Peer), t.core.cfg.Limits.Sessions); e != nil {
		return e
	}
	var body sessionRequest
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	p, e := t.holder(body)
	if e != nil {
		return e
	}
	secret := t.newSecret("s.")
	reply := t.openSession(p, secret, "token", 0)
	reply.Session = secret
	t.respondJSON(201, reply)
	return nil
}

// holder is who may sign in with a token.
func (t *turn) holder(body sessionRequest) (*person, *Error) {
	unknown := fail("unauthorised", "This token is not known or has expired.")
	k := t.lookup(body.Token)
	switch {
	case k == nil:
		return nil, unknown
	case k.role == RoleFirst:
		if e := checkLine("name", body.Name, 1, 64); e != nil {
			return nil, e
		}
		return t.firstStart(body.Name)
	case k.role == roleKey && k.rank == "":
		return t.colleague(k.subject)
	}
	return nil, unknown
}

// firstStart is who signs in with the token that the operator printed. The
// first one is the site's admin. Until people are added, others get in as
// agents by name, so that one can try things out; from then on only an admin
// who came this way.
func (t *turn) firstStart(name string) (*person, *Error) {
	id := "a_" + t.mac("agent", name)[:12] // the same name is the same person here
	p := t.person(id)
	if p == nil {
		p = &person{id: id, name: name, role: RoleAgent, via: viaFirst, created: t.now}
	}
	switch managed := t.row(`SELECT 1 FROM people WHERE via <> ?`, viaFirst) != nil; {
	case t.admins() == 0:
		p.role = RoleAdmin
		t.audit(id, "first-admin", "")
	case p.role == "":
		return nil, fail("forbidden", "This person was removed.")
	case managed && p.role != RoleAdmin:
		return nil, fail("forbidden", "People have keys of their own here. Ask an admin for yours.")
	}
	return p, nil
}

// openSession lets somebody in; ends, when not 0, bounds the session's life.
func (t *turn) openSession(p *person, secret, via string, ends int64) Session {
	p.seen = t.now
	t.savePerson(p)
	expires := t.now + t.core.cfg.Limits.SessionFor
	if ends > 0 {
		expires = min(expires, ends)
	}
	t.exec(`INSERT INTO tokens (hash, role, subject, name, created, expires, via) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		hashToken(secret), string(RoleAgent), p.id, p.name, t.now, expires, via)
	t.audit(p.id, "sign-in", via)
	return t.describe(&token{hash: hashToken(secret), subject: p.id, name: p.name, rank: p.role, lines: p.lines}, expires)
}

func (t *turn) describe(k *token, expires int64) Session {
	return Session{Agent: k.subject, Name: k.name, Roles: []Role{k.rank}, Lines: unpackLines(k.lines), Expires: expires}
}

// getSession says who asks.
func (t *turn) getSession(c *call) *Error {
	reply := t.describe(c.token, c.token.expires)
	if c.token.cookie {
		reply.CSRF = t.csrf(c.token.hash)
	}
	t.respondJSON(200, reply)
	return nil
}

// deleteSession ends the session that asks.
func (t *turn) deleteSession(c *call) *Error {
	t.audit(c.actor(), "sign-out", "")
	t.endSession(c.token.hash, "signed out")
	headers := [][2]string{}
	if c.token.cookie {
		headers = append(headers, [2]string{"Set-Cookie", c.settings.cookie("", 0)})
	}
	t.respond(204, nil, headers...)
	return nil
}

// endSession takes a session and its sockets.
func (t *turn) endSession(hash, why string) {
	t.exec(`DELETE FROM tokens WHERE hash = ?`, hash)
	t.exec(`DELETE FROM tickets WHERE token = ?`, hash)
	for _, row := range t.query(`SELECT id FROM sockets WHERE token = ? ORDER BY id`, hash) {
		t.drop(text(row[0]), closeRevoked, why)
	}
	t.timesChanged = true
}

// endSessionsOf ends every session of a person and says how many they were.
func (t *turn) endSessionsOf(id, why string) int {
	rows := t.query(`SELECT hash FROM tokens WHERE role = ? AND subject = ? ORDER BY hash`, string(RoleAgent), id)
	for _, row := range rows {
		t.endSession(text(row[0]), why)
	}
	return len(rows)
}

// dropSockets closes what a person has open; their sessions stay.
func (t *turn) dropSockets(id string, code int, why string) {
	for _, row := range t.query(`SELECT id FROM sockets WHERE subject = ? ORDER BY id`, id) {
		t.drop(text(row[0]), code, why)
	}
}

// OpenSession is a line of GET sessions.
type OpenSession struct {
	ID      string `json:"id"` // names the session, opens nothing
	Person  string `json:"person"`
	Name    string `json:"name"`
	Role    Role   `json:"role"`
	Via     string `json:"via"` // token, oidc or access
	Created int64  `json:"created"`
	Seen    int64  `json:"seen"` // when it last opened a socket, ms
	Expires int64  `json:"expires"`
	Sockets int64  `json:"sockets"`
	Current bool   `json:"current,omitempty"` // the one that asks
}

type sessionsReply struct {
	Sessions []OpenSession `json:"sessions"`
}

// sessionID names a session. A piece of the hash of 256 random bits gives
// nothing away.
func sessionID(hash string) string { return "s_" + hash[:16] }

// getSessions lists one's own sessions, and to an admin everybody's.
func (t *turn) getSessions(c *call) *Error {
	reply := sessionsReply{Sessions: []OpenSession{}}
	everybody := c.token.rank == RoleAdmin
	for _, r := range t.query(`SELECT k.hash, k.subject, p.name, p.role, k.via, k.created, k.seen, k.expires, (SELECT count(*) FROM sockets s WHERE s.token = k.hash)
		FROM tokens k JOIN people p ON p.id = k.subject
		WHERE k.role = 'agent' AND (k.expires = 0 OR k.expires > ?) AND (? OR k.subject = ?) ORDER BY k.created DESC, k.hash LIMIT 1000`,
		t.now, flag(everybody), c.token.subject) {
		reply.Sessions = append(reply.Sessions, OpenSession{sessionID(text(r[0])), text(r[1]), text(r[2]), Role(text(r[3])), text(r[4]),
			integer(r[5]), integer(r[6]), integer(r[7]), integer(r[8]), text(r[0]) == c.token.hash})
	}
	t.respondJSON(200, reply)
	return nil
}

// revokeSession ends one session, or all of a person. People end their own,
// admins anybody's; what is not yours to end does not exist.
func (t *turn) revokeSession(c *call) *Error {
	n := 0
	for _, row := range t.query(`SELECT hash, subject FROM tokens WHERE role = 'agent' AND (subject = ? OR 's_' || substr(hash, 1, 16) = ?) ORDER BY hash`, c.arg, c.arg) {
		if c.token.rank == RoleAdmin || text(row[1]) == c.token.subject {
			t.endSession(text(row[0]), "signed out by "+whoEnds(c, text(row[1])))
			n++
		}
	}
	if n == 0 {
		return fail("not-found", "There is no such session.")
	}
	t.audit(c.actor(), "revoke", c.arg)
	t.respond(204, nil)
	return nil
}

func whoEnds(c *call, owner string) string {
	if c.token.subject == owner {
		return "yourself"
	}
	return "an admin"
}

// seenEvery spares a write for every socket.
const seenEvery = int64(5 * time.Minute / time.Millisecond)

// touch notes that a session is in use.
func (t *turn) touch(k *token) {
	t.exec(`UPDATE tokens SET seen = ? WHERE hash = ? AND seen < ?`, t.now, k.hash, t.now-seenEvery)
}

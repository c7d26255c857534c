package edge

import (
	"encoding/base64"
	"slices"
	"strings"
)

// People work for the site. Each has an id that never changes and never
// passes to somebody else, a role, and the lines that concern them. Sessions
// point at people, so a change of role counts from the next request on.
//
// How a person came is kept: by the first-start token, added by an admin, or
// through an identity provider.

const (
	viaFirst  = "first"
	viaAdded  = "added"
	viaOIDC   = "oidc"
	viaAccess = "access"
)

// peopleCap is how many people a site may have, removed ones included.
const peopleCap = 2000

// person is a row of people. A removed person has no role.
type person struct {
	id, name string
	role     Role
	lines    string // packed; "" is all
	email    string // binds the first sign-in through a provider; "" for none
	subject  string // the provider's word for them, "issuer sub"; "" before the first sign-in
	via      string
	created  int64
	seen     int64 // last sign-in, ms; 0 for none
}

const personColumns = `id, name, role, lines, email, subject, via, created, seen`

func scanPerson(r []any) *person {
	return &person{text(r[0]), text(r[1]), Role(text(r[2])), text(r[3]), text(r[4]), text(r[5]), text(r[6]), integer(r[7]), integer(r[8])}
}

// person loads somebody by id, nil when there is nobody of that id.
func (t *turn) person(id string) *person {
	return t.personBy("id", id)
}

// personBy looks for the first person whose column has a value; "" finds none.
func (t *turn) personBy(column, value string) *person {
	if value == "" {
		return nil
	}
	if row := t.row(`SELECT `+personColumns+` FROM people WHERE `+column+` = ? ORDER BY created, id LIMIT 1`, value); row != nil {
		return scanPerson(row)
	}
	return nil
}

// savePerson stores a person, new or changed.
func (t *turn) savePerson(p *person) {
	t.exec(`INSERT INTO people (`+personColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, lines = excluded.lines,
		email = excluded.email, subject = excluded.subject, seen = excluded.seen`,
		p.id, p.name, string(p.role), p.lines, p.email, p.subject, p.via, p.created, p.seen)
	t.tellShards()
}

// newPerson makes somebody with a fresh id.
func (t *turn) newPerson(name string, role Role, via string) *person {
	id := "a_" + base64.RawURLEncoding.EncodeToString(t.random(9))
	return &person{id: id, name: name, role: role, via: via, created: t.now}
}

// admins counts who could still run the site.
func (t *turn) admins() int64 {
	return integer(t.row(`SELECT count(*) FROM people WHERE role = ?`, string(RoleAdmin))[0])
}

// Person is somebody of the site as others of the site see them.
type Person struct {
	ID     string   `json:"person"`
	Name   string   `json:"name"`
	Role   Role     `json:"role"`
	Lines  []string `json:"lines,omitempty"` // none is all
	Online bool     `json:"online"`          // has a desk on screen

	// For admins only.
	Email    string `json:"email,omitempty"`
	Via      string `json:"via,omitempty"` // first, added, oidc or access
	Sessions int64  `json:"sessions,omitempty"`
	Seen     int64  `json:"seen,omitempty"` // last sign-in, ms
}

type peopleReply struct {
	People []Person `json:"people"`
}

// getPeople lists who works for the site; colleagues need it to hand over.
func (t *turn) getPeople(c *call) *Error {
	reply := peopleReply{People: []Person{}}
	for _, row := range t.query(`SELECT `+personColumns+`,
		EXISTS (SELECT 1 FROM sockets s WHERE s.subject = people.id AND s.queue = 1),
		(SELECT count(*) FROM tokens k WHERE k.subject = people.id AND k.role = 'agent' AND (k.expires = 0 OR k.expires > ?))
		FROM people WHERE role <> '' ORDER BY name, id LIMIT ?`, t.now, int64(peopleCap)) {
		p := scanPerson(row)
		v := Person{ID: p.id, Name: p.name, Role: p.role, Lines: unpackLines(p.lines), Online: integer(row[9]) == 1}
		if c.token.rank == RoleAdmin {
			v.Email, v.Via, v.Sessions, v.Seen = p.email, p.via, integer(row[10]), p.seen
		}
		reply.People = append(reply.People, v)
	}
	t.respondJSON(200, reply)
	return nil
}

type personRequest struct {
	Name  string   `json:"name"`
	Role  Role     `json:"role"`
	Lines []string `json:"lines"`
	Email string   `json:"email"`
}

func (b *personRequest) check(s *Settings) *Error {
	if e := checkLine("name", b.Name, 1, 64); e != nil {
		return e
	}
	if !slices.Contains(roles, b.Role) {
		return fail("bad-request", "role must be agent, lead, author or admin.")
	}
	if e := checkLine("email", b.Email, 0, 254); e != nil { // RFC 5321, 4.5.3.1
		return e
	}
	return checkLines(s, b.Lines)
}

// checkLines wants names of lines that the site has.
func checkLines(s *Settings, lines []string) *Error {
	if len(lines) > linesCap {
		return fail("bad-request", "lines has more than %d entries.", linesCap)
	}
	for _, name := range lines {
		if _, ok := s.line(name); !ok {
			return fail("bad-request", "lines holds a line that the site does not have.")
		}
	}
	return nil
}

type personReply struct {
	ID  string `json:"person"`
	Key string `json:"key,omitempty"`
}

// postPerson adds somebody. The answer holds their key, which is shown this
// once: with it they open sessions where there is no identity provider.
func (t *turn) postPerson(c *call) *Error {
	body, e := t.personBody(c)
	if e != nil {
		return e
	}
	if integer(t.row(`SELECT count(*) FROM people`)[0]) >= peopleCap {
		return fail("bad-request", "The site has %d people already.", peopleCap)
	}
	p := t.newPerson(body.Name, body.Role, viaAdded)
	p.lines, p.email = packLines(body.Lines), strings.ToLower(body.Email)
	t.savePerson(p)
	t.audit(c.actor(), "person-add", p.id+" "+string(p.role))
	t.respondJSON(201, personReply{p.id, t.newKey(p)})
	return nil
}

func (t *turn) personBody(c *call) (*personRequest, *Error) {
	body := &personRequest{}
	if e := decode(c.Body, body); e != nil {
		return nil, e
	}
	return body, body.check(c.settings)
}

// newKey makes the only key of a person; an earlier one ends.
func (t *turn) newKey(p *person) string {
	key := "k." + base64.RawURLEncoding.EncodeToString(t.random(24))
	t.exec(`DELETE FROM tokens WHERE subject = ? AND role = ?`, p.id, string(roleKey))
	t.exec(`INSERT INTO tokens (hash, role, subject, name, created, expires) VALUES (?, ?, ?, '', ?, 0)`,
		hashToken(key), string(roleKey), p.id, t.now)
	return key
}

var errNobody = fail("not-found", "There is nobody of that id.")

// colleague is the person that a request names, as long as they are one.
func (t *turn) colleague(id string) (*person, *Error) {
	if p := t.person(id); p != nil && p.role != "" {
		return p, nil
	}
	return nil, errNobody
}

// postKey gives somebody a new key in the place of a lost one.
func (t *turn) postKey(c *call) *Error {
	p, e := t.colleague(c.arg)
	if e != nil {
		return e
	}
	t.audit(c.actor(), "person-key", p.id)
	t.respondJSON(201, personReply{p.id, t.newKey(p)})
	return nil
}

// putPerson changes somebody's name, role, lines or address. What they have
// open reconnects and finds its new rights.
func (t *turn) putPerson(c *call) *Error {
	body, e := t.personBody(c)
	if e != nil {
		return e
	}
	p, e := t.colleague(c.arg)
	if e != nil {
		return e
	}
	if e := t.keepsAdmin(p, body.Role); e != nil {
		return e
	}
	p.name, p.role, p.lines, p.email = body.Name, body.Role, packLines(body.Lines), strings.ToLower(body.Email)
	t.savePerson(p)
	t.audit(c.actor(), "person-change", p.id+" "+string(p.role))
	t.dropSockets(p.id, closeUnknown, "your rights have changed")
	if p.role.side() != RoleAgent {
		t.letGo(p)
	}
	t.respond(204, nil)
	return nil
}

// keepsAdmin refuses to leave the site without anybody who could run it.
func (t *turn) keepsAdmin(p *person, next Role) *Error {
	if p.role == RoleAdmin && next != RoleAdmin && t.admins() == 1 {
		return fail("last-admin", "%s is the only admin. Make another one first.", p.name)
	}
	return nil
}

// deletePerson removes somebody: no role, no key, no session, and what they
// held goes back to the queue. The id stays theirs, for the audit log names it.
func (t *turn) deletePerson(c *call) *Error {
	p, e := t.colleague(c.arg)
	if e != nil {
		return e
	}
	if e := t.keepsAdmin(p, ""); e != nil {
		return e
	}
	p.role, p.email = "", ""
	t.savePerson(p)
	t.exec(`DELETE FROM tokens WHERE subject = ? AND role = ?`, p.id, string(roleKey))
	t.endSessionsOf(p.id, "removed by an admin")
	t.letGo(p)
	t.audit(c.actor(), "person-remove", p.id)
	t.respond(204, nil)
	return nil
}

// letGo puts what somebody holds back into the queue.
func (t *turn) letGo(p *person) {
	for _, row := range t.query(`SELECT `+convColumns+` FROM conversations WHERE agent = ? AND state IN ('taken', 'answered', 'waiting') ORDER BY id`, p.id) {
		c := scanConv(row)
		before := *c
		if e := t.apply(c, MoveRelease); e != nil {
			panic(e)
		}
		t.event(c, t.ulid(), "released", p.id, p.name, "")
		t.offerIfSeen(c)
		t.settle(c, before)
	}
}

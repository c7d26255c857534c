package edge

import "slices"

// Role says who speaks, or what a person may do.
type Role string

// The first three label messages and sockets: they are sides of a
// conversation. The next four are what a person of the site may be.
const (
	RoleVisitor Role = "visitor"
	RoleAgent   Role = "agent" // answers; also the side of leads and admins
	RoleSystem  Role = "system"

	RoleLead   Role = "lead"   // an agent who sees every line and hands over what others hold
	RoleAuthor Role = "author" // publishes
	RoleAdmin  Role = "admin"  // all of it, and people, sessions, the audit log, visitors' data

	RoleFirst Role = "first" // a token that makes the first admin; see session.go
	roleKey   Role = "key"   // a person's own key, good for opening sessions
)

// roles are what a person may be.
var roles = []Role{RoleAgent, RoleLead, RoleAuthor, RoleAdmin}

// access says whom a route lets in.
type access int

const (
	public       access = iota // anyone; an Origin, when present, must be allowed
	visitorWrite               // anyone on an allowed page: Origin must be present and allowed
	signIn                     // anyone, from a desk page or from no page
	signed                     // anyone; the function wants a signature over the body (signed.go)
	agents                     // who answers visitors
	authors                    // who publishes
	admins                     // who runs the site
	staff                      // every person of the site
	anyToken                   // a visitor, or who answers them
)

// may is the whole of who may do what. PROTOCOL.md prints it route by route;
// a test tries every route as every role and compares.
var may = map[access][]Role{
	agents:   {RoleAgent, RoleLead, RoleAdmin},
	authors:  {RoleAuthor, RoleAdmin},
	admins:   {RoleAdmin},
	staff:    {RoleAgent, RoleLead, RoleAuthor, RoleAdmin},
	anyToken: {RoleVisitor, RoleAgent, RoleLead, RoleAdmin},
}

// open reports whether the route asks for no token.
func (a access) open() bool { return a == public || a == visitorWrite || a == signIn || a == signed }

// admits reports whether a role gets in.
func (a access) admits(r Role) bool { return a.open() || slices.Contains(may[a], r) }

// side is how a person's words are labelled: whoever may answer is an agent
// to the visitor.
func (r Role) side() Role {
	if agents.admits(r) {
		return RoleAgent
	}
	return r
}

// seesAll reports whether a role sees every line, whatever its own are, and
// may move what others hold.
func (r Role) seesAll() bool { return r == RoleLead || r == RoleAdmin }

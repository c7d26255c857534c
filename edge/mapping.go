package edge

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
)

// Mapping makes people of what an identity provider says.
type Mapping struct {
	// RoleClaim is the claim that holds a role, a group or a list of them;
	// dots lead into objects ("realm_access.roles"). Roles says what each
	// value makes of a person; of several the later one counts in the order
	// agent, lead, author, admin. Other values mean nothing.
	RoleClaim string          `json:"role_claim,omitempty"`
	Roles     map[string]Role `json:"roles,omitempty"`
	// Default is the role of somebody whom nobody added and whom no claim
	// gives one; "" refuses them.
	Default Role `json:"default,omitempty"`
}

func (m *Mapping) check(where string) error {
	if m.Default != "" && !slices.Contains(roles, m.Default) {
		return fmt.Errorf("settings: %s: the default role %q is not one of agent, lead, author, admin", where, m.Default)
	}
	for value, role := range m.Roles {
		if !slices.Contains(roles, role) {
			return fmt.Errorf("settings: %s: %q leads to the role %q, which is not one of agent, lead, author, admin", where, value, role)
		}
	}
	return nil
}

// role is what the claims make of a person, "" when they say nothing.
func (m *Mapping) role(claims jwt.MapClaims) Role {
	best := -1
	for _, value := range claimStrings(claims, m.RoleClaim) {
		best = max(best, slices.Index(roles, m.Roles[value]))
	}
	if best < 0 {
		return ""
	}
	return roles[best]
}

// claimStrings reads a claim that is a string or a list of strings.
func claimStrings(claims jwt.MapClaims, path string) []string {
	if path == "" {
		return nil
	}
	if v, ok := claims[path]; ok { // "https://shop.example/roles" has dots of its own
		return stringsOf(v)
	}
	var at any = map[string]any(claims)
	for part := range strings.SplitSeq(path, ".") {
		object, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = object[part]
	}
	return stringsOf(at)
}

func stringsOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var list []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				list = append(list, s)
			}
		}
		return list
	}
	return nil
}

// arrival is somebody whom an identity provider has proven.
type arrival struct {
	subject string // "issuer sub"
	email   string // verified, lower case; "" otherwise
	name    string
	role    Role // that the claims give; "" for none
	via     string
}

// arrivalOf reads the claims that the mapping and the people list need.
func arrivalOf(claims jwt.MapClaims, m *Mapping, via string, trusted bool) arrival {
	one := func(name string) string { s, _ := claims[name].(string); return s }
	a := arrival{subject: one("iss") + " " + one("sub"), role: m.role(claims), via: via}
	verified := claims["email_verified"] == true || claims["email_verified"] == "true" // some send a string
	if verified || trusted {
		a.email = strings.ToLower(one("email"))
	}
	for _, name := range []string{one("name"), one("preferred_username"), a.email, one("sub")} {
		if a.name = tidyName(name); a.name != "" {
			break
		}
	}
	return a
}

// tidyName makes one line of at most 64 characters of what a provider says.
func tidyName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || checkLine("", string(r), 1, 1) != nil {
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > 64 {
		s = string(r[:64])
	}
	return s
}

// arrive finds or makes the person that a provider has proven.
func (t *turn) arrive(a arrival, m *Mapping) (*person, *Error) {
	p := t.personBy("subject", a.subject)
	if p == nil {
		if p = t.personBy("email", a.email); p != nil && p.subject != "" {
			p = nil // the address has passed to somebody else
		}
	}
	role := a.role
	switch {
	case p != nil && p.role == "":
		return nil, t.turnAway(a, "This person was removed.")
	case role == "" && p != nil && p.via == viaAdded:
		role = p.role // an admin's word, as long as no claim says otherwise
	case role == "":
		role = m.Default
	}
	if role == "" {
		return nil, t.turnAway(a, "Nobody has given you a role here yet. Ask an admin of the site.")
	}
	if p == nil {
		p = t.newPerson(a.name, role, a.via)
	}
	if p.role != role {
		t.audit(p.id, "role-by-claim", string(role))
	}
	p.role, p.subject = role, a.subject
	return p, nil
}

// turnAway refuses somebody who is who they say, but nobody here.
func (t *turn) turnAway(a arrival, why string) *Error {
	t.audit("edge", "sign-in-refused", t.mac("audit", a.subject)[:16])
	return fail("forbidden", "%s", why)
}

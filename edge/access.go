package edge

import (
	"errors"
	"strings"
)

// Access lets in whoever Cloudflare Access has let through. Access stands in
// front of the desk, signs people in, and adds to every request a JWT that
// says who it was (Cf-Access-Jwt-Assertion). The header alone proves nothing,
// anybody can send one: its signature, issuer and audience do.
type Access struct {
	// Team is https://NAME.cloudflareaccess.com, the issuer.
	Team string `json:"team"`
	// Audience is the AUD tag of the Access application.
	Audience string `json:"audience"`
	Mapping
}

// accessKeys is where a team's keys are, behind its address.
const accessKeys = "/cdn-cgi/access/certs"

func (a *Access) check() error {
	if a == nil {
		return nil
	}
	if !secureURL(a.Team, loopbackURL(a.Team)) || strings.HasSuffix(a.Team, "/") || a.Audience == "" {
		return errors.New("settings: access needs a team like https://name.cloudflareaccess.com and the application's audience tag")
	}
	return a.Mapping.check("access")
}

// postAccess opens a session for who stands in the request's assertion.
func (t *turn) postAccess(c *call) *Error {
	if e := t.limitRound(c); e != nil {
		return e
	}
	a := c.settings.Access
	if a == nil || c.Assertion == "" {
		return fail("unauthorised", "This request did not come through Cloudflare Access.")
	}
	claims, e := t.claimsOf(c, c.Assertion, expected{a.Team, a.Audience, a.Team + accessKeys})
	if e != nil {
		return e
	}
	if sub, _ := claims["sub"].(string); sub == "" || len(sub) > 255 {
		return fail("unauthorised", "A service is no person.") // service tokens have no subject
	}
	p, e := t.arrive(arrivalOf(claims, &a.Mapping, viaAccess, true), &a.Mapping)
	if e != nil {
		return e
	}
	ends, err := claims.GetExpirationTime()
	if err != nil {
		return refusedProof(err)
	}
	secret := t.newSecret("s.")
	reply := t.openSession(p, secret, viaAccess, ends.UnixMilli())
	reply.Session = secret
	t.respondJSON(201, reply)
	return nil
}

package edge

import (
	"slices"
	"strings"
)

// checkOrigin lets a page in whose origin is on one of the site's two lists,
// and refuses every other one without a CORS header, so that the browser
// hides even the refusal's text from it.
func (t *turn) checkOrigin(c *call, rt *route) *Error {
	if c.Origin == "" {
		if rt.access == visitorWrite {
			return fail("origin", "This request must come from one of the site's pages.")
		}
		return nil
	}
	visitors := slices.Contains(c.settings.Origins, c.Origin)
	desks := slices.Contains(c.settings.DeskOrigins, c.Origin)
	allowed := visitors || desks
	switch rt.access {
	case signIn, agents, authors, admins, staff:
		// A preflight names no token yet, and HEAD and GET share paths with PUT.
		allowed = desks || c.Method == "OPTIONS" && allowed
	}
	if !allowed {
		return fail("origin", "This page is not on the site's list of allowed origins.")
	}
	t.cors = c.Origin
	return nil
}

// checkTokenOrigin is the second half for routes that visitors and agents
// share: each kind of token only from its kind of page.
func checkTokenOrigin(c *call) *Error {
	switch {
	case c.token.role == RoleVisitor && c.Method != "GET" && c.Origin == "":
		return fail("origin", "This request must come from one of the site's pages.")
	case c.Origin == "":
		return nil
	case c.token.role == RoleVisitor && slices.Contains(c.settings.Origins, c.Origin):
		return nil
	case c.token.role == RoleAgent && slices.Contains(c.settings.DeskOrigins, c.Origin):
		return nil
	}
	return fail("origin", "This page is not on the site's list of allowed origins.")
}

// preflight answers OPTIONS, from a page or not.
func (t *turn) preflight(rest string) {
	allow := strings.Join(methodsOf(rest), ", ")
	t.respond(204, nil, [2]string{"Allow", allow},
		[2]string{"Access-Control-Allow-Methods", allow},
		[2]string{"Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match"},
		[2]string{"Access-Control-Max-Age", "600"})
}

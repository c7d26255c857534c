package edge

import (
	"crypto/hmac"
	"slices"
	"strconv"
	"strings"
)

// Who signed in through an identity provider holds a cookie that no script can
// read. A browser sends it by itself, also for a page that means harm, so a
// request that changes something must prove twice that it comes from the desk:
// by its Origin, and by a token that only a page of this origin could read.

const (
	cookieSecret = "c."    // begins a session that travels in a cookie, and only there
	cookieCap    = 8 << 10 // bytes of a Cookie header
)

// secure reports whether people reach the desk over TLS. Plain http is for a
// developer's own machine; cookies there cannot be marked.
func (s *Settings) secure() bool {
	return len(s.DeskOrigins) > 0 && strings.HasPrefix(s.deskOrigin(), "https://")
}

// cookieName is bound to this host by its prefix (RFC 6265bis, 4.1.3.2): no
// sibling domain and no plain connection can set it.
func (s *Settings) cookieName(purpose string) string {
	name := "lamplight-" + purpose + s.Site
	if s.secure() {
		return "__Host-" + name
	}
	return name
}

func (s *Settings) setCookie(name, value, sameSite string, seconds int64) string {
	line := name + "=" + value + "; Path=/; HttpOnly; SameSite=" + sameSite + "; Max-Age=" + strconv.FormatInt(seconds, 10)
	if s.secure() {
		line += "; Secure"
	}
	return line
}

// cookie is the header that gives a session to the browser; 0 seconds takes it.
func (s *Settings) cookie(secret string, seconds int64) string {
	return s.setCookie(s.cookieName(""), secret, "Strict", seconds)
}

// readCookie is the value of one cookie. Two of one name are none: one of them
// was put there by somebody else.
func readCookie(header, name string) string {
	if len(header) > cookieCap {
		return ""
	}
	value, n := "", 0
	for pair := range strings.SplitSeq(header, ";") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(pair), name+"="); ok {
			value = v
			n++
		}
	}
	if n != 1 {
		return ""
	}
	return value
}

// cookieSession is the session that the browser's cookie opens.
func (t *turn) cookieSession(c *call) *token {
	secret := readCookie(c.Cookie, c.settings.cookieName(""))
	if !strings.HasPrefix(secret, cookieSecret) {
		return nil
	}
	k := t.lookup(secret)
	if k != nil {
		k.cookie = true
	}
	return k
}

// csrf is the token that goes with a cookie session.
func (t *turn) csrf(hash string) string { return t.mac("csrf", hash) }

// checkCSRF lets a request with a cookie change something only from the desk.
func (t *turn) checkCSRF(c *call) *Error {
	if c.Method == "GET" || c.Method == "HEAD" {
		return nil
	}
	if !slices.Contains(c.settings.DeskOrigins, c.Origin) || !hmac.Equal([]byte(c.CSRF), []byte(t.csrf(c.token.hash))) {
		return fail("csrf", "This request did not come from the desk. Reload the page.")
	}
	return nil
}

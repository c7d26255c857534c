package edge

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// Signing in at an OpenID provider:
//
//	browser ── GET signin/oidc ──► 302 to the provider, cookie binds the browser to the state
//	provider ── sign-in page ──► 302 back with code and state
//	browser ── GET signin/callback ──► code for tokens, ID token verified, cookie session, 302 to the desk
//
// Nonce and PKCE verifier are derived from the state under the site's secret,
// so the row keeps neither. A state is good once, for ten minutes, in the
// browser that began: a link with somebody else's code leads nowhere.

const (
	signInFor = 10 * minute
	codeCap   = 2048 // characters of an authorization code
)

type signInReply struct {
	OIDC   *providerReply `json:"oidc,omitempty"`
	Access bool           `json:"access,omitempty"` // this request came through Cloudflare Access
}

type providerReply struct {
	Name string `json:"name"`
}

// getSignIn says which ways in there are besides a token.
func (t *turn) getSignIn(c *call) *Error {
	reply := signInReply{Access: c.settings.Access != nil && c.Assertion != ""}
	if o := c.settings.OIDC; o != nil {
		reply.OIDC = &providerReply{o.Name}
	}
	t.respondJSON(200, reply)
	return nil
}

// newSecret is 256 random bits behind a prefix that tells what they are for.
func (t *turn) newSecret(prefix string) string {
	return prefix + base64.RawURLEncoding.EncodeToString(t.random(32))
}

func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// limitRound books a sign-in once, however many fetches it needs. Nobody can
// guess anything here, so it is as free as tickets are: an office has one address.
func (t *turn) limitRound(c *call) *Error {
	if len(c.Fetched) > 0 {
		return nil
	}
	return t.limit(t.peerKey("o:", c.Peer), t.core.cfg.Limits.Tickets)
}

// pages may be returned to after a sign-in.
var pages = []string{"desk", "console"}

// beginSignIn sends the browser to the provider.
func (t *turn) beginSignIn(c *call) *Error {
	if c.settings.OIDC == nil {
		return fail("not-found", "There is nothing at this address.")
	}
	page := strings.TrimPrefix(c.Query, "page=")
	if !slices.Contains(pages, page) {
		page = pages[0]
	}
	if e := t.limitRound(c); e != nil {
		return t.backTo(c, page, e)
	}
	p, e := t.discover(c)
	if e != nil {
		return t.backTo(c, page, e)
	}
	state, browser := t.newSecret(""), t.newSecret("")
	to, e := t.authorizationURL(c, p, state)
	if e != nil {
		return t.backTo(c, page, e)
	}
	t.exec(`DELETE FROM signins WHERE expires <= ?`, t.now)
	t.exec(`INSERT INTO signins (state, browser, page, spent, expires) VALUES (?, ?, ?, 0, ?)`,
		hashToken(state), hashToken(browser), page, t.now+signInFor)
	t.respond(302, nil, [2]string{"Location", to},
		[2]string{"Set-Cookie", c.settings.setCookie(c.settings.cookieName("signin-"), browser, "Lax", signInFor/second)})
	return nil
}

// backTo brings the browser to a page that says what went wrong.
func (t *turn) backTo(c *call, page string, e *Error) *Error {
	if e == errFetching {
		return e
	}
	if e.Cause != nil {
		t.report(e.Error())
	}
	t.respond(302, nil, [2]string{"Location", "/" + page + "/?site=" + c.settings.Site + "#signin=" + e.Code},
		[2]string{"Set-Cookie", c.settings.setCookie(c.settings.cookieName("signin-"), "", "Lax", 0)})
	return nil
}

// endSignIn takes the browser back from the provider.
func (t *turn) endSignIn(c *call) *Error {
	if c.settings.OIDC == nil {
		return fail("not-found", "There is nothing at this address.")
	}
	q, err := url.ParseQuery(c.Query)
	if err != nil {
		return fail("bad-request", "The address is not one that a provider sends.")
	}
	page, e := t.pendingSignIn(c, q.Get("state"))
	if e != nil {
		return t.backTo(c, page, e) // whose sign-in it may be goes on
	}
	if e = t.redeem(c, q); e == nil {
		return t.welcome(c, page)
	}
	if e != errFetching {
		t.exec(`DELETE FROM signins WHERE state = ?`, hashToken(q.Get("state")))
	}
	return t.backTo(c, page, e)
}

// pendingSignIn is the page of the sign-in that this browser began.
func (t *turn) pendingSignIn(c *call, state string) (string, *Error) {
	expired := fail("expired", "This sign-in is over. Please begin again.")
	browser := readCookie(c.Cookie, c.settings.cookieName("signin-"))
	row := t.row(`SELECT page, spent FROM signins WHERE state = ? AND browser = ? AND expires > ?`, hashToken(state), hashToken(browser), t.now)
	if row == nil || state == "" || browser == "" {
		return pages[0], expired
	}
	if (integer(row[1]) == 1) != (c.fetched("token") != nil) {
		return text(row[0]), expired // the same code a second time
	}
	return text(row[0]), nil
}

// redeem trades the code for tokens and verifies who it is. c.token is them.
func (t *turn) redeem(c *call, q url.Values) *Error {
	if iss := q.Get("iss"); iss != "" && iss != c.settings.OIDC.Issuer { // RFC 9207
		return refusedProof(errors.New("the answer is from another issuer"))
	}
	code := q.Get("code")
	if code == "" || len(code) > codeCap {
		return refusedProof(errors.New("the provider sent no code"))
	}
	p, e := t.discover(c)
	if e != nil {
		return e
	}
	got := c.fetched("token")
	if got == nil {
		t.exec(`UPDATE signins SET spent = 1 WHERE state = ?`, hashToken(q.Get("state")))
		return t.askToken(c, p, code, q.Get("state"))
	}
	var tokens struct {
		ID     string `json:"id_token"`
		Access string `json:"access_token"`
	}
	if got.Status != 200 || json.Unmarshal([]byte(got.Body), &tokens) != nil {
		return refusedProof(got.cause())
	}
	claims, e := t.idClaims(c, p, tokens.ID, q.Get("state"))
	if e != nil {
		return e
	}
	if e := t.addUserInfo(c, p, tokens.Access, claims); e != nil {
		return e
	}
	who, e := t.arrive(arrivalOf(claims, &c.settings.OIDC.Mapping, viaOIDC, false), &c.settings.OIDC.Mapping)
	if e != nil {
		return e
	}
	c.token = &token{subject: who.id, rank: who.role}
	t.savePerson(who)
	return nil
}

// cause is what the operator may read about an answer that was none. It
// quotes nothing of the body.
func (f *Fetched) cause() error {
	if f.Error != "" {
		return errors.New(f.Error)
	}
	return errors.New("the provider answered with a status or a body that is none of a success")
}

// askToken is the request of section 3.1.3.1, with the client's name and
// secret as RFC 6749, 2.3.1, wants them.
func (t *turn) askToken(c *call, p *provider, code, state string) *Error {
	o := c.settings.OIDC
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {c.settings.redirect()},
		"code_verifier": {t.mac("oidc verifier", state)}}
	headers := [][2]string{{"Content-Type", "application/x-www-form-urlencoded"}}
	post := len(p.AuthMethods) > 0 && !slices.Contains(p.AuthMethods, "client_secret_basic")
	switch {
	case o.ClientSecret == "":
		form.Set("client_id", o.ClientID)
	case post:
		form.Set("client_id", o.ClientID)
		form.Set("client_secret", o.ClientSecret)
	default:
		pair := url.QueryEscape(o.ClientID) + ":" + url.QueryEscape(o.ClientSecret)
		headers = append(headers, [2]string{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))})
	}
	return t.ask("token", "POST", p.Token, []byte(form.Encode()), headers...)
}

// idClaims verifies the ID token (section 3.1.3.7).
func (t *turn) idClaims(c *call, p *provider, id, state string) (jwt.MapClaims, *Error) {
	o := c.settings.OIDC
	claims, e := t.claimsOf(c, id, expected{o.Issuer, o.ClientID, p.Keys})
	if e != nil {
		return nil, e
	}
	audience, err := claims.GetAudience()
	azp, named := claims["azp"]
	switch sub, _ := claims["sub"].(string); {
	case err != nil || sub == "" || len(sub) > 255:
		return nil, refusedProof(errors.New("the ID token names nobody"))
	case claims["nonce"] != t.mac("oidc nonce", state):
		return nil, refusedProof(errors.New("the ID token is of another sign-in"))
	case claims["iat"] == nil:
		return nil, refusedProof(errors.New("the ID token does not say when it was issued"))
	case named && azp != o.ClientID, len(audience) > 1 && !named:
		return nil, refusedProof(errors.New("the ID token is for another client"))
	}
	return claims, nil
}

// addUserInfo asks the userinfo endpoint for what the ID token left out.
func (t *turn) addUserInfo(c *call, p *provider, access string, claims jwt.MapClaims) *Error {
	m := c.settings.OIDC.Mapping
	whole := claims["email"] != nil && claims["name"] != nil && (m.RoleClaim == "" || claimStrings(claims, m.RoleClaim) != nil)
	if whole || p.UserInfo == "" || access == "" {
		return nil
	}
	got := c.fetched("userinfo")
	if got == nil {
		return t.ask("userinfo", "GET", p.UserInfo, nil, [2]string{"Authorization", "Bearer " + access})
	}
	var more jwt.MapClaims
	if got.Status != 200 || json.Unmarshal([]byte(got.Body), &more) != nil || more["sub"] != claims["sub"] {
		return refusedProof(errors.New("the userinfo is of somebody else, or none"))
	}
	for name, value := range more {
		if _, known := claims[name]; !known {
			claims[name] = value
		}
	}
	return nil
}

// welcome opens the cookie session. Whatever session the browser had ends, so
// that nobody can have planted it.
func (t *turn) welcome(c *call, page string) *Error {
	p := t.person(c.token.subject)
	if old := t.cookieSession(c); old != nil {
		t.endSession(old.hash, "signed in anew")
	}
	q, _ := url.ParseQuery(c.Query)
	t.exec(`DELETE FROM signins WHERE state = ?`, hashToken(q.Get("state")))
	secret := t.newSecret(cookieSecret)
	t.openSession(p, secret, viaOIDC, 0)
	t.respond(302, nil, [2]string{"Location", "/" + page + "/?site=" + c.settings.Site},
		[2]string{"Set-Cookie", c.settings.cookie(secret, t.core.cfg.Limits.SessionFor/second)},
		[2]string{"Set-Cookie", c.settings.setCookie(c.settings.cookieName("signin-"), "", "Lax", 0)})
	return nil
}

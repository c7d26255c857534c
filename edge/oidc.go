package edge

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
)

// OIDC lets people sign in at an OpenID provider (OpenID Connect Core 1.0,
// authorization code flow with PKCE, RFC 7636).
type OIDC struct {
	// Issuer is the provider's address; its discovery document is below it.
	Issuer   string `json:"issuer"`
	ClientID string `json:"client_id"`
	// ClientSecret is "" for a public client, which PKCE alone protects.
	ClientSecret string `json:"client_secret,omitempty"`
	// Name is what the button says: "Sign in with Name".
	Name string `json:"name,omitempty"`
	// Redirect is the address registered at the provider. "" is
	// {first desk origin}/v1/{site}/signin/callback.
	Redirect string `json:"redirect,omitempty"`
	// Scopes beyond "openid profile email".
	Scopes []string `json:"scopes,omitempty"`
	Mapping
}

func (o *OIDC) check(s *Settings) error {
	if o == nil {
		return nil
	}
	if !secureURL(o.Issuer, loopbackURL(o.Issuer)) || strings.ContainsAny(o.Issuer, "?#") || o.ClientID == "" {
		return errors.New("settings: oidc needs an https issuer and a client_id")
	}
	if len(s.DeskOrigins) == 0 {
		return errors.New("settings: oidc needs a desk origin to come back to")
	}
	if o.Redirect != "" && !strings.HasSuffix(o.Redirect, "/v1/"+s.Site+"/signin/callback") {
		return errors.New("settings: the oidc redirect must end in /v1/" + s.Site + "/signin/callback")
	}
	return o.Mapping.check("oidc")
}

// deskOrigin is where people work: the first one that the operator named.
func (s *Settings) deskOrigin() string { return s.DeskOrigins[0] }

// redirect is the exact address to which the provider sends people back.
func (s *Settings) redirect() string {
	if s.OIDC.Redirect != "" {
		return s.OIDC.Redirect
	}
	return s.deskOrigin() + "/v1/" + s.Site + "/signin/callback"
}

// provider is the part of a discovery document that we use
// (OpenID Connect Discovery 1.0, section 3).
type provider struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	UserInfo      string   `json:"userinfo_endpoint"`
	Keys          string   `json:"jwks_uri"`
	AuthMethods   []string `json:"token_endpoint_auth_methods_supported"`
}

// discover reads the provider's own description.
func (t *turn) discover(c *call) (*provider, *Error) {
	o := c.settings.OIDC
	body, _, e := t.document(c, strings.TrimSuffix(o.Issuer, "/")+"/.well-known/openid-configuration", keptFor)
	if e != nil {
		return nil, e
	}
	var p provider
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return nil, providerError(errors.New("the discovery document is no JSON"))
	}
	loopback := loopbackURL(o.Issuer)
	ok := p.Issuer == o.Issuer && (p.UserInfo == "" || secureURL(p.UserInfo, loopback))
	for _, address := range []string{p.Authorization, p.Token, p.Keys} {
		ok = ok && secureURL(address, loopback)
	}
	if !ok {
		return nil, providerError(errors.New("the discovery document is of another issuer or names an address that is not https"))
	}
	return &p, nil
}

func providerError(cause error) *Error {
	e := fail("unavailable", "The identity provider does not answer as it should. Please try again.")
	e.Cause = cause
	return e
}

// authorizationURL is where the browser goes to sign in.
func (t *turn) authorizationURL(c *call, p *provider, state string) (string, *Error) {
	u, err := url.Parse(p.Authorization)
	if err != nil {
		return "", providerError(errors.New("the authorization endpoint is no address"))
	}
	o := c.settings.OIDC
	q := u.Query()
	for k, v := range map[string]string{
		"response_type": "code", "client_id": o.ClientID, "redirect_uri": c.settings.redirect(),
		"scope": strings.Join(append([]string{"openid", "profile", "email"}, o.Scopes...), " "),
		"state": state, "nonce": t.mac("oidc nonce", state),
		"code_challenge": challenge(t.mac("oidc verifier", state)), "code_challenge_method": "S256",
	} {
		q.Set(k, v)
	}
	u.RawQuery = q.Encode() // sorted
	return u.String(), nil
}

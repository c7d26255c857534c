package edge_test

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
)

// TestAnonymousIsAllowedWhereNothingIsRequired, and is marked as unproven; a
// bad proof is still refused, not passed over.
func TestAnonymousIsAllowedWhereNothingIsRequired(t *testing.T) {
	_, identity := edgetest.NewBackend(t)
	identity.Required = false
	w := newWorld(t, fast)
	w.configure(edge.Settings{Identity: identity})
	e := edge.Escalation{ID: w.id(), Question: "q", Locale: "en", Visitor: "v_1"}
	if status, got := w.request("POST", "escalations", "", e); status != 201 {
		t.Errorf("anonymous: %d %s", status, got)
	}
	if n := w.value(`SELECT verified FROM conversations WHERE id = ?`, e.ID); n != 0 {
		t.Error("an anonymous visitor counts as proven")
	}
	e.ID = w.id()
	if status, _ := w.request("POST", "escalations", "nonsense", e); status != 401 {
		t.Errorf("a bad proof: %d", status)
	}
}

func TestIdentitySettings(t *testing.T) {
	for name, id := range map[string]edge.Identity{
		"no issuer": {Keys: []edge.JWK{{}}}, "no key": {Issuer: "x"},
		"short RSA":     {Issuer: "x", Keys: []edge.JWK{{Type: "RSA", N: base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{255}, 128)), E: "AQAB"}}},
		"off the curve": {Issuer: "x", Keys: []edge.JWK{{Type: "EC", Curve: "P-256", X: base64.RawURLEncoding.EncodeToString(make([]byte, 32)), Y: base64.RawURLEncoding.EncodeToString(make([]byte, 32))}}},
		"secret":        {Issuer: "x", Keys: []edge.JWK{{Type: "oct"}}},
	} {
		s := edge.Settings{Site: "demo", Identity: &id}
		if s.Check() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

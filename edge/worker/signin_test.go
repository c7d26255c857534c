//go:build !js

package main

import (
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
)

// TestSignIn signs people in at a real OpenID provider and through Cloudflare
// Access, and then looks whether workerd's log has kept a secret of it.
func TestSignIn(t *testing.T) {
	long(t)
	h := workertest.Start(t, workertest.Options{})
	t.Run("provider", func(t *testing.T) { edgetest.SignIn(t, h) })
	t.Run("access", func(t *testing.T) { edgetest.Access(t, h) })
	log := h.Log()
	if !strings.Contains(log, "unauthorised") {
		t.Error("the log is empty; refused sign-ins should have left a line")
	}
	for _, secret := range edgetest.NeverLogged {
		if found := secret.FindString(log); found != "" {
			t.Errorf("the log holds %q", found)
		}
	}
}

package native

import (
	"strings"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/edge/edgetest"
)

// TestSignIn signs people in at a real OpenID provider, and then looks whether
// the log has kept a secret of it.
func TestSignIn(t *testing.T) {
	var mu sync.Mutex
	var lines []string
	h := newTestHost(t)
	h.keep(func(line string) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, line)
	})
	edgetest.SignIn(t, h)
	mu.Lock()
	defer mu.Unlock()
	if len(lines) == 0 {
		t.Error("the log is empty; refused sign-ins should have left a line")
	}
	checkLog(t, strings.Join(lines, "\n"))
}

// TestAccess signs people in through Cloudflare Access, whose keys a server
// here publishes in their real form.
func TestAccess(t *testing.T) { edgetest.Access(t, newTestHost(t)) }

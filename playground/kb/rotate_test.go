package kb

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestRotate publishes, gives the site another key, and publishes again with
// it; the old key is refused from then on.
func TestRotate(t *testing.T) {
	tmp := t.TempDir()
	docs, key, next, out := filepath.Join(tmp, "docs"), filepath.Join(tmp, "site.key"), filepath.Join(tmp, "next.key"), filepath.Join(tmp, "out")
	to := edgeFor(t, key)
	t.Setenv(tokenVariable, authorToken)
	write(t, filepath.Join(docs, "alpha.md"), articleFile("alpha", "Words."))
	refused(t, "cannot be signed anew", "rotate", out, "-key", key, "-new", next, "-to", to)
	must(t, "publish", docs, "-out", out, "-key", key, "-to", to)
	said := must(t, "rotate", out, "-key", key, "-new", next, "-to", to)
	if value(t, said, "root") != "2" || value(t, said, "version") != "2" {
		t.Errorf("rotate: %s", said)
	}
	must(t, "verify", out, "-key", next)
	write(t, filepath.Join(docs, "alpha.md"), articleFile("alpha", strings.Repeat("Other words. ", 3)))
	if said := must(t, "publish", docs, "-out", out, "-key", next, "-to", to); value(t, said, "version") != "3" {
		t.Errorf("publish with the new key: %s", said)
	}
	refused(t, "not of this site and key", "publish", docs, "-out", filepath.Join(tmp, "elsewhere"), "-key", key, "-to", to)
}

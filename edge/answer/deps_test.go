package answer

import (
	"os/exec"
	"strings"
	"testing"
)

// TestNoNetHTTP: a Worker that brings its own fetch must not pay for a client.
func TestNoNetHTTP(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range strings.Lines(string(out)) {
		switch strings.TrimSpace(pkg) {
		case "net", "net/http", "crypto/tls":
			t.Errorf("the package depends on %s", pkg)
		}
	}
}

// TestSentencesInBothLanguages: every code has its public sentence in both.
func TestSentencesInBothLanguages(t *testing.T) {
	for _, code := range []string{NoQuestion, NoArticles, NotInThem, Unsupported, Withheld, Unreachable, Slow, Busy, Denied, Provider, Broken,
		TooMuch, Cancelled, "off", "origin", "method", "content-type", "too-large", "bad-json", "slow-down"} {
		en, zh := Sentence(code, "en-GB"), Sentence(code, "zh-Hans")
		if en == "" || zh == "" || en == zh || Sentence(code, "xx") != en {
			t.Errorf("%s: %q %q", code, en, zh)
		}
	}
	if len(sentences["en"]) != 20 || len(sentences["zh"]) != 20 {
		t.Errorf("%d and %d sentences for 20 codes", len(sentences["en"]), len(sentences["zh"]))
	}
}

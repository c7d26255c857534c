package publish

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeyFileIsMadeOnceAndForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "site.key")
	a, made, err := LoadKeys(path)
	if err != nil || !made {
		t.Fatal(made, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v %v", info.Mode(), err)
	}
	if ignore, err := os.ReadFile(filepath.Join(filepath.Dir(path), ".gitignore")); err != nil || string(ignore) != "*\n" {
		t.Errorf("git may take the key: %q %v", ignore, err)
	}
	b, made, err := LoadKeys(path)
	if err != nil || made {
		t.Fatal(made, err)
	}
	for i := range a.Public() {
		if a.Public()[i].ID() != b.Public()[i].ID() {
			t.Error("another key came back")
		}
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	var refused *KeyError
	if _, _, err := LoadKeys(path); !errors.As(err, &refused) || !strings.Contains(refused.Remedy, "chmod 600") {
		t.Errorf("a key others may read: %v", err)
	}
}

func TestDamagedKeyFilesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"empty":      "",
		"no JSON":    "key",
		"format":     `{"format":"x"}`,
		"short seed": `{"format":"lamplight-site-key-1","ed25519":"AAAA","ml-dsa-65":"AAAA"}`,
	} {
		path := filepath.Join(t.TempDir(), "site.key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var refused *KeyError
		if _, _, err := LoadKeys(path); !errors.As(err, &refused) || strings.Contains(err.Error(), "AAAA") {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := os.ReadFile(path); string(now) != text {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

func TestParseKeyIsTheInverseOfString(t *testing.T) {
	k := testKeys(t, 3).Public()[0]
	if got, err := ParseKey(k.String()); err != nil || got.ID() != k.ID() {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"", ":", "abc", k.ID(), k.ID() + ":AAAA", "0000000000000000:" + strings.SplitN(k.String(), ":", 2)[1], testKeys(t, 3).Public()[1].String()} {
		if _, err := ParseKey(bad); err == nil {
			t.Errorf("%q was taken for a key", clip(bad, 40))
		}
	}
}

package demo

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func locale(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(source, "kite/src/locale/"+lang+".json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		t.Fatalf("%s.json: %v", lang, err)
	}
	return texts
}

// kiteSources returns the TypeScript of Kite by name.
func kiteSources(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(source, "kite/src", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasPrefix(path.Ext(name), ".ts") {
			return err
		}
		raw, err := fs.ReadFile(source, name)
		files[name] = string(raw)
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d sources, %v", len(files), err)
	}
	return files
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// TestLocalesAreComplete: same keys, no empty text, same placeholders.
func TestLocalesAreComplete(t *testing.T) {
	en, zh := locale(t, "en"), locale(t, "zh")
	for key := range maps.Keys(en) {
		if en[key] == "" || zh[key] == "" {
			t.Errorf("%s: en %q, zh %q", key, en[key], zh[key])
		}
		a, b := placeholder.FindAllString(en[key], -1), placeholder.FindAllString(zh[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: placeholders %v in en, %v in zh", key, a, b)
		}
	}
	for key := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("%s: only in zh", key)
		}
	}
}

var usedKey = regexp.MustCompile(`"([a-z]+(?:\.[a-z0-9-]+)+|skip|loading|language)"`)

// TestLocaleKeysAreUsed: a text that no page shows is left over. (That every
// key which a page asks for exists is checked by the TypeScript compiler.)
func TestLocaleKeysAreUsed(t *testing.T) {
	used := map[string]bool{}
	for _, text := range kiteSources(t) {
		for _, m := range usedKey.FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
		}
	}
	for key := range locale(t, "en") {
		if !used[key] && !strings.HasPrefix(key, "error.") {
			t.Errorf("no page uses %q", key)
		}
	}
}

// TestNothingInline: what the policy forbids does not even occur.
func TestNothingInline(t *testing.T) {
	forbidden := []string{"innerHTML", "insertAdjacentHTML", "eval(", "new Function", " style=", "document.write", "localStorage", "sessionStorage", "document.cookie"}
	for name, text := range kiteSources(t) {
		for _, f := range forbidden {
			if strings.Contains(text, f) {
				t.Errorf("%s contains %q", name, f)
			}
		}
	}
}

// TestHostHoldsOneTag: the host knows of Lamplight exactly one script tag, and
// the one module that offers tasks to it.
func TestHostHoldsOneTag(t *testing.T) {
	page, err := fs.ReadFile(source, "kite/index.html")
	if err != nil {
		t.Fatal(err)
	}
	const tag = `<script src="/lamplight.js" data-site="demo" data-holdout="0" async></script>`
	head, _, _ := strings.Cut(string(page), "</head>")
	if strings.Count(head, tag) != 1 {
		t.Errorf("the head has no %s", tag)
	}
	if strings.Count(strings.ToLower(string(page)), "lamplight") != 1 {
		t.Error("index.html speaks of Lamplight more than once")
	}
	for name, text := range kiteSources(t) {
		if path.Base(name) != "tasks.ts" && strings.Contains(strings.ToLower(text), "lamplight") {
			t.Errorf("%s speaks of Lamplight", name)
		}
	}
}

package publish

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

const start = int64(1_763_686_800_000)

// testKeys are the same on every run; n tells key pairs apart.
func testKeys(t testing.TB, n byte) *Keys {
	t.Helper()
	k, err := NewKeys(bytes.NewReader(bytes.Repeat([]byte{n}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// folder makes a file system from "name", "text" pairs.
func folder(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

// article is a file with the given body.
func article(id, body string) string {
	return "---\nid: " + id + "\nlocale: en\ntitle: Title of " + id + "\n---\n" + body
}

// readOne parses one file and returns its page, nil if broken.
func readOne(name, text string) (*Page, Diagnostics) {
	f := Read(folder(name, text))
	if len(f.Pages) == 0 {
		return nil, f.Diagnostics
	}
	return f.Pages[0], f.Diagnostics
}

func publishOne(t testing.TB, version uint64, pairs ...string) *Published {
	t.Helper()
	p, err := Publish(Options{Site: "demo", FS: folder(pairs...), Keys: testKeys(t, 1), Version: version, Now: start})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rules lists the rules that fired, with line and column.
func rules(d Diagnostics) string {
	var list []string
	for _, x := range d {
		list = append(list, x.Pos.String()+" "+x.Rule)
	}
	return strings.Join(list, "\n")
}

package intake

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/lamplight-help/lamplight/edge/publish"
)

var update = flag.Bool("update", false, "write what came out into testdata")

// TestGolden imports the folder in each archive; the comment's first line
// may name the format. What comes out stands below "out/", problems in
// "problems", and the whole must be readable as a folder of articles.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { golden(t, name) })
	}
}

func golden(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	in, want := fstest.MapFS{}, map[string]string{}
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool {
		if f.Name == "problems" || strings.HasPrefix(f.Name, "out/") {
			want[f.Name] = string(f.Data)
			return true
		}
		in[f.Name] = &fstest.MapFile{Data: f.Data}
		return false
	})
	first, _, _ := strings.Cut(string(a.Comment), "\n")
	format := strings.TrimPrefix(first, "format: ")
	if format == first {
		format = ""
	}
	items, problems, err := Read(in, format, "en")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, it := range items {
		got["out/"+it.Locale+"/"+it.ID+".md"] = it.File()
	}
	for _, p := range problems {
		got["problems"] += p.Error() + "\n"
	}
	readable(t, items)
	compareOrUpdate(t, name, a, got, want)
}

func compareOrUpdate(t *testing.T, name string, a *txtar.Archive, got, want map[string]string) {
	t.Helper()
	same := len(got) == len(want)
	for k, v := range got {
		if strings.TrimSuffix(v, "\n") != strings.TrimSuffix(want[k], "\n") {
			same = false
			if !*update {
				t.Errorf("%s:\n%s\nwant:\n%s", k, v, want[k])
			}
		}
	}
	switch {
	case same:
	case !*update:
		t.Errorf("%d files, want %d", len(got), len(want))
	default:
		var names []string
		for k := range got {
			names = append(names, k)
		}
		slices.Sort(names)
		for _, k := range names {
			a.Files = append(a.Files, txtar.File{Name: k, Data: []byte(got[k])})
		}
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// readable checks that publishing would take every file.
func readable(t *testing.T, items []Item) {
	t.Helper()
	out := fstest.MapFS{}
	for _, it := range items {
		out[it.Locale+"/"+it.ID+".md"] = &fstest.MapFile{Data: []byte(it.File())}
	}
	f := publish.Read(out)
	if f.Diagnostics.Broken() {
		t.Errorf("what was imported cannot be published:\n%v", f.Diagnostics)
	}
	if len(f.Pages) != len(items) {
		t.Errorf("%d pages of %d items", len(f.Pages), len(items))
	}
}

func TestImportTwiceUpdates(t *testing.T) {
	dir := t.TempDir()
	a := Item{ID: "a", Locale: "en", Title: "A", Body: "one"}
	b := Item{ID: "b", Locale: "en", Title: "B", Body: "two"}
	c := Item{ID: "c", Locale: "zh", Title: "丙", Body: "三"}
	run := func(want Result, items ...Item) {
		t.Helper()
		got, err := Write(dir, "src", items)
		if err != nil {
			t.Fatal(err)
		}
		if got.Added != want.Added || got.Updated != want.Updated || got.Same != want.Same || got.Removed != want.Removed || !slices.Equal(got.Kept, want.Kept) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	run(Result{Added: 3}, a, b, c)
	run(Result{Same: 3}, a, b, c)
	a.Body = "one, changed"
	run(Result{Updated: 1, Same: 2}, a, b, c)
	run(Result{Same: 2, Removed: 1}, a, b)

	edited := filepath.Join(dir, "en", "a.md")
	words := a.File() + "\nAnd my own words.\n"
	if err := os.WriteFile(edited, []byte(words), 0o644); err != nil {
		t.Fatal(err)
	}
	a.Body = "one, changed again"
	run(Result{Same: 1, Kept: []string{"en/a.md"}}, a, b)
	run(Result{Same: 1, Kept: []string{"en/a.md"}}, a, b)
	run(Result{Same: 1, Kept: []string{"en/a.md"}}, b)
	if got, _ := os.ReadFile(edited); string(got) != words {
		t.Error("somebody's words were overwritten")
	}
}

func TestHardening46SourcesWithWrongEncoding(t *testing.T) {
	read := func(name, text string) ([]Item, []*Problem, error) {
		return Read(fstest.MapFS{name: &fstest.MapFile{Data: []byte(text)}}, "", "en")
	}
	items, _, err := read("faq.csv", "\ufeffQuestion;Answer\r\nA?;One\r\nB?;\"Two\r\nlines\"\r\n")
	if err != nil || len(items) != 2 || items[1].Body != "Two\nlines" {
		t.Errorf("mark, semicolons, CRLF: %+v %v", items, err)
	}
	utf16 := "\xff\xfeq\x00,\x00a\x00\n\x00A\x00?\x00,\x00\x01\x4e\n\x00"
	if items, _, err = read("faq.csv", utf16); err != nil || len(items) != 1 || items[0].Body != "丁" {
		t.Errorf("UTF-16: %+v %v", items, err)
	}
	for name, c := range map[string]struct{ file, text, want string }{
		"Latin-1":     {"faq.csv", "question,answer\nA?,caf\xe9\n", "faq.csv:2: byte 0xe9 is not text in UTF-8; save the file as UTF-8"},
		"columns":     {"faq.csv", "frage,antwort\nA,B\n", `faq.csv:1: the columns are ["frage" "antwort"]; there must be "question" and "answer"`},
		"no rows":     {"faq.csv", "question,answer\n", ".: there are no articles in the source"},
		"no answer":   {"faq.csv", "question,answer\nA?,\n", "faq.csv:2: the row has no question or no answer"},
		"half JSON":   {"a.jsonl", `{"question":"A?","answer":"B"` + "\n", "a.jsonl:1: the line is not a JSON object: unexpected end of JSON input"},
		"no articles": {"z.json", `{"articles":[],"section_id":1}`, "z.json: this is not a list of articles as zendesk exports it: there is no list of articles in it"},
		"unknown":     {"a.bin", "hello", "a.bin: the format is not known; name it with -from sections|docs|qa|zendesk|intercom|freshdesk|chatwoot"},
		"empty":       {".hidden", "x", ".: there are no articles in the source"},
	} {
		if _, _, err := read(c.file, c.text); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func TestHardening40HTMLOfADeskIsInert(t *testing.T) {
	for _, payload := range []string{
		`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<a href="javascript:alert(1)">x</a>`, `<a href="https://a.example/) [y](javascript:alert(1)">x</a>`,
		`<svg><script>alert(1)</script></svg>`, `<style>*{}</style>`, `<iframe src="https://evil.example"></iframe>`, `[x](javascript:alert(1))`,
		`<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>`, `<a href="data:text/html,x">x</a>`, `<pre>` + "```\n[x](javascript:alert(1))" + `</pre>`, `<math><a xlink:href=javascript:alert(1)>`,
	} {
		it := Item{ID: "a", Locale: "en", Title: "A", Body: Markdown("<p>before</p>" + payload + "<p>after</p>")}
		f := publish.Read(fstest.MapFS{"en/a.md": &fstest.MapFile{Data: []byte(it.File())}})
		if len(f.Pages) != 1 {
			t.Errorf("%s: %v", payload, f.Diagnostics)
			continue
		}
		for _, l := range f.Pages[0].Links {
			if !strings.HasPrefix(l.Ref, "https://a.example/") {
				t.Errorf("%s gives the link %s", payload, l.Ref)
			}
		}
	}
}

func TestHardening39NamesFromASource(t *testing.T) {
	for _, line := range []string{
		`{"path":"../../etc/passwd","lang":"..","title":"../x","section":"../../y","text":"t"}`,
		`{"path":"/abs/x.md","lang":"/a","title":"","section":"","text":"t"}`,
		`{"id":"../../x","question":"../..?","answer":"t","locale":"../en"}`,
	} {
		items, _, err := Read(fstest.MapFS{"a.jsonl": &fstest.MapFile{Data: []byte(line)}}, "", "en")
		if err != nil || len(items) != 1 {
			t.Fatal(items, err)
		}
		if it := items[0]; it.Locale != "en" || strings.Contains(it.ID, "..") || strings.HasPrefix(it.ID, "/") {
			t.Errorf("%s becomes %s/%s", line, it.Locale, it.ID)
		}
		readable(t, items)
	}
	for _, it := range []Item{{ID: "../x", Locale: "en"}, {ID: "x", Locale: ".."}, {ID: "/x", Locale: "en"}} {
		if _, err := Write(t.TempDir(), "x", []Item{it}); err == nil {
			t.Errorf("%s/%s was written", it.Locale, it.ID)
		}
	}
	if _, _, err := Read(fstest.MapFS{}, "", "../en"); err == nil {
		t.Error("a path was taken for a locale")
	}
}

func TestMarkdownIsLinearAndBounded(t *testing.T) {
	deep := strings.Repeat("<div><ul><li><blockquote>", 20000) + "x"
	if got := Markdown(deep); len(got) > 64*MaxHTML {
		t.Errorf("%d bytes from %d", len(got), len(deep))
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add("<h1>Title</h1><ol><li>One <b>bold</b><li>Two</ol><table><tr><th>a<td>b</table>")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4096 {
			return
		}
		Markdown(s)
	})
}

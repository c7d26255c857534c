package lint

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
)

var update = flag.Bool("update", false, "write what came out into testdata")

// TestGolden lints the folder in each archive; its last file, "want", is
// what comes out.
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
	fsys, want := fstest.MapFS{}, ""
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool {
		if f.Name == "want" {
			want = string(f.Data)
			return true
		}
		fsys[f.Name] = &fstest.MapFile{Data: fileOf(f)}
		return false
	})
	got := ""
	for _, d := range Check(publish.Read(fsys)) {
		got += d.String() + "\n"
	}
	if got == want {
		return
	}
	if !*update {
		t.Fatalf("got:\n%s\nwant:\n%s", got, want)
	}
	a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(got)})
	if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fileOf gives media their first bytes, which no text file can hold.
func fileOf(f txtar.File) []byte {
	switch filepath.Ext(f.Name) {
	case ".png":
		return []byte("\x89PNG\r\n\x1a\n")
	case ".mp4":
		return []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00")
	}
	return f.Data
}

func TestSelectorProblem(t *testing.T) {
	for s, ok := range map[string]bool{
		"": true, "#pw > button": true, `a[href="x]"]`: true, `.a\:b`: true, ":is(a, b)": true,
		"a[": false, "a)": false, `a["x]`: false, "a >": false, "a {": false, "a,": false, "(]": false,
	} {
		if got := selectorProblem(s); (got == "") != ok {
			t.Errorf("%q: %q", s, got)
		}
	}
}

func TestReadingLevelOrdersTexts(t *testing.T) {
	grade := func(s string) float64 {
		m := measure([]kb.Block{{Kind: kb.Paragraph, Kids: []kb.Block{{Kind: kb.Text, Text: s}}}})
		return m.fleschKincaid()
	}
	easy := grade("Press Next. Type the code. You are done.")
	hard := grade("Notwithstanding the aforementioned considerations, organisational administrators should nevertheless continuously re-evaluate authorisation configurations.")
	if easy > 3 || hard < 20 {
		t.Errorf("easy %.1f, hard %.1f", easy, hard)
	}
	m := measure([]kb.Block{{Kind: kb.Paragraph, Kids: []kb.Block{{Kind: kb.Text, Text: "打开设置。点击下一步！"}}}})
	if m.sentences != 2 || m.wide != 9 {
		t.Errorf("Chinese: %+v", m)
	}
}

// Questions that compete, and questions that only look alike, in two languages.
func TestCompetingQuestions(t *testing.T) {
	cases := []struct {
		locale, a, b string
		compete      bool
	}{
		{"en", "How do I add a card?", "How can I add a card", true},
		{"en", "Why can't I press Next?", "I can't press Next", true},
		{"en", "Why can't I pay by card?", "Why can I pay by card?", false},
		{"en", "refund button does nothing", "coupon button does nothing", false},
		{"en", "How do I delete a card?", "How do I add a card?", false},
		{"zh", "怎么绑卡", "如何绑卡", true},
		{"zh", "密码忘了怎么办", "忘记密码怎么办", true},
		{"zh", "优惠券怎么用", "怎么使用优惠券", true},
		{"zh", "为什么能付款", "为什么不能付款", false},
		{"zh", "退款什么时候到", "快递什么时候到", false},
	}
	background, err := os.ReadFile("testdata/background.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		var out publish.Diagnostics
		l := &locally{locale: c.locale, out: &out}
		questions := []string{c.a, c.b}
		for line := range strings.Lines(string(background)) {
			if q, ok := strings.CutPrefix(strings.TrimSpace(line), c.locale+"\t"); ok {
				questions = append(questions, q)
			}
		}
		for i, q := range questions {
			l.pages = append(l.pages, &publish.Page{Article: kb.Article{ID: strconv.Itoa(i), Questions: []string{q}}, QuestAt: []publish.Pos{{File: "x.md", Line: i + 1}}})
		}
		l.competing(l.asked())
		got := slices.ContainsFunc(out, func(d publish.Diagnostic) bool { return d.Line <= 2 })
		if got != c.compete {
			t.Errorf("%s: %q and %q: %v, want %v", c.locale, c.a, c.b, got, c.compete)
		}
	}
}

func TestJaccard(t *testing.T) {
	if got := jaccard([]string{"a", "b", "c"}, []string{"b", "c", "d"}); got != 0.5 {
		t.Errorf("got %v", got)
	}
	if jaccard(nil, nil) != 0 {
		t.Error("nothing is like nothing")
	}
}

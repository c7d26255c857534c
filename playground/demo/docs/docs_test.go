package docs

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/playground/demo"
)

// export is a small one of our own: two pages, one of them in both languages.
const export = `{"path":"content/page/index.en-us.md","lang":"en-us","title":"Start","section":"What is it?","text":"See [binary]({{< relref \"from-binary.en-us.md\" >}}) and [nothing]({{< relref \"gone.md\" >}})."}
{"path":"content/doc/installation/from-binary.en-us.md","lang":"en-us","title":"From binary","section":"From binary","text":"Run <script>alert(1)</script> <b onclick=\"x()\">this</b>:\n\n` + "```" + `\n./gitea web\n` + "```" + `\n\n[bad](javascript:alert(1)) [good](https://example.org)"}
{"path":"content/doc/installation/from-binary.en-us.md","lang":"en-us","title":"From binary","section":"Test it (` + "`now`" + `)","text":"| a | b |\n|:-:|---|\n| 1 | 2 |"}
{"path":"content/doc/installation/from-binary.zh-cn.md","lang":"zh-cn","title":"从二进制安装","section":"下载","text":"下载。"}
{"path":"content/page/index.fr-fr.md","lang":"fr-fr","title":"Accueil","section":"","text":"Bonjour"}
`

func exportFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "docs.jsonl")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func get(t *testing.T, h http.Handler, path string) (int, string, http.Header) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String(), w.Header()
}

// TestPages says what each address must and must not hold.
func TestPages(t *testing.T) {
	h := Handler(exportFile(t, export))
	for _, c := range []struct {
		path      string
		status    int
		has, lack []string
	}{
		{"/demo/docs/en/overview", 200, []string{
			`<html lang="en">`, `<script src="/lamplight.js" data-site="docs" data-holdout="0" async></script>`,
			`href="/demo/docs/en/installation/from-binary"`, `href="/demo/docs/en/"`, `id="what-is-it"`,
		}, []string{"relref", "Bonjour", "<style", "style="}},
		{"/demo/docs/en/", 200, []string{"<h1>Start</h1>"}, nil},
		{"/demo/docs/en/installation/from-binary", 200, []string{
			"./gitea web", `<h2>Test it (now)</h2>`, `<td align="center">1</td>`,
			`<a class="language" data-help="docs.language" href="/demo/docs/zh/installation/from-binary">`, `aria-current="page"`,
		}, []string{"<script>", "onclick", "javascript:"}},
		{"/demo/docs/zh/installation/from-binary", 200, []string{`<html lang="zh-CN">`, "下载", "目录"}, nil},
		{"/demo/docs/zh/overview", 404, []string{"页面不存在", `href="/demo/docs/en/overview"`}, nil},
		{"/demo/docs/en/none", 404, []string{"Page not found", "From binary"}, nil},
		{"/demo/docs/fr/overview", 404, nil, []string{"Bonjour"}},
		{"/demo/docs", 302, nil, nil},
		{"/demo/docs/docs.css", 200, []string{"prefers-color-scheme: dark"}, nil},
	} {
		status, body, header := get(t, h, c.path)
		if status != c.status {
			t.Errorf("%s: status %d, want %d", c.path, status, c.status)
		}
		if header.Get("Content-Security-Policy") != demo.Policy {
			t.Errorf("%s: no strict policy", c.path)
		}
		for _, want := range c.has {
			if !strings.Contains(body, want) {
				t.Errorf("%s has no %q:\n%s", c.path, want, body)
			}
		}
		for _, bad := range c.lack {
			if strings.Contains(body, bad) {
				t.Errorf("%s contains %q", c.path, bad)
			}
		}
	}
}

// TestMissingExport: one clear line with the remedy, and the site recovers
// when the file appears.
func TestMissingExport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "docs.jsonl")
	h := Handler(file)
	for lang, want := range map[string]string{"en": "put the shared data folder beside the repository", "zh": "请把共享数据文件夹放在仓库旁边"} {
		status, body, _ := get(t, h, Base+lang+"/overview")
		if status != http.StatusServiceUnavailable || !strings.Contains(body, want) || !strings.Contains(body, file) {
			t.Errorf("%s: %d without %q and the name of the file", lang, status, want)
		}
		if strings.Count(body, `role="status"`) != 1 {
			t.Errorf("%s: more than one message", lang)
		}
	}
	if status, _, _ := get(t, h, "/demo/docs/docs.css"); status != 200 {
		t.Error("the style sheet went with the export")
	}
	if err := os.WriteFile(file, []byte(export), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := get(t, h, Base+"en/overview"); status != 200 {
		t.Errorf("status %d after the file appeared", status)
	}
}

func TestBrokenExportNamesTheLine(t *testing.T) {
	status, body, _ := get(t, Handler(exportFile(t, export+"{oops\n")), Base+"en/overview")
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "docs.jsonl:6:") {
		t.Errorf("%d: the message names no line", status)
	}
}

func TestHugeSectionKeepsThePage(t *testing.T) {
	huge := `{"path":"content/page/index.en-us.md","lang":"en-us","title":"Start","section":"Big","text":"` + strings.Repeat("*a_ ", maxMarkdown/4+1) + `"}` + "\n"
	status, body, _ := get(t, Handler(exportFile(t, huge+export)), Base+"en/overview")
	if status != 200 || !strings.Contains(body, "more than the 65536 that are rendered") || !strings.Contains(body, "What is it?") {
		t.Errorf("%d: the rest of the page is gone", status)
	}
}

func TestWordsAreComplete(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		w := labels[lang]
		for _, text := range []string{w.HTMLLang, w.Site, w.Skip, w.Menu, w.OnPage, w.Language, w.Previous, w.Next, w.Source, w.Missing, w.MissingText, w.BrokenText, w.NotFound, w.NotFoundText} {
			if text == "" {
				t.Errorf("%s: a text is missing: %+v", lang, w)
			}
		}
		for _, g := range groupOrder {
			if w.Groups[g] == "" {
				t.Errorf("%s: no name for the folder %q", lang, g)
			}
		}
	}
}

// TestRealExport renders every page of the real documentation, where it is.
func TestRealExport(t *testing.T) {
	file := filepath.Join("..", "..", "..", "..", "shared", "data", "kb", "gitea_docs_2017.jsonl")
	libs, err := load(file)
	if os.IsNotExist(err) {
		t.Skipf("SKIPPED: %s does not exist: put the shared data folder beside the repository to test the real documentation", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	h := Handler(file)
	for lang, lib := range libs {
		if len(lib.pages) < 10 {
			t.Errorf("%s: %d pages", lang, len(lib.pages))
		}
		for _, p := range lib.pages {
			status, body, _ := get(t, h, Base+lang+"/"+p.Slug)
			if status != 200 || strings.Contains(body, "relref") || strings.Contains(body, "style=") {
				t.Errorf("%s/%s: status %d, or left-overs of Hugo or inline styles", lang, p.Slug, status)
			}
		}
	}
}

package kb

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/playground/command"
)

// run calls one command and returns what it printed.
func run(args ...string) (out, remarks string, err error) {
	var o, e bytes.Buffer
	err = command.Dispatch(&command.Env{Ctx: context.Background(), Stdout: &o, Stderr: &e}, Commands()[0], args)
	return o.String(), e.String(), err
}

// must is run for calls that succeed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	out, remarks, err := run(args...)
	if err != nil {
		t.Fatalf("kb %s: %v\n%s%s", strings.Join(args, " "), err, out, remarks)
	}
	return out
}

// refused expects a problem that says all of the words.
func refused(t *testing.T, words string, args ...string) {
	t.Helper()
	_, _, err := run(args...)
	var p *command.Problem
	if !errors.As(err, &p) || !strings.Contains(p.Error(), words) || p.Remedy == "" {
		t.Errorf("kb %s: got %v, want %q with a remedy", strings.Join(args, " "), err, words)
	}
}

// value returns what a name<TAB>value line says.
func value(t *testing.T, out, name string) string {
	t.Helper()
	for line := range strings.Lines(out) {
		if v, ok := strings.CutPrefix(line, name+"\t"); ok {
			return strings.TrimSpace(v)
		}
	}
	t.Fatalf("no %s in\n%s", name, out)
	return ""
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func articleFile(id, body string) string {
	return "---\nid: " + id + "\nlocale: en\ntitle: About " + id + "\nquestions: [where is " + id + "]\n---\n" + body + "\n"
}

func TestPublishVerifyAndWhatIsRefused(t *testing.T) {
	tmp := t.TempDir()
	docs, out, key := filepath.Join(tmp, "docs"), filepath.Join(tmp, "out"), filepath.Join(tmp, "site.key")
	for _, id := range []string{"alpha", "beta", "gamma", "delta", "epsilon", "zeta"} {
		write(t, filepath.Join(docs, id+".md"), articleFile(id, strings.Repeat("Words about "+id+". ", 60)))
	}
	publish := []string{"publish", docs, "-out", out, "-key", key}
	first := must(t, publish...)
	if value(t, first, "version") != "1" {
		t.Errorf("first version: %s", first)
	}
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v %v", info.Mode(), err)
	}
	write(t, filepath.Join(docs, "beta.md"), articleFile("beta", "Changed."))
	second := must(t, publish...)
	if value(t, second, "version") != "2" || !strings.HasSuffix(value(t, second, "bundle:en"), "6 articles 1 deltas") {
		t.Errorf("second publish: %s", second)
	}
	if got := value(t, must(t, "verify", out, "-key", key), "bundle:en"); !strings.HasPrefix(got, "good ") {
		t.Errorf("verify: %s", got)
	}

	live, err := os.ReadFile(filepath.Join(out, "head.json"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(docs, "gamma.md"), "---\nid: gamma\n")
	refused(t, "gamma.md:1:1: error: The front matter has no end.", publish...)
	if now, _ := os.ReadFile(filepath.Join(out, "head.json")); !bytes.Equal(now, live) {
		t.Error("a broken article took the live head away")
	}

	refused(t, "other-site", "verify", out, "-key", key, "-site", "other")
	refused(t, "rollback", "verify", out, "-key", key, "-seen", "9")
	refused(t, "no head.json", "verify", docs, "-key", key)
	refused(t, "no key file", "verify", out, "-key", key+"x")
	refused(t, "is no public key", "verify", out, "-trust", "abc")

	other := filepath.Join(tmp, "other.key")
	write(t, filepath.Join(tmp, "docs2", "a.md"), articleFile("a", "x"))
	must(t, "publish", filepath.Join(tmp, "docs2"), "-out", filepath.Join(tmp, "out2"), "-key", other)
	refused(t, "bad-signature", "verify", out, "-key", other)
	refused(t, "not of this site and key", "publish", filepath.Join(tmp, "docs2"), "-out", out, "-key", other)

	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	refused(t, "can be read by others", "verify", out, "-key", key)
}

func TestVerifyFindsDamageOnDisk(t *testing.T) {
	tmp := t.TempDir()
	docs, out, key := filepath.Join(tmp, "docs"), filepath.Join(tmp, "out"), filepath.Join(tmp, "site.key")
	write(t, filepath.Join(docs, "a.md"), articleFile("a", "x"))
	must(t, "publish", docs, "-out", out, "-key", key)
	blobs, err := filepath.Glob(filepath.Join(out, "blob", "*"))
	if err != nil || len(blobs) != 1 {
		t.Fatal(blobs, err)
	}
	raw, _ := os.ReadFile(blobs[0])
	raw[len(raw)/2] ^= 1
	write(t, blobs[0], string(raw))
	refused(t, "is damaged", "verify", out, "-key", key)
}

func TestDiffAndPack(t *testing.T) {
	tmp := t.TempDir()
	a, b := filepath.Join(tmp, "a"), filepath.Join(tmp, "b")
	write(t, filepath.Join(a, "one.md"), articleFile("one", "Text."))
	write(t, filepath.Join(a, "two.md"), articleFile("two", "Text."))
	write(t, filepath.Join(b, "one.md"), articleFile("one", "Text and more."))
	write(t, filepath.Join(b, "three.md"), articleFile("three", "Text."))
	const want = "~ en one\ttext (+2 words)\n+ en three\tAbout three\n- en two\tAbout two\nadded\t1\nremoved\t1\nchanged\t1\n"
	if got := must(t, "diff", a, b); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	packed := must(t, "pack", b, "-out", filepath.Join(tmp, "packed"))
	if value(t, packed, "articles:en") != "2" {
		t.Errorf("pack: %s", packed)
	}
	if got := must(t, "diff", filepath.Join(tmp, "packed", "en.lmpb"), b); got != "added\t0\nremoved\t0\nchanged\t0\n" {
		t.Errorf("a packed bundle differs from its folder: %s", got)
	}
	refused(t, "is no bundle", "diff", filepath.Join(a, "one.md"), b)
	refused(t, "There is no", "diff", a, filepath.Join(tmp, "missing"))
}

func TestCheckPointsAndFails(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "en", "a.md"), "---\nid: a\ntitle: A\nquestion: x\n---\n")
	out, _, err := run("check", dir)
	want := filepath.Join(dir, "en", "a.md") + `:4:1: error: There is no field "question". Did you mean "questions"? [unknown-field]`
	if err == nil || !strings.HasPrefix(out, want) {
		t.Errorf("got %v\n%s", err, out)
	}
	write(t, filepath.Join(dir, "en", "a.md"), articleFile("a", "See [x](article:b)."))
	if out := must(t, "check", dir); value(t, out, "warnings") != "1" {
		t.Errorf("warnings: %s", out)
	}
	if _, _, err := run("check", dir, "-warnings-fail"); err == nil {
		t.Error("-warnings-fail did not fail")
	}
	refused(t, "There is no folder", "check", filepath.Join(dir, "missing"))
	refused(t, "is a file", "check", filepath.Join(dir, "en", "a.md"))
	if _, _, err := run("check"); !errors.Is(err, command.ErrUsage) {
		t.Errorf("no argument: %v", err)
	}
}

func TestImportThenPublish(t *testing.T) {
	tmp := t.TempDir()
	faq, dir := filepath.Join(tmp, "faq.csv"), filepath.Join(tmp, "kb")
	write(t, filepath.Join(tmp, "other.bin"), "not looked at")
	write(t, faq, "question,answer\nHow do I pay?,By card.\n")
	if out := must(t, "import", faq, "-to", dir); value(t, out, "added") != "1" {
		t.Errorf("import: %s", out)
	}
	write(t, faq, "question,answer\nHow do I pay?,By bank.\n")
	if out := must(t, "import", faq, "-to", dir); value(t, out, "updated") != "1" {
		t.Errorf("import again: %s", out)
	}
	must(t, "publish", dir, "-out", filepath.Join(tmp, "out"), "-key", filepath.Join(tmp, "k"))
	refused(t, "Nothing says where", "import", faq)
	refused(t, "no format", "import", faq, "-to", dir, "-from", "word")
	refused(t, "There is no", "import", faq+"x", "-to", dir)
}

// TestGiteaDocumentation imports and publishes real documentation in two
// languages.
func TestGiteaDocumentation(t *testing.T) {
	source := filepath.Join("..", "..", "..", "shared", "data", "kb", "gitea_docs_2017.jsonl")
	if _, err := os.Stat(source); err != nil {
		t.Skip("SKIPPED: ../shared/data/kb/gitea_docs_2017.jsonl is not here")
	}
	tmp := t.TempDir()
	dir := filepath.Join(tmp, "kb")
	if out := must(t, "import", source, "-to", dir); value(t, out, "added") != "149" {
		t.Errorf("import: %s", out)
	}
	if out := must(t, "import", source, "-to", dir); value(t, out, "same") != "149" {
		t.Errorf("import again: %s", out)
	}
	if out := must(t, "check", dir); value(t, out, "errors") != "0" {
		t.Errorf("check: %s", out)
	}
	out := must(t, "publish", dir, "-out", filepath.Join(tmp, "out"), "-key", filepath.Join(tmp, "k"))
	if !strings.Contains(value(t, out, "bundle:en"), " 99 articles") || !strings.Contains(value(t, out, "bundle:zh"), " 50 articles") {
		t.Errorf("publish: %s", out)
	}
	must(t, "verify", filepath.Join(tmp, "out"), "-key", filepath.Join(tmp, "k"))
}

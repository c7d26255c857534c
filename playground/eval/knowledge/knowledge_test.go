package knowledge

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/playground/command"
)

// eval runs a sub-command and returns its figures in order of printing.
func eval(t *testing.T, args ...string) (map[string]float64, []string, error) {
	t.Helper()
	var out, log bytes.Buffer
	env := &command.Env{Ctx: context.Background(), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &log}
	err := command.Dispatch(env, command.Command{Name: "eval", Sub: Commands()}, args)
	figures, names := map[string]float64{}, []string(nil)
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		name, value, ok := strings.Cut(line, "\t")
		if !ok {
			if line != "" {
				t.Fatalf("%q is not a name and a value", line)
			}
			continue
		}
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		figures[name], names = v, append(names, name)
	}
	return figures, names, err
}

// write puts a file into a new folder, zipped when its name says so.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	data := []byte(content)
	if strings.HasSuffix(name, ".gz") {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(data)
		z.Close()
		data = b.Bytes()
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const requests = "split\tintent\ttext\n" +
	"train\tpassword\tchange my password\ntrain\tpassword\treset the password please\ntrain\tpassword\tforgot password\n" +
	"train\trefund\twhere is my refund\ntrain\trefund\tmoney back for my order\ntrain\trefund\trefund has not arrived\n" +
	"train\toos\twhat is the weather\n" +
	"valid\tpassword\tpassword reset\nvalid\trefund\trefund order\nvalid\toos:ood\tsing a song\nvalid\toos:id\tclose the account\n"

func TestIntents(t *testing.T) {
	for _, name := range []string{"r.tsv", "r.tsv.gz"} {
		f := write(t, name, requests)
		figures, names, err := eval(t, "intents", "--train", f, "--test", f)
		if err != nil {
			t.Fatal(err)
		}
		want := "in_scope_accuracy oos_auroc oos_auroc:id oos_auroc:ood accuracy@default oos_recall@default train_s us_per_query model_kb"
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s prints %s", name, got)
		}
		if figures["in_scope_accuracy"] != 1 || figures["oos_auroc"] < 0.9 {
			t.Errorf("%s: %v", name, figures)
		}
	}
}

func TestIntentsFoldsAndShots(t *testing.T) {
	f := write(t, "r.tsv", requests)
	if figures, _, err := eval(t, "intents", "--train", f, "--folds", "3"); err != nil || figures["in_scope_accuracy"] < 0.5 {
		t.Errorf("folds: %v %v", figures, err)
	}
	if figures, _, err := eval(t, "intents", "--train", f, "--test", f, "--shots", "2", "--seeds", "2"); err != nil || figures["in_scope_accuracy"] < 0.5 {
		t.Errorf("shots: %v %v", figures, err)
	}
}

func TestFAQWithArticlesLeftOut(t *testing.T) {
	base := write(t, "kb.jsonl", `{"id":"a","question":"How do I delete my account?","answers":["Open settings and delete it."]}
{"id":"b","question":"How do I upload a photo?","answers":["Drag it into the page."],"removed_for_oos":true}
{"id":"c","question":"Where is my invoice?","answers":["In the billing tab."],"alt_questions":["download a bill"]}
`)
	queries := write(t, "q.tsv", "gold_ids\tquery\tgold_is_removed\na\tdelete account\t0\nc,a\tinvoice download\t0\nb\tphoto upload\t1\n")
	figures, names, err := eval(t, "faq", "--kb", base, "--queries", queries, "--drop", "removed_for_oos")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names, " "); got != "hit@1 hit@3 hit@5 mrr oos_auroc" {
		t.Errorf("prints %s", got)
	}
	if figures["hit@1"] != 1 || figures["oos_auroc"] != 1 {
		t.Errorf("%v", figures)
	}
	if figures, _, err = eval(t, "faq", "--kb", base, "--queries", queries); err != nil || figures["hit@1"] != 1 {
		t.Errorf("with all articles: %v %v", figures, err)
	}
}

func TestPairsRerankFollowup(t *testing.T) {
	pairs := write(t, "p.tsv", "label\ts1\ts2\n1\t怎么退款\t如何退款\n0\t怎么退款\t修改密码\n1\t忘记密码\t密码忘了\n0\t忘记密码\t如何退款\n")
	if figures, _, err := eval(t, "pairs", "--data", pairs); err != nil || figures["auroc"] != 1 || figures["spearman"] < 0.8 {
		t.Errorf("pairs: %v %v", figures, err)
	}
	rank := write(t, "r.jsonl", `{"q":"怎么退款","cands":[["修改密码",0],["如何退款",1]]}`+"\n")
	if figures, _, err := eval(t, "rerank", "--data", rank); err != nil || figures["p@1"] != 1 || figures["map"] != 1 {
		t.Errorf("rerank: %v %v", figures, err)
	}
	talk := write(t, "c.tsv", "session\tturn\traw\tresolved\ns\t1\tTell me about lung cancer.\tTell me about lung cancer.\ns\t2\tIs it treatable?\tIs lung cancer treatable?\n")
	if figures, names, err := eval(t, "followup", "--data", talk); err != nil || figures["term_f1"] != 1 || strings.Join(names, " ") != "term_recall term_precision term_f1 exact" {
		t.Errorf("followup: %v %v", figures, err)
	}
}

func TestBadFilesAreProblems(t *testing.T) {
	broken := write(t, "b.jsonl", "{not json\n")
	table := write(t, "t.tsv", "a\tb\n1\t2\n")
	plain := write(t, "x", "text")
	cases := [][]string{
		{"intents", "--train", table, "--test", table},
		{"intents", "--train", "no/such/file", "--test", table},
		{"faq", "--kb", broken, "--queries", table},
		{"rerank", "--data", broken},
		{"pairs", "--data", table},
		{"followup", "--data", plain},
	}
	for _, args := range cases {
		var p *command.Problem
		if _, _, err := eval(t, args...); !errors.As(err, &p) || p.What == "" || p.Remedy == "" {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, _, err := eval(t, "pairs"); !errors.Is(err, command.ErrUsage) {
		t.Errorf("without arguments: %v", err)
	}
}

func TestMetrics(t *testing.T) {
	if got := auroc([]float64{3, 2}, []float64{1, 2}); got != 0.875 {
		t.Errorf("auroc with a tie is %v, want 0.875", got)
	}
	if got := spearman([]float64{1, 2, 3}, []float64{10, 20, 30}); math.Abs(got-1) > 1e-12 {
		t.Errorf("spearman of the same order is %v", got)
	}
	if got := auroc(nil, []float64{1}); got == got {
		t.Errorf("auroc without positives is %v", got)
	}
}

// shared finds the folder of public measurement data beside the repository.
func shared(t *testing.T, path string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	file := filepath.Join(dir, "..", "shared", "data", path)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("SKIPPED: %s is not beside the repository", path)
	}
	return file
}

// The figures that are shown to others must not fall unnoticed.
func TestFiguresOnPublicData(t *testing.T) {
	if testing.Short() {
		t.Skip("public data: not with -short")
	}
	kurt := shared(t, "intent_en/hint3_curekart.tsv")
	cases := []struct {
		args  []string
		least map[string]float64
	}{
		{[]string{"intents", "--train", kurt, "--test", kurt}, map[string]float64{"in_scope_accuracy": 0.84, "oos_auroc": 0.90}},
		{[]string{"faq", "--kb", shared(t, "faq_en/stackfaq_kb.jsonl"), "--queries", shared(t, "faq_en/stackfaq_queries.tsv")}, map[string]float64{"hit@1": 0.84}},
		{[]string{"faq", "--kb", shared(t, "faq_en/covidfaq_kb.jsonl"), "--queries", shared(t, "faq_en/covidfaq_queries.tsv")}, map[string]float64{"hit@1": 0.69, "hit@5": 0.93}},
		{[]string{"rerank", "--data", shared(t, "faq_zh/bqdev_rerank.jsonl")}, map[string]float64{"p@1": 0.825}},
		{[]string{"followup", "--data", shared(t, "dialog/cast2019_eval.tsv")}, map[string]float64{"term_f1": 0.58}},
	}
	for _, c := range cases {
		figures, _, err := eval(t, c.args...)
		if err != nil {
			t.Fatal(err)
		}
		for name, least := range c.least {
			if figures[name] < least {
				t.Errorf("%s: %s is %.4f, below %.4f", c.args[0], name, figures[name], least)
			}
		}
	}
}

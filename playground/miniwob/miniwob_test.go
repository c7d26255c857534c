package miniwob

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/transcript"
)

const line = `{"id":"a","task":"pick","g":"x","split":"train","u":"never","ok":0,"dur":5000,"fail":"timeout","ev":[` +
	`[900,"click","BUTTON","go","secondary","Submit",1,71,161],` +
	`[1500,"key","INPUT_text","name","","",0,65],[1700,"key","INPUT_text","name","","",1,8],[2000,"scroll","DIV","area","","Dawn",0]]}` + "\n"

// TestMap compares what an episode becomes with what was read and found right.
func TestMap(t *testing.T) {
	e := readOne(t, write(t, "e.jsonl", line))
	got := transcript.Events(Map(e))
	want := `0      place route="/pick"
830    element #1 role=button traits=interactive owner=1 name="Submit"
830    down #1 flags=trusted x=71 y=161
830    focus #1
900    up #1 flags=trusted x=71 y=161
900    click #1 flags=trusted x=71 y=161 n=1
930    mutation #1 n=3
1430   element #2 role=textbox traits=interactive+editable owner=2
1500   key #2 flags=trusted code=text
1500   input #2 flags=trusted n=1
1700   key #2 flags=trusted code=delete
1700   input #2 flags=trusted code=delete n=-1
1730   mutation #2 n=3
1930   element #3 role=text owner=3 name="Dawn"
2000   scroll #3 flags=trusted
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReadGzip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "e.jsonl.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	z.Write([]byte(line))
	z.Close()
	f.Close()
	if e := readOne(t, path); e.Task != "pick" || len(e.Events) != 4 || e.Events[3].Kind != "scroll" {
		t.Errorf("read %+v", e)
	}
}

// TestClocksThatJumped wants odd times clamped, not refused.
func TestClocksThatJumped(t *testing.T) {
	e := readOne(t, write(t, "e.jsonl", `{"id":"a","dur":-103748,"ev":[[-5,"scroll","DIV","","","",0],[1e12,"scroll","DIV","","","",0]]}`))
	if e.Dur != 0 || e.Events[0].At != 0 || e.Events[1].At != 86_400_000 {
		t.Errorf("read %+v", e)
	}
}

// TestReadNamesTheLine wants file and line in the error.
func TestReadNamesTheLine(t *testing.T) {
	for _, bad := range []string{"{", `{"ev":[[1,"click"]]}`, `{"ev":[["x","click","A","","","",0]]}`} {
		path := write(t, "bad.jsonl", line+bad+"\n")
		err := Read(path, func(*Episode) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "bad.jsonl: line 2") {
			t.Errorf("%s gives %v, want the file and line 2", bad, err)
		}
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func readOne(t *testing.T, path string) (out *Episode) {
	t.Helper()
	if err := Read(path, func(e *Episode) error { out = e; return ErrStop }); err != nil {
		t.Fatal(err)
	}
	return out
}

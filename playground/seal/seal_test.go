package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/oklog/ulid/v2"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/seal/thread"
)

// desk is a data directory with one site, and the commands run on it.
type bench struct {
	t    *testing.T
	data string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t, t.TempDir()}
	keys, _, err := publish.LoadKeys(filepath.Join(b.data, "keys", "bank.key"))
	b.must(err)
	b.server(func(s *native.Server) error {
		return s.Configure(edge.Settings{Site: "bank", Origins: []string{"https://bank.example"}, RootKeys: [][]byte{keys.Public()[0].Key}})
	})
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) server(do func(*native.Server) error) {
	b.t.Helper()
	s, err := native.Open(native.Config{Dir: filepath.Join(b.data, "sites")})
	b.must(err)
	b.must(errors.Join(do(s), s.Close()))
}

// run calls `seal …` with the data directory in the right place.
func (b *bench) run(args ...string) (string, error) {
	b.t.Helper()
	at := 1
	if args[0] == "agent" {
		at = 2
	}
	if args[0] != "open" && strings.Join(args[:2], " ") != "agent new" {
		args = append(append(append([]string{}, args[:at]...), "-data", b.data), args[at:]...)
	}
	var out bytes.Buffer
	env := &command.Env{Ctx: context.Background(), Stdout: &out, Stderr: os.Stderr}
	err := command.Dispatch(env, command.Command{Name: "playground", Sub: Commands()}, append([]string{"seal"}, args...))
	return out.String(), err
}

func (b *bench) good(args ...string) string {
	b.t.Helper()
	out, err := b.run(args...)
	if err != nil {
		b.t.Fatalf("seal %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// ask escalates a sealed question as a page does, and returns its id.
func (b *bench) ask(question string) string {
	b.t.Helper()
	id := ulid.Make()
	b.server(func(s *native.Server) error {
		e, err := s.Do(edge.Request{Method: "GET", Path: "/v1/bank/seal"})
		b.must(err)
		var env directory.Envelope
		b.must(json.Unmarshal(e.Body, &env))
		raw, err := base64.RawURLEncoding.DecodeString(env.Directory)
		b.must(err)
		var d directory.Directory
		b.must(json.Unmarshal(raw, &d))
		random := make([]byte, thread.RandomSize)
		rand.Read(random)
		th, err := thread.New("bank", id, d.Epoch, d.Key, d.Recovery, random)
		b.must(err)
		text, err := th.Seal(thread.Note{Kind: envelope.Message, Direction: envelope.ToTeam, Message: id, Text: []byte(question), Open: true}, random[:16])
		b.must(err)
		body, err := json.Marshal(edge.Escalation{ID: id.String(), Locale: "en", Sealed: &edge.Sealed{Question: base64.RawURLEncoding.EncodeToString(text)}})
		b.must(err)
		e, err = s.Do(edge.Request{Method: "POST", Path: "/v1/bank/escalations", ContentType: "application/json", Origin: "https://bank.example", Body: body})
		if e.Status != 201 {
			b.t.Fatalf("%d %s", e.Status, e.Body)
		}
		return err
	})
	return id.String()
}

// export writes the site to a file.
func (b *bench) export() string {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), "bank.jsonl")
	f, err := os.Create(path)
	b.must(err)
	b.must(errors.Join(native.Export(filepath.Join(b.data, "sites"), "bank", f), f.Close()))
	return path
}

// nowhere searches every file of the site.
func (b *bench) nowhere(word string) {
	b.t.Helper()
	files, err := filepath.Glob(filepath.Join(b.data, "sites", "*"))
	b.must(err)
	size := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		b.must(err)
		size += len(data)
		if bytes.Contains(bytes.ToLower(data), []byte(word)) {
			b.t.Errorf("%s holds %q", name, word)
		}
	}
	if size < 1<<14 {
		b.t.Errorf("only %d bytes were searched", size)
	}
}

// The walk-through of edge/README.md, as one person does it.
func TestWalkThrough(t *testing.T) {
	b := newBench(t)
	if _, err := b.run("status", "bank"); err == nil || !strings.Contains(err.Error(), "seal init bank") {
		t.Errorf("status before init: %v", err)
	}
	b.good("init", "bank")
	if _, err := b.run("init", "bank"); err == nil {
		t.Error("init twice")
	}
	mei, tom := filepath.Join(t.TempDir(), "mei.key"), filepath.Join(t.TempDir(), "tom.key")
	b.good("agent", "new", mei)
	b.good("agent", "new", tom)
	b.good("agent", "add", "bank", "Mei", mei)
	b.good("agent", "add", "bank", "Tom", tom)
	shares := regexp.MustCompile(`(?m)^[0-9A-Z]{4}(?:-[0-9A-Z]{1,4})+$`).FindAllString(b.good("split", "bank"), -1)
	if len(shares) != 3 {
		t.Fatalf("%d shares", len(shares))
	}
	if _, err := b.run("split", "bank"); err == nil || !strings.Contains(err.Error(), "split already") {
		t.Errorf("split twice: %v", err)
	}

	b.ask("first pelican")
	before := b.export()
	b.good("agent", "remove", "bank", "Tom")
	b.ask("second pelican")
	after := b.export()
	b.nowhere("pelican")
	for _, c := range []struct{ key, export, has, not string }{
		{mei, after, "second pelican", ""}, {mei, after, "first pelican", ""}, {tom, before, "first pelican", "second"},
		{filepath.Join(b.data, "keys", "bank.seal", "operator.key"), after, "second pelican", ""},
	} {
		out := b.good("open", "-key", c.key, c.export)
		if !strings.Contains(out, c.has) || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s opens %s", filepath.Base(c.key), out)
		}
	}
	if out, err := b.run("open", "-key", tom, after); err == nil || strings.Contains(out, "pelican") {
		t.Errorf("who was removed opens the new epoch: %s", out)
	}

	// Every key on this machine is lost, and two people bring their papers.
	b.must(os.RemoveAll(filepath.Join(b.data, "keys", "bank.seal")))
	if _, err := b.run("rotate", "bank"); err == nil || !strings.Contains(err.Error(), "seal recover bank") {
		t.Errorf("rotate without a key: %v", err)
	}
	if _, err := b.run("recover", "bank", shares[0], shares[0]); err == nil {
		t.Error("one share recovers")
	}
	b.good("recover", "bank", shares[2], strings.ToLower(shares[0]))
	b.ask("third pelican")
	out := b.good("open", "-key", filepath.Join(b.data, "keys", "bank.seal", "operator.key"), b.export())
	for _, want := range []string{"first pelican", "second pelican", "third pelican"} {
		if !strings.Contains(out, want) {
			t.Errorf("after the recovery %q does not open: %s", want, out)
		}
	}

	if out := b.good("renew", "bank"); !strings.Contains(out, "good until") {
		t.Errorf("renew: %s", out)
	}
	if out := b.good("off", "bank"); !strings.Contains(out, "readable text") {
		t.Errorf("off says nothing of the consequence: %s", out)
	}
	b.good("on", "bank")
	if out := b.good("status", "bank"); !strings.Contains(out, "sealing is on") || !strings.Contains(out, "epoch 3") || !strings.Contains(out, "good until") || strings.Contains(out, "seal renew") || strings.Contains(out, "Tom") || strings.Count(out, "operator") != 1 {
		t.Errorf("status: %s", out)
	}
}

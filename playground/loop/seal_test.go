package loop

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/team"
	"github.com/lamplight-help/lamplight/playground/serve"
	"github.com/lamplight-help/lamplight/widget/browsertest"
	"github.com/lamplight-help/lamplight/widget/seal/hpke"
)

// sealing is a running playground whose site seals, and the operator's hands.
type sealing struct {
	t       *testing.T
	p       *serve.Playground
	data    string
	keys    *publish.Keys
	team    *directory.Team
	secrets team.Secrets
	version int64
	tokens  *directory.Tokens
}

func newSealing(t *testing.T) *sealing {
	t.Helper()
	if testing.Short() {
		t.Skip("the whole product takes a browser and seconds to build; not with -short")
	}
	s := &sealing{t: t, data: t.TempDir()}
	var err error
	s.p, err = serve.Start(context.Background(), serve.Options{Addr: "127.0.0.1:0", Data: s.data, Log: testLog{t}})
	s.must(err)
	t.Cleanup(func() { s.p.Close() })
	s.keys, _, err = publish.LoadKeys(filepath.Join(s.data, "keys", "demo.key"))
	s.must(err)
	s.must(s.p.Edge.Configure(edge.Settings{Site: "demo", Origins: []string{s.p.URL}, DeskOrigins: []string{s.p.URL},
		RootKeys: [][]byte{s.keys.Public()[0].Key}, EscalationTokens: true}))
	recovery, err := hpke.Public(bytes.Repeat([]byte{7}, hpke.SeedSize))
	s.must(err)
	s.team, s.secrets, err = team.New("demo", recovery, 1, rand.Reader)
	s.must(err)
	e, err := s.p.Edge.Do(edge.Request{Method: "GET", Path: "/v1/demo/tokens/keys"})
	s.must(err)
	var ahead edge.TokenKeys
	s.must(json.Unmarshal(e.Body, &ahead))
	s.tokens = directory.HashTokens(ahead.Epoch, ahead.Keys)
	s.publish()
	return s
}

func (s *sealing) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// publish hands the next version of the directory to the edge.
func (s *sealing) publish() { s.publishAt(time.Now()) }

// publishAt does so with one that was signed at some other time.
func (s *sealing) publishAt(issued time.Time) {
	s.t.Helper()
	s.version++
	env, file, err := team.Publish(s.team, team.Edition{Version: s.version, Mode: directory.On, Issued: issued.UnixMilli(), Tokens: s.tokens}, func(m []byte) (list []directory.Signature) {
		for _, g := range s.keys.Sign("", m) {
			list = append(list, directory.Signature(g))
		}
		return list
	})
	s.must(err)
	body, err := json.Marshal(edge.SealPut{Envelope: env, Team: string(file)})
	s.must(err)
	if e, err := s.p.Edge.Do(edge.Request{Method: "PUT", Path: "/v1/demo/seal", ContentType: "application/json", Body: body}); err != nil || e.Status != 200 {
		s.t.Fatalf("%v %d %s", err, e.Status, e.Body)
	}
}

// admit adds the one key that a desk has handed in.
func (s *sealing) admit(name string) {
	s.t.Helper()
	e, err := s.p.Edge.Do(edge.Request{Method: "GET", Path: "/v1/demo/seal/keys"})
	s.must(err)
	var list struct{ Keys []edge.SealKey }
	s.must(json.Unmarshal(e.Body, &list))
	if len(list.Keys) != 1 || list.Keys[0].Name != name {
		s.t.Fatalf("waiting: %s", e.Body)
	}
	s.must(team.Add(s.team, s.secrets, name, list.Keys[0].Key, rand.Reader))
	s.publish()
}

// nowhere searches every file of the site, its log included.
func (s *sealing) nowhere(words ...string) {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.data, "sites", "demo.db*"))
	s.must(err)
	size := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		s.must(err)
		size += len(data)
		for _, word := range words {
			if bytes.Contains(data, []byte(word)) {
				s.t.Errorf("%s holds %q", filepath.Base(name), word)
			}
		}
	}
	s.t.Logf("%d words are in none of %d bytes of %d files", len(words), size, len(files))
}

// TestSealed: question, context, answer and reply are read by the visitor and
// by the agent, and by nobody who has the edge's files; the team's key changes
// in the middle. The question costs a blind token.
func TestSealed(t *testing.T) {
	s := newSealing(t)
	st := stage{s.p.URL, s.p.Token}
	question := "zanzibar quetzal: how do I change my password?"
	const reply, thanks, late = "Feed the quokka first.", "the quokka is fed", "and the wombat?"
	tab := visitor(t, st, english, "/demo/security")
	tab.Click(help("security.password"))
	tab.Wait(browsertest.CSS("#new"))
	ask(tab, question)
	tab.Click(browsertest.Text(".ll.panel button", english.asks))
	tab.Wait(browsertest.CSS(".consent"))
	tab.Click(browsertest.Text(".consent button", english.send))
	inPanel(tab, "only our team can read this")

	desk := agent(t, st, english, "Mei")
	desk.Wait(`document.querySelector(".entry-question")?.textContent.includes("Sealed")`)
	desk.Shot("sealed-closed")
	desk.Click(browsertest.Text("button", "Make my key"))
	desk.Wait(`/^([0-9a-f]{4} ?){5}$/.test(document.querySelector(".key-notice code")?.textContent)`)
	desk.Shot("sealed-waiting")
	s.admit("Mei")
	desk.Click(browsertest.Text("button", "Look again"))
	pick(desk, question)
	desk.Wait(`document.querySelector(".visitor").innerText.includes("/demo/security/password")`)
	desk.Wait(`document.querySelectorAll(".answers > li").length === 3`) // searched here: the edge has no question
	desk.Click(browsertest.Text("button", english.take))
	desk.Wait(`document.querySelector(".state-taken")`)
	desk.Click(browsertest.CSS("#reply"))
	desk.Type(reply + "\r")
	inPanel(tab, reply)
	desk.Shot("sealed-open")
	tab.Shot("sealed-answered")
	if browsertest.Eval[bool](tab, `!!`+browsertest.CSS(".tool")) || browsertest.Eval[bool](desk, `!!document.querySelector(".attach")`) {
		t.Error("a sealed conversation offers to send files, which are not sealed")
	}

	tab.Click(browsertest.CSS(".composer textarea"))
	tab.Type(thanks + "\r")
	desk.Wait(`document.querySelector(".log").textContent.includes("` + thanks + `")`)

	s.must(team.Rotate(s.team, s.secrets, nil, 2, rand.Reader))
	s.publish()
	tab.Type(late + "\r")
	desk.Wait(`document.querySelector(".log").textContent.includes("` + late + `")`)

	tab.Reload()
	desk.Reload()
	for _, text := range []string{question, reply, thanks, late} {
		desk.Wait(`document.querySelector(".log")?.textContent.includes("` + text + `")`)
	}
	open(tab)
	for _, text := range []string{question, reply, thanks, late} {
		inPanel(tab, text)
	}
	if counts, err := s.p.Edge.Do(edge.Request{Method: "GET", Path: "/v1/demo/tokens/counts"}); err != nil || !bytes.Contains(counts.Body, []byte(`"what":"spent","n":1`)) {
		t.Errorf("the question cost no token: %s, %v", counts.Body, err)
	}
	s.nowhere("zanzibar", "quetzal", "quokka", "wombat", `{"page":"/demo`)
	clean(t, tab)
	desk.NoFaults()
}

// TestHardening77Page: a page that has seen version 99 of the directory takes
// no version 1, none that has expired, and no token key but the signed one.
// Nothing leaves, the words stay, and they go when the directory is one that
// may be believed.
func TestHardening77Page(t *testing.T) {
	s := newSealing(t)
	st := stage{s.p.URL, s.p.Token}
	tab := visitor(t, st, english, "/demo/security")
	browsertest.Eval[bool](tab, `(localStorage.setItem("lamplight:demo", JSON.stringify({seal: JSON.stringify({version: 99, epoch: 0, key: ""})})), true)`)
	tab.Reload()
	ready(tab)
	const question = "zanzibar quetzal frobnicates?"
	ask(tab, question)
	tab.Click(browsertest.Text(".ll.panel button", english.asks))
	tab.Wait(browsertest.CSS(".consent"))
	tab.Click(browsertest.Text(".consent button", english.send))
	inPanel(tab, "could not be sealed")
	tab.Shot("sealed-refused")
	s.version = 99
	s.publishAt(time.Now().Add(-2 * directory.Lifetime * time.Millisecond))
	tab.Click(browsertest.Text(".trouble button", "Try again"))
	time.Sleep(400 * time.Millisecond) // it says the same as before
	inPanel(tab, "could not be sealed")
	e, err := s.p.Edge.Do(edge.Request{Method: "GET", Path: "/v1/demo/tokens/counts"})
	s.must(err)
	if !bytes.Contains(e.Body, []byte(`"counts":[]`)) {
		t.Errorf("a question reached the edge: %s", e.Body)
	}

	// A token key that the site has not signed would mark this visitor.
	right := *s.tokens
	s.tokens.Epoch++
	s.publish()
	tab.Click(browsertest.Text(".trouble button", "Try again"))
	time.Sleep(400 * time.Millisecond)
	inPanel(tab, "could not be sealed")
	if e, err = s.p.Edge.Do(edge.Request{Method: "GET", Path: "/v1/demo/tokens/counts"}); err != nil || !bytes.Contains(e.Body, []byte(`"what":"missing"`)) || bytes.Contains(e.Body, []byte(`"what":"issued"`)) {
		t.Errorf("the page should have looked at the token key: %s, %v", e.Body, err)
	}
	s.tokens = &right
	s.publish()
	tab.Click(browsertest.Text(".trouble button", "Try again"))
	inPanel(tab, "only our team can read this")
	inPanel(tab, question)
	s.nowhere("zanzibar", "quetzal")
	clean(t, tab)
}

package edge_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/oklog/ulid/v2"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/edge/seal/team"
	"github.com/lamplight-help/lamplight/widget/seal/hpke"
	"github.com/lamplight-help/lamplight/widget/seal/thread"
)

// sealedWorld is a site that seals, with one agent.
type sealedWorld struct {
	*world
	root    ed25519.PrivateKey
	team    *directory.Team
	secrets team.Secrets
	mei     []byte // seed
	version int64
}

func bytesOf(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func newSealedWorld(t *testing.T) *sealedWorld {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	w := &sealedWorld{world: newWorld(t, edge.Limits{Escalations: edge.Rate{Burst: 1000, Every: 1}}), root: private, mei: bytesOf(hpke.SeedSize)}
	w.must(err)
	w.configure(edge.Settings{RootKeys: [][]byte{public}, Webhooks: []edge.Webhook{{ID: "hook", URL: "https://hook.example", Secret: "whsec_" + base64.StdEncoding.EncodeToString(bytesOf(32))}}})
	recovery, err := hpke.Public(bytesOf(hpke.SeedSize))
	w.must(err)
	w.team, w.secrets, err = team.New("demo", recovery, w.now, rand.Reader)
	w.must(err)
	mei, err := hpke.Public(w.mei)
	w.must(err)
	w.must(team.Add(w.team, w.secrets, "Mei", mei, rand.Reader))
	if status, body := w.publish(directory.On); status != 200 {
		t.Fatalf("PUT seal: %d %s", status, body)
	}
	return w
}

func (w *sealedWorld) sign(m []byte) []directory.Signature {
	public := w.root.Public().(ed25519.PublicKey)
	return []directory.Signature{{Alg: "ed25519", Key: directory.KeyID(public), Signature: base64.RawURLEncoding.EncodeToString(ed25519.Sign(w.root, m))}}
}

// publish stores the next version of the directory.
func (w *sealedWorld) publish(mode directory.Mode) (int, []byte) {
	w.t.Helper()
	w.version++
	env, file, err := team.Publish(w.team, team.Edition{Version: w.version, Mode: mode, Issued: w.now}, w.sign)
	w.must(err)
	return w.put(env, file)
}

func (w *sealedWorld) put(env, file []byte) (int, []byte) {
	w.t.Helper()
	body, err := json.Marshal(edge.SealPut{Envelope: env, Team: string(file)})
	w.must(err)
	e := w.answer(w.do(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "PUT", Path: "/v1/demo/seal", ContentType: "application/json", Body: body, Operator: true}}))
	return e.Status, e.Body
}

// thread begins one as a page does.
func (w *sealedWorld) thread(conversation string) *thread.Thread {
	w.t.Helper()
	now := w.team.Current()
	th, err := thread.New("demo", ulid.MustParse(conversation), now.Epoch, now.Key, w.team.Recovery, bytesOf(thread.RandomSize))
	w.must(err)
	return th
}

func (w *sealedWorld) sealed(th *thread.Thread, kind envelope.Kind, direction envelope.Direction, message, text string, open bool) string {
	w.t.Helper()
	b, err := th.Seal(thread.Note{Kind: kind, Direction: direction, Message: ulid.MustParse(message), Text: []byte(text), Open: open}, bytesOf(16))
	w.must(err)
	return base64.RawURLEncoding.EncodeToString(b)
}

// open reads a text with the agent's own key.
func (w *sealedWorld) open(opening, text string, direction envelope.Direction) string {
	w.t.Helper()
	secrets, err := team.OpenShare(w.team, w.mei)
	w.must(err)
	first, e := parse(w, opening), parse(w, text)
	th, err := thread.Team("demo", first, secrets[first.Epoch])
	w.must(err)
	plain, err := th.OpenAt(e, e.Kind, direction, e.Message)
	w.must(err)
	return string(plain)
}

func parse(w *sealedWorld, text string) *envelope.Envelope {
	w.t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(text)
	w.must(err)
	e, err := envelope.Parse(raw)
	w.must(err)
	return e
}

// escalation is a sealed question with its context.
func (w *sealedWorld) escalation(id string) (edge.Escalation, *thread.Thread) {
	th := w.thread(id)
	return edge.Escalation{ID: id, Locale: "en", Sealed: &edge.Sealed{
		Question: w.sealed(th, envelope.Message, envelope.ToTeam, id, "Why is my pelican card refused?", true),
		Context:  w.sealed(th, envelope.Context, envelope.ToTeam, id, `{"page":"/pelican/:id"}`, false),
	}}, th
}

func TestSealedConversation(t *testing.T) {
	w := newSealedWorld(t)
	var handed []string
	w.receive = func(e edge.Effect) int { handed = append(handed, string(e.Body)); return 200 }
	id := w.id()
	body, th := w.escalation(id)
	var asked edge.Escalated
	w.get(&asked, "POST", "escalations", "", body)
	var again edge.Escalated
	w.get(&again, "POST", "escalations", "", body)
	if asked != again {
		t.Errorf("the same escalation again: %+v and %+v", asked, again)
	}
	session := w.signIn("Mei")
	desk, page := w.dial(session), w.dial(asked.Token)
	queue := find(t, w.send(desk, edge.ClientFrame{T: "queue"}), "queue")
	if len(queue.Items) != 1 || queue.Items[0].Question != "" || w.open(queue.Items[0].Sealed, queue.Items[0].Sealed, envelope.ToTeam) != "Why is my pelican card refused?" {
		t.Fatalf("queue: %s", queue.Raw)
	}
	var whole edge.Conversation
	w.get(&whole, "GET", "conversations/"+id, session, nil)
	if got := w.open(queue.Items[0].Sealed, whole.Enclosed, envelope.ToTeam); got != `{"page":"/pelican/:id"}` {
		t.Errorf("context %q", got)
	}
	if whole.Sealed != 1 || len(whole.Suggestions) != 0 || whole.Messages[0].Text != "" {
		t.Errorf("conversation %+v", whole)
	}

	w.send(page, edge.ClientFrame{T: "resume"})
	w.send(desk, edge.ClientFrame{T: "resume", Conversation: id})
	secrets, err := team.OpenShare(w.team, w.mei)
	w.must(err)
	agent, err := thread.Team("demo", parse(w, whole.Messages[0].Sealed), secrets[1])
	w.must(err)
	if f := find(t, w.send(desk, edge.ClientFrame{T: "send", ID: w.id(), Conversation: id, Text: "plain"}), "error"); f.Code != "seal-required" {
		t.Errorf("an agent answers in plain text: %s", f.Raw)
	}
	reply := w.id()
	before := len(w.sockets[page])
	find(t, w.send(desk, edge.ClientFrame{T: "send", ID: reply, Conversation: id, Sealed: w.sealed(agent, envelope.Message, envelope.ToVisitor, reply, "The pelican is on holiday.", false)}), "ack")
	arrived := find(t, w.read(page, before), "message")
	for _, f := range w.read(page, before) {
		if f.T == "message" && f.ID == reply {
			arrived = f
		}
	}
	e := parse(w, arrived.Sealed)
	if text, err := th.OpenAt(e, envelope.Message, envelope.ToVisitor, ulid.MustParse(reply)); err != nil || string(text) != "The pelican is on holiday." {
		t.Errorf("the page reads %q, %v", text, err)
	}
	w.later(1000)
	if len(handed) == 0 || !strings.Contains(handed[0], `"question":"","sealed":true`) {
		t.Errorf("hand-off %q", handed)
	}
	w.nowhere("pelican")
}

// nowhere wants a word in no row of the site.
func (w *sealedWorld) nowhere(word string) {
	w.t.Helper()
	lines := 0
	w.must(edge.Export(w.db, func(line []byte) error {
		lines++
		if strings.Contains(strings.ToLower(string(line)), word) {
			w.t.Errorf("the edge has stored %q: %s", word, line)
		}
		return nil
	}))
	if lines < 5 {
		w.t.Errorf("only %d lines were searched", lines)
	}
}

// What is refused is refused with its own code, and stores nothing; the page
// keeps the text and can seal it anew under the same id.
func TestHardening77AtTheEdge(t *testing.T) {
	w := newSealedWorld(t)
	id, other := w.id(), w.id()
	body, th := w.escalation(id)
	good := body.Sealed.Question
	edit := func(f func(b []byte)) string {
		raw, _ := base64.RawURLEncoding.DecodeString(good)
		f(raw)
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	for name, c := range map[string]struct {
		question, code string
	}{
		"plain":                  {"", "bad-envelope"},
		"not base64":             {"%%%", "bad-envelope"},
		"padding bits":           {good[:len(good)-1] + "_", "bad-envelope"},
		"cut":                    {good[:len(good)-40], "bad-envelope"},
		"another suite":          {edit(func(b []byte) { b[4] = 2 }), "bad-envelope"},
		"zero enc":               {edit(func(b []byte) { clear(b[76:1196]) }), "bad-envelope"},
		"unknown epoch":          {edit(func(b []byte) { b[11] = 9 }), "seal-epoch"},
		"another conversation's": {w.sealed(w.thread(other), envelope.Message, envelope.ToTeam, other, "x", true), "bad-envelope"},
		"another message's":      {w.sealed(th, envelope.Message, envelope.ToTeam, other, "x", true), "bad-envelope"},
		"from an agent":          {w.sealed(th, envelope.Message, envelope.ToVisitor, id, "x", false), "bad-envelope"},
		"a context":              {w.sealed(th, envelope.Context, envelope.ToTeam, id, "x", true), "bad-envelope"},
		"no beginning":           {w.sealed(th, envelope.Message, envelope.ToTeam, id, "x", false), "bad-envelope"},
		"too long":               {w.sealed(th, envelope.Message, envelope.ToTeam, id, strings.Repeat("x", 20_000), true), "bad-envelope"},
	} {
		status, got := w.request("POST", "escalations", "", edge.Escalation{ID: id, Locale: "en", Sealed: &edge.Sealed{Question: c.question}})
		if status < 400 || !strings.Contains(string(got), `"code":"`+c.code+`"`) {
			t.Errorf("%s: %d %s, want %s", name, status, got, c.code)
		}
	}
	if status, got := w.request("POST", "escalations", "", edge.Escalation{ID: id, Locale: "en", Question: "in plain words"}); status != 422 || !strings.Contains(string(got), "seal-required") {
		t.Errorf("plain text where sealing is on: %d %s", status, got)
	}
	if n := w.value(`SELECT count(*) FROM conversations`); n != 0 {
		t.Errorf("%d conversations were stored", n)
	}
	var asked edge.Escalated
	w.get(&asked, "POST", "escalations", "", body)

	// A replay under another id, and the same again.
	page := w.dial(asked.Token)
	w.send(page, edge.ClientFrame{T: "resume"})
	m := w.id()
	text := w.sealed(th, envelope.Message, envelope.ToTeam, m, "once", false)
	first := find(t, w.send(page, edge.ClientFrame{T: "send", ID: m, Sealed: text}), "ack")
	if again := find(t, w.send(page, edge.ClientFrame{T: "send", ID: m, Sealed: text}), "ack"); again.Seq != first.Seq {
		t.Errorf("the same again: %s and %s", first.Raw, again.Raw)
	}
	if f := find(t, w.send(page, edge.ClientFrame{T: "send", ID: w.id(), Sealed: text}), "error"); f.Code != "bad-envelope" {
		t.Errorf("replayed under another id: %s", f.Raw)
	}

	// Rotation between sealing and sending.
	m = w.id()
	text = w.sealed(th, envelope.Message, envelope.ToTeam, m, "late", false)
	w.must(team.Rotate(w.team, w.secrets, nil, w.now, rand.Reader))
	if status, b := w.publish(directory.On); status != 200 {
		t.Fatalf("%d %s", status, b)
	}
	if f := find(t, w.send(page, edge.ClientFrame{T: "send", ID: m, Sealed: text}), "error"); f.Code != "seal-epoch" || f.ID != m {
		t.Errorf("an expired epoch: %s", f.Raw)
	}
	next := w.thread(id)
	find(t, w.send(page, edge.ClientFrame{T: "send", ID: m, Sealed: w.sealed(next, envelope.Message, envelope.ToTeam, m, "late", true)}), "ack")
}

func TestSealDirectory(t *testing.T) {
	w := newSealedWorld(t)
	env, file, err := team.Publish(w.team, team.Edition{Version: 1, Mode: directory.Off, Issued: w.now}, w.sign)
	w.must(err)
	if status, b := w.put(env, file); status != 409 {
		t.Errorf("another version 1: %d %s", status, b)
	}
	_, stranger, err := ed25519.GenerateKey(rand.Reader)
	w.must(err)
	w.root, stranger = stranger, w.root
	if status, b := w.publish(directory.Off); status != 422 || !strings.Contains(string(b), "bad-signature") {
		t.Errorf("another root: %d %s", status, b)
	}
	w.root = stranger
	env, file, err = team.Publish(w.team, team.Edition{Version: 5, Mode: directory.Off, Issued: w.now}, w.sign)
	w.must(err)
	if status, b := w.put(env, append(file, '\n')); status != 422 {
		t.Errorf("another team file: %d %s", status, b)
	}
	if status, b := w.put(env, file); status != 200 {
		t.Errorf("off: %d %s", status, b)
	}
	if status, b := w.request("POST", "escalations", "", edge.Escalation{ID: w.id(), Locale: "en", Question: "in plain words"}); status != 201 {
		t.Errorf("plain text where sealing is off: %d %s", status, b)
	}
	if status, _ := w.request("GET", "seal/team", "", nil); status != 401 {
		t.Errorf("anybody gets the team file: %d", status)
	}
}

// The operator can commit to every key that counts while a directory is good,
// and the key that pages are told is the one of its epoch.
func TestHardening63CommittedKeys(t *testing.T) {
	w := newSealedWorld(t)
	ask := func(path string, operator bool, into any) {
		e := w.answer(w.do(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "GET", Path: "/v1/demo/" + path, Operator: operator}}))
		w.must(json.Unmarshal(e.Body, into))
	}
	var ahead edge.TokenKeys
	ask("tokens/keys", true, &ahead)
	for end := w.now + directory.Lifetime; w.now <= end; w.now += 7 * 24 * 3_600_000 {
		var said struct {
			Epoch int64
			Key   string
		}
		ask("tokens", false, &said)
		if i := said.Epoch - ahead.Epoch; i < 0 || i >= int64(len(ahead.Keys)) || base64.RawURLEncoding.EncodeToString(ahead.Keys[i]) != said.Key {
			t.Fatalf("epoch %d: the key was not committed to", said.Epoch)
		}
	}
	if status, _ := w.request("GET", "tokens/keys", "", nil); status != 401 {
		t.Errorf("anybody makes the edge derive %d keys: %d", len(ahead.Keys), status)
	}
}

func TestSealKeysWait(t *testing.T) {
	w := newSealedWorld(t)
	session := w.signIn("Tom")
	seed := bytesOf(hpke.SeedSize)
	key, err := hpke.Public(seed)
	w.must(err)
	var handed struct{ ID string }
	w.get(&handed, "POST", "seal/keys", session, map[string][]byte{"key": key})
	if handed.ID != team.ID(key) {
		t.Errorf("the edge names the key %s, the team %s", handed.ID, team.ID(key))
	}
	var list struct{ Keys []edge.SealKey }
	w.get(&list, "GET", "seal/keys", session, nil)
	if len(list.Keys) != 1 || list.Keys[0].Name != "Tom" || string(list.Keys[0].Key) != string(key) {
		t.Fatalf("waiting: %+v", list)
	}
	w.must(team.Add(w.team, w.secrets, "Tom", key, rand.Reader))
	w.publish(directory.On)
	w.get(&list, "GET", "seal/keys", session, nil)
	if len(list.Keys) != 0 {
		t.Errorf("still waiting: %+v", list)
	}
	if status, _ := w.request("POST", "seal/keys", session, map[string][]byte{"key": key[1:]}); status != 400 {
		t.Errorf("a short key: %d", status)
	}
}

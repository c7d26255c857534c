package edgetest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/oklog/ulid/v2"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	sealers "github.com/lamplight-help/lamplight/edge/seal/team"
	"github.com/lamplight-help/lamplight/widget/seal/hpke"
	"github.com/lamplight-help/lamplight/widget/seal/thread"
	"github.com/lamplight-help/lamplight/widget/seal/voprf"
)

// sealing is a site that seals, and its team.
type sealing struct {
	*Site
	team    *directory.Team
	secrets sealers.Secrets
	version int64
}

var raw64 = base64.RawURLEncoding

func fresh(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// put makes the request that stores the next version of the directory.
func (s *sealing) put(t *testing.T, version int64) Request {
	t.Helper()
	public := s.Key.Public().(ed25519.PublicKey)
	env, file, err := sealers.Publish(s.team, sealers.Edition{Version: version, Mode: directory.On, Issued: 1}, func(m []byte) []directory.Signature {
		return []directory.Signature{{Alg: "ed25519", Key: directory.KeyID(public), Signature: raw64.EncodeToString(ed25519.Sign(s.Key, m))}}
	})
	must(t, env, err)
	return Request{Method: "PUT", Path: "seal", Token: s.Author, Body: edge.SealPut{Envelope: env, Team: string(file)}}
}

func newSealing(t *testing.T, h Host) *sealing {
	t.Helper()
	s := &sealing{Site: NewSite(t, h)}
	recovery, err := hpke.Public(fresh(hpke.SeedSize))
	must(t, recovery, err)
	s.team, s.secrets, err = sealers.New(s.Client.Site, recovery, 1, rand.Reader)
	must(t, s.team, err)
	return s
}

// question begins a thread and seals a question in it.
func (s *sealing) question(t *testing.T, id, text string) (*thread.Thread, edge.Escalation) {
	t.Helper()
	now := s.team.Current()
	th, err := thread.New(s.Client.Site, ulid.MustParse(id), now.Epoch, now.Key, s.team.Recovery, fresh(thread.RandomSize))
	must(t, th, err)
	return th, edge.Escalation{ID: id, Locale: "en", Sealed: &edge.Sealed{Question: note(t, th, id, text, true, envelope.ToTeam)}}
}

func note(t *testing.T, th *thread.Thread, id, text string, open bool, direction envelope.Direction) string {
	t.Helper()
	b, err := th.Seal(thread.Note{Kind: envelope.Message, Direction: direction, Message: ulid.MustParse(id), Text: []byte(text), Open: open}, fresh(envelope.SaltSize))
	return raw64.EncodeToString(must(t, b, err))
}

func parse(t *testing.T, text string) *envelope.Envelope {
	t.Helper()
	raw, err := raw64.DecodeString(text)
	e, bad := envelope.Parse(must(t, raw, err))
	return must(t, e, bad)
}

// testSealing: a sealed conversation from end to end, the largest message that
// there can be, and a key that changes in the middle. Lines 77 and 78 at the
// edge; their cryptography is tested in widget/seal.
func testSealing(t *testing.T, h Host) {
	s := newSealing(t, h)
	id := NewID()
	th, asked := s.question(t, id, "the marmot question")
	stranger := *s.Site
	_, stranger.Key, _ = ed25519.GenerateKey(rand.Reader)
	forged := (&sealing{Site: &stranger, team: s.team}).put(t, 1)
	escalate := Request{Method: "POST", Path: "escalations", Body: asked}
	runAll(t, s.Site, []scenario{
		{name: "no directory", req: Request{Method: "GET", Path: "seal"}, status: 404, code: "no-seal"},
		{name: "sealed where nothing is", req: escalate, status: 404, code: "no-seal"},
		{name: "directory by a stranger", req: forged, status: 422, code: "bad-signature"},
		{name: "directory", req: s.put(t, 1), status: 200, has: []string{`"version":1`}},
		{name: "directory again, signed anew", req: s.put(t, 1), status: 200},
		{name: "read by pages", req: Request{Method: "GET", Path: "seal"}, status: 200, has: []string{`Etag: "s1"`, "Cache-Control: no-cache"}},
		{name: "team file without a session", req: Request{Method: "GET", Path: "seal/team"}, status: 401, code: "unauthorised"},
		{name: "plain", req: Request{Method: "POST", Path: "escalations", Body: edge.Escalation{ID: NewID(), Question: "q", Locale: "en"}}, status: 422, code: "seal-required"},
		{name: "sealed", req: escalate, status: 201},
		{name: "sealed again", req: escalate, status: 200},
	})
	out, err := s.Escalate(asked)
	must(t, out, err)
	page, desk := s.dial(t, out.Token), s.agent(t, "Mei")
	send(t, page, edge.ClientFrame{T: "resume"})
	until(t, page, Is("resumed"))
	send(t, desk, edge.ClientFrame{T: "resume", Conversation: id})
	first := until(t, desk, Is("message"))
	e := parse(t, first.Sealed)
	agent, err := thread.Team(s.Client.Site, e, s.secrets[1])
	must(t, agent, err)
	if text, err := agent.Open(e); string(must(t, text, err)) != "the marmot question" || first.Text != "" {
		t.Errorf("the desk gets %s", first.Raw)
	}
	until(t, desk, Is("resumed"))

	reply := NewID()
	send(t, desk, edge.ClientFrame{T: "send", ID: reply, Conversation: id, Sealed: note(t, agent, reply, "the marmot answer", false, envelope.ToVisitor)})
	until(t, desk, Is("ack"))
	got := until(t, page, func(f Frame) bool { return f.T == "message" && f.ID == reply })
	e = parse(t, got.Sealed)
	if text, err := th.Open(e); string(must(t, text, err)) != "the marmot answer" {
		t.Errorf("the page reads %q", text)
	}

	largest := NewID()
	send(t, page, edge.ClientFrame{T: "send", ID: largest, Sealed: note(t, th, largest, string(make([]byte, envelope.MessageCap)), true, envelope.ToTeam)})
	if f := until(t, page, func(f Frame) bool { return f.ID == largest }); f.T != "ack" {
		t.Errorf("the largest message: %s", f.Raw)
	}

	must(t, 0, sealers.Rotate(s.team, s.secrets, nil, 2, rand.Reader))
	runAll(t, s.Site, []scenario{{name: "rotation", req: s.put(t, 2), status: 200}})
	late := NewID()
	send(t, page, edge.ClientFrame{T: "send", ID: late, Sealed: note(t, th, late, "late", true, envelope.ToTeam)})
	if f := until(t, page, func(f Frame) bool { return f.ID == late }); f.Code != "seal-epoch" {
		t.Errorf("sealed to the last epoch: %s", f.Raw)
	}
	next, _ := s.question(t, id, "")
	send(t, page, edge.ClientFrame{T: "send", ID: late, Sealed: note(t, next, late, "late", true, envelope.ToTeam)})
	if f := until(t, page, func(f Frame) bool { return f.ID == late }); f.T != "ack" {
		t.Errorf("sealed again: %s", f.Raw)
	}
	session, err := s.SignIn(s.First, "Ann")
	must(t, session, err)
	scenario{req: Request{Method: "GET", Path: "conversations/" + id, Token: session}, status: 200, has: []string{`"sealed":2`}, hasNot: []string{"marmot"}}.run(t, s.Site)
}

// testTokens: a blind token, issued, spent, and refused the second time.
// Line 63; the rest of it is tested on the core.
func testTokens(t *testing.T, h Host) {
	s := NewSite(t, h)
	settings := s.Settings()
	settings.EscalationTokens = true
	h.Configure(t, settings)
	var say struct {
		Required   bool
		Epoch      int64
		Key, Proof string
		Evaluated  []string
	}
	must(t, 0, s.call(Request{Method: "GET", Path: "tokens"}, &say))
	input := fresh(voprf.InputSize)
	blind, blinded, err := voprf.Blind(input, fresh(voprf.RandomSize))
	must(t, blind, err)
	must(t, 0, s.call(Request{Method: "POST", Path: "tokens", Body: map[string]any{"epoch": say.Epoch, "blinded": []string{raw64.EncodeToString(blinded)}}}, &say))
	key, err := raw64.DecodeString(say.Key)
	must(t, key, err)
	proof, err := raw64.DecodeString(say.Proof)
	must(t, proof, err)
	evaluated, err := raw64.DecodeString(say.Evaluated[0])
	must(t, evaluated, err)
	outputs, err := voprf.Finalize(key, proof, [][]byte{input}, [][]byte{blind}, [][]byte{blinded}, [][]byte{evaluated})
	must(t, outputs, err)
	token := &edge.BlindToken{Epoch: say.Epoch, Input: raw64.EncodeToString(input), Output: raw64.EncodeToString(outputs[0])}
	ask := func(token *edge.BlindToken) Request {
		return Request{Method: "POST", Path: "escalations", Body: edge.Escalation{ID: NewID(), Question: "q", Locale: "en", Token: token}}
	}
	forged := *token
	forged.Output = raw64.EncodeToString(make([]byte, voprf.OutputSize))
	runAll(t, s, []scenario{
		{name: "without", req: ask(nil), status: 401, code: "token-required"},
		{name: "forged", req: ask(&forged), status: 422, code: "bad-token"},
		{name: "good", req: ask(token), status: 201},
		{name: "twice", req: ask(token), status: 409, code: "token-spent"},
		{name: "identity", req: Request{Method: "POST", Path: "tokens", Body: map[string]any{"epoch": say.Epoch, "blinded": []string{raw64.EncodeToString(make([]byte, 32))}}}, status: 422, code: "bad-token"},
	})
	body, err := json.Marshal(say)
	if err != nil || !say.Required {
		t.Errorf("a site that asks for tokens says %s, %v", body, err)
	}
}

package edgetest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// Host is an edge under test, already listening.
type Host interface {
	// URL is scheme://host:port.
	URL() string
	// Configure creates a site or replaces its settings, as the host's
	// operator would. It fails the test when it cannot.
	Configure(t testing.TB, s edge.Settings)
}

// Clock is a Host whose clock a test may move forward. Scenarios that need it
// are left out elsewhere, and say so.
type Clock interface{ Advance(ms int64) }

// Restarter is a Host that can end without warning and come back on the same
// data, at a URL that may be another one.
type Restarter interface{ Restart(t testing.TB) }

// Run runs the whole suite. newHost is called once; every scenario has a site
// of its own.
func Run(t *testing.T, newHost func(t *testing.T) Host) {
	host := newHost(t)
	for _, group := range []struct {
		name string
		run  func(*testing.T, Host)
	}{
		{"Hardening49Origins", testOrigins}, {"Hardening50Identity", testIdentity}, {"Hardening56Headers", testHeaders}, {"Hardening52Isolation", testIsolation},
		{"Hardening53Bodies", testBodies}, {"Hardening54Escalations", testEscalations},
		{"Hardening55Rates", testRates}, {"Hardening57Requests", testHTTP},
		{"Hardening32Publishing", testPublishing}, {"Conversation", testConversation},
		{"Hardening69Resume", testResume}, {"Hardening70Agents", testAgents},
		{"Hardening77Sealing", testSealing}, {"Hardening63Tokens", testTokens}, {"Hardening82Attachments", testAttachments}, {"Hardening71Frames", testFrames}, {"Hardening72Tickets", testTickets},
		{"Hardening81Sessions", testSessions},
		{"Hardening81People", testPeople}, {"Hardening86Revoking", testRevoking}, {"HandOver", testHandOver}, {"Hardening87Hooks", testHooks}, {"Times", testTimes}, {"Shards", testShards}, {"Hardening64Counted", testCounted}, {"Hardening67Restart", testRestart},
	} {
		t.Run(group.name, func(t *testing.T) { group.run(t, host) })
	}
}

// Site is a configured site and its credentials.
type Site struct {
	Client // from an allowed page
	Host   Host
	First  string // first-start token
	Author string // author token
	Key    ed25519.PrivateKey
	t      testing.TB
}

// PageOrigin is the origin of the suite's pages.
const PageOrigin = "https://shop.example:8443"

var siteCount atomic.Int64

// NewSite configures a fresh site on the host.
func NewSite(t testing.TB, h Host) *Site {
	name := fmt.Sprintf("t%d-%s", siteCount.Add(1), strings.ToLower(NewID()[20:]))
	seed := sha256.Sum256([]byte(name))
	s := &Site{
		Client: Client{Base: h.URL(), Site: name, Origin: PageOrigin}, Host: h,
		First: "first-token-of-" + name, Author: "author-token-of-" + name,
		Key: ed25519.NewKeyFromSeed(seed[:]), t: t,
	}
	h.Configure(t, s.Settings())
	return s
}

// Settings are what NewSite configured.
func (s *Site) Settings() edge.Settings {
	return edge.Settings{
		Site: s.Client.Site, Origins: []string{PageOrigin}, DeskOrigins: []string{PageOrigin},
		RootKeys: [][]byte{s.Key.Public().(ed25519.PublicKey)},
		Tokens: []edge.NewToken{
			{Secret: s.First, Role: edge.RoleFirst, Name: "first start"},
			{Secret: s.Author, Role: edge.RoleAuthor, Name: "author"},
		},
	}
}

// as is the same site seen from another page, "" for none.
func (s *Site) as(origin string) Client {
	c := s.Client
	c.Origin = origin
	return c
}

// Sign makes a signed envelope of a head.
func (s *Site) Sign(h edge.Head) []byte {
	raw, err := json.Marshal(h)
	if err != nil {
		panic(err)
	}
	sig := ed25519.Sign(s.Key, append([]byte(edge.HeadDomain), raw...))
	env, err := json.Marshal(edge.Envelope{
		Head: base64.RawURLEncoding.EncodeToString(raw),
		Signatures: []edge.Signature{{Alg: "ed25519", Key: edge.KeyID(s.Key.Public().(ed25519.PublicKey)),
			Signature: base64.RawURLEncoding.EncodeToString(sig)}},
	})
	if err != nil {
		panic(err)
	}
	return env
}

// Hash names a bundle.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// must stops the test on an error.
func must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// ask escalates, or stops the test.
func (s *Site) ask(t testing.TB, question string) edge.Escalated {
	t.Helper()
	e, err := s.Ask(question)
	return must(t, e, err)
}

// visitor opens a socket on a conversation and resumes from the start.
func (s *Site) visitor(t testing.TB, e edge.Escalated) *Socket {
	t.Helper()
	sock := s.dial(t, e.Token)
	send(t, sock, edge.ClientFrame{T: "resume"})
	until(t, sock, Is("resumed"))
	return sock
}

// agent signs in and opens a desk: a socket that follows the queue.
func (s *Site) agent(t testing.TB, name string) *Socket {
	t.Helper()
	session, err := s.SignIn(s.First, name)
	must(t, session, err)
	sock := s.dial(t, session)
	send(t, sock, edge.ClientFrame{T: "queue"})
	until(t, sock, Is("queue"))
	return sock
}

func (s *Site) dial(t testing.TB, token string) *Socket {
	t.Helper()
	sock, err := s.Dial(token)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	t.Cleanup(sock.Cut)
	return sock
}

func send(t testing.TB, s *Socket, frame any) {
	t.Helper()
	if err := s.Send(frame); err != nil {
		t.Fatalf("send %v: %v", frame, err)
	}
}

func until(t testing.TB, s *Socket, match func(Frame) bool) Frame {
	t.Helper()
	f, before, err := s.Until(match)
	if err != nil {
		t.Fatalf("waiting: %v; until then came %s", err, raws(before))
	}
	return f
}

// collect waits until every match has been seen once, in whatever order, and
// returns the frames in the order of the matches.
func collect(t testing.TB, s *Socket, matches ...func(Frame) bool) []Frame {
	t.Helper()
	found := make([]Frame, len(matches))
	for missing := len(matches); missing > 0; {
		f := until(t, s, func(Frame) bool { return true })
		for i, match := range matches {
			if found[i].T == "" && match(f) {
				found[i] = f
				missing--
			}
		}
	}
	return found
}

func raws(frames []Frame) string {
	var b strings.Builder
	for _, f := range frames {
		b.WriteString("\n\t" + f.Raw)
	}
	return b.String()
}

// settle makes sure that the host has handled everything sent on s, and
// returns what came meanwhile.
func settle(t testing.TB, s *Socket) []Frame {
	t.Helper()
	id := NewID()
	send(t, s, map[string]any{"t": "no-such-type", "id": id}) // answered in order by the core itself
	_, before, err := s.Until(Is("error", id))
	if err != nil {
		t.Fatalf("settle: %v", err)
	}
	return before
}

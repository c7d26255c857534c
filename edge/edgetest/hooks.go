package edgetest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/lamplight-help/lamplight/edge"
)

// HelpDesk is another system that answers conversations by a hook. It signs
// with the reference library of Standard Webhooks.
type HelpDesk struct {
	Hook  string
	site  Client
	keys  []*webhooks.Webhook
	ahead time.Duration // of the host's clock, which tests move
}

// newHook makes a hook as an admin does.
func (s *Site) newHook(t testing.TB, admin string) *HelpDesk {
	t.Helper()
	var made edge.HookMade
	must(t, 0, s.call(Request{Method: "POST", Path: "hooks", Token: admin, Body: map[string]string{"name": "Other Desk"}}, &made))
	sock := s.dial(t, admin)
	ahead := time.Until(time.UnixMilli(sock.Hello.Now))
	sock.Cut()
	d := &HelpDesk{Hook: made.ID, site: s.as(""), ahead: ahead}
	d.learn(t, made.Secret)
	return d
}

func (d *HelpDesk) learn(t testing.TB, secret string) {
	t.Helper()
	key, err := webhooks.NewWebhook(secret)
	d.keys = append(d.keys, must(t, key, err))
}

// Sign makes the request for an event at a time of this machine's clock. Every
// key that it knows signs.
func (d *HelpDesk) Sign(id string, at time.Time, body string) (Request, error) {
	at = at.Add(d.ahead)
	var list []string
	for _, key := range d.keys {
		signature, err := key.Sign(id, at, []byte(body))
		if err != nil {
			return Request{}, err
		}
		list = append(list, signature)
	}
	return Request{Method: "POST", Path: "hooks/" + d.Hook, Body: body, Header: http.Header{
		"Webhook-Id": {id}, "Webhook-Timestamp": {fmt.Sprint(at.Unix())}, "Webhook-Signature": {strings.Join(list, " ")}}}, nil
}

func (d *HelpDesk) signed(t testing.TB, id, body string) Request {
	t.Helper()
	r, err := d.Sign(id, time.Now(), body)
	return must(t, r, err)
}

// answered is the body of a message.created.
func answered(conversation, id, text string) string {
	return fmt.Sprintf(`{"type":"message.created","timestamp":"2025-11-21T01:00:00Z","data":{"conversation":%q,"id":%q,"text":%q,"author":"Jo from Billing"}}`, conversation, id, text)
}

// testHooks: other systems answer by signed webhooks. Lines 87, 88 and 92.
func testHooks(t *testing.T, h Host) {
	s := NewSite(t, h)
	admin := s.Admin(t)
	d := s.newHook(t, admin)
	t.Run("Hardening87 signatures", func(t *testing.T) { hookSignatures(t, s, d) })
	t.Run("Hardening88 once", func(t *testing.T) { hookOnce(t, s, d) })
	t.Run("Hardening87 rotation", func(t *testing.T) { hookRotation(t, s, admin) })
	t.Run("other sites", func(t *testing.T) { hookElsewhere(t, h, s, d) })
	t.Run("sealed", func(t *testing.T) { hookSealed(t, h) })
	t.Run("Hardening87 burst", func(t *testing.T) { hookBurst(t, h) })
	t.Run("round trip", func(t *testing.T) { hookRoundTrip(t, h) })
}

// hookSignatures: only what is signed well, in time and as it was sent.
func hookSignatures(t *testing.T, s *Site, d *HelpDesk) {
	asked := s.ask(t, "whose word counts")
	body := answered(asked.Conversation, "r1", "the word of the other desk")
	stranger := &HelpDesk{Hook: d.Hook, ahead: d.ahead}
	stranger.learn(t, "whsec_"+strings.Repeat("QUJD", 8))
	with := func(change func(r *Request, signature string)) Request {
		r := d.signed(t, "msg_1", body)
		change(&r, r.Header.Get("Webhook-Signature"))
		return r
	}
	signature := func(lines ...string) Request {
		return with(func(r *Request, good string) {
			for i := range lines {
				lines[i] = strings.ReplaceAll(lines[i], "GOOD", good)
			}
			r.Header["Webhook-Signature"] = lines
		})
	}
	at := func(seconds time.Duration) Request {
		r, err := d.Sign("msg_1", time.Now().Add(seconds*time.Second), body)
		return must(t, r, err)
	}
	bad := "v1," + strings.Repeat("A", 43) + "="
	list := []scenario{
		{name: "wrong key", req: stranger.signed(t, "msg_1", body)},
		{name: "bad signature", req: signature(bad)},
		{name: "no signature", req: with(func(r *Request, _ string) { r.Header.Del("Webhook-Signature") })},
		{name: "split at the comma", req: with(func(r *Request, good string) { r.Header["Webhook-Signature"] = strings.SplitN(good, ",", 2) })},
		{name: "no timestamp", req: with(func(r *Request, _ string) { r.Header.Del("Webhook-Timestamp") })},
		{name: "old", req: at(-303)},
		{name: "future", req: at(303)},
		{name: "white space altered", req: with(func(r *Request, _ string) { r.Body = strings.Replace(body, ":", ": ", 1) })},
		{name: "newline added", req: with(func(r *Request, _ string) { r.Body = body + "\n" })},
		{name: "byte order mark added", req: with(func(r *Request, _ string) { r.Body = "\ufeff" + body })},
	}
	for i := range list {
		list[i].status, list[i].code, list[i].origin = 401, "unauthorised", "-"
	}
	list = append(list,
		scenario{name: "Hardening91 id with a full stop", req: d.signed(t, "msg.1", body), origin: "-", status: 400, code: "bad-request"},
		scenario{name: "unknown type", req: d.signed(t, "msg_1", strings.Replace(body, "message.created", "message.deleted", 1)), origin: "-", status: 400, code: "bad-request"},
		scenario{name: "a role of its own", req: d.signed(t, "msg_1", strings.Replace(body, `"author"`, `"role":"system","author"`, 1)), origin: "-", status: 400, code: "bad-json"},
		scenario{name: "another page's", req: d.signed(t, "msg_1", body), origin: "https://evil.example", status: 403, code: "origin"},
		scenario{name: "nothing of it is stored", req: Request{Method: "GET", Path: "conversations/" + asked.Conversation, Token: asked.Token}, status: 200, hasNot: []string{"other desk"}},
		scenario{name: "4 minutes old", req: at(-240), origin: "-", status: 200, has: []string{`"seq":4`}},
		scenario{name: "several in one line", req: signature(bad + " GOOD v1a,x"), origin: "-", status: 200, has: []string{`"seq":4`}},
		scenario{name: "several lines", req: signature("GOOD", bad), origin: "-", status: 200, has: []string{`"seq":4`}},
	)
	runAll(t, s, list)
}

// hookOnce: the same event any number of times, also at once.
func hookOnce(t *testing.T, s *Site, d *HelpDesk) {
	asked := s.ask(t, "once only")
	visitor := s.visitor(t, asked)
	r := d.signed(t, "once-1", answered(asked.Conversation, "once", "said once"))
	replies := make(chan string, 6)
	for range cap(replies) {
		go func() {
			got, err := d.site.Do(r)
			replies <- fmt.Sprint(got.Status, " ", string(got.Body), err)
		}()
	}
	first := <-replies
	for range cap(replies) - 1 {
		if again := <-replies; again != first || !strings.HasPrefix(first, "200 ") {
			t.Errorf("%s, then %s", first, again)
		}
	}
	until(t, visitor, func(f Frame) bool { return f.T == "message" && f.Text == "said once" && f.Via == "Other Desk" })
	for _, f := range settle(t, visitor) {
		if f.T == "message" && f.Text == "said once" {
			t.Errorf("a second time: %s", f.Raw)
		}
	}
	list := history(t, s, asked)
	checkGapFree(t, list)
	if m := list[len(list)-1]; len(list) != 4 || m.Role != edge.RoleAgent || m.Name != "Jo from Billing" || m.Via != "Other Desk" {
		t.Errorf("%+v", list)
	}
	reused := d.signed(t, "once-1", answered(asked.Conversation, "twice", "something else"))
	scenario{req: reused, origin: "-", status: 422, code: "id-reused"}.run(t, s)
}

// hookRotation: two secrets side by side, then the new one alone.
func hookRotation(t *testing.T, s *Site, admin string) {
	d := s.newHook(t, admin)
	asked := s.ask(t, "rotation")
	old := *d
	var made edge.HookMade
	must(t, 0, s.call(Request{Method: "PUT", Path: "hooks/" + d.Hook, Token: admin, Body: "{}"}, &made))
	both := *d
	both.learn(t, made.Secret)
	next := &HelpDesk{Hook: d.Hook, keys: both.keys[1:], ahead: d.ahead}
	say := func(d *HelpDesk, id string) Request { return d.signed(t, id, answered(asked.Conversation, id, id)) }
	runAll(t, s, []scenario{
		{name: "old", req: say(&old, "o1"), origin: "-", status: 200},
		{name: "both", req: say(&both, "b1"), origin: "-", status: 200},
		{name: "new", req: say(next, "n1"), origin: "-", status: 200},
		{name: "Hardening92 shown once", req: Request{Method: "GET", Path: "hooks", Token: admin}, status: 200, has: []string{`"n":2`}, hasNot: []string{"whsec_"}},
		{name: "an author may not", req: Request{Method: "GET", Path: "hooks", Token: s.Author}, status: 403, code: "forbidden"},
		{name: "revoke", req: Request{Method: "DELETE", Path: "hooks/" + d.Hook + ".1", Token: admin}, status: 204},
		{name: "old, revoked", req: say(&old, "o2"), origin: "-", status: 401, code: "unauthorised"},
		{name: "new, still", req: say(next, "n2"), origin: "-", status: 200},
		{name: "remove", req: Request{Method: "DELETE", Path: "hooks/" + d.Hook, Token: admin}, status: 204},
		{name: "removed", req: say(next, "n3"), origin: "-", status: 404, code: "not-found"},
		{name: "audit", req: Request{Method: "GET", Path: "audit", Token: admin}, status: 200, has: []string{"hook-add", "hook-rotate", "hook-revoke", "hook-remove"}, hasNot: []string{"whsec_"}},
	})
}

// hookElsewhere: a hook is good for its own site's conversations only.
func hookElsewhere(t *testing.T, h Host, s *Site, d *HelpDesk) {
	other := NewSite(t, h)
	theirs := other.ask(t, "theirs")
	r := d.signed(t, "e1", answered(theirs.Conversation, "e1", "hello"))
	scenario{name: "another site's conversation", req: r, origin: "-", status: 404, code: "not-found"}.run(t, s)
	scenario{name: "at another site", req: r, origin: "-", status: 404, code: "not-found"}.run(t, other)
	if list := history(t, other, theirs); len(list) != 2 {
		t.Errorf("%+v", list)
	}
}

// hookSealed: no plain words in a conversation whose visitor was promised
// that only the team can read it.
func hookSealed(t *testing.T, h Host) {
	s := newSealing(t, h)
	d := s.newHook(t, s.Admin(t))
	if r, err := s.Do(s.put(t, 1)); must(t, r, err).Status != 200 {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	id := NewID()
	_, asked := s.question(t, id, "sealed")
	out, err := s.Escalate(asked)
	must(t, out, err)
	scenario{req: d.signed(t, "s1", answered(id, "s1", "plain")), origin: "-", status: 422, code: "seal-required", has: []string{"promised"}}.run(t, s.Site)
	scenario{req: d.signed(t, "s2", `{"type":"conversation.resolved","data":{"conversation":"`+id+`"}}`), origin: "-", status: 200}.run(t, s.Site)
}

// hookBurst: guessing is slowed down, and the desk that signs well is not.
func hookBurst(t *testing.T, h Host) {
	s := NewSite(t, h)
	d := s.newHook(t, s.Admin(t))
	asked := s.ask(t, "burst")
	r := d.signed(t, "g1", "{}")
	r.Header.Set("Webhook-Signature", "v1,guess")
	slow := 0
	for range 40 {
		got, err := d.site.Do(r)
		if must(t, got, err).Status == 429 && got.Header.Get("Retry-After") != "" {
			slow++
		}
	}
	if slow < 15 {
		t.Errorf("%d of 40 guesses were slowed down", slow)
	}
	scenario{req: d.signed(t, "g2", answered(asked.Conversation, "g2", "good")), origin: "-", status: 200}.run(t, s)
}

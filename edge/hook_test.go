package edge_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/lamplight-help/lamplight/edge"
)

// desk is another system: it signs with the reference library.
type helpDesk struct {
	w      *world
	hook   string
	secret string
}

func (w *world) helpDesk(admin string) *helpDesk {
	w.t.Helper()
	var made edge.HookMade
	w.get(&made, "POST", "hooks", admin, map[string]string{"name": "Zen Desk"})
	return &helpDesk{w, made.ID, made.Secret}
}

// sign is a request as the other system makes it.
func (d *helpDesk) sign(id string, at int64, body string) edge.Request {
	d.w.t.Helper()
	signer, err := webhooks.NewWebhook(d.secret)
	d.w.must(err)
	stamp := time.UnixMilli(at)
	signature, err := signer.Sign(id, stamp, []byte(body))
	d.w.must(err)
	return edge.Request{Method: http.MethodPost, Path: "/v1/demo/hooks/" + d.hook, ContentType: "application/json", Body: []byte(body), Peer: "198.51.100.7",
		WebhookID: id, WebhookTimestamp: fmt.Sprint(stamp.Unix()), WebhookSignature: signature}
}

func (d *helpDesk) post(r edge.Request) (int, string) {
	e := d.w.answer(d.w.do(edge.Input{Kind: edge.KindRequest, Request: &r}))
	return e.Status, string(e.Body)
}

func (d *helpDesk) send(id, body string) (int, string) {
	return d.post(d.sign(id, d.w.now, body))
}

func reply(conversation, id, text string) string {
	return fmt.Sprintf(`{"type":"message.created","data":{"conversation":%q,"id":%q,"text":%q,"author":"Mei Lin"}}`, conversation, id, text)
}

// TestHardening87OnlyGoodSignatures: every way to be wrong is refused, and
// nothing of it is stored.
func TestHardening87OnlyGoodSignatures(t *testing.T) {
	w := newWorld(t, edge.Limits{Unsigned: edge.Rate{Burst: 1000, Every: 1}})
	d := w.helpDesk(w.signIn("Ada"))
	asked := w.ask("question")
	body := reply(asked.Conversation, "r1", "an answer")
	stranger := helpDesk{w, d.hook, "whsec_" + strings.Repeat("QUJD", 8)}
	with := func(change func(*edge.Request)) edge.Request {
		r := d.sign("msg_1", w.now, body)
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		r    edge.Request
		want int
	}{
		"wrong key":          {stranger.sign("msg_1", w.now, body), 401},
		"bad signature":      {with(func(r *edge.Request) { r.WebhookSignature = "v1," + strings.Repeat("A", 43) + "=" }), 401},
		"no signature":       {with(func(r *edge.Request) { r.WebhookSignature = "" }), 401},
		"split header":       {with(func(r *edge.Request) { r.WebhookSignature = strings.Replace(r.WebhookSignature, ",", ", ", 1) }), 401},
		"only v1":            {with(func(r *edge.Request) { r.WebhookSignature = "v1" }), 401},
		"other version":      {with(func(r *edge.Request) { r.WebhookSignature = "v1a" + r.WebhookSignature[2:] }), 401},
		"cut signature":      {with(func(r *edge.Request) { r.WebhookSignature = r.WebhookSignature[:20] }), 401},
		"endless header":     {with(func(r *edge.Request) { r.WebhookSignature += strings.Repeat(" v1,x", 1000) }), 401},
		"white space":        {with(func(r *edge.Request) { r.Body = append(r.Body, '\n') }), 401},
		"space in the body":  {with(func(r *edge.Request) { r.Body = []byte(strings.Replace(body, ":", ": ", 1)) }), 401},
		"no timestamp":       {with(func(r *edge.Request) { r.WebhookTimestamp = "" }), 401},
		"timestamp with dot": {with(func(r *edge.Request) { r.WebhookTimestamp += ".0" }), 401},
		"signed timestamp":   {with(func(r *edge.Request) { r.WebhookTimestamp = "+" + r.WebhookTimestamp }), 401},
		"old":                {d.sign("msg_1", w.now-301_000, body), 401},
		"future":             {d.sign("msg_1", w.now+301_000, body), 401},
		"no id":              {d.sign("", w.now, body), 400},
		"91 id with a dot":   {d.sign("msg.1", w.now, body), 400},
		"91 id with newline": {d.sign("msg\n1", w.now, body), 400},
		"two ids":            {with(func(r *edge.Request) { r.WebhookID = "msg_1, msg_2" }), 400},
		"other id":           {with(func(r *edge.Request) { r.WebhookID = "msg_2" }), 401},
		"no such hook":       {with(func(r *edge.Request) { r.Path = "/v1/demo/hooks/h_000000000000" }), 404},
		"form":               {with(func(r *edge.Request) { r.ContentType = "text/plain" }), 415},
		"compressed":         {with(func(r *edge.Request) { r.ContentEncoding = "gzip" }), 415},
		"too long":           {d.sign("msg_1", w.now, strings.Repeat(" ", 64<<10)+body), 413},
		"not JSON":           {d.sign("msg_1", w.now, `{"type":`), 400},
		"91 type of its own": {d.sign("msg_1", w.now, `{"type":"message.created\n","data":{"conversation":"`+asked.Conversation+`"}}`), 400},
		"91 message's id":    {d.sign("msg_1", w.now, reply(asked.Conversation, "a.b", "x")), 400},
		"a role":             {d.sign("msg_1", w.now, strings.Replace(body, `"author"`, `"role":"system","author"`, 1)), 400},
		"a via":              {d.sign("msg_1", w.now, strings.Replace(body, `"author"`, `"via":"Us","author"`, 1)), 400},
		"control characters": {d.sign("msg_1", w.now, reply(asked.Conversation, "r1", "a\x07")), 400},
		"name turned round":  {d.sign("msg_1", w.now, strings.Replace(body, "Mei Lin", "\u202eniL", 1)), 400},
		"no conversation":    {d.sign("msg_1", w.now, reply(w.id(), "r1", "x")), 404},
	} {
		if status, answer := d.post(c.r); status != c.want {
			t.Errorf("%s: %d %s, want %d", name, status, answer, c.want)
		}
	}
	if n := len(w.history(asked.Token, asked.Conversation)); n != 2 {
		t.Errorf("%d messages, want the question and its event", n)
	}
	good := d.sign("msg_1", w.now-299_000, body)
	good.WebhookSignature = "v1,AAAA v2,x " + good.WebhookSignature + " v1,"
	if status, answer := d.post(good); status != 200 {
		t.Errorf("a good one among others: %d %s", status, answer)
	}
}

// TestHardening87BadOnesAreSlowedDown: somebody who guesses is stopped; who
// signs well is not, even from the same address.
func TestHardening87BadOnesAreSlowedDown(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	d := w.helpDesk(w.signIn("Ada"))
	asked := w.ask("question")
	slow := 0
	for range 100 {
		r := d.sign("msg_1", w.now, "{}")
		r.WebhookSignature = "v1,guess"
		if status, _ := d.post(r); status == 429 {
			slow++
		}
	}
	if slow != 80 {
		t.Errorf("%d of 100 guesses were slowed down, want 80", slow)
	}
	if status, answer := d.send("msg_1", reply(asked.Conversation, "r1", "x")); status != 200 {
		t.Errorf("a good one meanwhile: %d %s", status, answer)
	}
}

// TestHardening88OneEffect: by webhook-id, and by the message's own id.
func TestHardening88OneEffect(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	d := w.helpDesk(w.signIn("Ada"))
	asked := w.ask("question")
	visitor := w.dial(asked.Token)
	w.send(visitor, edge.ClientFrame{T: "resume"})
	first, answer := d.send("msg_1", reply(asked.Conversation, "r1", "an answer"))
	for _, id := range []string{"msg_1", "msg_2"} { // repeated, and told as another event
		if status, again := d.send(id, reply(asked.Conversation, "r1", "an answer")); first != 200 || status != 200 || again != answer {
			t.Errorf("%s: %d %s, then %d %s", id, first, answer, status, again)
		}
	}
	for id, text := range map[string]string{"msg_1": "r2", "msg_3": "r1"} {
		if status, again := d.send(id, reply(asked.Conversation, text, "another")); status != 422 {
			t.Errorf("%s for something else: %d %s", id, status, again)
		}
	}
	list := w.history(asked.Token, asked.Conversation)
	last := list[len(list)-1]
	if len(list) != 4 || last.Role != edge.RoleAgent || last.Via != "Zen Desk" || last.Name != "Mei Lin" || last.Text != "an answer" || last.Seq != 4 {
		t.Errorf("%+v, want question, queued, taken and the answer via Zen Desk", list)
	}
	if n := strings.Count(strings.Join(w.sockets[visitor], "\n"), `"text":"an answer"`); n != 1 {
		t.Errorf("the visitor got it %d times", n)
	}
	w.now += 8 * 24 * 3_600_000
	w.do(edge.Input{Kind: edge.KindTended})
	if rows, err := w.db.Query(`SELECT count(*) FROM heard`); err != nil || rows[0][0] != int64(0) {
		t.Errorf("heard after eight days: %v %v", rows, err)
	}
	if status, again := d.send("msg_1", reply(asked.Conversation, "r1", "an answer")); status != 200 || again != answer {
		t.Errorf("after eight days: %d %s", status, again)
	}
}

// TestHardening87Rotation: the old and the new secret count side by side, each
// until it is over or revoked.
func TestHardening87Rotation(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	admin := w.signIn("Ada")
	d := w.helpDesk(admin)
	asked := w.ask("question")
	var made edge.HookMade
	w.get(&made, "PUT", "hooks/"+d.hook, admin, map[string]int64{"keep": 3_600_000})
	next := &helpDesk{w, d.hook, made.Secret}
	n := 0
	expect := func(who string, d *helpDesk, want int) {
		t.Helper()
		n++
		id := fmt.Sprint("m", n)
		if status, answer := d.send(id, reply(asked.Conversation, id, "x")); status != want {
			t.Errorf("%s: %d %s, want %d", who, status, answer, want)
		}
	}
	expect("the old one", d, 200)
	expect("the new one", next, 200)
	both := d.sign("both", w.now, reply(asked.Conversation, "both", "x"))
	both.WebhookSignature += " " + next.sign("both", w.now, reply(asked.Conversation, "both", "x")).WebhookSignature
	if status, answer := d.post(both); status != 200 {
		t.Errorf("both: %d %s", status, answer)
	}
	w.now += 3_600_001
	expect("the old one, an hour later", d, 401)
	w.get(&made, "PUT", "hooks/"+d.hook, admin, map[string]int64{})
	third := &helpDesk{w, d.hook, made.Secret}
	if status, answer := w.request("DELETE", "hooks/"+d.hook+".2", admin, nil); status != 204 {
		t.Errorf("revoking: %d %s", status, answer)
	}
	expect("revoked", next, 401)
	expect("the third", third, 200)
	status, list := w.request("GET", "hooks", admin, nil)
	if status != 200 || strings.Contains(string(list), "whsec_") || !strings.Contains(string(list), `"n":3`) || strings.Contains(string(list), `"n":1`) {
		t.Errorf("the list: %d %s", status, list)
	}
	if status, _ := w.request("DELETE", "hooks/"+d.hook, admin, nil); status != 204 {
		t.Errorf("removing: %d", status)
	}
	expect("removed", third, 404)
	if c := w.held(asked); c.State != edge.Queued || c.Agent != "" {
		t.Errorf("what it held is %s, held by %q", c.State, c.Agent)
	}
	_, log := w.request("GET", "audit", admin, nil)
	for _, action := range []string{"hook-add", "hook-rotate", "hook-revoke", "hook-remove"} {
		if !strings.Contains(string(log), action) {
			t.Errorf("the audit log lacks %s", action)
		}
	}
	if strings.Contains(string(log)+strings.Join(w.reports, "\n"), "whsec_") {
		t.Error("a secret is in a log")
	}
}

// TestHooksInAConversation: resolve, reopen, take over, and hear what the
// visitor says.
func TestHooksInAConversation(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	w.configure(edge.Settings{Webhooks: []edge.Webhook{{ID: "zen", URL: "https://zen.example/in", Secret: "whsec_" + strings.Repeat("QUJD", 8)}}})
	var out []string
	w.receive = func(e edge.Effect) int { out = append(out, string(e.Body)); return 204 }
	admin := w.signIn("Ada")
	d := w.helpDesk(admin)
	asked := w.ask("question")
	move := func(id, kind string) (int, string) {
		return d.send(id, fmt.Sprintf(`{"type":%q,"timestamp":"2025-11-21T01:00:00Z","data":{"conversation":%q}}`, kind, asked.Conversation))
	}
	d.send("m1", reply(asked.Conversation, "r1", "hello"))
	visitor, desk := w.dial(asked.Token), w.dial(admin)
	w.send(visitor, edge.ClientFrame{T: "send", ID: w.id(), Text: "my card is 4111 1111 1111 1111"})
	w.now = max(w.now, w.alarm)
	w.do(edge.Input{Kind: edge.KindAlarm})
	var told struct {
		Type string
		Data struct{ Message struct{ Text string } }
	}
	w.must(json.Unmarshal([]byte(out[len(out)-1]), &told))
	if told.Type != "message.created" || told.Data.Message.Text != "my card is ●●●●" {
		t.Errorf("the other system hears %q", out)
	}
	for i, kind := range []string{"conversation.resolved", "conversation.resolved", "conversation.reopened"} {
		want := []string{`"seq":6`, `"seq":0`, `"seq":7`}[i]
		if status, answer := move(fmt.Sprint("v", i), kind); status != 200 || !strings.Contains(answer, want) {
			t.Errorf("%s: %d %s, want %s", kind, status, answer, want)
		}
	}
	if status, answer := move("v9", "conversation.reopened.twice"); status != 400 || !strings.Contains(answer, "unknown-type") {
		t.Errorf("unknown type: %d %s", status, answer)
	}
	d.send("m2", reply(asked.Conversation, "r2", "again"))
	if c := w.held(asked); c.State != edge.Answered || c.Agent != d.hook || c.Name != "Zen Desk" {
		t.Errorf("%s, held by %s %q", c.State, c.Agent, c.Name)
	}
	w.send(desk, edge.ClientFrame{T: "take", ID: w.id(), Conversation: asked.Conversation})
	if c := w.held(asked); c.State != edge.Taken || c.Name != "Ada" {
		t.Errorf("after somebody took over: %s, held by %q", c.State, c.Name)
	}
	w.send(visitor, edge.ClientFrame{T: "resume"})
	d.send("t1", fmt.Sprintf(`{"type":"typing","data":{"conversation":%q,"on":true}}`, asked.Conversation))
	if !slices.ContainsFunc(w.sockets[visitor], func(f string) bool {
		return strings.Contains(f, `"t":"typing"`) && strings.Contains(f, `"name":"Zen Desk"`)
	}) {
		t.Errorf("no typing: %s", w.sockets[visitor])
	}
	move("v3", "conversation.resolved")
	if status, answer := d.send("m3", reply(asked.Conversation, "r3", "late")); status != 409 {
		t.Errorf("a message after the end: %d %s", status, answer)
	}
}

// held is a conversation as its visitor sees it.
func (w *world) held(asked edge.Escalated) (c edge.Conversation) {
	w.t.Helper()
	w.get(&c, "GET", "conversations/"+asked.Conversation, asked.Token, nil)
	return c
}

// TestHardening88LateRepetition: an event that comes again after others does
// not undo them.
func TestHardening88LateRepetition(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	d := w.helpDesk(w.signIn("Ada"))
	asked := w.ask("question")
	move := func(id, kind string) string {
		t.Helper()
		status, answer := d.send(id, fmt.Sprintf(`{"type":"conversation.%s","data":{"conversation":%q}}`, kind, asked.Conversation))
		if status != 200 {
			t.Errorf("%s: %d %s", kind, status, answer)
		}
		return answer
	}
	first := move("m1", "resolved")
	move("m2", "reopened")
	w.now += 3 * 24 * 3_600_000 // the last attempt of a sender, signed anew
	if again := move("m1", "resolved"); again != first {
		t.Errorf("%s, then %s", first, again)
	}
	if c := w.held(asked); c.State != edge.Reopened {
		t.Errorf("the repetition made it %s", c.State)
	}
	w.request("DELETE", "conversations/"+asked.Conversation, asked.Token, nil)
	if n := w.value(`SELECT count(*) FROM heard`); n != 0 {
		t.Errorf("%d events of an erased conversation are remembered", n)
	}
}

// TestHardening91SettingsRefuse: a webhook's id in the settings is part of
// what is signed, so it has no full stop and no newline either.
func TestHardening91SettingsRefuse(t *testing.T) {
	for _, id := range []string{"a.b", "a\nb", ""} {
		s := edge.Settings{Site: "demo", Webhooks: []edge.Webhook{{ID: id, URL: "https://a.example/", Secret: "whsec_" + strings.Repeat("QUJD", 8)}}}
		if s.Check() == nil {
			t.Errorf("%q was taken", id)
		}
	}
}

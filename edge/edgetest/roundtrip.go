package edgetest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/lamplight-help/lamplight/edge"
)

// answering is a help desk as somebody would write it from PROTOCOL.md: it
// takes hand-offs, answers a question, and ends the conversation when the
// visitor writes again. It repeats every event, as after an answer that was
// lost on the way.
type answering struct {
	*HelpDesk
	t        testing.TB
	incoming *webhooks.Webhook // checks what comes from the edge, whose clock tests move
}

func (a *answering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || a.incoming.VerifyIgnoringTimestamp(body, r.Header) != nil {
		a.t.Errorf("a hand-off that is not signed well: %v", err)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var event struct {
		Type string
		Data struct {
			Conversation, Question string
			Message                struct{ Text string }
		}
	}
	if err := json.Unmarshal(body, &event); err != nil {
		a.t.Error(err)
	}
	id := r.Header.Get("Webhook-Id")
	switch event.Type {
	case "conversation.queued":
		a.post(id+"-a", answered(event.Data.Conversation, id, "You asked: "+event.Data.Question))
	case "message.created":
		a.post(id+"-b", answered(event.Data.Conversation, id, "You wrote: "+event.Data.Message.Text))
		a.post(id+"-c", fmt.Sprintf(`{"type":"conversation.resolved","data":{"conversation":%q}}`, event.Data.Conversation))
	}
	w.WriteHeader(http.StatusNoContent)
}

func (a *answering) post(id, body string) {
	for range 2 {
		r, err := a.Sign(id, time.Now(), body)
		if err == nil {
			var got Reply
			if got, err = a.site.Do(r); err == nil {
				err = got.Err()
			}
		}
		if err != nil {
			a.t.Errorf("%s: %v", id, err)
		}
	}
}

// hookRoundTrip: a question leaves for a help desk by webhook, and what it
// answers by webhook reaches the visitor's socket.
func hookRoundTrip(t *testing.T, h Host) {
	secret := "whsec_" + strings.Repeat("TGFt", 10)
	incoming, err := webhooks.NewWebhook(secret)
	s := NewSite(t, h)
	desk := &answering{t: t, incoming: must(t, incoming, err)}
	server := httptest.NewServer(desk)
	t.Cleanup(server.Close)
	settings := s.Settings()
	settings.Webhooks = []edge.Webhook{{ID: "help-desk", URL: server.URL, Secret: secret}}
	h.Configure(t, settings)
	desk.HelpDesk = s.newHook(t, s.Admin(t))
	asked := s.ask(t, "where is my parcel")
	visitor := s.visitor(t, asked)
	said := func(text string) Frame {
		return until(t, visitor, func(f Frame) bool { return f.T == "message" && f.Text == text })
	}
	list := history(t, s, asked)
	if last := list[len(list)-1]; last.Via == "" { // it may have been quicker than the socket
		last = said("You asked: where is my parcel").Message
		if last.Role != edge.RoleAgent || last.Via != "Other Desk" || last.Name != "Jo from Billing" {
			t.Errorf("%+v", last)
		}
	}
	send(t, visitor, edge.ClientFrame{T: "send", ID: NewID(), Text: "thank you"})
	said("You wrote: thank you")
	until(t, visitor, func(f Frame) bool { return f.T == "message" && f.Event == "resolved" })
	final := history(t, s, asked)
	checkGapFree(t, final)
	var words []string
	for _, m := range final {
		words = append(words, m.Text+m.Event)
	}
	want := "where is my parcel, queued, taken, You asked: where is my parcel, thank you, You wrote: thank you, resolved"
	if got := strings.Join(words, ", "); got != want {
		t.Errorf("the conversation is %q, want %q", got, want)
	}
}

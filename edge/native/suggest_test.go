package native

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/publish"
)

func article(id, locale, title, question, answer string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(fmt.Sprintf("---\nid: %s\nlocale: %s\ntitle: %s\nquestions:\n  - %s\n---\n%s\n", id, locale, title, question, answer))}
}

// TestSuggestions publishes a small base in two languages as an author does,
// asks, and looks at what the agent gets: at most three answers, the right one
// first, in the visitor's language, as plain text.
func TestSuggestions(t *testing.T) {
	h := newTestHost(t)
	s := edgetest.NewSite(t, h)
	keys, err := publish.NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	settings := s.Settings()
	settings.RootKeys = [][]byte{keys.Public()[0].Key}
	h.Configure(t, settings)
	made, err := publish.Publish(publish.Options{Site: s.Client.Site, Keys: keys, Version: 1, Now: time.Now().UnixMilli(), FS: fstest.MapFS{
		"en/bind.md":   article("bind-card", "en", "Bind a bank card", "Why can't I bind my card?", "Use the phone number that **your bank** knows."),
		"en/refund.md": article("refund", "en", "When a refund arrives", "Where is my refund?", "A refund takes three working days."),
		"en/coupon.md": article("coupon", "en", "Coupons do not stack", "Can I use two coupons?", "One coupon for each order."),
		"en/fund.md":   article("fund", "en", "The lock-in of a fund", "When can I sell my fund?", "After thirty days."),
		"zh/bind.md":   article("bind-card", "zh", "绑定银行卡", "为什么绑不了银行卡？", "请使用银行预留的手机号。"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.server.Publish(s.Client.Site, made.Envelope, slices.Collect(maps.Values(made.Bundles))...); err != nil {
		t.Fatal(err)
	}
	session, err := s.SignIn(s.First, "Mei")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ locale, question, first, answer string }{
		{"en", "I cannot bind my bank card", "bind-card", "Use the phone number that your bank knows."},
		{"en-GB", "when will my refund arrive", "refund", "A refund takes three working days."},
		{"zh-CN", "银行卡绑定失败", "bind-card", "请使用银行预留的手机号。"},
		{"en", "zzz qqq", "", ""},
	} {
		asked, err := s.Escalate(edge.Escalation{ID: edgetest.NewID(), Question: c.question, Locale: c.locale})
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Do(edgetest.Request{Method: "GET", Path: "conversations/" + asked.Conversation, Token: session})
		if err != nil {
			t.Fatal(err)
		}
		var got edge.Conversation
		if err := json.Unmarshal(r.Body, &got); err != nil {
			t.Fatal(err)
		}
		list := got.Suggestions
		if c.first == "" {
			if len(list) != 0 {
				t.Errorf("%q: %+v, want nothing", c.question, list)
			}
			continue
		}
		if len(list) == 0 || len(list) > 3 || list[0].Article != c.first || strings.TrimSpace(list[0].Text) != c.answer {
			t.Errorf("%q in %s: %+v, want %s first", c.question, c.locale, list, c.first)
		}
		own, err := s.Do(edgetest.Request{Method: "GET", Path: "conversations/" + asked.Conversation, Token: asked.Token})
		if err != nil || strings.Contains(string(own.Body), "suggestions") {
			t.Errorf("the visitor gets %s (%v)", own.Body, err)
		}
	}
}

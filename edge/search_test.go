package edge_test

import (
	"net/url"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// TestSearch finds resolved conversations by what was asked and said, within
// the lines that concern who searches.
func TestSearch(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	w.configure(edge.Settings{Lines: []edge.Line{{Name: ""}, {Name: "billing"}}})
	admin := w.signIn("Ada")
	bo := w.join(admin, "Bo", "agent", "billing")
	var asked []edge.Escalated
	for _, e := range []edge.Escalation{
		{Question: "Where is my Invoice?", Line: "billing", Visitor: "v_1"}, {Question: "100% broken", Visitor: "v_2"}, {Question: "怎么退款"},
	} {
		e.ID, e.Locale = w.id(), "en"
		var out edge.Escalated
		w.get(&out, "POST", "escalations", "", e)
		asked = append(asked, out)
		w.now += 1000
	}
	desk := w.dial(admin)
	w.send(desk, edge.ClientFrame{T: "send", ID: w.id(), Conversation: asked[1].Conversation, Text: "Try the red switch"})
	w.send(desk, edge.ClientFrame{T: "resolve", ID: w.id(), Conversation: asked[1].Conversation})
	for _, c := range []struct {
		who, words string
		want       []int
	}{
		{admin, "", []int{2, 1, 0}}, {admin, "invoice", []int{0}}, {admin, "RED SWITCH", []int{1}}, {admin, "退款", []int{2}},
		{admin, "v_2", []int{1}}, {admin, "100%", []int{1}}, {admin, "%", []int{1}}, {admin, "_", []int{1, 0}}, {admin, "' OR 1=1 --", nil},
		{admin, asked[0].Conversation, []int{0}}, {bo.session, "", []int{0}}, {bo.session, "switch", nil},
	} {
		w.now += 1000
		var out struct{ Items []edge.Item }
		w.get(&out, "GET", "search?q="+url.QueryEscape(c.words), c.who, nil)
		if len(out.Items) != len(c.want) {
			t.Errorf("%q found %+v, want %v", c.words, out.Items, c.want)
			continue
		}
		for i, item := range out.Items {
			if item.Conversation != asked[c.want[i]].Conversation {
				t.Errorf("%q: place %d is %q", c.words, i, item.Question)
			}
		}
	}
	if status, body := w.request("GET", "conversations/"+asked[1].Conversation+"?before=9007199254740991", admin, nil); status != 400 {
		t.Errorf("beyond any number: %d %s", status, body)
	}
	var whole edge.Conversation
	w.get(&whole, "GET", "conversations/"+asked[1].Conversation+"?before=3", admin, nil)
	if len(whole.Messages) != 2 || whole.Messages[0].Seq != 1 || whole.More {
		t.Errorf("before 3: %+v", whole.Messages)
	}
}

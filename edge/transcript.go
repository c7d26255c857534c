package edge

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A transcript is a conversation as a file, for a mail or an archive. It holds
// what was said, masked, and nothing of the path that the visitor agreed to
// show to an agent.

// transcriptCap is how many messages one part of a transcript holds. The
// header nextHeader says after which seq the next part begins.
const (
	transcriptCap = 2000
	nextHeader    = "X-Lamplight-After"
)

// getTranscript answers GET transcript/{id}?format=text|csv&after=SEQ.
func (t *turn) getTranscript(c *call) *Error {
	conv := t.conversation(c.arg)
	if conv == nil || !reaches(c.token.rank, c.token.lines, c.token.subject, conv) {
		return fail("not-found", "There is no such conversation.")
	}
	q, err := url.ParseQuery(c.Query)
	if err != nil {
		return fail("bad-request", "The query is not one.")
	}
	after, e := parseNumber(q.Get("after"))
	if e != nil {
		return e
	}
	list, more := t.transcript(conv.id, after)
	format, kind, body := "txt", "text/plain; charset=utf-8", []byte(nil)
	switch q.Get("format") {
	case "", "text":
		body = transcriptText(conv, list, after)
	case "csv":
		format, kind, body = "csv", "text/csv; charset=utf-8", transcriptCSV(list, after)
	default:
		return fail("bad-request", "format must be text or csv.")
	}
	if after == 0 {
		t.audit(c.actor(), "transcript", t.pseudonym(conv.id))
	}
	next := ""
	if more {
		next = strconv.FormatInt(list[len(list)-1].Seq, 10)
	}
	t.respond(200, body, [2]string{"Content-Type", kind}, [2]string{nextHeader, next}, [2]string{"Content-Security-Policy", "sandbox"},
		[2]string{"Content-Disposition", fmt.Sprintf(`attachment; filename="conversation-%s.%s"`, conv.id, format)})
	return nil
}

// transcript is what was said after a seq, as it may leave, and whether that
// is not all.
func (t *turn) transcript(id string, after int64) (list []Message, more bool) {
	for more = true; more && len(list) < transcriptCap; {
		var page []Message
		page, more = t.messagesAfter(id, after)
		for _, m := range page {
			list = append(list, m.leaving())
		}
		if len(page) > 0 {
			after = page[len(page)-1].Seq
		}
	}
	return list, more
}

// leaving is a message as it may leave: masked, and without characters that
// turn the direction of what stands around them.
func (m Message) leaving() Message {
	if m.Via != "" {
		m.Name += " via " + m.Via
	}
	for _, a := range m.Attachments {
		m.Text = strings.TrimSpace(m.Text + "\n[" + a.Name + ", " + a.Type + "]")
	}
	switch {
	case m.Secret:
		m.Text = mask
	case m.Sealed != "":
		m.Text = "(sealed)"
	default:
		m.Text = strings.Map(func(r rune) rune {
			if turnsDirection(r) {
				return -1
			}
			return r
		}, masked(m.Text))
	}
	return m
}

func transcriptText(c *conv, list []Message, after int64) []byte {
	var b bytes.Buffer
	if after == 0 {
		fmt.Fprintf(&b, "Conversation %s, opened %s, %s\n\n", c.id, stamp(c.opened), c.state)
	}
	for _, m := range list {
		who := string(m.Role)
		if m.Name != "" {
			who += " " + m.Name
		}
		said := m.Text
		if m.Event != "" {
			said = strings.TrimSpace("[" + m.Event + "] " + m.Text)
		}
		fmt.Fprintf(&b, "%s  %s: %s\n", stamp(m.At), who, strings.ReplaceAll(said, "\n", "\n    "))
	}
	return b.Bytes()
}

func stamp(at int64) string { return time.UnixMilli(at).UTC().Format(time.RFC3339) }

// transcriptCSV is RFC 4180 with a byte order mark, without which a
// spreadsheet takes Chinese for something else.
func transcriptCSV(list []Message, after int64) []byte {
	var b bytes.Buffer
	var rows [][]string
	if after == 0 {
		b.WriteString("\ufeff")
		rows = append(rows, []string{"seq", "at", "role", "name", "event", "text"})
	}
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, m := range list {
		rows = append(rows, []string{strconv.FormatInt(m.Seq, 10), stamp(m.At), string(m.Role), cell(m.Name), m.Event, cell(m.Text)})
	}
	if err := w.WriteAll(rows); err != nil {
		panic(err) // a Buffer takes everything
	}
	return b.Bytes()
}

// cell keeps a spreadsheet from running what somebody wrote: text that would
// begin a formula (OWASP, CSV injection; full-width signs count in Chinese and
// Japanese editions) begins with an apostrophe.
func cell(s string) string {
	if trimmed := strings.TrimLeft(s, " \t\r\n\u00a0\u3000\ufeff"); trimmed != "" && strings.ContainsAny(firstRune(trimmed), "=+-@＝＋－＠|%") || strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") {
		return "'" + s
	}
	return s
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// frameSecret marks a message whose words should not travel: by its writer's
// side of the conversation, or by an agent, for good.
func (t *turn) frameSecret(s *socket, f *ClientFrame) *Error {
	c, e := t.target(s, f)
	if e != nil {
		return e
	}
	row := t.row(`SELECT role FROM messages WHERE conversation = ? AND seq = ?`, c.id, f.Seq)
	if row == nil || s.role == RoleVisitor && text(row[0]) != string(RoleVisitor) {
		return fail("not-found", "There is no such message.")
	}
	t.exec(`UPDATE messages SET secret = 1 WHERE conversation = ? AND seq = ?`, c.id, f.Seq)
	frame := encode(secretFrame{"secret", c.id, f.Seq})
	t.toFollowers(c.id, "", frame)
	return nil
}

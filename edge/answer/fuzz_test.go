package answer

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/text"
)

// readAll reads a stream to its end or its first error.
func readAll(r io.Reader, l Limits) (list []StreamEvent, err error) {
	s := NewStream(r, l)
	for {
		e, err := s.Next()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		list = append(list, e)
	}
}

func encode(list []StreamEvent) (b []byte) {
	for _, e := range list {
		b = AppendStreamEvent(b, e)
	}
	return b
}

// FuzzStream: any bytes end within the caps; what was read, written again and
// read again is the same; and how the bytes are cut on their way changes
// nothing.
func FuzzStream(f *testing.F) {
	f.Add([]byte("data: a\n\n"))
	f.Add([]byte("\xEF\xBB\xBFevent: x\r\ndata: a\rdata:b\n\r\n: c\n\ndata\n\n"))
	f.Add([]byte("data: \xff\n\n"))
	f.Add([]byte("data: cut"))
	l := Limits{Event: 64, Events: 8, Reply: 512}
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := readAll(bytes.NewReader(b), l)
		slow, slowErr := readAll(iotest.OneByteReader(bytes.NewReader(b)), l)
		if (err == nil) != (slowErr == nil) || string(encode(list)) != string(encode(slow)) {
			t.Fatalf("cut otherwise: %v %v, %q %q", err, slowErr, list, slow)
		}
		if len(list) > l.Events {
			t.Fatalf("%d events", len(list))
		}
		for _, e := range list {
			if len(e.Data)+len(e.Name) > l.Event || !utf8.ValidString(e.Data+e.Name) {
				t.Fatalf("%q", e)
			}
		}
		again, err := readAll(bytes.NewReader(encode(list)), Limits{})
		if err != nil || len(again) != len(list) {
			t.Fatalf("%v: %q, then %q", err, list, again)
		}
		for i := range list {
			if list[i] != again[i] {
				t.Fatalf("%q became %q", list[i], again[i])
			}
		}
	})
}

// FuzzDelta: no bytes make reading an event panic.
func FuzzDelta(f *testing.F) {
	f.Add([]byte(`{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}`))
	f.Add([]byte(`{"result":{"response":"a"},"success":true}`))
	f.Add([]byte(`{"response":1e400}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if d, err := readDelta(b); err == nil && json.Valid(b) && utf8.Valid(b) && !utf8.ValidString(d.words) {
			t.Fatalf("%q", d.words)
		}
	})
}

var fuzzed = []kb.Article{
	{ID: "a", Title: "Unblock a card", Blocks: []kb.Block{{Kind: kb.Paragraph, Kids: []kb.Block{{Kind: kb.Text,
		Text: "Open Cards and press Unblock. The card works again after 5 minutes. Stolen cards cannot be unblocked. 已挂失的卡不能解锁。"}}}}},
	{ID: "b", Title: "Fees", Blocks: []kb.Block{{Kind: kb.Paragraph, Kids: []kb.Block{{Kind: kb.Text, Text: "A new card costs 10 EUR."}}}}},
}

// run tells one answer from words that come n bytes at a time, without a network.
func run(words string, n int) (events []Event) {
	sources := Sources(fuzzed, Limits{})
	t := &telling{sources: sources, check: newChecker(sources, "en"), said: map[string]bool{},
		emit: func(e Event) error { events = append(events, e); return nil }}
	t.split = splitter{max: Defaults.Sentence, to: t.sentence}
	for words != "" {
		k := min(n, len(words))
		for k < len(words) && !utf8.RuneStart(words[k]) {
			k++
		}
		if t.words(words[:k]) != nil {
			break
		}
		words = words[k:]
	}
	if !t.enough {
		t.tail()
	}
	return append(events, t.end(nil, "en"))
}

// supported is told independently of support.go, by the plainest means: of the
// words of a sentence most are letters of the sources, every digit run is one
// of theirs, and no mark of a link or of HTML is in it.
func supported(e Event) bool {
	var all string
	for _, c := range e.Citations {
		a := fuzzed[c.Source-1]
		all += fold(a.Title + "\n" + kb.Plain(a.Blocks) + "\n")
	}
	in := map[string]bool{}
	for _, t := range text.Tokens(nil, all) {
		in[t.Text] = true
	}
	for _, run := range strings.FieldsFunc(fold(e.Text), func(r rune) bool { return r < '0' || r > '9' }) {
		if !strings.Contains(all, run) {
			return false
		}
	}
	known, content := 0, 0
	english := text.NewStemmer("en")
	for _, t := range text.Tokens(nil, e.Text) {
		if t.Kind == text.Char || english.IsFunction(t.Text) {
			continue
		}
		content++
		for w := range in {
			if english.Stem(w) == english.Stem(t.Text) {
				known++
				break
			}
		}
	}
	return len(e.Citations) > 0 && 2*known >= content && !strings.Contains(e.Text, "://") && !strings.ContainsAny(e.Text, "[]\n\x00")
}

// FuzzReply: whatever a model writes and however it is cut, what comes out is
// cited and supported, there is exactly one end, and it is the same.
func FuzzReply(f *testing.F) {
	f.Add("Open Cards and press Unblock [1]. A new card costs 10 EUR [2].", 3)
	f.Add("已挂失的卡不能解锁【1】。NO ANSWER", 1)
	f.Add("NO ANSWER", 2)
	f.Add("e.g. 3.5 [1] [2, 1]\n- Open [Cards](javascript:x) [1].\n\n", 4)
	f.Add(strings.Repeat("Open Cards and press ", 80)+"[1]. Open Cards [1].", 50)
	f.Fuzz(func(t *testing.T, words string, n int) {
		if !utf8.ValidString(words) || len(words) > Defaults.Text {
			t.Skip("replies are UTF-8 under a cap before they come here")
		}
		events := run(words, max(1, n%97))
		for i, e := range events {
			if (e.Type == TypeSentence) == (i == len(events)-1) {
				t.Fatalf("ends: %+v", events)
			}
			if e.Type == TypeSentence && !supported(e) {
				t.Fatalf("not supported: %+v", e)
			}
		}
		whole := run(words, len(words)+1)
		a, _ := json.Marshal(events)
		b, _ := json.Marshal(whole)
		if string(a) != string(b) {
			t.Fatalf("cut by %d: %s, whole: %s", n, a, b)
		}
	})
}

// TestNothingUnsupportedComesOut makes replies of the sources' own words, of
// others, of numbers, citations and marks: the place where a wrong sentence is
// most alike to a right one.
func TestNothingUnsupportedComesOut(t *testing.T) {
	piece := rapid.SampledFrom([]string{"Open", "Cards", "card", "and", "press", "Unblock", "the", "works", "again", "after", "5", "10", "50",
		"minutes", "EUR", "stolen", "cannot", "can", "not", "be", "unblocked", "password", "send", "bank", "not", "[1]", "[2]", "[3]", "[1, 2]", ".", ".", "!", "\n",
		"https://x.example", "<b>", "已挂失", "的卡", "不能", "解锁", "密码", "。", "NO ANSWER", "- ", "**", "e.g."})
	lead := rapid.SampledFrom([]string{"", "Open Cards and press Unblock [1]. "}) // chance alone rarely writes a true sentence
	sentences := 0
	rapid.Check(t, func(r *rapid.T) {
		words := lead.Draw(r, "lead") + strings.Join(rapid.SliceOfN(piece, 1, 60).Draw(r, "pieces"), " ")
		for _, e := range run(words, rapid.IntRange(1, 40).Draw(r, "bytes")) {
			if e.Type == TypeSentence {
				sentences++
				if !supported(e) {
					r.Fatalf("not supported: %+v", e)
				}
			}
		}
	})
	if sentences == 0 {
		t.Error("nothing ever came out, so nothing was shown")
	}
}

// Package modeltest is a small server that speaks the protocol of chat
// completions, well or badly, for tests of what asks it.
package modeltest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge/answer"
)

// Request is what a model is asked.
type Request struct {
	Model     string           `json:"model"`
	Messages  []answer.Message `json:"messages"`
	Stream    bool             `json:"stream"`
	MaxTokens int              `json:"max_tokens"`
	Header    http.Header      `json:"-"`
	Path      string           `json:"-"`
}

// Prompt is everything that was said to the model.
func (r *Request) Prompt() (all string) {
	for _, m := range r.Messages {
		all += m.Content + "\n"
	}
	return all
}

// Reply writes the answer to one request.
type Reply func(w http.ResponseWriter, r *Request)

// Serve starts a server on a loopback address for the length of a test and
// returns its endpoint. It refuses what no real server takes.
func Serve(t testing.TB, reply Reply) (endpoint string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, h *http.Request) {
		body, err := io.ReadAll(io.LimitReader(h.Body, 1<<20))
		r := &Request{Header: h.Header, Path: h.URL.Path}
		if err == nil {
			err = json.Unmarshal(body, r)
		}
		if err != nil || h.Method != http.MethodPost || len(r.Messages) == 0 || h.Header.Get("Content-Type") != "application/json" {
			http.Error(w, `{"error":{"message":"not a chat completion"}}`, http.StatusBadRequest)
			return
		}
		reply(w, r)
	}))
	t.Cleanup(func() {
		s.CloseClientConnections() // a reply without end would hold Close up
		s.Close()
	})
	return s.URL + "/v1/chat/completions"
}

// Says streams words as chat completion chunks, n bytes at a time, and ends
// as it should.
func Says(words string, n int) Reply {
	return func(w http.ResponseWriter, _ *Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		runes := []rune(words)
		for len(runes) > 0 {
			k := min(n, len(runes))
			io.WriteString(w, Chunk(string(runes[:k])))
			runes = runes[k:]
		}
		io.WriteString(w, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
	}
}

// Chunk is one event with words.
func Chunk(words string) string {
	raw, err := json.Marshal(words)
	if err != nil {
		panic(err) // a string always marshals
	}
	return fmt.Sprintf("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":null}]}\n\n", raw)
}

// Raw answers with these bytes.
func Raw(status int, contentType, body string, header ...string) Reply {
	return func(w http.ResponseWriter, _ *Request) {
		w.Header()["Content-Type"] = []string{contentType}
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// Forever repeats a piece until the asker has gone, after the first with a
// pause in between.
func Forever(contentType, piece string, pause time.Duration) Reply {
	return func(w http.ResponseWriter, _ *Request) {
		w.Header().Set("Content-Type", contentType)
		control := http.NewResponseController(w)
		for {
			if _, err := io.WriteString(w, piece); err != nil || control.Flush() != nil {
				return
			}
			time.Sleep(pause)
		}
	}
}

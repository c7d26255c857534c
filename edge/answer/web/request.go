package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/edge/answer"
)

// question is what a page sends.
type question struct {
	Question string   `json:"question"`
	Locale   string   `json:"locale"`
	Articles []string `json:"articles"` // ids, best first
}

// Caps of a request, checked before and right after it is parsed.
const (
	maxBody     = 8 << 10 // bytes
	maxArticles = 16
	maxID       = 128 // bytes, as kb.Article.ID

	bodyPatience = 5 * time.Second // for all of it, however slowly it comes
)

var localeForm = regexp.MustCompile(`^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8}){0,3}$`)

// readQuestion returns the question, or the status and code of its refusal.
func readQuestion(w http.ResponseWriter, r *http.Request) (q question, status int, code string) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" || r.Header.Get("Content-Encoding") != "" {
		return q, http.StatusUnsupportedMediaType, "content-type"
	}
	if r.ContentLength > maxBody {
		return q, http.StatusRequestEntityTooLarge, "too-large"
	}
	control := http.NewResponseController(w)
	control.SetReadDeadline(time.Now().Add(bodyPatience)) // unsupported only in tests and Workers
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	control.SetReadDeadline(time.Time{}) // or the wait for the model would run into it
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return q, http.StatusRequestEntityTooLarge, "too-large"
	}
	if err != nil || !utf8.Valid(raw) || json.Unmarshal(raw, &q) != nil || !q.good() {
		return question{}, http.StatusBadRequest, "bad-json"
	}
	return q, 0, ""
}

func (q *question) good() bool {
	if len(q.Articles) > maxArticles || !localeForm.MatchString(q.Locale) {
		return false
	}
	for _, id := range q.Articles {
		if id == "" || len(id) > maxID {
			return false
		}
	}
	return true
}

// problem is a refusal before the stream begins, as the edge writes them.
type problem struct {
	Type   string `json:"type"`
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func refuse(w http.ResponseWriter, status int, code, locale string) {
	body, err := json.Marshal(problem{"https://lamplight.help/errors/" + code, status, code, answer.Sentence(code, locale)})
	if err != nil {
		panic(err) // three strings and a number always marshal
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	w.Write(body) // a client that has gone is no error
}

// peer is the address that the connection comes from. Forwarding headers are
// ignored: anybody can write them.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

package edgetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/oklog/ulid/v2"

	"github.com/lamplight-help/lamplight/edge"
)

// Patience is how long a client waits for an answer before a test fails.
const Patience = 20 * time.Second

// Client speaks to one site of a host as a page would.
type Client struct {
	Base   string // http://host:port
	Site   string
	Origin string // "" sends none
}

// Reply is an answer with its body read.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Problem is the public form of an error.
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
}

// Err is nil for a 2xx reply, else the problem as an error.
func (r Reply) Err() error {
	if r.Status < 300 {
		return nil
	}
	return fmt.Errorf("status %d: %s", r.Status, r.Body)
}

// NewID makes an id as clients do.
func NewID() string { return ulid.Make().String() }

// Request is one HTTP request. Path is absolute, or relative to /v1/{site}/.
type Request struct {
	Method, Path string
	Token        string // bearer token, "" for none
	Body         any    // []byte and string as they are, nil for none, else JSON
	ContentType  string // "" is application/json where there is a body
	Header       http.Header
}

// Do sends one request.
func (c Client) Do(r Request) (Reply, error) {
	req, err := c.build(r)
	if err != nil {
		return Reply{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	res, err := plain.Do(req.WithContext(ctx))
	if err != nil {
		return Reply{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return Reply{res.StatusCode, res.Header, body}, err
}

// plain follows no redirects: a redirect is an answer too.
var plain = &http.Client{
	Transport:     &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (c Client) build(r Request) (*http.Request, error) {
	var body io.Reader
	switch b := r.Body.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(b)
	case string:
		body = strings.NewReader(b)
	default:
		data, err := json.Marshal(b)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	path := r.Path
	if !strings.HasPrefix(path, "/") {
		path = "/v1/" + c.Site + "/" + path
	}
	req, err := http.NewRequest(r.Method, c.Base+path, body)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.ContentType != "" {
		req.Header.Set("Content-Type", r.ContentType)
	}
	if c.Origin != "" {
		req.Header.Set("Origin", c.Origin)
	}
	if r.Token != "" {
		req.Header.Set("Authorization", "Bearer "+r.Token)
	}
	for k, v := range r.Header {
		req.Header[k] = v
	}
	return req, nil
}

// call sends a request and reads a JSON answer.
func (c Client) call(r Request, into any) error {
	reply, err := c.Do(r)
	if err != nil {
		return err
	}
	if err := reply.Err(); err != nil {
		return fmt.Errorf("%s %s: %w", r.Method, r.Path, err)
	}
	return json.Unmarshal(reply.Body, into)
}

// Escalate asks a person.
func (c Client) Escalate(e edge.Escalation) (edge.Escalated, error) {
	var out edge.Escalated
	err := c.call(Request{Method: "POST", Path: "escalations", Body: e}, &out)
	return out, err
}

// Ask escalates a question with a fresh id and no context.
func (c Client) Ask(question string) (edge.Escalated, error) {
	return c.Escalate(edge.Escalation{ID: NewID(), Question: question, Locale: "en"})
}

// SignIn opens an agent's session.
func (c Client) SignIn(firstToken, name string) (session string, err error) {
	var out struct {
		Session string `json:"session"`
	}
	err = c.call(Request{Method: "POST", Path: "session", Body: map[string]string{"token": firstToken, "name": name}}, &out)
	return out.Session, err
}

// Ticket gets a socket ticket.
func (c Client) Ticket(token string) (string, error) {
	var out struct {
		Ticket string `json:"ticket"`
	}
	err := c.call(Request{Method: "POST", Path: "tickets", Token: token, Body: "{}"}, &out)
	return out.Ticket, err
}

// Dial opens a socket with a token and reads the hello.
func (c Client) Dial(token string) (*Socket, error) {
	ticket, err := c.Ticket(token)
	if err != nil {
		return nil, err
	}
	s, _, err := c.DialTicket(ticket)
	if err != nil {
		return nil, err
	}
	if s.Hello, err = s.Next(); err != nil {
		return nil, err
	}
	if s.Hello.T != "hello" {
		return nil, fmt.Errorf("first frame is %q, want hello", s.Hello.T)
	}
	return s, nil
}

// DialTicket opens a socket with a ticket. The reply is the refusal, if any.
func (c Client) DialTicket(ticket string) (*Socket, *http.Response, error) {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	header := http.Header{}
	if c.Origin != "" {
		header.Set("Origin", c.Origin)
	}
	conn, res, err := websocket.Dial(ctx, c.Base+"/v1/"+c.Site+"/socket", &websocket.DialOptions{
		HTTPClient: plain, HTTPHeader: header,
		Subprotocols: []string{edge.Subprotocol, "ticket." + ticket},
	})
	if err != nil {
		return nil, res, err
	}
	conn.SetReadLimit(4 << 20)
	return newSocket(conn), res, nil
}

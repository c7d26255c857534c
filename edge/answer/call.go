package answer

import (
	"context"
	"encoding/json"
	"io"
	"strings"
)

// Transport sends calls. There are two: web.Client for net/http, and a
// Worker's fetch or AI binding.
//
// Send must not follow redirects, must not decompress, and must end when ctx
// ends; so must reading the Reply's body.
type Transport interface {
	Send(ctx context.Context, c *Call) (*Reply, error)
}

// Call is one POST. A binding needs Model and Body alone.
type Call struct {
	URL    string
	Model  string
	Header [][2]string // names and values, the key among them: never log them
	Body   []byte      // JSON
}

// Reply is how the endpoint answers. The body is closed by who called Send.
type Reply struct {
	Status      int
	ContentType string
	RetryAfter  string // as in the header; empty when there is none
	Body        io.ReadCloser
}

// input is the body in both shapes. Workers AI takes the model in its address
// and knows the other names as they are.
type input struct {
	Model       string    `json:"model,omitempty"`
	Messages    []Message `json:"messages"`
	Stream      bool      `json:"stream"`
	MaxTokens   int       `json:"max_tokens"`
	Temperature float64   `json:"temperature"`
}

// call makes the request for one chat. Temperature 0: the same question should
// get the same answer.
func (c *Config) call(chat []Message, tokens int) *Call {
	in := input{Messages: chat, Stream: true, MaxTokens: tokens}
	if c.Kind != WorkersAI {
		in.Model = c.Model
	}
	body, err := json.Marshal(in)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	out := &Call{URL: c.address(), Model: c.Model, Body: body, Header: [][2]string{
		{"Content-Type", "application/json"},
		{"Accept", "text/event-stream, application/json"},
		{"Accept-Encoding", "identity"},
	}}
	if c.Key != "" {
		out.Header = append(out.Header, [2]string{"Authorization", "Bearer " + string(c.Key)})
	}
	return out
}

// address appends the model for Workers AI, whose endpoint is
// https://api.cloudflare.com/client/v4/accounts/ACCOUNT/ai/run.
func (c *Config) address() string {
	if c.Kind != WorkersAI || strings.HasSuffix(c.Endpoint, "/"+c.Model) {
		return c.Endpoint
	}
	return strings.TrimSuffix(c.Endpoint, "/") + "/" + c.Model
}

package web

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/lamplight-help/lamplight/edge/answer"
)

// Client is the answer.Transport over net/http. Make it with NewClient.
type Client struct{ http http.Client }

// NewClient makes a client for one endpoint that an operator configured: it
// follows no redirect, keeps no cookies, decompresses nothing, and reads at
// most 16 KiB of headers. Whole and idle times are the Service's.
func NewClient() *Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableCompression = true // a small reply could unpack to a large one
	t.MaxResponseHeaderBytes = 16 << 10
	t.ResponseHeaderTimeout = time.Minute
	t.MaxIdleConnsPerHost = 4
	return &Client{http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// Send implements answer.Transport.
func (c *Client) Send(ctx context.Context, call *answer.Call) (*answer.Reply, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, call.URL, bytes.NewReader(call.Body))
	if err != nil {
		return nil, err
	}
	for _, h := range call.Header {
		r.Header.Set(h[0], h[1])
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	return &answer.Reply{Status: res.StatusCode, ContentType: res.Header.Get("Content-Type"),
		RetryAfter: res.Header.Get("Retry-After"), Body: res.Body}, nil
}

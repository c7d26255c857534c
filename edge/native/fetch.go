package native

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/edge"
)

// fetchTimeout bounds one answer of an identity provider.
const fetchTimeout = 10 * time.Second

// fetcher reads what the operator's settings name: an identity provider, which
// may well stand in a private network. It follows no redirect.
var fetcher = &http.Client{
	Timeout:       fetchTimeout,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// submitRequest runs a request, and again with what it asked to be fetched.
func (st *site) submitRequest(ctx context.Context, req *edge.Request) (edge.Effect, bool) {
	for range edge.FetchRounds + 1 {
		answer := make(chan edge.Effect, 1)
		in := edge.Input{Kind: edge.KindRequest, Request: req}
		if !st.submit(job{in: in, answer: func(e edge.Effect) { answer <- e }}) {
			return edge.Effect{}, false
		}
		e := <-answer
		if e.Kind != edge.EffectFetch {
			return e, true
		}
		req.Fetched = append(req.Fetched, fetch(ctx, e))
	}
	return edge.Effect{}, false // a core that never has enough
}

// fetch does what an EffectFetch says. What went wrong is told without the
// address, which may hold a secret.
func fetch(ctx context.Context, e edge.Effect) edge.Fetched {
	got := edge.Fetched{Name: e.Name}
	req, err := http.NewRequestWithContext(ctx, e.Method, e.URL, bytes.NewReader(e.Body))
	if err != nil {
		got.Error = "the address cannot be used"
		return got
	}
	for _, h := range e.Headers {
		req.Header.Set(h[0], h[1])
	}
	res, err := fetcher.Do(req)
	if err != nil {
		got.Error = fmt.Sprintf("no answer within %v", fetchTimeout)
		return got
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, edge.FetchCap+1))
	if err != nil || len(body) > edge.FetchCap || !utf8.Valid(body) {
		got.Error = "the answer is too long, not text, or did not end"
		return got
	}
	got.Status, got.Body = res.StatusCode, string(body)
	return got
}

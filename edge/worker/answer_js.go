//go:build js

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/syumai/workers/cloudflare"
	"github.com/syumai/workers/cloudflare/fetch"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/answer"
	"github.com/lamplight-help/lamplight/edge/answer/web"
)

// answers streams an answer of the language model. Whether this page may ask,
// and how often, the site's object has said before (worker.mjs).
func answers(w http.ResponseWriter, r *http.Request) {
	cfg := web.Environment(cloudflare.Getenv)
	cfg.Log = func(f *answer.Failure) { println(f.Error()) }
	service, err := answer.New(cfg, model{})
	if err != nil {
		panic(err) // the operator's mistake, for the log
	}
	web.Handler(web.Options{
		Service: service, Library: web.Bundles(live(r.PathValue("site"))),
		Origins: r.Header.Values("Origin"),
	}).ServeHTTP(w, r)
}

// live reads the published bundle of a locale, as a page does.
func live(site string) func(locale string) ([]byte, error) {
	return func(locale string) ([]byte, error) {
		keys, err := headKeys(site)
		if err != nil {
			return nil, err
		}
		envelope, err := read(site, "head", edge.HeadCap)
		if err != nil || envelope == nil {
			return nil, err
		}
		head, refused := edge.OpenEnvelope(envelope, keys)
		if refused != nil {
			return nil, refused
		}
		if head.Bundles[locale].Hash == "" {
			return nil, nil
		}
		return read(site, "bundle/"+head.Bundles[locale].Hash, edge.BundleCap)
	}
}

// model is the answer.Transport over the Worker's fetch, for OpenAI-compatible
// endpoints and the address of Workers AI alike.
type model struct{}

// Send implements answer.Transport. A fetch cannot be ended from Go: what comes
// after ctx has ended is left to the isolate, which drops the instance.
func (model) Send(ctx context.Context, c *answer.Call) (*answer.Reply, error) {
	req, err := fetch.NewRequest(ctx, http.MethodPost, c.URL, bytes.NewReader(c.Body))
	if err != nil {
		return nil, err
	}
	for _, h := range c.Header {
		req.Header.Set(h[0], h[1])
	}
	res, err := within(ctx, func() (*http.Response, error) {
		return fetch.NewClient().Do(req, &fetch.RequestInit{Redirect: fetch.RedirectModeManual})
	})
	if err != nil {
		return nil, err
	}
	header := func(name string) string { return strings.Join(res.Header.Values(name), ",") } // they arrive cut at every comma
	return &answer.Reply{Status: res.StatusCode, ContentType: header("Content-Type"), RetryAfter: header("Retry-After"),
		Body: &body{ctx, res.Body}}, nil
}

// body ends with its context.
type body struct {
	ctx context.Context
	of  io.ReadCloser
}

func (b *body) Read(p []byte) (int, error) {
	type piece struct {
		bytes []byte
		err   error
	}
	got, err := within(b.ctx, func() (piece, error) {
		own := make([]byte, len(p)) // p is the caller's again when the context ends first
		n, err := b.of.Read(own)
		return piece{own[:n], err}, nil
	})
	if err != nil {
		return 0, err
	}
	return copy(p, got.bytes), got.err
}

// Close gives the connection back.
func (b *body) Close() error {
	if b.ctx.Err() != nil {
		return nil // a read may still be under way
	}
	return b.of.Close()
}

// within waits for do or for the end of ctx, whichever comes first.
func within[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		v, err := do()
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, errors.Join(ctx.Err(), context.Cause(ctx))
	}
}

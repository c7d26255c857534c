package kb

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/playground/command"
)

// remote is a site on an edge, as an author sees it.
type remote struct {
	base   string // "https://edge.example/v1/demo/"
	token  string
	client *http.Client
}

const (
	// patience is how long one file may take on its way.
	patience = 2 * time.Minute
	// tokenVariable holds the author token; a token among the arguments
	// would show in every list of processes.
	tokenVariable = "LAMPLIGHT_TOKEN"
)

// openRemote checks the address: https, or http to this machine.
func openRemote(edge, site string) (*remote, error) {
	u, err := url.Parse(edge)
	local := err == nil && u.Scheme == "http" && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost")
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !local {
		return nil, &command.Problem{What: fmt.Sprintf("%q is no address of an edge.", edge), Remedy: "Write https://HOST, or http://127.0.0.1:PORT for this machine."}
	}
	token := os.Getenv(tokenVariable)
	if token == "" {
		return nil, &command.Problem{What: "There is no author token.", Remedy: "Set " + tokenVariable + " to the author token of the site."}
	}
	return &remote{
		base: strings.TrimRight(u.String(), "/") + "/v1/" + url.PathEscape(site) + "/", token: token,
		client: &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

// live returns the version of the edge's head and the bundles it names, for
// deltas; zero when nothing has been published there.
func (r *remote) live(ctx context.Context, t publish.Trust) (version uint64, bundles [][]byte, err error) {
	env, err := r.get(ctx, "head", publish.MaxEnvelope)
	var p *problem
	if errors.As(err, &p) && p.Code == "no-head" {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, err
	}
	v, err := publish.Verify(env, t, time.Now().UnixMilli())
	if err != nil {
		return 0, nil, fmt.Errorf("its head is not of this site and key: %w", err)
	}
	for _, locale := range locales(v.Head) {
		e := v.Bundles[locale]
		b, err := r.get(ctx, "bundle/"+e.Hash, int64(min(e.Size, kb.MaxBundle)))
		if err == nil && publish.CheckBundle(b, e) == nil {
			bundles = append(bundles, b)
		}
	}
	return v.Version, bundles, nil
}

// push uploads what a head names, and the head last.
func (r *remote) push(ctx context.Context, p *publish.Published) error {
	for _, b := range p.Files() {
		if err := r.put(ctx, "bundle/"+publish.Hash(b), "application/octet-stream", b); err != nil {
			return err
		}
	}
	return r.put(ctx, "head", "application/json", p.Envelope)
}

// problem is what an edge answers instead.
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (p *problem) Error() string {
	return fmt.Sprintf("status %d %s: %s", p.Status, p.Code, strings.TrimSuffix(p.Detail, "."))
}

func (r *remote) get(ctx context.Context, path string, limit int64) ([]byte, error) {
	return r.do(ctx, http.MethodGet, path, "", nil, limit)
}

func (r *remote) put(ctx context.Context, path, kind string, body []byte) error {
	_, err := r.do(ctx, http.MethodPut, path, kind, body, 64<<10)
	return err
}

// do sends one request and reads at most limit bytes of the answer.
func (r *remote) do(ctx context.Context, method, path, kind string, body []byte, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	if body != nil || strings.HasPrefix(path, "tallies") {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	res, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(answer)) > limit:
		return nil, fmt.Errorf("%s answers more than %d bytes", path, limit)
	case res.StatusCode >= 300:
		p := &problem{Detail: "no reason given"}
		if json.Unmarshal(answer, p) != nil || p.Status == 0 {
			p.Status = res.StatusCode
		}
		return nil, p
	}
	return answer, nil
}

package serve

import (
	"fmt"
	"net/http"
	"os"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/answer"
	"github.com/lamplight-help/lamplight/edge/answer/web"
	"github.com/lamplight-help/lamplight/edge/publish"
)

// answers is the route for summaries by a language model: off, and answering
// so, unless LAMPLIGHT_MODEL_ENDPOINT and its neighbours are set.
func (p *Playground) answers(site string) (http.Handler, error) {
	log := func(f *answer.Failure) { fmt.Fprintln(p.log, f) }
	return web.FromEnvironment(os.Getenv, origins(p.URL), p.bundles(site), log)
}

// bundles reads what is published, as a page does.
func (p *Playground) bundles(site string) web.Bundles {
	get := func(path string) ([]byte, error) {
		e, err := p.Edge.Do(edge.Request{Method: http.MethodGet, Path: "/v1/" + site + path})
		if err != nil || e.Status != http.StatusOK {
			return nil, err
		}
		return e.Body, nil
	}
	return func(locale string) ([]byte, error) {
		envelope, err := get("/head")
		if err != nil || envelope == nil {
			return nil, err
		}
		head, err := publish.Unverified(envelope) // the edge verified it when it was published
		if err != nil || head.Bundles[locale].Hash == "" {
			return nil, err
		}
		return get("/bundle/" + head.Bundles[locale].Hash)
	}
}

package serve

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/kb"
)

// Both below the checkout's root. The export is public documentation that is
// not part of the repository; `kb import` makes articles of it.
const (
	docsExport   = "../shared/data/kb/gitea_docs_2017.jsonl"
	docsArticles = ".cache/kb/docs"
)

// renewBefore is how long before its end a head is signed anew.
const renewBefore = 24 * time.Hour

// site configures one site and publishes dir to it, unless the edge already
// has exactly that. A folder with errors leaves what was published before:
// the errors go to the log and the playground starts.
func (p *Playground) site(o Options, name, dir string) error {
	keys, _, err := publish.LoadKeys(filepath.Join(o.Data, "keys", name+".key"))
	if err != nil {
		return err
	}
	err = p.Edge.Configure(edge.Settings{
		Site:        name,
		Origins:     origins(p.URL),
		DeskOrigins: origins(p.URL),
		RootKeys:    [][]byte{keys.Public()[0].Key},
		Tokens:      []edge.NewToken{{Secret: p.Token, Role: edge.RoleFirst, Name: "first start"}},
	})
	if err != nil {
		return err
	}
	live, err := p.live(name, keys)
	if err != nil {
		return err
	}
	now := time.Now()
	made, err := publish.Publish(publish.Options{
		Site: name, FS: os.DirFS(dir), Keys: keys, Version: live.Version + 1, Now: now.UnixMilli(),
		Previous: p.previous(name, live),
	})
	if err != nil {
		fmt.Fprintf(o.Log, "%s was not published, the last version stays:\n%v\n", dir, err)
		return nil
	}
	if same(live, made.Head) && live.Expires-now.UnixMilli() > renewBefore.Milliseconds() {
		return nil
	}
	if err := p.Edge.Publish(name, made.Envelope, made.Files()...); err != nil {
		return err
	}
	fmt.Fprintf(o.Log, "published %s version %d to the site %s\n", dir, made.Head.Version, name)
	return nil
}

// live is the head that the edge serves, the zero Head when there is none.
func (p *Playground) live(site string, keys *publish.Keys) (publish.Head, error) {
	answer, err := p.Edge.Do(edge.Request{Method: "GET", Path: "/v1/" + site + "/head"})
	if err != nil || answer.Status == 404 {
		return publish.Head{}, err
	}
	if answer.Status != 200 {
		return publish.Head{}, fmt.Errorf("the head of %s: status %d: %s", site, answer.Status, answer.Body)
	}
	verdict, err := publish.Verify(answer.Body, publish.Trust{Site: site, Keys: keys.Public()}, time.Now().UnixMilli())
	if err != nil {
		return publish.Head{}, fmt.Errorf("the head of %s is signed by another key than the one in the data directory. Start with an empty -data directory: %w", site, err)
	}
	return verdict.Head, nil
}

// previous are the bundles that pages may have, newest first: what the live
// head names, and what it has deltas from as far as the edge still keeps it.
func (p *Playground) previous(site string, live publish.Head) (bundles [][]byte) {
	var hashes, older []string
	for _, e := range live.Bundles {
		hashes = append(hashes, e.Hash)
		older = append(older, slices.Collect(maps.Keys(e.Deltas))...)
	}
	slices.Sort(hashes)
	slices.Sort(older)
	for _, hash := range append(hashes, older...) {
		answer, err := p.Edge.Do(edge.Request{Method: "GET", Path: "/v1/" + site + "/bundle/" + hash})
		if err == nil && answer.Status == 200 && publish.Hash(answer.Body) == hash {
			bundles = append(bundles, answer.Body)
		}
	}
	return bundles
}

// importDocs makes articles of the export with `kb import`. Importing again
// changes nothing, so every start does it.
func importDocs(o Options, export, articles string) error {
	env := &command.Env{Ctx: context.Background(), Stdout: io.Discard, Stderr: o.Log}
	return command.Dispatch(env, command.Command{Name: "playground", Sub: kb.Commands()}, []string{"kb", "import", export, "-to", articles})
}

// same reports whether two heads name the same bundles.
func same(a, b publish.Head) bool {
	return maps.EqualFunc(a.Bundles, b.Bundles, func(x, y publish.Entry) bool { return x.Hash == y.Hash })
}

package kb

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/playground/command"
)

// renew is `kb renew`, for a timer: the same articles under a fresh head, and
// where asked with what the pages have counted since.
func renew(env *command.Env, args []string) error {
	f := flags("renew")
	key := f.String("key", filepath.Join(".lamplight", "site.key"), "key file of the site")
	site := f.String("site", "demo", "site key")
	to := f.String("to", "", "edge to upload to; the author token is in "+tokenVariable)
	life := f.Duration("life", 0, "how long the head is fresh")
	tallies := f.String("counts", "", "file of what pages counted, or \"live\" to ask the edge; the bundles carry it")
	modelFile := f.String("model", "", "path model of the product, as `learn` wrote it; the bundles carry it")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	if _, err := trusted("", *key); err != nil {
		return err
	}
	keys, _, err := publish.LoadKeys(*key)
	if err != nil {
		return keyProblem(*key, err)
	}
	store := publish.Store{Dir: rest[0]}
	live, err := store.Head()
	if err == nil && live == nil {
		err = os.ErrNotExist
	}
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("There is no head.json in %s.", rest[0]), Remedy: "Name the folder that `kb publish -out` wrote.", Cause: err}
	}
	var edge *remote
	if *to != "" {
		if edge, err = openRemote(*to, *site); err != nil {
			return err
		}
	}
	taught, err := teaching(env.Ctx, *tallies, *modelFile, edge)
	if err != nil {
		return err
	}
	now, lasts := time.Now().UnixMilli(), life.Milliseconds()
	p, err := publish.Renew(live, *site, keys, now, lasts)
	if err == nil && (taught.counts || taught.taught) {
		p, err = publish.Refresh(live, *site, keys, now, lasts, store.Blob, taught.over)
	}
	if err != nil {
		return &command.Problem{What: "The head cannot be renewed: " + err.Error(), Remedy: "Use the key and the site that it was published with.", Cause: err}
	}
	if err := store.Write(p); err != nil {
		return &command.Problem{What: fmt.Sprintf("The head cannot be written: %v.", err), Remedy: "The old one is still live.", Cause: err}
	}
	if edge != nil {
		if err := edge.push(env.Ctx, p); err != nil {
			return edgeProblem(*to, err)
		}
	}
	report(env, p, keys)
	return nil
}

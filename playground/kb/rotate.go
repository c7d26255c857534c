package kb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/playground/command"
)

// rotate is `kb rotate`: from now on another key signs. A root that the old
// key and the new one have signed tells the pages so, and the last head that
// was published from here is signed anew. After a theft it also makes low
// versions good again.
func rotate(env *command.Env, args []string) error {
	f := flags("rotate")
	key := f.String("key", filepath.Join(".lamplight", "site.key"), "key file of the site until now")
	next := f.String("new", filepath.Join(".lamplight", "next.key"), "key file from now on; made when missing")
	site := f.String("site", "demo", "site key")
	to := f.String("to", "", "edge to upload to; the author token is in "+tokenVariable)
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	if _, err := trusted("", *key); err != nil {
		return err
	}
	old, _, err := publish.LoadKeys(*key)
	if err != nil {
		return keyProblem(*key, err)
	}
	fresh, _, err := publish.LoadKeys(*next)
	if err != nil {
		return keyProblem(*next, err)
	}
	edge, err := openRemote(*to, *site)
	if err != nil {
		return err
	}
	store := publish.Store{Dir: rest[0]}
	p, err := resigned(store, *site, old, fresh)
	if err != nil {
		return &command.Problem{What: "The head cannot be signed anew: " + err.Error() + ".", Remedy: "Name the folder that `kb publish -out` wrote last, and the key that it was signed with.", Cause: err}
	}
	number, err := edge.rotate(env.Ctx, *site, old, fresh)
	if err == nil {
		err = edge.push(env.Ctx, p)
	}
	if err != nil {
		return edgeProblem(*to, err)
	}
	if err := store.Write(p); err != nil {
		return &command.Problem{What: fmt.Sprintf("The head cannot be written: %v.", err), Remedy: "It is live; publish from here again.", Cause: err}
	}
	fmt.Fprintf(env.Stdout, "root\t%d\n", number)
	report(env, p, fresh)
	fmt.Fprintf(env.Stderr, "sign with %s from now on, and put %s into new embeds; the old key is good for nothing any more\n", *next, fresh.Public()[0])
	return nil
}

// resigned is the stored head, one version on, under the new keys.
func resigned(store publish.Store, site string, old, fresh *publish.Keys) (*publish.Published, error) {
	live, err := store.Head()
	if err == nil && live == nil {
		err = fmt.Errorf("there is no head.json in %s", store.Dir)
	}
	if err != nil {
		return nil, err
	}
	p, err := publish.Renew(live, site, old, time.Now().UnixMilli(), 0)
	if err != nil {
		return nil, err
	}
	p.Envelope, err = publish.SignHead(p.Head, fresh)
	return p, err
}

// rotate uploads the next root and returns its number.
func (r *remote) rotate(ctx context.Context, site string, old, fresh *publish.Keys) (uint64, error) {
	raw, err := r.get(ctx, "root", publish.MaxEnvelope)
	if err != nil {
		return 0, err
	}
	var now struct{ Root uint64 }
	if err := json.Unmarshal(raw, &now); err != nil || now.Root == 0 {
		return 0, errors.New("it does not say which root counts")
	}
	env, err := publish.SignRoot(publish.Root{Site: site, Number: now.Root + 1, Issued: time.Now().UnixMilli(),
		Keys: fresh.Public(), Heads: fresh.Public()}, old, fresh)
	if err != nil {
		return 0, err
	}
	return now.Root + 1, r.put(ctx, fmt.Sprint("root/", now.Root+1), "application/json", env)
}

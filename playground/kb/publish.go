package kb

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/playground/command"
)

// order is what the flags of `kb publish` say.
type order struct {
	dir, out, key, site, to string
	counts, model           string
	life                    time.Duration
}

// publishDir is `kb publish`.
func publishDir(env *command.Env, args []string) error {
	var o order
	f := flags("publish")
	f.StringVar(&o.out, "out", filepath.Join(".lamplight", "kb"), "where to put head and blobs")
	f.StringVar(&o.key, "key", filepath.Join(".lamplight", "site.key"), "key file; made when missing")
	f.StringVar(&o.site, "site", "demo", "site key")
	f.StringVar(&o.to, "to", "", "edge to upload to; the author token is in "+tokenVariable)
	f.DurationVar(&o.life, "life", 0, "how long the head is fresh")
	f.StringVar(&o.counts, "counts", "", "file of what pages counted, or \"live\" to ask the edge; the bundles carry it")
	f.StringVar(&o.model, "model", "", "path model of the product, as `learn` wrote it; the bundles carry it")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	o.dir = rest[0]
	folder, err := openFolder(o.dir)
	if err != nil {
		return err
	}
	for _, d := range folder.Diagnostics {
		fmt.Fprintln(env.Stderr, strings.TrimSuffix(o.dir, "/")+"/"+d.String())
	}
	keys, made, err := publish.LoadKeys(o.key)
	if err != nil {
		return keyProblem(o.key, err)
	}
	if made {
		fmt.Fprintf(env.Stderr, "made a new key: %s (keep a copy; pages trust it)\n", o.key)
	}
	return o.run(env, folder, keys)
}

// run builds, signs, stores and, where asked, uploads.
func (o *order) run(env *command.Env, folder *publish.Folder, keys *publish.Keys) error {
	store := publish.Store{Dir: o.out}
	version, previous, err := store.Next(o.site, keys.Public())
	if err != nil {
		return &command.Problem{What: upper(err.Error()) + ".", Remedy: "Publish into another folder with -out, or use the key that signed this one.", Cause: err}
	}
	var edge *remote
	if o.to != "" {
		if edge, err = openRemote(o.to, o.site); err != nil {
			return err
		}
		there, bundles, err := edge.live(env.Ctx, publish.Trust{Site: o.site, Keys: keys.Public()})
		if err != nil {
			return edgeProblem(o.to, err)
		}
		version, previous = max(version, there+1), append(bundles, previous...)
	}
	taught, err := teaching(env.Ctx, o.counts, o.model, edge)
	if err != nil {
		return err
	}
	p, err := publish.PublishFolder(folder, publish.Options{Site: o.site, Keys: keys, Version: version,
		Now: time.Now().UnixMilli(), Life: o.life.Milliseconds(), Model: taught.after(previous), Previous: previous})
	if err != nil {
		return broken(o.dir, err)
	}
	if err := store.Write(p); err != nil {
		return &command.Problem{What: fmt.Sprintf("The bundles cannot be written: %v.", err), Remedy: "The last published head is still live; free disk space or choose another -out.", Cause: err}
	}
	if edge != nil {
		if err := edge.push(env.Ctx, p); err != nil {
			return edgeProblem(o.to, err)
		}
	}
	report(env, p, keys)
	return nil
}

func edgeProblem(to string, err error) error {
	return &command.Problem{What: fmt.Sprintf("%s did not take it: %v.", to, err), Remedy: "What was live there still is; mend this and publish again.", Cause: err}
}

// report prints what was published as name<TAB>value lines.
func report(env *command.Env, p *publish.Published, keys *publish.Keys) {
	fmt.Fprintf(env.Stdout, "version\t%d\nkey\t%s\n", p.Head.Version, keys.Public()[0].ID())
	for _, locale := range locales(p.Head) {
		e := p.Head.Bundles[locale]
		fmt.Fprintf(env.Stdout, "bundle:%s\t%s %d bytes %d articles %d deltas\n", locale, e.Hash, e.Size, e.Articles, len(e.Deltas))
	}
	fmt.Fprintf(env.Stdout, "media\t%d\nwarnings\t%d\nhead_bytes\t%d\n", len(p.Media), len(p.Diagnostics), len(p.Envelope))
}

func locales(h publish.Head) (list []string) {
	for l := range h.Bundles {
		list = append(list, l)
	}
	slices.Sort(list)
	return list
}

// verify is `kb verify`.
func verify(env *command.Env, args []string) error {
	f := flags("verify")
	key := f.String("key", filepath.Join(".lamplight", "site.key"), "key file of the site")
	trust := f.String("trust", "", "public Ed25519 key as ID:BASE64URL, instead of -key")
	site := f.String("site", "demo", "site key")
	seen := f.Uint64("seen", 0, "highest version seen before")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	t := publish.Trust{Site: *site, Seen: *seen}
	if t.Keys, err = trusted(*trust, *key); err != nil {
		return err
	}
	t.Quantum = *trust == ""
	store := publish.Store{Dir: rest[0]}
	head, err := store.Head()
	if err == nil && head == nil {
		err = os.ErrNotExist
	}
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("There is no head.json in %s.", rest[0]), Remedy: "Name the folder that `kb publish -out` wrote.", Cause: err}
	}
	v, err := publish.Verify(head, t, time.Now().UnixMilli())
	if err != nil {
		return &command.Problem{What: "The head is refused: " + err.Error(), Remedy: "Pages keep the last good bundle; publish again with the site's key.", Cause: err}
	}
	fmt.Fprintf(env.Stdout, "version\t%d\nissued\t%s\nexpires\t%s\nstale\t%t\n", v.Version, stamp(v.Issued), stamp(v.Expires), v.Stale)
	for _, locale := range locales(v.Head) {
		if err := verifyBundle(env, store, v.Head, locale); err != nil {
			return &command.Problem{What: fmt.Sprintf("The bundle %q is refused: %v.", locale, err), Remedy: "Publish again; pages keep the last good one.", Cause: err}
		}
	}
	return nil
}

func stamp(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.RFC3339) }

// trusted returns the keys to check against.
func trusted(trust, path string) ([]publish.PublicKey, error) {
	if trust != "" {
		k, err := publish.ParseKey(trust)
		if err != nil {
			return nil, &command.Problem{What: upper(err.Error()) + ".", Remedy: "Write it as `kb publish` and the embed do: ID:BASE64URL.", Cause: err}
		}
		return []publish.PublicKey{k}, nil
	}
	if _, err := os.Stat(path); err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("There is no key file %s.", path), Remedy: "Name it with -key, or give the public key with -trust.", Cause: err}
	}
	keys, _, err := publish.LoadKeys(path)
	if err != nil {
		return nil, keyProblem(path, err)
	}
	return keys.Public(), nil
}

// keyProblem tells what is wrong with a key file.
func keyProblem(path string, err error) error {
	var e *publish.KeyError
	if errors.As(err, &e) {
		return &command.Problem{What: e.What, Remedy: e.Remedy, Cause: err}
	}
	return &command.Problem{What: fmt.Sprintf("The key file %s cannot be used: %v.", path, err), Remedy: "Name another with -key.", Cause: err}
}

// verifyBundle checks one bundle: hash, canonical form, deltas, media.
func verifyBundle(env *command.Env, store publish.Store, h publish.Head, locale string) error {
	e := h.Bundles[locale]
	b, err := store.Blob(e.Hash)
	if err != nil {
		return err
	}
	if err := publish.CheckBundle(b, e); err != nil {
		return err
	}
	if err := kb.Check(b); err != nil {
		return err
	}
	v, err := kb.Open(b)
	if err != nil {
		return err
	}
	media, err := v.Media()
	if err != nil {
		return err
	}
	for _, m := range media {
		if hash, ours := strings.CutPrefix(m.Ref, "media:"); ours {
			if _, err := store.Blob(hash); err != nil {
				return err
			}
		}
	}
	for from, d := range e.Deltas {
		if err := verifyDelta(store, from, d, e); err != nil {
			return err
		}
	}
	fmt.Fprintf(env.Stdout, "bundle:%s\tgood %s %d bytes %d articles %d media %d deltas\n", locale, e.Hash, e.Size, v.Len(), len(media), len(e.Deltas))
	return nil
}

// verifyDelta applies a delta. Where the older bundle was published from
// another machine, the delta's own hash is all that can be checked.
func verifyDelta(store publish.Store, from string, d publish.Patch, e publish.Entry) error {
	patch, err := store.Blob(d.Hash)
	if err != nil {
		return err
	}
	base, err := store.Blob(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = publish.Apply(base, patch, e)
	return err
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

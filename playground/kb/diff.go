package kb

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/playground/command"
)

// diff is `kb diff`: which articles came, went and changed, and in what.
func diff(env *command.Env, args []string) error {
	rest, err := parse(flags("diff"), args, 2)
	if err != nil {
		return err
	}
	a, err := load(rest[0])
	if err != nil {
		return err
	}
	b, err := load(rest[1])
	if err != nil {
		return err
	}
	added, removed, changed := 0, 0, 0
	for _, key := range sortedKeys(a, b) {
		old, was := a[key]
		now, is := b[key]
		switch {
		case !was:
			added++
			fmt.Fprintf(env.Stdout, "+ %s\t%s\n", key, now.Title)
		case !is:
			removed++
			fmt.Fprintf(env.Stdout, "- %s\t%s\n", key, old.Title)
		default:
			if parts := changes(old, now); len(parts) > 0 {
				changed++
				fmt.Fprintf(env.Stdout, "~ %s\t%s\n", key, strings.Join(parts, ", "))
			}
		}
	}
	fmt.Fprintf(env.Stdout, "added\t%d\nremoved\t%d\nchanged\t%d\n", added, removed, changed)
	return nil
}

// load reads articles, keyed by locale and id, from a bundle file, a folder
// of articles, or the output folder of `kb publish`.
func load(path string) (map[string]kb.Article, error) {
	bundles, err := loadBundles(path)
	if err != nil {
		return nil, err
	}
	all := map[string]kb.Article{}
	for _, raw := range bundles {
		v, err := kb.Open(raw)
		if err == nil {
			var src *kb.Source
			if src, err = v.Source(); err == nil {
				for _, a := range src.Articles {
					all[a.Locale+" "+a.ID] = a
				}
			}
		}
		if err != nil {
			return nil, &command.Problem{What: fmt.Sprintf("%s is no bundle: %v.", path, err), Remedy: "Name a .lmpb file, a folder of articles, or what `kb publish` wrote.", Cause: err}
		}
	}
	return all, nil
}

// loadBundles returns the bundle files that a path stands for.
func loadBundles(path string) ([][]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("There is no %s.", path), Remedy: "Name a bundle file or a folder.", Cause: err}
	}
	if !info.IsDir() {
		raw, err := os.ReadFile(path)
		return [][]byte{raw}, err
	}
	store := publish.Store{Dir: path}
	if head, err := store.Head(); err == nil && head != nil {
		return storedBundles(store, head)
	}
	p, err := unsigned(path)
	if err != nil {
		return nil, err
	}
	var list [][]byte
	for _, locale := range locales(p.Head) {
		list = append(list, p.Bundles[p.Head.Bundles[locale].Hash])
	}
	return list, nil
}

func storedBundles(store publish.Store, head []byte) ([][]byte, error) {
	h, err := publish.Unverified(head)
	if err != nil {
		return nil, err
	}
	var list [][]byte
	for _, locale := range locales(h) {
		b, err := store.Blob(h.Bundles[locale].Hash)
		if err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, nil
}

// unsigned publishes a folder with a key that nobody has.
func unsigned(dir string) (*publish.Published, error) {
	folder, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	keys, err := publish.NewKeys(bytes.NewReader(make([]byte, 64)))
	if err != nil {
		return nil, err
	}
	p, err := publish.PublishFolder(folder, publish.Options{Site: "demo", Keys: keys, Version: 1, Now: 1})
	if err != nil {
		return nil, broken(dir, err)
	}
	return p, nil
}

// changes names the parts in which two versions of an article differ.
func changes(a, b kb.Article) (parts []string) {
	note := func(name string, same bool) {
		if !same {
			parts = append(parts, name)
		}
	}
	note("title", a.Title == b.Title)
	note("questions", equal(a.Questions, b.Questions))
	note("keywords", equal(a.Keywords, b.Keywords))
	note("anchors", equal(a.Anchors, b.Anchors))
	note("signals", equal(a.Signals, b.Signals))
	note("audience", equal(a.Audience, b.Audience))
	note("followups", equal(a.Followups, b.Followups))
	note("task", a.Task == b.Task)
	note("media", equal(a.Media, b.Media))
	note("variants", variantsEqual(a.Variants, b.Variants))
	if !blocksEqual(a.Blocks, b.Blocks) {
		parts = append(parts, fmt.Sprintf("text (%+d words)", words(b)-words(a)))
	}
	return parts
}

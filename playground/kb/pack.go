package kb

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"

	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/playground/command"
)

// pack is `kb pack`: bundles without a signature, for measuring and for
// trying out.
func pack(env *command.Env, args []string) error {
	f := flags("pack")
	out := f.String("out", "", "folder for the .lmpb files; without it they are only measured")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	p, err := unsigned(rest[0])
	if err != nil {
		return err
	}
	if *out != "" {
		if err := os.MkdirAll(*out, 0o755); err != nil {
			return &command.Problem{What: fmt.Sprintf("The folder %s cannot be made: %v.", *out, err), Remedy: "Choose another -out.", Cause: err}
		}
	}
	for _, locale := range locales(p.Head) {
		b := p.Bundles[p.Head.Bundles[locale].Hash]
		v, err := kb.Open(b)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "articles:%s\t%d\nraw:%s\t%d\nbrotli:%s\t%d\nindex:%s\t%d\nmodel:%s\t%d\nplaces:%s\t%d\n",
			locale, v.Len(), locale, len(b), locale, brotliSize(b), locale, len(v.Index()), locale, len(v.Model()), locale, v.Places())
		if *out != "" {
			if err := os.WriteFile(filepath.Join(*out, locale+".lmpb"), b, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// brotliSize is the size as edges send it, level 9.
func brotliSize(b []byte) int {
	var n counter
	w := brotli.NewWriterLevel(&n, 9)
	if _, err := w.Write(b); err != nil {
		return 0
	}
	w.Close()
	return int(n)
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }

func sortedKeys(maps ...map[string]kb.Article) (keys []string) {
	for _, m := range maps {
		for k := range m {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func equal[T comparable](a, b []T) bool { return slices.Equal(a, b) }

func blocksEqual(a, b []kb.Block) bool {
	x, err1 := kb.AppendBlocks(nil, a)
	y, err2 := kb.AppendBlocks(nil, b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

func variantsEqual(a, b []kb.Variant) bool {
	return slices.EqualFunc(a, b, func(x, y kb.Variant) bool {
		return x.Name == y.Name && x.Form == y.Form && blocksEqual(x.Blocks, y.Blocks)
	})
}

func words(a kb.Article) int { return len(strings.Fields(kb.Plain(a.Blocks))) }

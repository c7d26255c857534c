package pack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/lamplight-help/lamplight/widget/build"
)

// pagePolicy is the Content-Security-Policy of the desk and the console, the
// same as natively: their own script and styles and the edge that served them.
const pagePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; " +
	"media-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'"

// Assets builds the widget, the desk and the console and makes dir hold them,
// with the headers that Workers sends along (_headers).
func Assets(ctx context.Context, root, dir string, log io.Writer) error {
	made, err := build.All(ctx, root, build.Options{Log: log})
	if err != nil {
		return err
	}
	files := map[string][]byte{"_headers": []byte(headers(made))}
	for _, name := range made.Files {
		if files[name], err = os.ReadFile(filepath.Join(made.Dir, filepath.FromSlash(name))); err != nil {
			return fmt.Errorf("worker build: %w", err)
		}
	}
	return mirror(files, dir)
}

// headers is in the format of Workers' static assets: a path, then its headers.
func headers(made build.Result) string {
	var b strings.Builder
	rule := func(path string, lines ...string) {
		b.WriteString(path + "\n  " + strings.Join(lines, "\n  ") + "\n")
	}
	rule("/*", "X-Content-Type-Options: nosniff")
	const anyPage, forever = "Access-Control-Allow-Origin: *", "Cache-Control: public, max-age=31536000, immutable"
	pages := map[string]bool{}
	for _, name := range made.Files {
		folder, _, inFolder := strings.Cut(name, "/")
		switch {
		case inFolder && !pages[folder]:
			pages[folder] = true
			rule("/"+folder+"/*", "Content-Security-Policy: "+pagePolicy, "Referrer-Policy: no-referrer")
		case made.Hashed(name):
			rule("/"+name, anyPage, "Cross-Origin-Resource-Policy: cross-origin", forever)
		case !inFolder:
			rule("/"+name, anyPage, "Cross-Origin-Resource-Policy: cross-origin")
		}
	}
	return b.String()
}

// mirror makes dir hold exactly the files, by slash-separated names. It leaves
// alone what is the same already: a running wrangler watches.
func mirror(files map[string][]byte, dir string) error {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if _, wanted := files[filepath.ToSlash(rel)]; !wanted {
			return os.Remove(path)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("worker build: %w", err)
	}
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, data) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("worker build: %w", err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return fmt.Errorf("worker build: %w", err)
		}
	}
	return nil
}

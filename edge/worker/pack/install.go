package pack

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Limit is the largest upload of a Worker, uncompressed, in bytes: Cloudflare's
// limit since 2026-09-04, on both plans.
const Limit = 64 << 20

// Install makes to an exact copy of from, a folder that Build returned. It
// touches nothing when that was done before: a running wrangler watches.
func Install(from, to string) error {
	stamp := to + ".key"
	if done, err := os.ReadFile(stamp); err == nil && string(done) == filepath.Base(from) {
		return nil
	}
	if err := errors.Join(os.RemoveAll(stamp), os.RemoveAll(to)); err != nil {
		return fmt.Errorf("worker build: %w", err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return fmt.Errorf("worker build: %w", err)
	}
	if err := os.WriteFile(stamp, []byte(filepath.Base(from)), 0o644); err != nil {
		return fmt.Errorf("worker build: %w", err)
	}
	return nil
}

// Report prints one line "name raw gzip" per WebAssembly program, and fails
// when all files together are over Limit.
func Report(w io.Writer, dist string) error {
	var total int64
	err := filepath.WalkDir(dist, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		total += int64(len(data))
		if filepath.Ext(path) == ".wasm" {
			rel, _ := filepath.Rel(dist, path)
			fmt.Fprintf(w, "worker %s %d raw %d gzip\n", filepath.ToSlash(rel), len(data), gzipSize(data))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("worker build: %w", err)
	}
	fmt.Fprintf(w, "worker upload %d of %d bytes\n", total, Limit)
	if total > Limit {
		return fmt.Errorf("worker build: the upload has %d bytes, Cloudflare takes %d; drop a dependency of edge/worker", total, Limit)
	}
	return nil
}

func gzipSize(data []byte) int64 {
	var n counter
	z := gzip.NewWriter(&n)
	_, _ = z.Write(data) // a counter takes everything
	_ = z.Close()
	return int64(n)
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

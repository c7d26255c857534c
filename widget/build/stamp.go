package build

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// inputs lists the files below root/dir that keep returns true for, as
// slash-separated paths from root, sorted. A directory that does not exist
// has no files: a later one may add it.
func inputs(root, dir string, keep func(path string) bool) ([]string, error) {
	var list []string
	err := filepath.WalkDir(filepath.Join(root, dir), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name := entry.Name(); name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".") {
				return fs.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if rel = filepath.ToSlash(rel); keep(rel) {
			list = append(list, rel)
		}
		return nil
	})
	slices.Sort(list)
	return list, err
}

// hashFiles is a hash over seed, the names and the contents. Whatever a step
// depends on beside files, such as a compiler's version, goes into seed.
func hashFiles(root, seed string, files []string) (string, error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%d\n%s", len(seed), seed)
	for _, name := range files {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s\n%d\n", name, len(data))
		sum.Write(data)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// digest is the SHA-256 of data in lower-case hex.
func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// hashed puts the first 64 bits of the content's hash before the extension,
// so that a file can be cached for ever: panel.js -> panel.0123456789abcdef.js.
func hashed(name string, data []byte) string {
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + digest(data)[:16] + ext
}

package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Result says what an import did to a folder.
type Result struct {
	Added, Updated, Same, Removed int
	// Kept are files that somebody has edited since the last import and
	// that would have changed or gone; they are as they were.
	Kept []string
}

// ledger remembers, per import, which file was written with which content.
type ledger map[string]map[string]string // source to file to SHA-256

const ledgerFile = ".import.json"

// Write puts items below dir as LOCALE/ID.md. source names the import: the
// same name again updates what it wrote before. Files are replaced one by
// one and whole; after an interruption, importing again completes it.
func Write(dir, source string, items []Item) (Result, error) {
	book, err := readLedger(dir)
	if err != nil {
		return Result{}, err
	}
	old, now := book[source], map[string]string{}
	var res Result
	for _, it := range items {
		name := it.Locale + "/" + it.ID + ".md"
		if !fs.ValidPath(name) {
			return res, fmt.Errorf("%q is no name for a file", name)
		}
		content := it.File()
		now[name] = hash(content)
		if err := res.put(filepath.Join(dir, filepath.FromSlash(name)), name, content, old, now); err != nil {
			return res, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old)) {
		if _, still := now[name]; !still && fs.ValidPath(name) {
			if err := res.drop(filepath.Join(dir, filepath.FromSlash(name)), name, old[name]); err != nil {
				return res, err
			}
		}
	}
	book[source] = now
	return res, writeLedger(dir, book)
}

// put writes one file unless somebody else's words are in it.
func (r *Result) put(path, name, content string, old, now map[string]string) error {
	have, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.Added++
	case err != nil:
		return err
	case string(have) == content:
		r.Same++
		return nil
	case hash(string(have)) != old[name]:
		r.Kept = append(r.Kept, name)
		if was, ok := old[name]; ok {
			now[name] = was
		} else {
			delete(now, name)
		}
		return nil
	default:
		r.Updated++
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return replace(path, content)
}

// drop removes a file whose source is gone, unless it was edited.
func (r *Result) drop(path, name, was string) error {
	have, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case hash(string(have)) != was:
		r.Kept = append(r.Kept, name)
		return nil
	}
	r.Removed++
	return os.Remove(path)
}

// File returns the article as a file with front matter.
func (it Item) File() string {
	var b strings.Builder
	b.WriteString("---\nid: " + quote(it.ID) + "\nlocale: " + quote(it.Locale) + "\ntitle: " + quote(it.Title) + "\n")
	for _, l := range []struct {
		key    string
		values []string
	}{{"questions", it.Questions}, {"keywords", it.Keywords}} {
		if len(l.values) == 0 {
			continue
		}
		b.WriteString(l.key + ":\n")
		for _, v := range l.values {
			b.WriteString("  - " + quote(v) + "\n")
		}
	}
	b.WriteString("---\n\n" + strings.TrimSpace(it.Body) + "\n")
	return b.String()
}

// quote writes a YAML scalar: JSON's strings are YAML's double-quoted ones.
func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func readLedger(dir string) (ledger, error) {
	raw, err := os.ReadFile(filepath.Join(dir, ledgerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return ledger{}, nil
	}
	book := ledger{}
	if err == nil {
		err = json.Unmarshal(raw, &book)
	}
	if err != nil {
		return nil, fmt.Errorf("the record of earlier imports, %s, cannot be read (%w): restore it, or import into a new folder", filepath.Join(dir, ledgerFile), err)
	}
	return book, nil
}

func writeLedger(dir string, book ledger) error {
	raw, err := json.MarshalIndent(book, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return replace(filepath.Join(dir, ledgerFile), string(raw)+"\n")
}

// replace writes beside the target and renames, so a file is old or new.
func replace(path, content string) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, []byte(content), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

package publish

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// Store keeps what was published in a directory, ready for any static server:
//
//	head.json          the signed head, replaced last and as one step
//	heads/N.json       the heads of the last versions
//	blob/HASH          bundles, deltas and media by their hash
//
// A write that is cut off at any byte leaves the old head in place, and the
// old head names only blobs that are still there.
type Store struct {
	Dir string
	// write replaces a file; tests cut it short.
	write func(path string, b []byte) error
}

// keepHeads is how many versions stay on disk.
const keepHeads = MaxDeltas + 1

// Head returns the envelope that is live, or nil when nothing was published.
func (s Store) Head() ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(s.Dir, "head.json"))
	if isMissing(err) {
		return nil, nil
	}
	return b, err
}

// Blob returns the bytes named by a hash.
func (s Store) Blob(hash string) ([]byte, error) {
	if !hashForm.MatchString(hash) {
		return nil, &Refusal{BadName, fmt.Sprintf("%q is no hash.", clip(hash, 80))}
	}
	b, err := os.ReadFile(filepath.Join(s.Dir, "blob", hash))
	if err == nil && Hash(b) != hash {
		return nil, &Refusal{WrongHash, "The stored file " + hash + " is damaged."}
	}
	return b, err
}

// Next returns the version that comes after the live head, and the bundles
// of the kept heads, newest first, for deltas.
func (s Store) Next(site string, keys []PublicKey) (version uint64, previous [][]byte, err error) {
	live, err := s.Head()
	if err != nil {
		return 0, nil, err
	}
	if live == nil {
		return 1, nil, nil
	}
	v, err := Verify(live, Trust{Site: site, Keys: keys}, 0)
	if err != nil {
		return 0, nil, fmt.Errorf("the head in %s is not of this site and key: %w", s.Dir, err)
	}
	for _, h := range s.heads() {
		for _, locale := range sortedLocales(h.Bundles) {
			if b, err := s.Blob(h.Bundles[locale].Hash); err == nil {
				previous = append(previous, b)
			}
		}
	}
	return v.Version + 1, previous, nil
}

// heads returns the kept heads, newest first. They are our own files and only
// say what to keep, so their signatures are not checked again.
func (s Store) heads() (list []Head) {
	names, _ := filepath.Glob(filepath.Join(s.Dir, "heads", "*.json"))
	for _, name := range names {
		if h, err := readHead(name); err == nil {
			list = append(list, h)
		}
	}
	slices.SortFunc(list, func(a, b Head) int { return cmp.Compare(b.Version, a.Version) })
	return list
}

func readHead(name string) (Head, error) {
	env, err := os.ReadFile(name)
	if err != nil {
		return Head{}, err
	}
	return Unverified(env)
}

// Write stores everything a publish made. Blobs go first and are complete on
// disk before the head is replaced; what no kept head names is removed after.
func (s Store) Write(p *Published) error {
	if s.write == nil {
		s.write = replaceFile
	}
	for _, dir := range []string{"blob", "heads"} {
		if err := os.MkdirAll(filepath.Join(s.Dir, dir), 0o755); err != nil {
			return err
		}
	}
	for _, group := range []map[string][]byte{p.Bundles, p.Deltas, p.Media} {
		for name, b := range group {
			path := filepath.Join(s.Dir, "blob", strings.TrimPrefix(name, "media:"))
			if old, err := os.ReadFile(path); err == nil && Hash(old) == Hash(b) {
				continue
			}
			if err := s.write(path, b); err != nil {
				return err
			}
		}
	}
	if err := s.write(filepath.Join(s.Dir, "heads", strconv.FormatUint(p.Head.Version, 10)+".json"), p.Envelope); err != nil {
		return err
	}
	if err := s.write(filepath.Join(s.Dir, "head.json"), p.Envelope); err != nil {
		return err
	}
	s.prune()
	return nil
}

// mediaOf returns the refs in the media table of a stored bundle.
func (s Store) mediaOf(hash string) (refs []string) {
	b, err := s.Blob(hash)
	if err != nil {
		return nil
	}
	v, err := kb.Open(b)
	if err != nil {
		return nil
	}
	list, _ := v.Media()
	for _, a := range list {
		refs = append(refs, a.Ref)
	}
	return refs
}

// prune removes old heads and the blobs that only they named. Media of kept
// bundles stay. A failure here costs disk space and nothing else.
func (s Store) prune() {
	heads := s.heads()
	keep := map[string]bool{}
	for i, h := range heads {
		if i >= keepHeads {
			os.Remove(filepath.Join(s.Dir, "heads", strconv.FormatUint(h.Version, 10)+".json"))
			continue
		}
		for _, e := range h.Bundles {
			keep[e.Hash] = true
			for _, d := range e.Deltas {
				keep[d.Hash] = true
			}
			for _, ref := range s.mediaOf(e.Hash) {
				keep[strings.TrimPrefix(ref, "media:")] = true
			}
		}
	}
	files, _ := os.ReadDir(filepath.Join(s.Dir, "blob"))
	for _, f := range files {
		if !keep[f.Name()] {
			os.Remove(filepath.Join(s.Dir, "blob", f.Name()))
		}
	}
}

// replaceFile writes beside the target, flushes, and renames.
func replaceFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

func sortedLocales(m map[string]Entry) (list []string) {
	for l := range m {
		list = append(list, l)
	}
	slices.Sort(list)
	return list
}

package publish

import (
	"errors"
	"fmt"
	"io"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// Reader is the reference for what a page does with heads and bundles: it
// starts from a root, remembers the highest version, keeps the last good
// bundle, and swaps whole or not at all.
type Reader struct {
	Root   Root
	Locale string
	// Fetch opens the bytes named by a hash. The reader takes at most the
	// declared size and one byte, whatever comes.
	Fetch func(hash string) (io.ReadCloser, error)

	seen   uint64
	bundle []byte
}

// Outcome says what an update did.
type Outcome struct {
	Stale   bool // the head has expired; the bundle in use may be old
	Changed bool // another bundle is in use now
	Delta   bool // it came as a delta
}

// errNoLocale means that the head has no bundle in the reader's locale.
var errNoLocale = errors.New("the head names no bundle for this locale")

// Bundle returns the bytes in use, nil before the first good one.
func (r *Reader) Bundle() []byte { return r.bundle }

// Seen returns the highest version taken.
func (r *Reader) Seen() uint64 { return r.seen }

// Rotate takes the next root, or refuses it and keeps the last.
func (r *Reader) Rotate(env []byte) error {
	next, headsChanged, err := NextRoot(r.Root, env)
	if err != nil {
		return err
	}
	r.Root = next
	if headsChanged {
		r.seen = 0
	}
	return nil
}

// Update checks a head and brings the bundle up to it. After an error
// everything is as it was before.
func (r *Reader) Update(env []byte, now int64) (Outcome, error) {
	v, err := Verify(env, Trust{Site: r.Root.Site, Keys: r.Root.Heads, Seen: r.seen, Quantum: r.Root.Quantum}, now)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Stale: v.Stale}
	if v.Stale && r.bundle != nil {
		return out, nil
	}
	e, ok := v.Bundles[r.Locale]
	if !ok {
		return out, errNoLocale
	}
	if r.bundle != nil && Hash(r.bundle) == e.Hash {
		r.seen = v.Version
		return out, nil
	}
	b, delta, err := r.load(e)
	if err != nil {
		return out, err
	}
	if err := r.fits(b); err != nil {
		return out, err
	}
	r.bundle, r.seen = b, v.Version
	out.Changed, out.Delta = true, delta
	return out, nil
}

// fits checks what only the engine could otherwise find out.
func (r *Reader) fits(b []byte) error {
	v, err := kb.Open(b)
	if err != nil {
		return err
	}
	if v.Site() != r.Root.Site || v.Locale() != r.Locale {
		return &Refusal{OtherSite, fmt.Sprintf("The bundle is for %q in %q.", v.Site(), v.Locale())}
	}
	return nil
}

// load gets the bundle of an entry, by delta if there is one and it is good.
func (r *Reader) load(e Entry) (b []byte, delta bool, err error) {
	if e.Size > kb.MaxBundle {
		return nil, false, &Refusal{WrongSize, fmt.Sprintf("The bundle declares %d bytes; the cap is %d.", e.Size, kb.MaxBundle)}
	}
	if r.bundle != nil {
		if p, ok := e.Deltas[Hash(r.bundle)]; ok && p.Size <= e.Size {
			if d, err := r.download(p.Hash, p.Size); err == nil {
				if b, err := Apply(r.bundle, d, e); err == nil {
					return b, true, nil
				}
			}
		}
	}
	b, err = r.download(e.Hash, e.Size)
	return b, false, err
}

// download reads at most size bytes and one, so that an endless or inflating
// source is cut where the head said it ends.
func (r *Reader) download(hash string, size uint32) ([]byte, error) {
	src, err := r.Fetch(hash)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	b, err := io.ReadAll(io.LimitReader(src, int64(size)+1))
	if err != nil {
		return nil, err
	}
	return b, checkBytes(b, hash, size)
}

package publish

import (
	"encoding/binary"
	"fmt"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// A delta turns one bundle into a later one:
//
//	 0  "LMPD"
//	 4  32 bytes SHA-256 of the base, 32 bytes SHA-256 of the result
//	68  u32 size of the result
//	72  operations: varint n; n even: copy n/2 bytes from the base, whose
//	    offset follows as a varint; n odd: take the next n/2 bytes as they are
//
// It is not compressed; the edge does that on the way. Readers that find
// anything odd take the whole bundle.

const (
	deltaMagic  = "LMPD"
	deltaHeader = 72
	// chunk is the length of the pieces that are looked for in the base.
	// Shorter finds more and makes more operations; 24 was smallest after
	// brotli on bundles with one edited article.
	chunk = 24
)

// Diff returns the delta from base to next.
func Diff(base, next []byte) []byte {
	out := append([]byte(deltaMagic), hexBytes(Hash(base))...)
	out = append(out, hexBytes(Hash(next))...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(next)))
	where := map[string]int{}
	for i := len(base) / chunk * chunk; i >= 0; i -= chunk {
		if i+chunk <= len(base) {
			where[string(base[i:i+chunk])] = i
		}
	}
	literal := 0
	for i := 0; i+chunk <= len(next); {
		at, ok := where[string(next[i:i+chunk])]
		if !ok {
			i++
			continue
		}
		n := chunk
		for i+n < len(next) && at+n < len(base) && next[i+n] == base[at+n] {
			n++
		}
		for i > literal && at > 0 && next[i-1] == base[at-1] {
			i, at, n = i-1, at-1, n+1
		}
		out = appendLiteral(out, next[literal:i])
		out = binary.AppendUvarint(out, uint64(n)<<1)
		out = binary.AppendUvarint(out, uint64(at))
		i += n
		literal = i
	}
	return appendLiteral(out, next[literal:])
}

func appendLiteral(out, b []byte) []byte {
	if len(b) == 0 {
		return out
	}
	return append(binary.AppendUvarint(out, uint64(len(b))<<1|1), b...)
}

// applyDelta applies a delta. Every refusal has the code BadDelta.
func applyDelta(base, delta []byte) ([]byte, error) {
	bad := func(what string) ([]byte, error) { return nil, &Refusal{BadDelta, what} }
	if len(delta) < deltaHeader || string(delta[:4]) != deltaMagic {
		return bad("The delta has no header.")
	}
	if Hash(base) != fmt.Sprintf("%x", delta[4:36]) {
		return bad("The delta starts from another bundle.")
	}
	size := binary.LittleEndian.Uint32(delta[68:])
	if size > kb.MaxBundle {
		return bad("The delta declares a result over the cap.")
	}
	want, ops := fmt.Sprintf("%x", delta[36:68]), delta[deltaHeader:]
	out := make([]byte, 0, min(int(size), len(base)+len(delta)))
	for len(ops) > 0 {
		n, used := binary.Uvarint(ops)
		if used <= 0 || n>>1 == 0 || n>>1 > uint64(int(size)-len(out)) {
			return bad("An operation is damaged or runs past the declared size.")
		}
		ops = ops[used:]
		length := int(n >> 1)
		if n&1 == 1 {
			if length > len(ops) {
				return bad("The delta is cut short.")
			}
			out, ops = append(out, ops[:length]...), ops[length:]
			continue
		}
		at, used := binary.Uvarint(ops)
		if used <= 0 || at > uint64(len(base)) || uint64(length) > uint64(len(base))-at {
			return bad("A copy reaches outside the base.")
		}
		out, ops = append(out, base[at:at+uint64(length)]...), ops[used:]
	}
	if uint32(len(out)) != size || Hash(out) != want {
		return bad("The result is not the one declared.")
	}
	return out, nil
}

// Apply returns the bundle that entry e names, from base and a delta. Any
// refusal means: download the whole bundle.
func Apply(base, delta []byte, e Entry) ([]byte, error) {
	p, ok := e.Deltas[Hash(base)]
	if !ok {
		return nil, &Refusal{BadDelta, "The head names no delta from this bundle."}
	}
	if err := checkBytes(delta, p.Hash, p.Size); err != nil {
		return nil, err
	}
	b, err := applyDelta(base, delta)
	if err != nil {
		return nil, err
	}
	return b, CheckBundle(b, e)
}

// deltas adds the deltas from earlier bundles of the locale, when they are
// worth it: under half of the bundle.
func (p *Published) deltas(e *Entry, next []byte, locale string, previous [][]byte) {
	made := 0
	for _, base := range previous {
		v, err := kb.Open(base)
		if err != nil || v.Locale() != locale || v.Site() != p.Head.Site || Hash(base) == e.Hash || made == MaxDeltas {
			continue
		}
		made++
		d := Diff(base, next)
		if len(d) > len(next)/2 {
			continue
		}
		if e.Deltas == nil {
			e.Deltas = map[string]Patch{}
		}
		hash := Hash(d)
		p.Deltas[hash] = d
		e.Deltas[Hash(base)] = Patch{hash, uint32(len(d))}
	}
}

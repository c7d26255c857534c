// Package shares splits the recovery key into three parts of which any two
// restore it and one alone says nothing (Shamir, 1979): the key is the value
// at 0 of a random line over the scalars of ristretto255, a share its value at
// 1, 2 or 3. This is what CIRCL's secretsharing does with threshold 1; a test
// holds vectors of it.
//
// A share is written for people: Crockford's base32 in groups of four, with a
// checksum, and with the mark of its set, so that a slip of the pen and shares
// of two different keys are both noticed.
//
//	version (1) | set (4) | index (1) | value (32) | checksum (4)
package shares

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge/seal/hpke"
	"github.com/lamplight-help/lamplight/edge/seal/ristretto"
	"github.com/lamplight-help/lamplight/edge/seal/sha2"
)

// Parts is how many shares there are, Needed how many restore the key.
const (
	Parts  = 3
	Needed = 2
)

// KeySize is the size of a recovery key in bytes, KeyText that of its hex.
const KeySize = ristretto.ScalarSize

const (
	version  = 1
	setSize  = 4
	sumSize  = 4
	size     = 1 + setSize + 1 + ristretto.ScalarSize + sumSize
	alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	group    = 4
)

var errKey = errors.New("shares: a recovery key is a number below the group's order, in 32 bytes, and not zero")

// NewKey draws a recovery key.
func NewKey(random io.Reader) ([]byte, error) {
	s, err := draw(random)
	return s.Bytes(), err
}

func draw(random io.Reader) (ristretto.Scalar, error) {
	var b [64]byte
	_, err := io.ReadFull(random, b[:])
	return ristretto.Uniform(&b), err
}

// Seed is the seed of the X-Wing key pair that a recovery key stands for.
func Seed(key []byte) ([]byte, error) {
	s, ok := ristretto.ParseScalar(key)
	if !ok || s.Zero() {
		return nil, errKey
	}
	return sha2.Expand(key, []byte("lamplight seal v1 recovery"), hpke.SeedSize), nil
}

// Split makes the three shares of a recovery key.
func Split(key []byte, random io.Reader) ([]string, error) {
	secret, ok := ristretto.ParseScalar(key)
	if !ok || secret.Zero() {
		return nil, errKey
	}
	slope, err := draw(random)
	if err != nil {
		return nil, err
	}
	set, err := mark(key)
	if err != nil {
		return nil, err
	}
	list := make([]string, Parts)
	for i := range list {
		x := uint64(i) + 1
		list[i] = write(set, byte(x), secret.Add(slope.Mul(ristretto.Number(x))))
	}
	return list, nil
}

// mark names a set of shares: it tells nothing about the key, whose public
// half is public.
func mark(key []byte) ([]byte, error) {
	seed, err := Seed(key)
	if err != nil {
		return nil, err
	}
	public, err := hpke.Public(seed)
	sum := sha2.Sum256([]byte("lamplight seal v1 shares"), public)
	return sum[:setSize], err
}

// Combine restores the recovery key from two different shares, or from all
// three, which must then agree.
func Combine(texts ...string) ([]byte, error) {
	var list []share
	for i, text := range texts {
		s, err := read(text)
		if err != nil {
			return nil, fmt.Errorf("share %d: %w", i+1, err)
		}
		if slices.ContainsFunc(list, func(o share) bool { return o.index == s.index }) {
			continue // the same one twice
		}
		list = append(list, s)
	}
	if len(list) < Needed {
		return nil, errors.New("two different shares are needed")
	}
	key := interpolate(list[0], list[1])
	set, err := mark(key)
	for _, s := range list {
		if err != nil || string(s.set) != string(set) {
			return nil, errors.New("these shares are not of one key")
		}
	}
	if len(list) > Needed && string(interpolate(list[1], list[2])) != string(key) {
		return nil, errors.New("these shares are not of one key")
	}
	return key, nil
}

// interpolate is the line through two points, at 0.
func interpolate(a, b share) []byte {
	x, y := ristretto.Number(uint64(a.index)), ristretto.Number(uint64(b.index))
	return a.value.Mul(y).Sub(b.value.Mul(x)).Mul(y.Sub(x).Invert()).Bytes()
}

type share struct {
	set   []byte
	index byte
	value ristretto.Scalar
}

func write(set []byte, index byte, value ristretto.Scalar) string {
	b := append([]byte{version}, set...)
	b = append(append(b, index), value.Bytes()...)
	sum := sha2.Sum256([]byte("lamplight share"), b)
	return spell(append(b, sum[:sumSize]...))
}

func read(text string) (share, error) {
	b, err := unspell(text)
	if err != nil {
		return share{}, err
	}
	if len(b) != size {
		return share{}, fmt.Errorf("it has %d bytes, a share has %d: is a group missing?", len(b), size)
	}
	body, sum := b[:size-sumSize], b[size-sumSize:]
	want := sha2.Sum256([]byte("lamplight share"), body)
	if string(want[:sumSize]) != string(sum) {
		return share{}, errors.New("its checksum is wrong: a character was misread")
	}
	if body[0] != version {
		return share{}, fmt.Errorf("it is of version %d", body[0])
	}
	s := share{set: body[1 : 1+setSize], index: body[1+setSize]}
	var ok bool
	if s.value, ok = ristretto.ParseScalar(body[2+setSize:]); !ok || s.index < 1 || s.index > Parts {
		return share{}, errors.New("it is no share")
	}
	return s, nil
}

// spell writes bytes in groups of four characters.
func spell(b []byte) string {
	var out strings.Builder
	var bits, n, count uint
	put := func(v uint) {
		if count > 0 && count%group == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(alphabet[v&31])
		count++
	}
	for _, c := range b {
		bits, n = bits<<8|uint(c), n+8
		for n >= 5 {
			n -= 5
			put(bits >> n)
		}
	}
	if n > 0 {
		put(bits << (5 - n))
	}
	return out.String()
}

// unspell reads what spell wrote, in either case, with or without separators,
// and with the letters that Crockford's alphabet leaves out because people
// write them for digits.
func unspell(text string) ([]byte, error) {
	var out []byte
	var bits, n uint
	for _, r := range strings.ToUpper(text) {
		switch r {
		case '-', ' ', '\t', '\n', '\r':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		v := strings.IndexRune(alphabet, r)
		if v < 0 {
			return nil, fmt.Errorf("%q is not a character of a share", r)
		}
		bits, n = bits<<5|uint(v), n+5
		if n >= 8 {
			n -= 8
			out = append(out, byte(bits>>n))
			bits &= 1<<n - 1
		}
	}
	if bits != 0 {
		return nil, errors.New("its last character is wrong")
	}
	return out, nil
}

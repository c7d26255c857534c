// Package shares splits the recovery key into three parts of which any two
// restore it and one alone says nothing: CIRCL's secretsharing with threshold
// 1 over the scalars of ristretto255. The key is the value at 0 of a random
// line, a share its value at 1, 2 or 3.
//
// A share is written for people: Crockford's base32 in groups of four, with a
// checksum, and with the mark of its set, so that a slip of the pen and shares
// of two different keys are both noticed.
//
//	version (1) | set (4) | index (1) | value (32) | checksum (4)
//
// CIRCL draws its randomness from crypto/rand, whatever reader it is given;
// this package is the operator's, and takes it from there as well.
package shares

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/secretsharing"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/operator"
)

// Parts is how many shares there are, Needed how many restore the key.
const (
	Parts  = 3
	Needed = 2
)

// KeySize is the size of a recovery key in bytes.
const KeySize = 32

const (
	version  = 1
	setSize  = 4
	sumSize  = 4
	size     = 1 + setSize + 1 + KeySize + sumSize
	alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	letters  = 4 // between two dashes
)

var (
	errKey = errors.New("shares: a recovery key is a number below the group's order, in 32 bytes, and not zero")
	errSet = errors.New("these shares are not of one key")
)

// NewKey draws a recovery key.
func NewKey() ([]byte, error) {
	return group.Ristretto255.RandomNonZeroScalar(rand.Reader).MarshalBinary()
}

// number reads a scalar in its one encoding.
func number(b []byte) (group.Scalar, bool) {
	s := group.Ristretto255.NewScalar()
	return s, s.UnmarshalBinary(b) == nil
}

// Seed is the seed of the X-Wing key pair that a recovery key stands for.
func Seed(key []byte) ([]byte, error) {
	if s, ok := number(key); !ok || s.IsZero() {
		return nil, errKey
	}
	return hkdf.Expand(sha256.New, key, "lamplight seal v1 recovery", seal.SeedSize)
}

// Split makes the three shares of a recovery key.
func Split(key []byte) ([]string, error) {
	secret, ok := number(key)
	if !ok || secret.IsZero() {
		return nil, errKey
	}
	set, err := mark(key)
	if err != nil {
		return nil, err
	}
	list := make([]string, Parts)
	for i, s := range secretsharing.New(rand.Reader, Needed-1, secret).Share(Parts) {
		if list[i], err = write(set, byte(i+1), s.Value); err != nil {
			return nil, err
		}
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
	public, err := operator.Public(seed)
	if err != nil {
		return nil, err
	}
	return digest("lamplight seal v1 shares", public)[:setSize], nil
}

func digest(label string, b []byte) []byte {
	sum := sha256.Sum256(append([]byte(label), b...))
	return sum[:]
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
	key, err := recoverKey(list[:Needed])
	if err != nil {
		return nil, err
	}
	set, err := mark(key)
	for _, s := range list {
		if err != nil || string(s.set) != string(set) {
			return nil, errSet
		}
	}
	if again, err := recoverKey(list[len(list)-Needed:]); err != nil || string(again) != string(key) {
		return nil, errSet
	}
	return key, nil
}

// recoverKey is the line through the shares, at 0.
func recoverKey(list []share) ([]byte, error) {
	points := make([]secretsharing.Share, len(list))
	for i, s := range list {
		points[i] = secretsharing.Share{ID: group.Ristretto255.NewScalar().SetUint64(uint64(s.index)), Value: s.value}
	}
	key, err := secretsharing.Recover(Needed-1, points)
	if err != nil {
		return nil, err
	}
	return key.MarshalBinary()
}

type share struct {
	set   []byte
	index byte
	value group.Scalar
}

func write(set []byte, index byte, value group.Scalar) (string, error) {
	number, err := value.MarshalBinary()
	if err != nil {
		return "", err
	}
	b := append(append(append([]byte{version}, set...), index), number...)
	return spell(append(b, digest("lamplight share", b)[:sumSize]...)), nil
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
	if string(digest("lamplight share", body)[:sumSize]) != string(sum) {
		return share{}, errors.New("its checksum is wrong: a character was misread")
	}
	if body[0] != version {
		return share{}, fmt.Errorf("it is of version %d", body[0])
	}
	s := share{set: body[1 : 1+setSize], index: body[1+setSize]}
	var ok bool
	if s.value, ok = number(body[2+setSize:]); !ok || s.index < 1 || s.index > Parts {
		return share{}, errors.New("it is no share")
	}
	return s, nil
}

// spell writes bytes in groups of four characters.
func spell(b []byte) string {
	var out strings.Builder
	var bits, n, count uint
	put := func(v uint) {
		if count > 0 && count%letters == 0 {
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

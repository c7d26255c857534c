// Package voprf is the page's half of blind tokens: the client of RFC 9497,
// mode VOPRF, suite ristretto255-SHA512. The edge's half, and how the two go
// together, is edge/blind, which is CIRCL's.
//
// Randomness comes in as an argument. Tests hold it against the vectors of the
// RFC and against CIRCL.
package voprf

import (
	"encoding/binary"
	"errors"

	"github.com/lamplight-help/lamplight/widget/seal/ristretto"
	"github.com/lamplight-help/lamplight/widget/seal/sha2"
)

// Sizes in bytes.
const (
	ElementSize = ristretto.Size
	ProofSize   = 2 * ristretto.ScalarSize
	OutputSize  = sha2.Size512
	InputSize   = 32 // of a token's input; the function itself takes any
	RandomSize  = 64 // for one blind
	maxBatch    = 5  // an edge that asks for more is not one of ours
)

// What can be wrong.
var (
	ErrElement = errors.New("voprf: this is not an element, or the identity")
	ErrBatch   = errors.New("voprf: a batch has 1 to 5 elements")
	ErrProof   = errors.New("voprf: the proof does not hold: another key was used")
	errSize    = errors.New("voprf: a field has the wrong length")
)

const suite = "OPRFV1-\x01-ristretto255-SHA512"

// expand is expand_message_xmd of RFC 9380, 5.3.1, for one block of SHA-512.
func expand(dst string, message []byte) [64]byte {
	prime := append([]byte(dst), byte(len(dst)))
	first := sha2.Sum512(make([]byte, 128), message, []byte{0, 64, 0}, prime)
	return sha2.Sum512(first[:], []byte{1}, prime)
}

func toGroup(input []byte) ristretto.Element {
	b := expand("HashToGroup-"+suite, input)
	return ristretto.FromUniform(&b)
}

func toScalar(dst string, message []byte) ristretto.Scalar {
	b := expand(dst+suite, message)
	return ristretto.Uniform(&b)
}

// sized appends a value behind its length in 2 bytes.
func sized(b, value []byte) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(value))), value...)
}

func parse(list [][]byte) ([]ristretto.Element, error) {
	if len(list) < 1 || len(list) > maxBatch {
		return nil, ErrBatch
	}
	out := make([]ristretto.Element, len(list))
	for i, b := range list {
		e, ok := ristretto.Parse(b)
		if !ok {
			return nil, ErrElement
		}
		out[i] = e
	}
	return out, nil
}

// weights are those of ComputeComposites (RFC 9497, 2.2.1).
func weights(public []byte, c, d [][]byte) []ristretto.Scalar {
	seed := sha2.Sum512(sized(sized(nil, public), []byte("Seed-"+suite)))
	list := make([]ristretto.Scalar, len(c))
	for i := range c {
		t := binary.BigEndian.AppendUint16(sized(nil, seed[:]), uint16(i))
		list[i] = toScalar("HashToScalar-", append(sized(sized(t, c[i]), d[i]), "Composite"...))
	}
	return list
}

func sum(weights []ristretto.Scalar, elements []ristretto.Element) ristretto.Element {
	m := ristretto.Identity()
	for i := range elements {
		m = m.Add(elements[i].Mul(weights[i]))
	}
	return m
}

func challengeOf(public []byte, elements ...ristretto.Element) ristretto.Scalar {
	t := sized(nil, public)
	for _, e := range elements {
		t = sized(t, e.Bytes())
	}
	return toScalar("HashToScalar-", append(t, "Challenge"...))
}

// verify is VerifyProof of RFC 9497, 2.2.2.
func verify(public, proof []byte, blinded, evaluated [][]byte) error {
	b, ok := ristretto.Parse(public)
	if !ok {
		return ErrElement
	}
	c, err := parse(blinded)
	if err != nil {
		return err
	}
	d, err := parse(evaluated)
	if err != nil || len(d) != len(c) || len(proof) != ProofSize {
		return ErrProof
	}
	challenge, okC := ristretto.ParseScalar(proof[:32])
	s, okS := ristretto.ParseScalar(proof[32:])
	if !okC || !okS {
		return ErrProof
	}
	w := weights(public, blinded, evaluated)
	m, z := sum(w, c), sum(w, d)
	t2 := ristretto.Base().Mul(s).Add(b.Mul(challenge))
	t3 := m.Mul(s).Add(z.Mul(challenge))
	if challengeOf(public, m, z, t2, t3) != challenge {
		return ErrProof
	}
	return nil
}

// Blind hides an input. random are RandomSize fresh bytes; the blind that
// comes back is secret and is needed by Finalize.
func Blind(input, random []byte) (blind, blinded []byte, err error) {
	if len(random) != RandomSize {
		return nil, nil, errSize
	}
	r := ristretto.Uniform((*[64]byte)(random))
	if r.Zero() {
		return nil, nil, errSize
	}
	return r.Bytes(), toGroup(input).Mul(r).Bytes(), nil
}

// Finalize checks the proof and gives the output of every input.
func Finalize(public, proof []byte, inputs, blinds, blinded, evaluated [][]byte) ([][]byte, error) {
	if len(inputs) != len(blinded) || len(blinds) != len(blinded) {
		return nil, ErrBatch
	}
	if err := verify(public, proof, blinded, evaluated); err != nil {
		return nil, err
	}
	out := make([][]byte, len(inputs))
	for i := range inputs {
		r, ok := ristretto.ParseScalar(blinds[i])
		e, okE := ristretto.Parse(evaluated[i])
		if !ok || !okE || r.Zero() {
			return nil, ErrElement
		}
		out[i] = finish(inputs[i], e.Mul(r.Invert()))
	}
	return out, nil
}

func finish(input []byte, e ristretto.Element) []byte {
	sum := sha2.Sum512(append(sized(sized(nil, input), e.Bytes()), "Finalize"...))
	return sum[:]
}

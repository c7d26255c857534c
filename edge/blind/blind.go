// Package blind is the edge's half of blind tokens: the verifiable oblivious
// pseudorandom function of RFC 9497, suite ristretto255-SHA512, by CIRCL.
//
//	page   blinds a random input                  ─► blinded element
//	edge   multiplies it by its key, with a proof ─► evaluated element
//	page   checks the proof, unblinds             ─► token = input, output
//	edge   recomputes the output of the input once, later
//
// The edge sees an input for the first time when the token is spent, and
// nothing links it to the request in which it was issued. The proof shows that
// all tokens of a batch were made with the key that the page was told. The
// page's half is widget/seal/voprf.
package blind

import (
	"crypto"
	"errors"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/oprf"
	"github.com/cloudflare/circl/zk/dleq"
)

// Sizes in bytes.
const (
	SeedSize   = 32 // of a key
	InputSize  = 32 // of a token's input; the function itself takes any
	OutputSize = 64
	// MaxBatch bounds how many are evaluated at once; see BenchmarkEvaluate
	// for what that takes.
	MaxBatch = 5
)

// What can be wrong with a request.
var (
	ErrElement = errors.New("blind: this is not an element, or the identity")
	ErrBatch   = errors.New("blind: a batch has 1 to 5 elements")
)

var (
	suite = oprf.SuiteRistretto255
	// prover is what oprf.VerifiableServer proves with. That one reads
	// crypto/rand, and the edge core takes its randomness as an input.
	prover = dleq.Prover{Params: dleq.Params{G: suite.Group(), H: crypto.SHA512, DST: []byte("OPRFV1-\x01-ristretto255-SHA512")}}
)

// Key is a secret key.
type Key struct {
	server oprf.VerifiableServer
	scalar group.Scalar
	secret []byte // the scalar's encoding
	point  group.Element
}

// DeriveKey makes a key from a seed of SeedSize bytes (RFC 9497, 3.2.1).
func DeriveKey(seed, info []byte) (*Key, error) {
	private, err := oprf.DeriveKey(suite, oprf.VerifiableMode, seed, info)
	if err != nil {
		return nil, err
	}
	k := &Key{server: oprf.NewVerifiableServer(suite, private), scalar: suite.Group().NewScalar()}
	if k.secret, err = private.MarshalBinary(); err != nil {
		return nil, err
	}
	if err := k.scalar.UnmarshalBinary(k.secret); err != nil {
		return nil, err
	}
	k.point = suite.Group().NewElement().MulGen(k.scalar)
	return k, nil
}

// Public is the key that proofs are checked against.
func (k *Key) Public() []byte {
	b, err := k.point.MarshalBinaryCompress()
	if err != nil {
		panic(err) // every element has an encoding
	}
	return b
}

// Evaluate multiplies a batch of blinded elements by the key and proves it.
// random are fresh bytes, 32 at least. The proof's nonce is hashed from them
// with key and batch, so that a host whose randomness repeats does not give
// its key away.
func (k *Key) Evaluate(blinded [][]byte, random []byte) (evaluated [][]byte, proof []byte, err error) {
	elements, err := parse(blinded)
	if err != nil {
		return nil, nil, err
	}
	material := append(append([]byte(nil), random...), k.secret...)
	for _, b := range blinded {
		material = append(material, b...)
	}
	return k.evaluate(elements, suite.Group().HashToScalar(material, []byte("lamplight proof nonce")))
}

// evaluate is BlindEvaluate of RFC 9497, 3.3.2.
func (k *Key) evaluate(elements []group.Element, nonce group.Scalar) (evaluated [][]byte, proof []byte, err error) {
	products := make([]group.Element, len(elements))
	for i, e := range elements {
		products[i] = suite.Group().NewElement().Mul(e, k.scalar)
		b, err := products[i].MarshalBinaryCompress()
		if err != nil {
			return nil, nil, err
		}
		evaluated = append(evaluated, b)
	}
	p, err := prover.ProveBatchWithRandomnessRFC9497(k.scalar, k.point, elements, products, nonce)
	if err != nil {
		return nil, nil, err
	}
	proof, err = p.MarshalBinary()
	return evaluated, proof, err
}

func parse(blinded [][]byte) ([]group.Element, error) {
	if len(blinded) < 1 || len(blinded) > MaxBatch {
		return nil, ErrBatch
	}
	elements := make([]group.Element, len(blinded))
	for i, b := range blinded {
		elements[i] = suite.Group().NewElement()
		if elements[i].UnmarshalBinary(b) != nil || elements[i].IsIdentity() {
			return nil, ErrElement
		}
	}
	return elements, nil
}

// Verify says whether an output is that of an input, in constant time.
func (k *Key) Verify(input, output []byte) bool { return k.server.VerifyFinalize(input, output) }

package voprf

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/blind"
	"github.com/lamplight-help/lamplight/widget/seal/ristretto"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func list(t testing.TB, s string) (out [][]byte) {
	t.Helper()
	for _, part := range strings.Split(s, ",") {
		out = append(out, unhex(t, part))
	}
	return out
}

// RFC 9497, A.1.2: ristretto255-SHA512, VOPRF mode.
func TestRFC9497(t *testing.T) {
	var v struct {
		PkSm    string
		Vectors []struct {
			Input, Blind, BlindedElement, EvaluationElement, Output string
			Proof                                                   struct{ Proof string }
		}
	}
	data, err := os.ReadFile("../../../edge/blind/testdata/rfc9497.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Vectors) != 3 {
		t.Fatalf("%d vectors", len(v.Vectors))
	}
	for i, c := range v.Vectors {
		inputs, blinds := list(t, c.Input), list(t, c.Blind)
		blinded, evaluated, outputs := list(t, c.BlindedElement), list(t, c.EvaluationElement), list(t, c.Output)
		for j := range inputs {
			r, _ := ristretto.ParseScalar(blinds[j])
			if got := toGroup(inputs[j]).Mul(r).Bytes(); !bytes.Equal(got, blinded[j]) {
				t.Errorf("vector %d: blinded %x, want %x", i, got, blinded[j])
			}
		}
		got, err := Finalize(unhex(t, v.PkSm), unhex(t, c.Proof.Proof), inputs, blinds, blinded, evaluated)
		if err != nil {
			t.Fatalf("vector %d: %v", i, err)
		}
		for j := range got {
			if !bytes.Equal(got[j], outputs[j]) {
				t.Errorf("vector %d: finalised %x, want %x", i, got[j], outputs[j])
			}
		}
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func newKey(t testing.TB) *blind.Key {
	t.Helper()
	key, err := blind.DeriveKey(random(blind.SeedSize), nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// request is what a page asks with.
type request struct{ inputs, blinds, blinded [][]byte }

func newRequest(t testing.TB, n int) (r request) {
	t.Helper()
	for range n {
		input := random(InputSize)
		secret, element, err := Blind(input, random(RandomSize))
		if err != nil {
			t.Fatal(err)
		}
		r.inputs, r.blinds, r.blinded = append(r.inputs, input), append(r.blinds, secret), append(r.blinded, element)
	}
	return r
}

func (r request) finalize(public, proof []byte, evaluated [][]byte) ([][]byte, error) {
	return Finalize(public, proof, r.inputs, r.blinds, r.blinded, evaluated)
}

// A whole exchange with an edge, which is CIRCL's, and every way in which it
// can lie.
func TestHardening63Exchange(t *testing.T) {
	key, other := newKey(t), newKey(t)
	r := newRequest(t, blind.MaxBatch)
	evaluated, proof, err := key.Evaluate(r.blinded, random(32))
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := r.finalize(key.Public(), proof, evaluated)
	if err != nil {
		t.Fatal(err)
	}
	for i := range outputs {
		if !key.Verify(r.inputs[i], outputs[i]) {
			t.Errorf("token %d is not what the edge computes", i)
		}
	}
	theirs, theirProof, err := other.Evaluate(r.blinded, random(32))
	if err != nil {
		t.Fatal(err)
	}
	mixed := append(append([][]byte{}, evaluated[:3]...), theirs[3:]...)
	identity := append(append([][]byte{}, evaluated[:4]...), make([]byte, 32))
	for name, c := range map[string]struct {
		public, proof []byte
		evaluated     [][]byte
	}{
		"another key for all":              {key.Public(), proof, theirs},
		"another key for all, well proven": {key.Public(), theirProof, theirs},
		"another key for some":             {key.Public(), proof, mixed},
		"another public key":               {other.Public(), proof, evaluated},
		"a public key of zeros":            {make([]byte, 32), proof, evaluated},
		"proof of zeros":                   {key.Public(), make([]byte, ProofSize), evaluated},
		"proof cut":                        {key.Public(), proof[1:], evaluated},
		"fewer answers":                    {key.Public(), proof, evaluated[:3]},
		"more answers":                     {key.Public(), proof, append(append([][]byte{}, evaluated...), evaluated[0])},
		"identity":                         {key.Public(), proof, identity},
	} {
		if _, err := r.finalize(c.public, c.proof, c.evaluated); err == nil {
			t.Errorf("%s: it passes", name)
		}
	}
	if _, err := Finalize(key.Public(), proof, r.inputs[1:], r.blinds, r.blinded, evaluated); err != ErrBatch {
		t.Errorf("an input less: %v", err)
	}
	if _, _, err := Blind(r.inputs[0], make([]byte, RandomSize)); err == nil {
		t.Error("a blind of zero hides nothing")
	}
}

func BenchmarkFinalize(b *testing.B) {
	key, r := newKey(b), newRequest(b, blind.MaxBatch)
	evaluated, proof, err := key.Evaluate(r.blinded, random(32))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r.finalize(key.Public(), proof, evaluated)
	}
}

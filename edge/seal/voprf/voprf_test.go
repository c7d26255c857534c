package voprf

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/seal/ristretto"
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
		Seed, KeyInfo, SkSm, PkSm string
		Vectors                   []struct {
			Batch                                                   int
			Input, Blind, BlindedElement, EvaluationElement, Output string
			Proof                                                   struct{ Proof, R string }
		}
	}
	data, err := os.ReadFile("testdata/rfc9497.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	key, err := DeriveKey(unhex(t, v.Seed), unhex(t, v.KeyInfo))
	if err != nil || hex.EncodeToString(key.k.Bytes()) != v.SkSm || hex.EncodeToString(key.Public()) != v.PkSm {
		t.Fatalf("key %x, public %x, %v", key.k.Bytes(), key.Public(), err)
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
			if got := key.Output(inputs[j]); !bytes.Equal(got, outputs[j]) {
				t.Errorf("vector %d: output %x, want %x", i, got, outputs[j])
			}
		}
		elements, err := parse(blinded)
		if err != nil {
			t.Fatal(err)
		}
		r, ok := ristretto.ParseScalar(unhex(t, c.Proof.R))
		if !ok {
			t.Fatal(c.Proof.R)
		}
		if got := hex.EncodeToString(key.prove(blinded, evaluated, elements, r)); got != c.Proof.Proof {
			t.Errorf("vector %d: proof %s, want %s", i, got, c.Proof.Proof)
		}
		got, err := Finalize(key.Public(), unhex(t, c.Proof.Proof), inputs, blinds, blinded, evaluated)
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

func newKey(t testing.TB) Key {
	t.Helper()
	key, err := DeriveKey(random(32), nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// A whole exchange, and every way in which the other side can lie.
func TestHardening63Exchange(t *testing.T) {
	key, other := newKey(t), newKey(t)
	var inputs, blinds, blinded [][]byte
	for range 4 {
		input := random(InputSize)
		blind, element, err := Blind(input, random(RandomSize))
		if err != nil {
			t.Fatal(err)
		}
		inputs, blinds, blinded = append(inputs, input), append(blinds, blind), append(blinded, element)
	}
	evaluated, proof, err := key.Evaluate(blinded, random(RandomSize))
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := Finalize(key.Public(), proof, inputs, blinds, blinded, evaluated)
	if err != nil {
		t.Fatal(err)
	}
	for i := range inputs {
		if !bytes.Equal(outputs[i], key.Output(inputs[i])) {
			t.Errorf("token %d is not what the edge computes", i)
		}
	}
	theirs, _, err := other.Evaluate(blinded, random(RandomSize))
	if err != nil {
		t.Fatal(err)
	}
	mixed := append(append([][]byte{}, evaluated[:3]...), theirs[3])
	for name, f := range map[string]func() error{
		"another key for all": func() error { _, err := Finalize(key.Public(), proof, inputs, blinds, blinded, theirs); return err },
		"another key for one": func() error { _, err := Finalize(key.Public(), proof, inputs, blinds, blinded, mixed); return err },
		"another public key": func() error {
			_, err := Finalize(other.Public(), proof, inputs, blinds, blinded, evaluated)
			return err
		},
		"proof of zeros": func() error {
			_, err := Finalize(key.Public(), make([]byte, ProofSize), inputs, blinds, blinded, evaluated)
			return err
		},
		"proof cut": func() error {
			_, err := Finalize(key.Public(), proof[1:], inputs, blinds, blinded, evaluated)
			return err
		},
		"fewer answers": func() error {
			_, err := Finalize(key.Public(), proof, inputs, blinds, blinded, evaluated[:3])
			return err
		},
		"identity": func() error {
			_, _, err := key.Evaluate([][]byte{make([]byte, 32)}, random(RandomSize))
			return err
		},
		"no element": func() error {
			_, _, err := key.Evaluate([][]byte{bytes.Repeat([]byte{0xff}, 32)}, random(RandomSize))
			return err
		},
		"short element": func() error { _, _, err := key.Evaluate([][]byte{blinded[0][:31]}, random(RandomSize)); return err },
		"none":          func() error { _, _, err := key.Evaluate(nil, random(RandomSize)); return err },
		"oversized batch": func() error {
			_, _, err := key.Evaluate(make([][]byte, MaxBatch+1), random(RandomSize))
			return err
		},
	} {
		if f() == nil {
			t.Errorf("%s: it passes", name)
		}
	}
}

func BenchmarkEvaluate(b *testing.B) {
	key := newKey(b)
	_, blinded, err := Blind(random(InputSize), random(RandomSize))
	if err != nil {
		b.Fatal(err)
	}
	batch := make([][]byte, MaxBatch)
	for i := range batch {
		batch[i] = blinded
	}
	for b.Loop() {
		key.Evaluate(batch, random(RandomSize))
	}
}

package blind

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/cloudflare/circl/oprf"
	"github.com/cloudflare/circl/zk/dleq"
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
			Input, BlindedElement, EvaluationElement, Output string
			Proof                                            struct{ Proof, R string }
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
	if err != nil || hex.EncodeToString(key.secret) != v.SkSm || hex.EncodeToString(key.Public()) != v.PkSm {
		t.Fatalf("key %x, public %x, %v", key.secret, key.Public(), err)
	}
	if len(v.Vectors) != 3 {
		t.Fatalf("%d vectors", len(v.Vectors))
	}
	for i, c := range v.Vectors {
		elements, err := parse(list(t, c.BlindedElement))
		if err != nil {
			t.Fatal(err)
		}
		nonce := suite.Group().NewScalar()
		if err := nonce.UnmarshalBinary(unhex(t, c.Proof.R)); err != nil {
			t.Fatal(err)
		}
		evaluated, proof, err := key.evaluate(elements, nonce)
		if err != nil || hex.EncodeToString(proof) != c.Proof.Proof {
			t.Errorf("vector %d: proof %x, want %s, %v", i, proof, c.Proof.Proof, err)
		}
		inputs, outputs := list(t, c.Input), list(t, c.Output)
		for j, want := range list(t, c.EvaluationElement) {
			if !bytes.Equal(evaluated[j], want) {
				t.Errorf("vector %d: evaluated %x, want %x", i, evaluated[j], want)
			}
			if !key.Verify(inputs[j], outputs[j]) || key.Verify(outputs[j], inputs[j]) {
				t.Errorf("vector %d: the output of input %d does not verify", i, j)
			}
		}
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func newKey(t testing.TB) *Key {
	t.Helper()
	key, err := DeriveKey(random(SeedSize), nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// encoded is a request of n inputs by CIRCL's client.
func encoded(t testing.TB, client oprf.VerifiableClient, n int) (inputs, blinded [][]byte, finish *oprf.FinalizeData) {
	t.Helper()
	for range n {
		inputs = append(inputs, random(InputSize))
	}
	finish, request, err := client.Blind(inputs)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range request.Elements {
		b, err := e.MarshalBinaryCompress()
		if err != nil {
			t.Fatal(err)
		}
		blinded = append(blinded, b)
	}
	return inputs, blinded, finish
}

func clientOf(t testing.TB, key *Key) oprf.VerifiableClient {
	t.Helper()
	var public oprf.PublicKey
	if err := public.UnmarshalBinary(suite, key.Public()); err != nil {
		t.Fatal(err)
	}
	return oprf.NewVerifiableClient(suite, &public)
}

// CIRCL's client takes what we issue, and nothing of another key.
func TestHardening63Client(t *testing.T) {
	key := newKey(t)
	client := clientOf(t, key)
	inputs, blinded, finish := encoded(t, client, MaxBatch)
	finalise := func(key *Key) ([][]byte, error) {
		evaluated, proof, err := key.Evaluate(blinded, random(32))
		if err != nil {
			t.Fatal(err)
		}
		elements, err := parse(evaluated)
		if err != nil {
			t.Fatal(err)
		}
		var p dleq.Proof
		if err := p.UnmarshalBinary(suite.Group(), proof); err != nil {
			t.Fatal(err)
		}
		return client.Finalize(finish, &oprf.Evaluation{Elements: elements, Proof: &p})
	}
	outputs, err := finalise(key)
	if err != nil {
		t.Fatal(err)
	}
	for i := range outputs {
		if !key.Verify(inputs[i], outputs[i]) {
			t.Errorf("token %d is not what the edge computes", i)
		}
	}
	if _, err := finalise(newKey(t)); err == nil {
		t.Error("another key's proof passes")
	}
}

func TestHardening63Malformed(t *testing.T) {
	key := newKey(t)
	_, good, _ := encoded(t, clientOf(t, key), 1)
	for name, c := range map[string]struct {
		batch [][]byte
		want  error
	}{
		"identity":        {[][]byte{make([]byte, 32)}, ErrElement},
		"no element":      {[][]byte{bytes.Repeat([]byte{0xff}, 32)}, ErrElement},
		"short element":   {[][]byte{good[0][:31]}, ErrElement},
		"one of two":      {[][]byte{good[0], make([]byte, 32)}, ErrElement},
		"none":            {nil, ErrBatch},
		"oversized batch": {make([][]byte, MaxBatch+1), ErrBatch},
	} {
		if _, _, err := key.Evaluate(c.batch, random(32)); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// Equal randomness makes equal proofs of a batch, as a replayed input must,
// and another nonce for another batch: two challenges under one nonce would
// give the key away.
func TestNonceIsOfItsBatch(t *testing.T) {
	key, seed := newKey(t), random(32)
	_, blinded, _ := encoded(t, clientOf(t, key), 2)
	proofOf := func(batch [][]byte) []byte {
		_, proof, err := key.Evaluate(batch, seed)
		if err != nil {
			t.Fatal(err)
		}
		return proof
	}
	if !bytes.Equal(proofOf(blinded), proofOf(blinded)) {
		t.Error("the same input gives two proofs")
	}
	g := suite.Group()
	nonces := [2]string{}
	for i := range nonces {
		// s = r - c*k, so r = s + c*k.
		c, s := g.NewScalar(), g.NewScalar()
		proof := proofOf(blinded[i : i+1])
		if c.UnmarshalBinary(proof[:32]) != nil || s.UnmarshalBinary(proof[32:]) != nil {
			t.Fatal("a proof is two scalars")
		}
		b, err := s.Add(s, c.Mul(c, key.scalar)).MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		nonces[i] = string(b)
	}
	if nonces[0] == nonces[1] {
		t.Error("two batches share a nonce")
	}
}

func BenchmarkEvaluate(b *testing.B) {
	key := newKey(b)
	_, blinded, _ := encoded(b, clientOf(b, key), MaxBatch)
	for b.Loop() {
		key.Evaluate(blinded, random(32))
	}
}

package main_test

import (
	"bytes"
	"testing"

	"github.com/lamplight-help/lamplight/edge/blind"
	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/seal/box"
)

// batch is what a page asks an edge with: lists, one element after the other.
type batch struct{ inputs, blinds, blinded []byte }

func (i *instance) blind(n int) (b batch) {
	for k := range n {
		input := stream("input", (k+1)*blind.InputSize)[k*blind.InputSize:]
		pair := i.good(box.Blind, input, stream("blind", (k+1)*64)[k*64:])
		b.inputs, b.blinds, b.blinded = append(b.inputs, input...), append(b.blinds, pair[:32]...), append(b.blinded, pair[32:]...)
	}
	return b
}

func elements(b []byte) (list [][]byte) {
	for ; len(b) > 0; b = b[32:] {
		list = append(list, b[:32])
	}
	return list
}

func newTokenKey(t testing.TB) *blind.Key {
	t.Helper()
	key, err := blind.DeriveKey(stream("token key", blind.SeedSize), nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// A batch of tokens between the page's module and the edge's code, and an edge
// that answers with something else.
func TestHardening63Module(t *testing.T) {
	eachFlavour(t, func(t *testing.T, page *instance) {
		key := newTokenKey(t)
		b := page.blind(blind.MaxBatch)
		evaluated, proof, err := key.Evaluate(elements(b.blinded), stream("proof", 32))
		if err != nil {
			t.Fatal(err)
		}
		all := bytes.Join(evaluated, nil)
		outputs := page.good(box.Finalize, key.Public(), proof, b.inputs, b.blinds, b.blinded, all)
		for i, input := range elements(b.inputs) {
			if !key.Verify(input, outputs[i*blind.OutputSize:(i+1)*blind.OutputSize]) {
				t.Errorf("the edge does not take token %d", i)
			}
		}
		swapped := bytes.Join([][]byte{evaluated[1], evaluated[0], all[64:]}, nil)
		for name, fields := range map[string][]any{
			"swapped":        {key.Public(), proof, b.inputs, b.blinds, b.blinded, swapped},
			"fewer":          {key.Public(), proof, b.inputs, b.blinds, b.blinded, all[32:]},
			"cut":            {key.Public(), proof, b.inputs, b.blinds, b.blinded, all[:len(all)-1]},
			"identity":       {key.Public(), proof, b.inputs, b.blinds, b.blinded, append(make([]byte, 32), all[32:]...)},
			"another key":    {evaluated[0], proof, b.inputs, b.blinds, b.blinded, all},
			"another proof":  {key.Public(), append(proof[32:64:64], proof[:32]...), b.inputs, b.blinds, b.blinded, all},
			"blinds of zero": {key.Public(), proof, b.inputs, make([]byte, len(b.blinds)), b.blinded, all},
		} {
			if answer, code := page.raw(box.Finalize, request(fields...)); code != box.BadProof {
				t.Errorf("%s: code %d, %d bytes", name, code, len(answer))
			}
		}
		if _, code := page.raw(box.Blind, request(stream("input", 31), stream("blind", 64))); code != box.Malformed {
			t.Errorf("a short input: code %d", code)
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	page, key := newInstance(b, build.TinyGo), newTokenKey(b)
	for b.Loop() {
		r := page.blind(blind.MaxBatch)
		evaluated, proof, err := key.Evaluate(elements(r.blinded), stream("proof", 32))
		if err != nil {
			b.Fatal(err)
		}
		page.good(box.Finalize, key.Public(), proof, r.inputs, r.blinds, r.blinded, bytes.Join(evaluated, nil))
	}
}

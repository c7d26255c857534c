package edge_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/blind"
	"github.com/lamplight-help/lamplight/widget/seal/voprf"
)

var raw64 = base64.RawURLEncoding

// tokens gets n of them as a page does.
func tokens(t *testing.T, w *world, n int) []*edge.BlindToken {
	t.Helper()
	var say struct {
		Required bool
		Epoch    int64
		Key      string
		Batch    int
	}
	w.get(&say, "GET", "tokens", "", nil)
	public, err := raw64.DecodeString(say.Key)
	w.must(err)
	var inputs, blinds, blinded [][]byte
	texts := []string{}
	for range n {
		input := bytesOf(voprf.InputSize)
		secret, element, err := voprf.Blind(input, bytesOf(voprf.RandomSize))
		w.must(err)
		inputs, blinds, blinded = append(inputs, input), append(blinds, secret), append(blinded, element)
		texts = append(texts, raw64.EncodeToString(element))
	}
	var issued struct {
		Evaluated []string
		Proof     string
	}
	w.get(&issued, "POST", "tokens", "", map[string]any{"epoch": say.Epoch, "blinded": texts})
	var evaluated [][]byte
	for _, text := range issued.Evaluated {
		b, err := raw64.DecodeString(text)
		w.must(err)
		evaluated = append(evaluated, b)
	}
	proof, err := raw64.DecodeString(issued.Proof)
	w.must(err)
	outputs, err := voprf.Finalize(public, proof, inputs, blinds, blinded, evaluated)
	w.must(err)
	var list []*edge.BlindToken
	for i := range outputs {
		list = append(list, &edge.BlindToken{Epoch: say.Epoch, Input: raw64.EncodeToString(inputs[i]), Output: raw64.EncodeToString(outputs[i])})
	}
	return list
}

func TestHardening63(t *testing.T) {
	w := newWorld(t, edge.Limits{Escalations: edge.Rate{Burst: 1000, Every: 1}, Batches: edge.Rate{Burst: 100, Every: 1000}})
	w.configure(edge.Settings{EscalationTokens: true})
	try := func(name string, token *edge.BlindToken, want string) {
		t.Helper()
		status, body := w.request("POST", "escalations", "", edge.Escalation{ID: w.id(), Question: "q", Locale: "en", Token: token})
		if want == "" && status != 201 || want != "" && !strings.Contains(string(body), `"code":"`+want+`"`) {
			t.Errorf("%s: %d %s, want %q", name, status, body, want)
		}
	}
	list := tokens(t, w, blind.MaxBatch)
	change := func(f func(*edge.BlindToken)) *edge.BlindToken {
		c := *list[0]
		f(&c)
		return &c
	}
	try("none", nil, "token-required")
	try("another output", change(func(c *edge.BlindToken) { c.Output = list[1].Output }), "bad-token")
	try("another input", change(func(c *edge.BlindToken) { c.Input = list[1].Input }), "bad-token")
	try("of another epoch", change(func(c *edge.BlindToken) { c.Epoch-- }), "bad-token")
	try("the next epoch", change(func(c *edge.BlindToken) { c.Epoch++ }), "bad-token")
	try("an epoch below zero", change(func(c *edge.BlindToken) { c.Epoch = -1 << 40 }), "bad-token")
	try("another spelling", change(func(c *edge.BlindToken) { c.Input += "=" }), "bad-token")
	try("a short input", change(func(c *edge.BlindToken) { c.Input = c.Input[:20] }), "bad-token")
	try("good", list[0], "")
	try("spent twice", list[0], "token-spent")

	// Repeating the whole escalation is not spending twice.
	again := edge.Escalation{ID: w.id(), Question: "q", Locale: "en", Token: list[1]}
	for range 2 {
		if status, body := w.request("POST", "escalations", "", again); status >= 300 {
			t.Errorf("repeated: %d %s", status, body)
		}
	}
	// A refusal for another reason costs no token.
	if status, _ := w.request("POST", "escalations", "", edge.Escalation{ID: w.id(), Question: "q", Locale: "en", Line: strings.Repeat("x", 33), Token: list[2]}); status != 400 {
		t.Errorf("a bad line: %d", status)
	}
	try("after that", list[2], "")

	w.now += 7 * 24 * 3_600_000
	try("in the epoch after its own", list[3], "")
	try("spent twice, a week later", list[0], "token-spent")
	fresh := tokens(t, w, 1)
	w.now += 7 * 24 * 3_600_000
	try("two epochs later", list[4], "bad-token")
	try("fresh", fresh[0], "")
	if n := w.value(`SELECT count(*) FROM spent`); n > 2 {
		t.Errorf("%d spent tokens are kept of epochs that are over", n)
	}

	var counts struct {
		Counts []struct {
			What string
			N    int64
		}
	}
	e := w.answer(w.do(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "GET", Path: "/v1/demo/tokens/counts", Operator: true}}))
	w.must(json.Unmarshal(e.Body, &counts))
	total := map[string]int64{}
	for _, c := range counts.Counts {
		total[c.What] += c.N
	}
	for what, n := range map[string]int64{"issued": blind.MaxBatch + 1, "spent": 5, "spent twice": 2, "forged": 5, "epoch": 3, "missing": 1} {
		if total[what] != n {
			t.Errorf("%d counted as %q, want %d: %v", total[what], what, n, total)
		}
	}
}

func TestHardening63Issuing(t *testing.T) {
	w := newWorld(t, edge.Limits{Batches: edge.Rate{Burst: 12, Every: 1000}})
	var say struct{ Epoch int64 }
	w.get(&say, "GET", "tokens", "", nil)
	_, good, err := voprf.Blind(bytesOf(voprf.InputSize), bytesOf(voprf.RandomSize))
	w.must(err)
	element := raw64.EncodeToString(good)
	for name, c := range map[string]struct {
		epoch   int64
		blinded []string
		status  int
	}{
		"good":            {say.Epoch, []string{element}, 200},
		"another epoch":   {say.Epoch + 1, []string{element}, 422},
		"none":            {say.Epoch, []string{}, 422},
		"oversized batch": {say.Epoch, strings.Split(strings.Repeat(element+",", blind.MaxBatch+1), ",")[:blind.MaxBatch+1], 422},
		"identity":        {say.Epoch, []string{raw64.EncodeToString(make([]byte, 32))}, 422},
		"no point":        {say.Epoch, []string{raw64.EncodeToString(bytes.Repeat([]byte{255}, 32))}, 422},
		"short":           {say.Epoch, []string{element[:20]}, 422},
		"not base64":      {say.Epoch, []string{"%"}, 422},
	} {
		if status, body := w.request("POST", "tokens", "", map[string]any{"epoch": c.epoch, "blinded": c.blinded}); status != c.status {
			t.Errorf("%s: %d %s, want %d", name, status, body, c.status)
		}
	}
	refused := 0
	for range 12 {
		if status, _ := w.request("POST", "tokens", "", map[string]any{"epoch": say.Epoch, "blinded": []string{element}}); status == 429 {
			refused++
		}
	}
	if refused != 8 {
		t.Errorf("%d of 12 further batches are refused, want 8", refused)
	}
}

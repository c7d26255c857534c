package outlook

import (
	"testing"

	"github.com/lamplight-help/lamplight/engine/predict/history"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// visits takes a history through places, one second each.
func visits(places ...uint32) *history.History {
	h := new(history.History)
	for i, p := range places {
		h.Visit(p, -1, uint32(i)*1000)
	}
	return h
}

func parts() Parts {
	h := visits(1, 2, 3)
	keys := h.Contexts()
	return Parts{Known: []uint32{3}, Prior: -2, Contexts: map[uint32]float64{keys[0]: -1, keys[2]: 2}, Slope: 1, Offset: 0.5,
		Trees: trees.Encode(Columns, 0, [][]trees.Node{{
			{Feature: Context + 2, Threshold: 1, Left: 1, Right: 2}, {Feature: -1, Mean: -1}, {Feature: -1, Mean: 1}}})}
}

func open(t testing.TB) (*Model, []byte) {
	t.Helper()
	p := parts()
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	m, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return m, b
}

// TestBackOff wants a context that was not learned to say what the next
// shorter one says.
func TestBackOff(t *testing.T) {
	m, _ := open(t)
	row := make([]float32, Columns)
	for _, c := range []struct {
		h    *history.History
		want [history.Orders]float32
		odds float64
	}{
		{visits(1, 2, 3), [4]float32{-1, -1, 2, 2}, 1.5},
		{visits(9, 2, 3), [4]float32{-1, -1, -1, -1}, -0.5},
		{visits(8), [4]float32{-2, -2, -2, -2}, -0.5},
	} {
		m.Row(c.h, 3000, row)
		if got := [4]float32(row[Context : Context+4]); got != c.want {
			t.Errorf("contexts %v, want %v", got, c.want)
		}
		if got := m.Margin(row, nil); got != c.odds {
			t.Errorf("log-odds %v, want %v", got, c.odds)
		}
	}
	if m.Place(3) != 0 || m.Place(4) != -1 || m.Prior() != -2 {
		t.Errorf("place 3 is %d, place 4 is %d, prior %v", m.Place(3), m.Place(4), m.Prior())
	}
}

func TestFollow(t *testing.T) {
	h, row := new(history.History), make([]float32, history.Self)
	for _, e := range []wire.Act{
		{Kind: wire.EventPlace}, {Kind: wire.EventClick, At: 1000}, {Kind: wire.EventInvalid, At: 2000},
		{Kind: wire.EventNetEnd, Code: 500, At: 2500}, {Kind: wire.EventNetEnd, Code: 200, At: 2600}, {Kind: wire.EventHelp, At: 3000},
	} {
		Follow(h, nil, &wire.Event{Act: e}, 7)
	}
	h.Row(row, 3000)
	if row[history.Acts] < 0.6 || row[history.Fail600] < 1.9 || row[history.Fail600] > 2 || row[history.HelpAgo] != 0 {
		t.Errorf("acts %v, failures %v, help ago %v", row[history.Acts], row[history.Fail600], row[history.HelpAgo])
	}
}

func TestOpenRefuses(t *testing.T) {
	_, good := open(t)
	edit := func(at int, v byte) []byte {
		c := append([]byte(nil), good...)
		c[at] = v
		return c
	}
	contexts := headSize + 4
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"nothing":           {nil, ErrMagic},
		"another version":   {edit(2, '2'), ErrMagic},
		"too many contexts": {edit(5, 0xff), ErrMagic},
		"too many places":   {edit(3, 200), ErrMagic},
		"contexts cut":      {good[:contexts+3], ErrShort},
		"out of order":      {edit(contexts+3, 0xff), ErrOrder},
		"trees cut":         {good[:len(good)-1], trees.ErrShort},
	} {
		if _, err := Open(c.b); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	_, good := open(f)
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Open(b)
		if err != nil {
			return
		}
		row := make([]float32, Columns)
		m.Row(visits(1, 2, 3), 5000, row)
		if p := m.Probability(row); !(p >= 0 && p <= 1) {
			t.Errorf("probability %v", p)
		}
	})
}

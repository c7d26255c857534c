package hidden

import (
	"errors"

	"github.com/cloudflare/circl/vdaf/prio3/histogram"
)

// Checked is one aggregator's half of a verification: what it shows to the
// other, and what it keeps until they agree.
type Checked struct {
	Shown []byte // to the other aggregator
	state *histogram.PrepState
	vdaf  *histogram.Histogram
}

// KeySize is the length in bytes of the key that the aggregators share to
// verify; pages never see it.
const KeySize = histogramKey

const histogramKey = len(histogram.VerifyKey{})

// Check begins to verify a report. which is 0 for the first aggregator, whose
// share is Report.Share, and 1 for the second, whose share Open returned.
func Check(t Task, key []byte, which int, r *Report, share []byte) (*Checked, error) {
	v, err := t.vdaf()
	if err != nil {
		return nil, err
	}
	if r.Task != t.ID || len(r.Nonce) != NonceSize || len(key) != KeySize {
		return nil, ErrReport
	}
	params := v.Params()
	public := new(histogram.PublicShare).New(&params)
	input := new(histogram.InputShare).New(&params, uint(which))
	if public.UnmarshalBinary(r.Public) != nil || input.UnmarshalBinary(share) != nil {
		return nil, ErrReport
	}
	state, shown, err := v.PrepInit((*histogram.VerifyKey)(key), (*histogram.Nonce)(r.Nonce), uint8(which), *public, *input)
	if err != nil {
		return nil, ErrReport
	}
	c := &Checked{state: state, vdaf: v}
	c.Shown, err = shown.MarshalBinary()
	return c, err
}

// Agree is the verdict over what both aggregators show, in order: an error, or
// the message with which each may finish.
func Agree(t Task, first, second []byte) ([]byte, error) {
	v, err := t.vdaf()
	if err != nil {
		return nil, err
	}
	params := v.Params()
	shown := make([]histogram.PrepShare, aggregators)
	for i, data := range [][]byte{first, second} {
		if shown[i].New(&params).UnmarshalBinary(data) != nil {
			return nil, ErrReport
		}
	}
	message, err := v.PrepSharesToPrep(shown)
	if err != nil {
		return nil, ErrReport
	}
	return message.MarshalBinary()
}

// Finish turns a verified share into one that may be added up.
func (c *Checked) Finish(message []byte) ([]byte, error) {
	params := c.vdaf.Params()
	m := new(histogram.PrepMessage).New(&params)
	if m.UnmarshalBinary(message) != nil {
		return nil, ErrReport
	}
	out, err := c.vdaf.PrepNext(c.state, m)
	if err != nil {
		return nil, ErrReport
	}
	return out.MarshalBinary()
}

// Sum adds up finished shares of one aggregator.
func Sum(t Task, shares [][]byte) ([]byte, error) {
	v, err := t.vdaf()
	if err != nil {
		return nil, err
	}
	params := v.Params()
	total := v.AggregateInit()
	for _, data := range shares {
		out := new(histogram.OutShare).New(&params)
		if err := out.UnmarshalBinary(data); err != nil {
			return nil, err
		}
		v.AggregateUpdate(&total, out)
	}
	return total.MarshalBinary()
}

// ErrSums says that two sums do not belong together.
var ErrSums = errors.New("hidden: the sums do not belong together")

// Counts puts the sums of both aggregators over the same n reports together.
func Counts(t Task, first, second []byte, n int) ([]uint64, error) {
	v, err := t.vdaf()
	if err != nil {
		return nil, err
	}
	params := v.Params()
	sums := make([]histogram.AggShare, aggregators)
	for i, data := range [][]byte{first, second} {
		if err := sums[i].New(&params).UnmarshalBinary(data); err != nil {
			return nil, ErrSums
		}
	}
	counts, err := v.Unshard(sums, uint(n))
	if err != nil {
		return nil, ErrSums
	}
	total := uint64(0)
	for _, count := range *counts {
		total += count
	}
	if total != uint64(n) {
		return nil, ErrSums
	}
	return *counts, nil
}

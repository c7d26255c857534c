package hidden

import (
	"bytes"
	"crypto/rand"
	"slices"
	"testing"
)

var task = Task{ID: "demo/places/1", Buckets: 12}

// pair is two aggregators that keep apart what they know.
type pair struct {
	key, public, private []byte
	first, second        [][]byte
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{key: bytes.Repeat([]byte{7}, KeySize)}
	var err error
	if p.public, p.private, err = Key(bytes.Repeat([]byte{9}, 32)); err != nil {
		t.Fatal(err)
	}
	return p
}

// take verifies a report as both would, and keeps it when it is good.
func (p *pair) take(in Task, r *Report) error {
	share, err := Open(in, r, p.private)
	if err != nil {
		return err
	}
	first, err := Check(in, p.key, 0, r, r.Share)
	if err != nil {
		return err
	}
	second, err := Check(in, p.key, 1, r, share)
	if err != nil {
		return err
	}
	message, err := Agree(in, first.Shown, second.Shown)
	if err != nil {
		return err
	}
	one, err := first.Finish(message)
	if err != nil {
		return err
	}
	two, err := second.Finish(message)
	if err != nil {
		return err
	}
	p.first, p.second = append(p.first, one), append(p.second, two)
	return nil
}

// spoiled is the n-th kind of bad report, nil when there are no more.
func spoiled(n int, split func(Task, int) *Report) *Report {
	bad, other := split(task, 3), split(Task{ID: "demo/places/2", Buckets: 12}, 3)
	switch n {
	case 0:
		return other // of another task
	case 1:
		other.Task = task.ID // … that says it is of this one
		return other
	case 2:
		bad.Share[5] ^= 1
	case 3:
		bad.Sealed[len(bad.Sealed)-1] ^= 1
	case 4:
		bad.Nonce[0] ^= 1
	case 5:
		bad.Public[0] ^= 1
	case 6:
		bad.Share = bad.Share[:len(bad.Share)-1]
	case 7:
		bad.Sealed = nil
	case 8:
		bad.Share = split(task, 3).Share // shares of two reports
	case 9:
		bad.Share = bytes.Repeat([]byte{0xff}, len(bad.Share)) // no field elements
	case 10:
		bad.Share = make([]byte, len(bad.Share)) // would count nothing, or anything
	default:
		return nil
	}
	return bad
}

// TestHardening64Reports: a good batch with every kind of bad report in it
// counts the good ones. The nonce's reuse is the keeper's to refuse; see
// edge's counted_test.go.
func TestHardening64Reports(t *testing.T) {
	p := newPair(t)
	split := func(in Task, bucket int) *Report {
		r, err := Split(in, bucket, p.public, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	want := make([]uint64, task.Buckets)
	for i := range 40 {
		bucket := i * i % task.Buckets
		want[bucket]++
		if err := p.take(task, split(task, bucket)); err != nil {
			t.Fatal(err)
		}
		bad := spoiled(i, split)
		if bad == nil {
			continue
		}
		if err := p.take(task, bad); err == nil {
			t.Errorf("bad report %d is taken", i)
		}
	}
	for _, bucket := range []int{-1, task.Buckets, 1 << 40} {
		if _, err := Split(task, bucket, p.public, rand.Reader); err == nil {
			t.Errorf("bucket %d can be reported", bucket)
		}
	}
	one, err := Sum(task, p.first)
	two, also := Sum(task, p.second)
	if err != nil || also != nil {
		t.Fatal(err, also)
	}
	if got, err := Counts(task, one, two, 40); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v, want %v", got, err, want)
	}
	if got, err := Counts(task, one, one, 40); err == nil {
		t.Errorf("one aggregator alone reads %v", got)
	}
	less, err := Sum(task, p.second[1:])
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Counts(task, one, less, 40); err == nil {
		t.Errorf("sums over different reports read as %v", got)
	}
}

// TestOneShareSaysNothing: the first aggregator's share of one and the same
// bucket never repeats a byte pattern that another bucket's would not have.
func TestOneShareSaysNothing(t *testing.T) {
	p := newPair(t)
	var sums [2][256]int
	for i := range 200 {
		r, err := Split(task, i%2, p.public, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range r.Share[:task.Buckets*16] { // the share of the measurement itself
			sums[i%2][b]++
		}
	}
	for b := range 256 { // 100*192/256 = 75 of each in the mean, 8.6 the standard deviation
		if d := sums[0][b] - sums[1][b]; d > 110 || d < -110 {
			t.Errorf("byte %d occurs %d and %d times: the share tells the bucket", b, sums[0][b], sums[1][b])
		}
	}
}

func BenchmarkReport(b *testing.B) {
	public, _, err := Key(make([]byte, 32))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Split(task, 3, public, rand.Reader); err != nil {
			b.Fatal(err)
		}
	}
}

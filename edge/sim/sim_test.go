package sim

import (
	"flag"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge/store"

	"github.com/lamplight-help/lamplight/edge"
)

var (
	seed  = flag.Uint64("seed", 0, "replay this seed, told step by step")
	bug   = flag.String("bug", "", "with the planted mistake of this name")
	seeds = flag.Int("seeds", 0, "how many seeds to run (default 20000, 1000 with -short)")
)

const (
	bugOps   = 60   // a run with a planted mistake is a long one
	bugSeeds = 5000 // within which it has to show
)

// opsOf is how much happens in a seed's run: in every fourth a long story, in
// the others a short one. Some faults need time to matter; most need only
// another order, and short runs try more of those in a minute.
func opsOf(seed uint64) int {
	if seed%4 == 0 {
		return 60
	}
	return 15
}

// openDBs opens the site object's database and those of four shards.
func openDBs(t testing.TB) []*store.DB {
	t.Helper()
	dbs := make([]*store.DB, 5)
	for i := range dbs {
		db, err := store.Memory()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		h := &host{sim: &Sim{}, db: db, core: edge.New(edge.Config{}), links: map[string]*link{}}
		h.input(edge.Input{Kind: edge.KindStarted})
		dbs[i] = db
	}
	return dbs
}

// TestNothingIsLost runs every seed without a planted mistake.
func TestNothingIsLost(t *testing.T) {
	n := *seeds
	if n == 0 {
		n = 20_000
	}
	if testing.Short() {
		n = min(n, 1000)
	}
	db := openDBs(t)
	var total Result
	began := time.Now()
	for i := range n {
		r, err := Run(db, uint64(i), opsOf(uint64(i)), Bug{}, nil)
		total.Ops, total.Messages, total.Acked, total.Spread = total.Ops+r.Ops, total.Messages+r.Messages, total.Acked+r.Acked, total.Spread+r.Spread
		if err != nil {
			t.Fatalf("seed %d: %v\nreplay: go test ./edge/sim -run Replay -seed %d -v", i, err, i)
		}
	}
	t.Logf("%d seeds (%d with shards), %d operations, %d messages and events stored, %d acknowledgements seen, in %s",
		n, total.Spread, total.Ops, total.Messages, total.Acked, time.Since(began).Round(time.Second/10))
}

// TestPlantedBugs: the checker finds every mistake of the list, by itself.
func TestPlantedBugs(t *testing.T) {
	db := openDBs(t)
	for _, b := range Bugs {
		t.Run(b.Name, func(t *testing.T) {
			for i := range bugSeeds {
				if _, err := Run(db, uint64(i), bugOps, b, nil); err != nil {
					t.Logf("clause %s, brought out by %s: found with seed %d: %v", b.Clause, b.Fault, i, err)
					return
				}
			}
			t.Errorf("not found in %d seeds", bugSeeds)
		})
	}
}

// TestReplay tells one seed step by step.
func TestReplay(t *testing.T) {
	if *seed == 0 && *bug == "" {
		return
	}
	planted, ops := Bug{}, opsOf(*seed)
	for _, b := range Bugs {
		if b.Name == *bug {
			planted, ops = b, bugOps
		}
	}
	r, err := Run(openDBs(t), *seed, ops, planted, func(line string) { t.Log(line) })
	t.Logf("%+v", r)
	if err != nil {
		t.Error(err)
	}
}

// TestSameSeedSameStory: a run depends on its seed and on nothing else.
func TestSameSeedSameStory(t *testing.T) {
	db := openDBs(t)
	for i := range uint64(20) {
		var a, b []string
		Run(db, i, opsOf(i), Bug{}, func(line string) { a = append(a, line) })
		Run(db, i, opsOf(i), Bug{}, func(line string) { b = append(b, line) })
		if len(a) != len(b) {
			t.Fatalf("seed %d: %d and %d lines", i, len(a), len(b))
		}
		for j := range a {
			if a[j] != b[j] {
				t.Fatalf("seed %d, line %d: %q and %q", i, j, a[j], b[j])
			}
		}
	}
}

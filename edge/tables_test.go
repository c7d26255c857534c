package edge

import (
	"slices"
	"testing"

	"github.com/lamplight-help/lamplight/edge/store"
)

// staying are tables that belong to one running object: they are neither
// exported nor carried to another shard.
var staying = []string{"sockets", "follows", "tickets", "rates", "tallied", "signins", "documents", "arrived", "admitted", "gathered", "counted"}

// TestEveryTableHasItsPlace: a new table is exported or says that it stays,
// and one whose rows belong to a conversation goes with it.
func TestEveryTableHasItsPlace(t *testing.T) {
	db, err := store.Memory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	New(Config{}).Handle(Input{Kind: KindStarted, Seed: make([]byte, SeedSize)}, db)
	tables, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`)
	if err != nil || len(tables) < 10 {
		t.Fatal(err, tables)
	}
	for _, row := range tables {
		name := text(row[0])
		stays := slices.Contains(staying, name)
		exported := slices.ContainsFunc(owned, func(o struct {
			table, order string
			blobs        []int
		}) bool {
			return o.table == name
		})
		if stays == exported {
			t.Errorf("table %s: exported %v, stays %v; put it into owned (export.go) or into staying", name, exported, stays)
		}
		columns, err := db.Query(`SELECT 1 FROM pragma_table_info(?) WHERE name = 'conversation'`, name)
		if err != nil {
			t.Fatal(err)
		}
		goes := slices.ContainsFunc(carried, func(c struct {
			table, key string
			blobs      []int
		}) bool {
			return c.table == name
		})
		if len(columns) > 0 && !goes && !stays {
			t.Errorf("table %s has rows of conversations; put it into carried (moving.go) or into staying", name)
		}
	}
}

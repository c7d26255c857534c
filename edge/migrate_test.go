package edge

import (
	"fmt"
	"testing"

	"github.com/lamplight-help/lamplight/edge/store"
)

// TestMigrations starts from every earlier schema with a conversation in it,
// migrates, and goes on with that conversation.
func TestMigrations(t *testing.T) {
	for from := range len(migrations) + 1 {
		t.Run(fmt.Sprintf("from %d", from), func(t *testing.T) {
			db, err := store.Memory()
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if from > 0 {
				oldDatabase(t, db, from)
			}
			run := func(in Input) []Effect {
				in.Now, in.Seed = 1_763_686_900_000, make([]byte, SeedSize)
				effects := New(Config{}).Handle(in, db)
				for _, e := range effects {
					if e.Kind == EffectAbort || e.Kind == EffectReport {
						t.Fatalf("%s: %+v", in.Kind, effects)
					}
				}
				return effects
			}
			run(Input{Kind: KindStarted})
			run(Input{Kind: KindStarted}) // a second start changes nothing
			run(Input{Kind: KindConfigure, Settings: &Settings{Site: "demo", RetainDays: 1}})
			r := run(Input{Kind: KindRequest, Request: &Request{Method: "GET", Path: "/v1/demo/outbox", Operator: true}})
			if r[0].Status != 200 {
				t.Errorf("outbox: %s", r[0].Body)
			}
			run(Input{Kind: KindAlarm})
			if from > 0 {
				checkOld(t, db)
			}
		})
	}
}

// oldDatabase is what a program that knew n migrations left behind.
func oldDatabase(t *testing.T, db *store.DB, n int) {
	exec := func(q string, args ...any) {
		t.Helper()
		if err := db.Exec(q, args...); err != nil {
			t.Fatal(err)
		}
	}
	for _, steps := range migrations[:n] {
		for _, q := range steps {
			exec(q)
		}
	}
	exec(`INSERT INTO meta VALUES ('schema', ?)`, fmt.Sprint(n))
	exec(`INSERT INTO meta VALUES ('secret', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')`)
	exec(`INSERT INTO meta VALUES ('settings', '{"site":"demo"}')`)
	exec(`INSERT INTO conversations (id, state, locale, line, question, visitor, page, context, suggestions, digest, opened, updated, seq, unheld, due)
		VALUES ('01KAHYSPM00000000000000001', 'queued', 'en', '', 'old question', 'v', '', '', '[]', '', 1, 1, 1, 1763686800000, 1763686920000)`)
	exec(`INSERT INTO messages (conversation, seq, id, role, author, name, text, event, articles, at) VALUES ('01KAHYSPM00000000000000001', 1, '01KAHYSPM00000000000000001', 'visitor', '', '', 'old question', '', '', 1)`)
	exec(`INSERT INTO outbox (id, hook, kind, body, created, due, tries, state, error) VALUES ('msg_1', 'gone', 'k', '{}', 1, 1, 0, 'pending', '')`)
}

func checkOld(t *testing.T, db *store.DB) {
	t.Helper()
	rows, err := db.Query(`SELECT m.text, c.state, o.state FROM messages m, conversations c, outbox o WHERE m.conversation = c.id AND m.seq = 1`)
	if err != nil || len(rows) != 1 || text(rows[0][0]) != "old question" || text(rows[0][1]) != "queued" || text(rows[0][2]) != "dead" {
		t.Errorf("after the migration: %v %v", rows, err)
	}
}

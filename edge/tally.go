package edge

import (
	"maps"
	"slices"
)

// Tallies are what all pages learn together: how often an article was shown,
// opened, helped. They are counts by key and day. A report holds no visitor,
// no time and no words, and its id is forgotten after two days.

const (
	tallyKeys   = 100    // keys in one report
	tallyKeyCap = 160    // characters of a key: a kind, ":" and an article's id or a place
	tallyMax    = 1000   // one count of one report
	tallyPerDay = 10_000 // distinct keys of a day; the rest is counted under tallyOther
	tallyOther  = "other"
	tallyDays   = 400 // days that are kept
)

type tallyRequest struct {
	ID     string           `json:"id"` // ULID; a repeat counts once
	Counts map[string]int64 `json:"counts"`
}

func (r *tallyRequest) check() *Error {
	if !validULID(r.ID) {
		return fail("bad-request", "id must be a ULID.")
	}
	if len(r.Counts) == 0 || len(r.Counts) > tallyKeys {
		return fail("bad-request", "counts must have 1 to %d keys.", tallyKeys)
	}
	for key, n := range r.Counts {
		if e := checkLine("counts", key, 1, tallyKeyCap); e != nil {
			return e
		}
		if n < 1 || n > tallyMax {
			return fail("bad-request", "every count must be 1 to %d.", tallyMax)
		}
	}
	return nil
}

// postTallies answers POST tallies.
func (t *turn) postTallies(c *call) *Error {
	var body tallyRequest
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	if e := body.check(); e != nil {
		return e
	}
	if t.row(`SELECT 1 FROM tallied WHERE id = ?`, body.ID) != nil {
		t.respond(204, nil)
		return nil
	}
	if e := t.limit(t.peerKey("y:", c.Peer), t.core.cfg.Limits.Tallies); e != nil {
		return e
	}
	today := t.now / day
	t.exec(`DELETE FROM tallied WHERE day < ?`, today-1)
	t.exec(`INSERT INTO tallied (id, day) VALUES (?, ?)`, body.ID, today)
	for _, key := range slices.Sorted(maps.Keys(body.Counts)) {
		t.tally(today, key, body.Counts[key])
	}
	t.respond(204, nil)
	return nil
}

func (t *turn) tally(today int64, key string, n int64) {
	if t.row(`SELECT 1 FROM tallies WHERE day = ? AND key = ?`, today, key) == nil {
		keys := integer(t.row(`SELECT count(*) FROM tallies WHERE day = ?`, today)[0])
		switch {
		case keys == 0: // the first of a day sweeps
			t.exec(`DELETE FROM tallies WHERE day < ?`, today-tallyDays)
		case keys >= tallyPerDay:
			key = tallyOther
		}
	}
	t.exec(`INSERT INTO tallies (day, key, n) VALUES (?, ?, ?) ON CONFLICT (day, key) DO UPDATE SET n = min(n + excluded.n, ?)`,
		today, key, n, int64(MaxInt))
}

// TallyDay is one day's counts.
type TallyDay struct {
	Day    int64            `json:"day"` // days since 1970-01-01, UTC
	Counts map[string]int64 `json:"counts"`
}

type tallyReply struct {
	Days []TallyDay `json:"days"`
	More bool       `json:"more,omitempty"`
}

// tallyPage is how many days one answer holds.
const tallyPage = 31

// getTallies answers GET tallies?after=DAY, oldest first.
func (t *turn) getTallies(c *call) *Error {
	after, e := parseAfter(c.Query)
	if e != nil {
		return e
	}
	reply := tallyReply{Days: []TallyDay{}}
	days := t.query(`SELECT DISTINCT day FROM tallies WHERE day > ? ORDER BY day LIMIT ?`, after, int64(tallyPage+1))
	reply.More = len(days) > tallyPage
	for _, row := range days[:min(len(days), tallyPage)] {
		d := TallyDay{integer(row[0]), map[string]int64{}}
		for _, r := range t.query(`SELECT key, n FROM tallies WHERE day = ? ORDER BY key`, d.Day) {
			d.Counts[text(r[0])] = integer(r[1])
		}
		reply.Days = append(reply.Days, d)
	}
	t.respondJSON(200, reply)
	return nil
}

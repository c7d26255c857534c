package sim

import (
	"strings"

	"github.com/lamplight-help/lamplight/edge"
)

// Bug is a planted mistake, in the host, the store or the page. Each is one
// that somebody has made somewhere; the fault says what brings it out.
type Bug struct {
	Name   string
	Clause string // which promise it breaks
	Fault  string

	ActsFirst      bool // effects before the commit
	CommitsAborted bool // an abort is ignored
	ForgetsAlarm   bool // the alarm is memory only
	ForgetsSockets bool // hibernated sockets are not listed at the start
	KeepsDead      bool // sockets that died with the process are listed
	NewSecret      bool // a deploy makes a new site secret

	ForgetsUnacked bool // the page drops a message once it is on the wire
	VolatileOutbox bool // the page's outbox does not survive a reload
	NewIDs         bool // a retry gets a new id
	NoResume       bool // after reconnecting the page just waits
	NoGapCheck     bool // the page takes whatever seq comes
	NoHeartbeat    bool // a link that is silent one way is thought alive
	GivesUp        bool // "try again" is taken for "no"

	LosesArrivals bool // a shard says "stored" before the commit

	NewWebhookID bool // every attempt has an id of its own

	// DB changes what the core says to its database.
	DB func(edge.DB) edge.DB
}

// webhookID is the id that the receiver sees.
func (b Bug) webhookID(s *Sim, e edge.Effect) string {
	if b.NewWebhookID {
		return s.id()
	}
	return e.Delivery
}

// rewriter changes statements on their way to the database.
type rewriter struct {
	edge.DB
	rewrite func(query string, args []any) (string, []any, bool) // false: not executed at all
}

func (r rewriter) Exec(q string, args ...any) error {
	q, args, ok := r.rewrite(q, args)
	if !ok {
		return nil
	}
	return r.DB.Exec(q, args...)
}

func (r rewriter) Query(q string, args ...any) ([][]any, error) {
	q, args, ok := r.rewrite(q, args)
	if !ok {
		return nil, nil
	}
	return r.DB.Query(q, args...)
}

// replace plants a mistake in one statement.
func replace(old, replacement string) func(edge.DB) edge.DB {
	return func(db edge.DB) edge.DB {
		return rewriter{db, func(q string, args []any) (string, []any, bool) {
			return strings.Replace(q, old, replacement, 1), args, true
		}}
	}
}

// omit plants a forgotten statement.
func omit(prefix string) func(edge.DB) edge.DB {
	return func(db edge.DB) edge.DB {
		return rewriter{db, func(q string, args []any) (string, []any, bool) {
			return q, args, !strings.HasPrefix(q, prefix)
		}}
	}
}

// Bugs is the list that the checker has to find, each by itself.
var Bugs = []Bug{
	{Name: "ack before commit", Clause: "1", Fault: "kill between commit and answer", ActsFirst: true},
	{Name: "half an input stored", Clause: "1", Fault: "disk full", CommitsAborted: true},
	{Name: "conversation row not updated", Clause: "1", Fault: "none", DB: replace("seq = ?, answered", "seq = max(seq, ? - 1), answered")},
	{Name: "forgotten before the ack", Clause: "2", Fault: "cut", ForgetsUnacked: true},
	{Name: "outbox in memory", Clause: "2", Fault: "reload", VolatileOutbox: true},
	{Name: "gives up too early", Clause: "2", Fault: "disk full", GivesUp: true},
	{Name: "new id for a retry", Clause: "3", Fault: "lost ack, repeat", NewIDs: true},
	{Name: "repeat gets a second seq", Clause: "3", Fault: "repeat",
		DB: func(db edge.DB) edge.DB { return forgetful{db} }},
	{Name: "seq with gaps", Clause: "4", Fault: "none", DB: replace("coalesce(max(seq), 0) + 1", "coalesce(max(seq), 0) + 1 + (coalesce(max(seq), 0) % 5 = 4)")},
	{Name: "resume by time", Clause: "5", Fault: "clock jump",
		DB: replace("conversation = ? AND seq > ? ORDER BY seq", "conversation = ? AND at >= coalesce((SELECT max(at) FROM messages WHERE seq <= ?), 0) ORDER BY seq")},
	{Name: "resume skips one", Clause: "5", Fault: "cut", DB: replace("conversation = ? AND seq > ? ORDER BY seq", "conversation = ? AND seq > ? + 1 ORDER BY seq")},
	{Name: "no resume after reconnecting", Clause: "5", Fault: "cut", NoResume: true},
	{Name: "no gap check", Clause: "5", Fault: "one frame lost", NoGapCheck: true},
	{Name: "no heartbeat", Clause: "5", Fault: "link cut one way", NoHeartbeat: true},
	{Name: "hand-off without a lease", Clause: "6", Fault: "kill", DB: replace("UPDATE outbox SET due = ? WHERE id = ?", "DELETE FROM outbox WHERE ? > 0 AND id = ?")},
	{Name: "hand-off not in the transaction", Clause: "6", Fault: "none", DB: omit("INSERT INTO outbox")},
	{Name: "new webhook id for every attempt", Clause: "6", Fault: "lost answer", NewWebhookID: true},
	{Name: "alarm in memory", Clause: "7", Fault: "eviction", ForgetsAlarm: true},
	{Name: "due time forgotten", Clause: "7", Fault: "time", DB: replace("escalations = ?, due = ?", "escalations = ?, due = nullif(0, coalesce(?, 0) * 0)")},
	{Name: "sockets in memory", Clause: "8", Fault: "eviction", ForgetsSockets: true},
	{Name: "dead sockets kept", Clause: "8", Fault: "kill", KeepsDead: true},
	{Name: "new secret at every deploy", Clause: "8", Fault: "deploy", NewSecret: true},
	{Name: "written to while it moves", Clause: "1", Fault: "re-shard", DB: func(db edge.DB) edge.DB {
		frozen := replace("SELECT leaving FROM conversations WHERE id = ?", "SELECT 0 FROM conversations WHERE id = ?")
		return replace("SELECT id FROM sockets WHERE conversation = ?\n", "SELECT id FROM sockets WHERE conversation = ? AND 0\n")(frozen(db))
	}},
	{Name: "arrived before the commit", Clause: "1", Fault: "re-shard, kill", LosesArrivals: true},
	{Name: "arrives twice", Clause: "re-shard", Fault: "re-shard, lost answer", DB: replace("DO NOTHING RETURNING 1", "DO UPDATE SET epoch = excluded.epoch RETURNING 1")},
	{Name: "old home keeps a copy", Clause: "re-shard", Fault: "re-shard", DB: omit("DELETE FROM conversations WHERE id")},
	{Name: "hand-offs stay behind", Clause: "6", Fault: "re-shard", DB: omit("INSERT INTO outbox VALUES")},
	{Name: "a shard keeps its old place", Clause: "re-shard", Fault: "re-shard twice", DB: func(db edge.DB) edge.DB { return stubborn{db} }},
	{Name: "followers forgotten", Clause: "5", Fault: "none", DB: omit("INSERT INTO follows")},
	{Name: "read mark releases", Clause: "states", Fault: "none", DB: replace("UPDATE conversations SET state = ?, agent = ?", "UPDATE conversations SET state = ?, agent = substr(?, 1, 0)")},
}

// stubborn is a shard that hears of its place once.
type stubborn struct{ edge.DB }

func (s stubborn) Exec(q string, args ...any) error {
	if strings.HasPrefix(q, "INSERT INTO meta") && args[0] == "place" {
		if rows, err := s.DB.Query(`SELECT 1 FROM meta WHERE key = 'place'`); err != nil || len(rows) > 0 {
			return err
		}
	}
	return s.DB.Exec(q, args...)
}

// forgetful has no memory of ids: a repeat is stored as a message of its own.
type forgetful struct{ edge.DB }

func (f forgetful) Query(q string, args ...any) ([][]any, error) {
	if strings.Contains(q, "FROM messages WHERE conversation = ? AND id = ?") {
		return nil, nil
	}
	if strings.HasPrefix(q, "INSERT INTO messages") {
		rows, err := f.DB.Query(`SELECT count(*) FROM messages WHERE id = ?`, args[1])
		if err != nil {
			return nil, err
		}
		if n := rows[0][0].(int64); n > 0 {
			args[1] = args[1].(string) + strings.Repeat("'", int(n))
		}
	}
	return f.DB.Query(q, args...)
}

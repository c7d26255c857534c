package edge

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/oklog/ulid/v2"
)

// turn is the life of one input: what came in, the transaction, and the
// effects so far. It is made anew for each and then forgotten.
type turn struct {
	core  *Core
	in    Input
	db    DB
	now   int64
	id    string // request id, a ULID
	drawn uint64 // how many blocks of randomness are used
	// timesChanged asks for a look at the alarm when the turn is over.
	timesChanged bool
	scrub        bool    // bytes were deleted that must not stay readable
	cors         string  // the origin that may read the answer
	laid         *Layout // read once; see place.go
	asked        int     // homes of a conversation that have sent this request on
	replies      []Reply // of every shard, nil before they were asked
	effects      []Effect
}

func newTurn(c *Core, in Input, db DB) *turn {
	t := &turn{core: c, in: in, db: db, now: in.Now}
	t.id = t.ulid()
	return t
}

// run finds the function for the input.
func (t *turn) run() {
	switch t.in.Kind {
	case KindStarted:
		t.started()
	case KindConfigure:
		t.configure()
	case KindRequest:
		t.request()
	case KindFrame:
		t.frame()
	case KindClosed:
		t.closed()
	case KindAlarm:
		t.alarm()
	case KindDelivered:
		t.delivered()
	case KindTended:
		t.tended()
	case KindAnswered:
		t.answered()
	case KindLinked:
		t.linked()
	case KindUnlinked:
		t.unlinked()
	default:
		t.report(fmt.Sprintf("input of unknown kind %q", t.in.Kind))
	}
	if t.timesChanged {
		t.rearm(false)
	}
	if t.scrub { // before the answer, so that "deleted" is true when it is read
		t.effects = slices.Insert(t.effects, 0, Effect{Kind: EffectScrub})
	}
}

// aborted is the answer to an input that panicked or met an SQL error. Nothing
// of it stays in the database; the client may try again.
func (t *turn) aborted(cause any) []Effect {
	e := &Error{Code: "internal", Detail: "Something went wrong on our side. Nothing was lost; please try again."}
	if sql, ok := cause.(sqlError); ok {
		e = &Error{Code: "unavailable", Detail: "The message could not be stored just now. Please try again.", Cause: sql}
	}
	t.effects = []Effect{{Kind: EffectAbort}}
	t.report(fmt.Sprintf("%s %s: %v", t.in.Kind, e.Code, cause))
	t.refuse(e)
	return t.effects
}

// refuse answers the input, whatever its kind, with an error.
func (t *turn) refuse(e *Error) {
	switch t.in.Kind {
	case KindRequest, KindAnswered:
		if t.in.Request != nil {
			t.problem(e)
		}
	case KindFrame:
		t.send(t.in.Socket, t.errorFrame(e))
	case KindAlarm:
		t.emit(Effect{Kind: EffectAlarm, At: t.now + 30*second})
	}
}

// sqlError marks a failure of the database, as opposed to one of the code.
type sqlError struct{ err error }

func (e sqlError) Error() string { return e.err.Error() }
func (e sqlError) Unwrap() error { return e.err }

// exec runs a statement; an SQL error aborts the input.
func (t *turn) exec(query string, args ...any) {
	if err := t.db.Exec(query, args...); err != nil {
		panic(sqlError{fmt.Errorf("%w in %q", err, query)})
	}
}

// query returns all rows; an SQL error aborts the input.
func (t *turn) query(query string, args ...any) [][]any {
	rows, err := t.db.Query(query, args...)
	if err != nil {
		panic(sqlError{fmt.Errorf("%w in %q", err, query)})
	}
	return rows
}

// row returns the first row, or nil.
func (t *turn) row(query string, args ...any) []any {
	if rows := t.query(query, args...); len(rows) > 0 {
		return rows[0]
	}
	return nil
}

// random returns n fresh bytes, n at most 32: SHA-256(seed | counter).
func (t *turn) random(n int) []byte {
	t.drawn++
	block := sha256.Sum256(binary.LittleEndian.AppendUint64(append([]byte("lamplight turn "), t.in.Seed...), t.drawn))
	return block[:n]
}

// ulid makes an id at the time of the input.
func (t *turn) ulid() string {
	var id ulid.ULID
	if err := id.SetTime(min(uint64(max(t.now, 0)), ulid.MaxTime())); err != nil {
		panic(err)
	}
	copy(id[6:], t.random(10))
	return id.String()
}

func (t *turn) emit(e Effect) { t.effects = append(t.effects, e) }

// report tells the operator; never with user data.
func (t *turn) report(line string) {
	t.emit(Effect{Kind: EffectReport, Text: t.id + " " + line})
}

// asError gives any error a public form.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: "internal", Detail: "Something went wrong on our side. Please try again.", Cause: err}
}

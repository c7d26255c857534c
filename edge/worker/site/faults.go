//go:build js && wasm && faults

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/edge"
)

// Tests build with the tag "faults": an input that holds one of these words
// kills the instance after the core has done its work and before the shell
// sees any of it, the worst moment. None of that can be recovered in Go.
func init() {
	plant = func(input []byte) []byte {
		switch {
		case bytes.Contains(input, []byte("fault-panic")):
			panic("planted crash")
		case bytes.Contains(input, []byte("fault-stack")):
			println("planted crash")
			println(deeper(1))
		case bytes.Contains(input, []byte("fault-block")):
			println("planted crash")
			select {} // the call never comes to its end
		case bytes.Contains(input, []byte("fault-database")):
			return checkDatabase(store{})
		}
		return nil
	}
	spoil = spoiled
	retry = 200
}

// alarmFails is how long after a conversation "fault-alarm" began every alarm
// of its object crashes, ms.
const alarmFails = 4000

// newer says that this program knows the schema that fault-newer leaves.
var newer bool

// spoiled is a database in trouble, where the input or the site asks for it.
func spoiled(input []byte, db edge.DB) edge.DB {
	switch {
	case bytes.Contains(input, []byte("fault-full")):
		return failing{db, errors.New("database or disk is full: SQLITE_FULL")}
	case bytes.Contains(input, []byte("fault-row")):
		_, err := db.Query(`SELECT length(?)`, make([]byte, 3<<20)) // the platform's own error
		return failing{db, err}
	case bytes.Contains(input, []byte("fault-newer")):
		mend(db, 1)
	case newer && bytes.Contains(input, []byte(`"kind":"started"`)):
		mend(db, -1) // this one gets along with it
	case bytes.Contains(input, []byte(`"kind":"alarm"`)):
		rows, err := db.Query(`SELECT max(opened) FROM conversations WHERE question = 'fault-alarm'`)
		if opened, ok := rows[0][0].(float64); err == nil && ok && time.Now().UnixMilli() < int64(opened)+alarmFails {
			panic("planted crash of an alarm")
		}
	}
	return db
}

// mend moves the schema's number, as a newer program would have.
func mend(db edge.DB, by int64) {
	if err := db.Exec(`UPDATE meta SET value = CAST(value + ? AS INTEGER) WHERE key = 'schema'`, by); err != nil {
		panic(err)
	}
}

// failing is a database that stores nothing more.
type failing struct {
	edge.DB
	err error
}

func (f failing) Exec(q string, args ...any) error {
	if strings.HasPrefix(q, "INSERT") {
		return f.err
	}
	return f.DB.Exec(q, args...)
}

func (f failing) Query(q string, args ...any) ([][]any, error) {
	if strings.HasPrefix(q, "INSERT") {
		return nil, f.err
	}
	return f.DB.Query(q, args...)
}

func deeper(n int) int { return deeper(n+1) + n }

// checkDatabase answers with what is wrong with db, by what was looked at.
func checkDatabase(db edge.DB) []byte {
	found := map[string]string{}
	for _, c := range []struct {
		what, query string
		arg, want   any
		fails       string // part of the error
	}{
		{"null", `SELECT ?`, nil, nil, ""},
		{"number", `SELECT ?`, int64(7), 7.0, ""},
		{"negative", `SELECT ?`, int64(-7), -7.0, ""},
		{"largest", `SELECT ?`, int64(edge.MaxInt), float64(edge.MaxInt), ""},
		{"smallest", `SELECT ?`, int64(-edge.MaxInt), -float64(edge.MaxInt), ""},
		{"too large", `SELECT ?`, int64(edge.MaxInt) + 1, nil, "53 bits"},
		{"too large in the database", `SELECT 9007199254740993 WHERE ? IS NULL`, nil, nil, "may not be the integer"},
		{"fraction", `SELECT ?`, 0.1, 0.1, ""},
		{"infinity", `SELECT ?`, math.Inf(1), math.Inf(1), ""},
		{"integer column", `SELECT typeof(n) FROM (SELECT CAST(? AS INTEGER) AS n)`, int64(3), "integer", ""},
		{"empty text", `SELECT ?`, "", "", ""},
		{"text", `SELECT ?`, "a\x00b 漢字 \U0001f3ee", "a\x00b 漢字 \U0001f3ee", ""},
		{"byte order mark", `SELECT ?`, "\ufeffx", "\ufeffx", ""},
		{"metacharacters", `SELECT ?`, `'; DROP TABLE messages; -- %_`, `'; DROP TABLE messages; -- %_`, ""},
		{"empty blob", `SELECT ?`, []byte{}, []byte{}, ""},
		{"blob", `SELECT ?`, []byte{0, 255, 1}, []byte{0, 255, 1}, ""},
		{"large blob", `SELECT length(?)`, make([]byte, 1<<20), float64(1 << 20), ""},
		{"row too large", `SELECT length(?)`, make([]byte, 3<<20), nil, "too big"},
		{"bad type", `SELECT ?`, true, nil, "bool"},
		{"bad SQL", `SELCT ?`, nil, nil, "syntax"},
		{"missing argument", `SELECT ?, ?`, "x", nil, "indings"},
	} {
		rows, err := db.Query(c.query, c.arg)
		switch {
		case c.fails != "":
			if err == nil || !strings.Contains(err.Error(), c.fails) {
				found[c.what] = fmt.Sprintf("rows %v, error %v, want an error with %q", rows, err, c.fails)
			}
		case err != nil:
			found[c.what] = err.Error()
		case fmt.Sprintf("%T %#v", rows[0][0], rows[0][0]) != fmt.Sprintf("%T %#v", c.want, c.want):
			found[c.what] = fmt.Sprintf("got %#v, want %#v", rows[0][0], c.want)
		default:
			found[c.what] = ""
		}
	}
	rows, err := db.Query(`SELECT 1, 'a' UNION ALL SELECT 2, NULL ORDER BY 1`)
	if found["rows"] = ""; err != nil || fmt.Sprint(rows) != "[[1 a] [2 <nil>]]" {
		found["rows"] = fmt.Sprint(rows, err)
	}
	if rows, err = db.Query(`SELECT 1 WHERE 0`); err != nil || len(rows) != 0 {
		found["no rows"] = fmt.Sprint(rows, err)
	}
	body, err := json.Marshal(found)
	if err != nil {
		panic(err)
	}
	out, err := edge.EncodeEffects([]edge.Effect{{Kind: edge.EffectRespond, Status: 200, Body: body}})
	if err != nil {
		panic(err)
	}
	return out
}

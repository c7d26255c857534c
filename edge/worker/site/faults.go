//go:build js && wasm && faults

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"

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

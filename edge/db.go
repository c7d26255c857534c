package edge

import "fmt"

// DB is the site's SQLite database inside the transaction of one Input.
//
// Arguments are nil, int64, float64, string or []byte. A result is one of
// these too; hosts whose numbers are all floating point (Durable Objects) may
// return float64 where SQLite holds an integer. So the core stores no integer
// beyond 2^53, ids are TEXT, and it reads columns through the functions below.
//
// Placeholders are "?" in order. Statements use neither PRAGMA nor BEGIN nor
// more than 100 placeholders, as Durable Objects have it.
type DB interface {
	Exec(query string, args ...any) error
	Query(query string, args ...any) ([][]any, error)
}

// MaxInt is the largest integer that every host stores exactly: 2^53-1.
const MaxInt = 1<<53 - 1

// integer reads a column that holds an integer or NULL (0).
func integer(v any) int64 {
	switch v := v.(type) {
	case nil:
		return 0
	case int64:
		return v
	case float64:
		return int64(v)
	case int:
		return int64(v)
	}
	panic(fmt.Sprintf("column is %T, want an integer", v))
}

// flag is a truth value as a column holds it.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// text reads a column that holds TEXT or NULL ("").
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte:
		return string(v)
	}
	panic(fmt.Sprintf("column is %T, want text", v))
}

// blob reads a column that holds a BLOB or NULL (nil).
func blob(v any) []byte {
	switch v := v.(type) {
	case nil:
		return nil
	case []byte:
		return v
	case string:
		return []byte(v)
	}
	panic(fmt.Sprintf("column is %T, want a blob", v))
}

// Package store is the edge's database on SQLite in pure Go: one file, one
// connection, a fixed set of prepared statements.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"

	_ "modernc.org/sqlite" // the driver "sqlite", pure Go
)

// DB is one site's database. It is the edge.DB of the transaction that its
// owner has open; one goroutine uses it at a time.
type DB struct {
	db       *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt // the core has a fixed set of statements
}

// pragmas: a commit returns only when the write-ahead log is on the disk
// (FULL), so what was acknowledged survives a power cut.
var pragmas = url.Values{"_pragma": {
	"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)",
	"secure_delete(ON)", "temp_store(MEMORY)",
}}

// Open opens or creates a database file.
func Open(path string) (*DB, error) {
	return open("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas.Encode())
}

// OpenReadOnly opens a file that nobody writes to, as a backup.
func OpenReadOnly(path string) (*DB, error) {
	return open("file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=ro&immutable=1")
}

// Memory opens an empty database that ends with its Close.
func Memory() (*DB, error) { return open(":memory:") }

func open(name string) (*DB, error) {
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return &DB{db, conn, map[string]*sql.Stmt{}}, nil
}

// Exec implements edge.DB.
func (s *DB) Exec(query string, args ...any) error {
	st, err := s.prepare(query)
	if err != nil {
		return err
	}
	_, err = st.Exec(args...)
	return err
}

// Query implements edge.DB.
func (s *DB) Query(query string, args ...any) ([][]any, error) {
	st, err := s.prepare(query)
	if err != nil {
		return nil, err
	}
	rows, err := st.Query(args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out [][]any
	for rows.Next() {
		row := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// Once runs a statement that is not worth keeping prepared.
func (s *DB) Once(query string, args ...any) error {
	_, err := s.conn.ExecContext(context.Background(), query, args...)
	return err
}

func (s *DB) prepare(query string) (*sql.Stmt, error) {
	if st, ok := s.prepared[query]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	s.prepared[query] = st
	return st, nil
}

// Close releases the file; SQLite folds the log into it.
func (s *DB) Close() error {
	for _, st := range s.prepared {
		st.Close()
	}
	s.conn.Close()
	return s.db.Close()
}

package native

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/store"
)

// Keeping a site: backup and restore of the file, export and import of what
// is in it. Backup and export also work beside a running server; restore and
// import belong to the server that has the directory.

// maxLine bounds one line of an import: a chunk of a bundle in base64.
const maxLine = 4 << 20

// exclusive runs f in the site's goroutine, between two batches.
func (st *site) exclusive(f func(*store.DB) error) error {
	done := make(chan error, 1)
	if !st.submit(job{alone: func() { done <- f(st.db) }}) {
		return ErrClosed
	}
	return <-done
}

// Backup writes a copy of a site's database to a file that must not exist. The
// copy is of one moment. It reads through a connection of its own, so a server
// on the same directory, in this process or another, goes on writing.
func Backup(dir, name, path string) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("native: %s exists already; choose another name", path)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := beside(dir, name)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Once("VACUUM INTO ?", part); err != nil {
		return fmt.Errorf("native: backup of %s: %w", name, err)
	}
	return os.Rename(part, path)
}

// beside opens the database of an existing site on a second connection.
func beside(dir, name string) (*store.DB, error) {
	path := filepath.Join(dir, name+".db")
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("native: there is no site %q in %s: %w", name, dir, err)
	}
	return store.Open(path)
}

// Restore puts a backup in the place of a site. What the site held before is
// kept beside it as SITE.db.before. Sockets are told to come back.
func (s *Server) Restore(name, backup string) error {
	if err := checkBackup(name, backup); err != nil {
		return err
	}
	// Open it even to close it: that folds a log that a kill left behind.
	if _, err := s.site(name); err != nil {
		s.cfg.Log("site " + name + ": replaced although it does not open: " + err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return ErrClosed
	}
	if st := s.sites[name]; st != nil {
		st.goingAway()
		if err := st.stop(); err != nil {
			return err
		}
		delete(s.sites, name)
	}
	path := filepath.Join(s.cfg.Dir, name+".db")
	if err := copyFile(backup, path+".new"); err != nil {
		return err
	}
	if err := os.Rename(path, path+".before"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Rename(path+".new", path)
}

// checkBackup opens the backup and asks it whose it is and whether it is whole.
func checkBackup(name, path string) error {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("native: backup: %w", err)
	}
	db, err := store.OpenReadOnly(path)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Query("PRAGMA quick_check(1)")
	if err != nil || len(rows) != 1 || rows[0][0] != "ok" {
		return fmt.Errorf("native: %s is damaged or no backup (%v %v)", path, rows, err)
	}
	rows, err = db.Query(`SELECT json_extract(value, '$.site') FROM meta WHERE key = 'settings'`)
	if err != nil || len(rows) != 1 || rows[0][0] != name {
		return fmt.Errorf("native: %s is not a backup of the site %q", path, name)
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// Export writes everything a site owns as JSON Lines, of one moment, while a
// server may go on writing. It holds the site's secret and its visitors'
// words: keep it as you keep the database.
func Export(dir, name string, w io.Writer) error {
	db, err := beside(dir, name)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Exec("BEGIN"); err != nil {
		return err
	}
	defer db.Exec("ROLLBACK") // nothing was written
	out := bufio.NewWriter(w)
	err = edge.Export(db, func(line []byte) error {
		_, err := out.Write(append(line, '\n'))
		return err
	})
	return errors.Join(err, out.Flush())
}

// Import makes a site from an export. The site must not exist.
func (s *Server) Import(name string, r io.Reader) error {
	path := filepath.Join(s.cfg.Dir, name+".db")
	if st, err := s.site(name); err != nil || st != nil {
		return errors.Join(err, fmt.Errorf("native: the site %q exists already", name))
	}
	st, err := s.open(name, true)
	if err != nil {
		return err
	}
	err = st.exclusive(func(db *store.DB) error { return importAll(db, name, r) })
	if err != nil {
		s.mu.Lock()
		delete(s.sites, name)
		s.mu.Unlock()
		return errors.Join(err, st.stop(), os.Remove(path))
	}
	st.submit(job{in: edge.Input{Kind: edge.KindStarted}}) // sets the alarm
	return nil
}

func importAll(db *store.DB, name string, r io.Reader) error {
	if err := db.Exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	err := edge.Import(db, func() ([]byte, error) {
		if !lines.Scan() {
			return nil, lines.Err()
		}
		return lines.Bytes(), nil
	})
	if err == nil {
		var rows [][]any
		rows, err = db.Query(`SELECT 1 FROM meta WHERE key = 'settings' AND json_extract(value, '$.site') = ?`, name)
		if err == nil && len(rows) == 0 {
			err = fmt.Errorf("native: the export is of another site than %q", name)
		}
	}
	if err != nil {
		db.Exec("ROLLBACK")
		return err
	}
	return db.Exec("COMMIT")
}

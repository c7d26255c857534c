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

// Backup writes a copy of a site's database to a file that must not exist, and
// of its shards beside it (FILE.1, FILE.2 …). Each copy is of one moment. It
// reads through connections of its own, so a server on the same directory, in
// this process or another, goes on writing.
func Backup(dir, name, path string) error {
	before, err := settled(dir, name)
	if err != nil {
		return err
	}
	for shard := range lastShard(dir, name) + 1 {
		if err := backupOne(dir, shardName(name, shard), backupName(path, shard)); err != nil {
			return err
		}
	}
	if after, err := settled(dir, name); err != nil || after != before {
		return errors.Join(err, fmt.Errorf("native: %s was spread anew during the backup; make another one", name))
	}
	return nil
}

// settled is the layout of a site that is not being spread anew.
func settled(dir, name string) (edge.Layout, error) {
	db, err := beside(dir, name)
	if err != nil {
		return edge.Layout{}, err
	}
	defer db.Close()
	l, err := edge.LayoutOf(db)
	if err == nil && l.Next > 0 {
		err = fmt.Errorf("native: %s is being spread over %d shards; try again when that is done", name, l.Next)
	}
	return l, err
}

// lastShard is the highest number of a shard that a site has ever had.
func lastShard(dir, name string) (last int64) {
	for k := int64(1); k <= edge.MaxShards; k++ {
		if _, err := os.Stat(filepath.Join(dir, shardName(name, k)+".db")); err == nil {
			last = k
		}
	}
	return last
}

// backupName is the file for a shard's copy; 0 is the site object's.
func backupName(path string, shard int64) string {
	if shard == 0 {
		return path
	}
	return fmt.Sprintf("%s.%d", path, shard)
}

func backupOne(dir, name, path string) error {
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

// Restore puts a backup in the place of a site, its shards with it. What the
// site held before is kept beside it as SITE.db.before. Sockets are told to
// come back.
func (s *Server) Restore(name, backup string) error {
	shards, err := checkBackup(name, backup)
	if err != nil {
		return err
	}
	last := max(shards, lastShard(s.cfg.Dir, name))
	for shard := range last + 1 {
		if err := s.release(shardName(name, shard)); err != nil {
			return err
		}
	}
	for shard := range last + 1 {
		if err := s.replace(shardName(name, shard), backupName(backup, shard), shard <= shards); err != nil {
			return err
		}
	}
	return nil
}

// release closes a site that is open, after everything that was queued.
func (s *Server) release(name string) error {
	// Open it even to close it: that folds a log that a kill left behind.
	if _, err := s.site(name); err != nil {
		s.cfg.Log("site " + name + ": replaced although it does not open: " + err.Error())
	}
	s.mu.Lock()
	st, closed := s.sites[name], s.closed
	delete(s.sites, name)
	s.mu.Unlock()
	switch {
	case closed:
		return ErrClosed
	case st == nil:
		return nil
	}
	st.goingAway()
	return st.stop()
}

// replace puts a copy in the place of a database, or nothing.
func (s *Server) replace(name, backup string, copied bool) error {
	path := filepath.Join(s.cfg.Dir, name+".db")
	if copied {
		if err := copyFile(backup, path+".new"); err != nil {
			return err
		}
	}
	if err := os.Rename(path, path+".before"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if !copied {
		return nil
	}
	return os.Rename(path+".new", path)
}

// checkBackup opens the backup and asks it whose it is and whether it is
// whole, its shards too. It returns the highest number of a shard.
func checkBackup(name, path string) (shards int64, err error) {
	for k := int64(1); k <= edge.MaxShards; k++ {
		if _, err := os.Stat(backupName(path, k)); err == nil {
			shards = k
		}
	}
	for k := range shards + 1 {
		l, err := checkCopy(name, backupName(path, k))
		if err != nil {
			return 0, err
		}
		if k == 0 && l.Shards > max(shards, 1) {
			return 0, fmt.Errorf("native: %s is spread over %d shards; %s is missing", name, l.Shards, backupName(path, shards+1))
		}
	}
	return shards, nil
}

func checkCopy(name, path string) (l edge.Layout, err error) {
	if _, err := os.Stat(path); err != nil {
		return l, fmt.Errorf("native: backup: %w", err)
	}
	db, err := store.OpenReadOnly(path)
	if err != nil {
		return l, err
	}
	defer db.Close()
	rows, err := db.Query("PRAGMA quick_check(1)")
	if err != nil || len(rows) != 1 || rows[0][0] != "ok" {
		return l, fmt.Errorf("native: %s is damaged or no backup (%v %v)", path, rows, err)
	}
	rows, err = db.Query(`SELECT json_extract(value, '$.site') FROM meta WHERE key = 'settings'`)
	if err != nil || len(rows) != 1 || rows[0][0] != name {
		return l, fmt.Errorf("native: %s is not a backup of the site %q", path, name)
	}
	return edge.LayoutOf(db)
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

// Export writes everything a site owns as JSON Lines, its shards' part after
// its own, each of one moment, while a server may go on writing. It holds the
// site's secret and its visitors' words: keep it as you keep the database.
func Export(dir, name string, w io.Writer) error {
	before, err := settled(dir, name)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for shard := range lastShard(dir, name) + 1 {
		write := edge.ExportShard
		if shard == 0 {
			write = edge.Export
		}
		if err := exportOne(dir, shardName(name, shard), out, write); err != nil {
			return err
		}
	}
	if after, err := settled(dir, name); err != nil || after != before {
		return errors.Join(err, fmt.Errorf("native: %s was spread anew during the export; make another one", name))
	}
	return out.Flush()
}

func exportOne(dir, name string, out *bufio.Writer, write func(edge.DB, func([]byte) error) error) error {
	db, err := beside(dir, name)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Exec("BEGIN"); err != nil {
		return err
	}
	defer db.Exec("ROLLBACK") // nothing was written
	return write(db, func(line []byte) error {
		_, err := out.Write(append(line, '\n'))
		return err
	})
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

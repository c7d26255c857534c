package edge

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Everything that a site owns, as JSON Lines: one line that says what it is,
// then one line for each row. What belongs to the running host (sockets,
// tickets, rates) stays behind. Export and Import move a site between hosts.
// What shards hold follows (ExportShard) as if it had never been elsewhere: an
// import makes a site in one object, which may be spread again.

// owned are the exported tables in the order of import, with the columns that
// hold bytes.
var owned = []struct {
	table, order string
	blobs        []int
}{
	{"meta", "key", nil}, {"people", "id", nil}, {"sealkeys", "id", nil}, {"tokens", "hash", nil}, {"bundles", "hash", nil},
	{"chunks", "hash, n", []int{2}}, {"heads", "version", nil},
	{"conversations", "id", nil}, {"messages", "conversation, seq", nil}, {"attachments", "conversation, id", nil}, {"pieces", "conversation, hash, n", []int{3}}, {"outbox", "id", nil}, {"audit", "seq", nil},
	{"spent", "epoch, input", nil}, {"tokencounts", "day, what", nil}, {"tallies", "day, key", nil}, {"chains", "shard, seq", nil}, {"counts", "batch", nil},
	{"hooks", "id", nil}, {"hooksecrets", "hook, n", nil}, {"heard", "conversation, hook, id", nil},
}

// placed are the facts of meta that hold for one object only.
var placed = []string{"layout", "place", "reshard", "alarm"}

type exportHeader struct {
	Lamplight string `json:"lamplight"` // "site export"
	Schema    int    `json:"schema"`
	Site      string `json:"site"`
}

type exportRow struct {
	Table  string `json:"table"`
	Values []any  `json:"values"` // in the order of the table's columns; bytes as base64
}

const exportKind = "site export"

// exportPage is how many rows are read at a time.
const exportPage = 200

// Export calls emit for every line, without a newline. It reads only, and
// must run inside one transaction so that the lines belong together.
func Export(db DB, emit func(line []byte) error) error {
	t := &turn{db: db}
	return guard(func() error {
		s := t.settings()
		if s == nil {
			return errors.New("export: the site is not configured")
		}
		if err := emitJSON(emit, exportHeader{exportKind, t.schemaVersion(), s.Site}); err != nil {
			return err
		}
		for _, o := range owned {
			if err := t.exportTable(o.table, o.order, o.blobs, emit); err != nil {
				return err
			}
		}
		return nil
	})
}

// ExportShard is the rest of a site's export: what one of its shards holds.
func ExportShard(db DB, emit func(line []byte) error) error {
	t := &turn{db: db}
	return guard(func() error {
		for _, c := range carried {
			if err := t.exportTable(c.table, c.key, c.blobs, emit); err != nil {
				return err
			}
		}
		shard := t.place().Shard
		for _, row := range t.query(`SELECT * FROM audit ORDER BY seq`) {
			if err := emitJSON(emit, exportRow{"chains", append([]any{shard}, row...)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// LayoutOf is how a site's conversations are spread, read from its database.
func LayoutOf(db DB) (l Layout, err error) {
	err = guard(func() error {
		l = (&turn{db: db}).layout()
		return nil
	})
	return l, err
}

func (t *turn) exportTable(table, order string, blobs []int, emit func([]byte) error) error {
	for offset := int64(0); ; offset += exportPage {
		rows := t.query(`SELECT * FROM `+table+` ORDER BY `+order+` LIMIT ? OFFSET ?`, int64(exportPage), offset)
		for _, row := range rows {
			if table == "meta" && slices.Contains(placed, text(row[0])) {
				continue
			}
			for _, i := range blobs {
				row[i] = base64.StdEncoding.EncodeToString(blob(row[i]))
			}
			if err := emitJSON(emit, exportRow{table, row}); err != nil {
				return err
			}
		}
		if len(rows) < exportPage {
			return nil
		}
	}
}

func emitJSON(emit func([]byte) error, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return emit(line)
}

// Import fills a database on which KindStarted has run and which has no site
// yet. next returns one line after the other and nil at the end. On an error
// the caller rolls the transaction back.
func Import(db DB, next func() ([]byte, error)) error {
	t := &turn{db: db}
	return guard(func() error {
		if t.settings() != nil {
			return errors.New("import: the database holds a site already")
		}
		if err := t.importHeader(next); err != nil {
			return err
		}
		for n := 2; ; n++ {
			line, err := next()
			if err != nil || line == nil {
				return err
			}
			if err := t.importRow(line); err != nil {
				return fmt.Errorf("import: line %d: %w", n, err)
			}
		}
	})
}

func (t *turn) importHeader(next func() ([]byte, error)) error {
	line, err := next()
	if err != nil {
		return err
	}
	var h exportHeader
	if json.Unmarshal(line, &h) != nil || h.Lamplight != exportKind {
		return errors.New("import: line 1: this is not an export of a site")
	}
	if h.Schema != t.schemaVersion() {
		return fmt.Errorf("import: the export has schema %d, this program %d; export again with this program", h.Schema, t.schemaVersion())
	}
	return nil
}

func (t *turn) importRow(line []byte) error {
	var r exportRow
	if err := json.Unmarshal(line, &r); err != nil {
		return err
	}
	for _, o := range owned {
		if o.table != r.Table {
			continue
		}
		for _, i := range o.blobs {
			if i >= len(r.Values) {
				return errors.New("a value is missing")
			}
			encoded, _ := r.Values[i].(string)
			data, err := base64.StdEncoding.DecodeString(encoded)
			if err != nil {
				return err
			}
			r.Values[i] = data
		}
		return t.insert(r)
	}
	return fmt.Errorf("there is no table %q in an export", r.Table)
}

func (t *turn) insert(r exportRow) error {
	for i, v := range r.Values {
		switch v := v.(type) {
		case nil, string, []byte:
		case float64: // integers of an export are below 2^53
			r.Values[i] = int64(v)
		default:
			return fmt.Errorf("value %d is a %T", i, v)
		}
	}
	conflict := ""
	if r.Table == "meta" { // the schema's version is there already
		conflict = " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
	}
	if r.Table == "pieces" { // a move that began again brings them twice
		conflict = " ON CONFLICT DO NOTHING"
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(r.Values)), ", ")
	t.exec(`INSERT INTO `+r.Table+` VALUES (`+marks+`)`+conflict, r.Values...)
	return nil
}

// guard turns the panics of exec, query and the column readers into errors.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("edge: %v", p)
		}
	}()
	return f()
}

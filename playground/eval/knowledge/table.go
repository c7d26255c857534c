package knowledge

import (
	"bufio"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/lamplight-help/lamplight/playground/command"
)

// maxLine caps one line of a data file in bytes.
const maxLine = 4 << 20

// table is a tab-separated file with a header line.
type table struct {
	name    string
	columns map[string]int
	rows    [][]string
}

// get returns a named cell; ok is false when the file has no such column.
func (t *table) get(row []string, column string) (cell string, ok bool) {
	i, ok := t.columns[column]
	if !ok || i >= len(row) {
		return "", ok
	}
	return row[i], true
}

// text returns a named cell, empty when there is none.
func (t *table) text(row []string, column string) string {
	s, _ := t.get(row, column)
	return s
}

// need reports a missing column as a problem of the file.
func (t *table) need(columns ...string) error {
	for _, c := range columns {
		if _, ok := t.columns[c]; !ok {
			return &command.Problem{
				What:   fmt.Sprintf("%s has no column %q.", t.name, c),
				Remedy: "Its first line must name the columns, separated by tabs.",
			}
		}
	}
	return nil
}

// openData opens a plain or gzipped file.
func openData(name string) (io.ReadCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("%s cannot be read.", name), Remedy: "Check the path.", Cause: err}
	}
	if !strings.HasSuffix(name, ".gz") {
		return f, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, &command.Problem{What: fmt.Sprintf("%s is not gzip.", name), Remedy: "Drop the .gz from its name if it is plain.", Cause: err}
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// eachLine calls do with every line of a file and its number, from 1.
func eachLine(name string, do func(n int, line string) error) error {
	r, err := openData(name)
	if err != nil {
		return err
	}
	defer r.Close()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if err := do(n, strings.TrimSuffix(lines.Text(), "\r")); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return &command.Problem{What: fmt.Sprintf("%s breaks off.", name), Remedy: "Lines may have at most 4 MiB.", Cause: err}
	}
	return nil
}

// readTable reads a tab-separated file whole.
func readTable(name string) (*table, error) {
	t := &table{name: filepath.Base(name), columns: map[string]int{}}
	err := eachLine(name, func(n int, line string) error {
		cells := strings.Split(line, "\t")
		if n == 1 {
			for i, c := range cells {
				t.columns[c] = i
			}
			return nil
		}
		t.rows = append(t.rows, cells)
		return nil
	})
	return t, err
}

// files is a flag that may be given several times or hold commas.
type files []string

func (f *files) String() string { return strings.Join(*f, ",") }

func (f *files) Set(s string) error {
	*f = append(*f, strings.Split(s, ",")...)
	return nil
}

// parse reads flags and turns their errors into usage errors.
func parse(env *command.Env, set *flag.FlagSet, args []string) error {
	set.SetOutput(env.Stderr)
	set.Usage = func() {}
	if err := set.Parse(args); err != nil {
		return errors.Join(command.ErrUsage, err)
	}
	if set.NArg() > 0 {
		return fmt.Errorf("%w: unexpected %q", command.ErrUsage, set.Arg(0))
	}
	return nil
}

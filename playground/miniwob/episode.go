package miniwob

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Episode is one person's try at one task.
type Episode struct {
	ID     string    `json:"id"`
	Task   string    `json:"task"`
	Group  string    `json:"g"`
	Split  string    `json:"split"`
	OK     int       `json:"ok"`   // 1 when the page said that it was right
	Fail   string    `json:"fail"` // "", "timeout" or "wrong"
	Dur    Millis    `json:"dur"`
	Events []Gesture `json:"ev"`
}

// Millis is a length of time in ms. The clocks of some recordings jumped; what
// they made negative is 0, and a day is the most.
type Millis uint32

// UnmarshalJSON takes any number.
func (m *Millis) UnmarshalJSON(b []byte) error {
	var v float64
	err := json.Unmarshal(b, &v)
	*m = Millis(min(max(v, 0), 86_400_000))
	return err
}

// Gesture is one thing that the person did.
type Gesture struct {
	At      uint32 // ms since the episode began
	Kind    string // click, press, dblclick, key, scroll
	Tag     string
	ID      string
	Class   string
	Text    string
	Changed bool // the page changed before the next gesture
	X, Y    int  // px, for the pointer
	Key     int  // key code, for keys
}

// UnmarshalJSON reads the row form of a gesture.
func (g *Gesture) UnmarshalJSON(b []byte) error {
	var row []json.RawMessage
	if err := json.Unmarshal(b, &row); err != nil {
		return err
	}
	if len(row) < 7 {
		return fmt.Errorf("a gesture has %d fields, at least 7 are needed", len(row))
	}
	var at Millis
	changed := 0
	for i, dst := range []any{&at, &g.Kind, &g.Tag, &g.ID, &g.Class, &g.Text, &changed} {
		if err := json.Unmarshal(row[i], dst); err != nil {
			return fmt.Errorf("field %d of a gesture: %w", i+1, err)
		}
	}
	g.At, g.Changed = uint32(at), changed != 0
	tail := []any{&g.X, &g.Y}
	if g.Kind == "key" {
		tail = []any{&g.Key}
	}
	for i, dst := range tail {
		if 7+i < len(row) {
			if err := json.Unmarshal(row[7+i], dst); err != nil {
				return fmt.Errorf("field %d of a gesture: %w", 8+i, err)
			}
		}
	}
	return nil
}

// ErrStop ends Read early without an error.
var ErrStop = io.EOF

// Read calls each with every episode of a file, plain or gzipped, in order.
func Read(path string, each func(*Episode) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := plain(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 16<<20)
	for line := 1; s.Scan(); line++ {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		e := new(Episode)
		if err := json.Unmarshal(s.Bytes(), e); err != nil {
			return fmt.Errorf("%s: line %d: %w", path, line, err)
		}
		if err := each(e); err == ErrStop {
			return nil
		} else if err != nil {
			return err
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// plain unpacks gzip when the first two bytes say so.
func plain(f io.Reader) (io.Reader, error) {
	b := bufio.NewReader(f)
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return gzip.NewReader(b)
	}
	return b, nil
}

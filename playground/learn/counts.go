package learn

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Count is what all pages together have counted of one place.
type Count struct{ Visits, Stuck, Goals int }

// Counts are by route.
type Counts map[string]Count

// Kinds of counts about places, as the engine tallies them; other kinds are
// about articles and say nothing of places.
const (
	countVisit = "visit:"
	countStuck = "stuck:"
	countGoal  = "goal:"
)

// Add takes one count of a report. Keys of other kinds are left out.
func (c Counts) Add(key string, n int) {
	for kind, into := range map[string]func(*Count){
		countVisit: func(v *Count) { v.Visits += n },
		countStuck: func(v *Count) { v.Stuck += n },
		countGoal:  func(v *Count) { v.Goals += n },
	} {
		if place, is := strings.CutPrefix(key, kind); is && place != "" && n > 0 {
			v := c[place]
			into(&v)
			c[place] = v
		}
	}
}

// sound makes counts fit together: a place is not stuck at more often than
// visited. Reports are cut and lost one by one.
func (c Counts) sound() {
	for place, v := range c {
		v.Visits = max(v.Visits, v.Stuck, v.Goals)
		c[place] = v
	}
}

// ReadCounts reads what the edge has counted: an answer of GET tallies, one or
// several after another, {"days": [{"day", "counts": {key: n}}]}, or the export
// of a site, one JSON object a line, of which the rows of the table tallies
// count: {"table": "tallies", "values": [day, key, n]}.
func ReadCounts(r io.Reader, into Counts) error {
	d := json.NewDecoder(bufio.NewReader(r))
	for n := 1; ; n++ {
		var v struct {
			Days []struct {
				Counts map[string]int `json:"counts"`
			} `json:"days"`
			Table  string            `json:"table"`
			Values []json.RawMessage `json:"values"`
		}
		if err := d.Decode(&v); err == io.EOF {
			into.sound()
			return nil
		} else if err != nil {
			return fmt.Errorf("object %d: %w", n, err)
		}
		for _, day := range v.Days {
			for key, n := range day.Counts {
				into.Add(key, n)
			}
		}
		if v.Table != "tallies" {
			continue
		}
		if err := into.row(v.Values); err != nil {
			return fmt.Errorf("object %d: %w", n, err)
		}
	}
}

// row takes one row of the table.
func (c Counts) row(values []json.RawMessage) error {
	var key string
	var n int
	if len(values) != 3 {
		return fmt.Errorf("a row of tallies has %d values, not 3", len(values))
	}
	if err := json.Unmarshal(values[1], &key); err != nil {
		return fmt.Errorf("the key of a tally: %w", err)
	}
	if err := json.Unmarshal(bytes.Trim(values[2], `"`), &n); err != nil {
		return fmt.Errorf("the count of a tally: %w", err)
	}
	c.Add(key, n)
	return nil
}

package learn

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// Trail is a way through places that was given up.
type Trail struct {
	User   string
	Took   uint32 // ms altogether
	Places []string
}

// trailHead are the columns that a file of trails has.
var trailHead = []string{"user", "dur_s", "path"}

// ReadTrails reads ways that were given up, one a line, tab-separated with a
// header: user, dur_s, path (places divided by ";", "<" is back). Other columns
// are not looked at.
func ReadTrails(r io.Reader) ([]Trail, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	if !lines.Scan() {
		return nil, fmt.Errorf("line 1: there is no header")
	}
	head := strings.Split(lines.Text(), "\t")
	var at [3]int
	for i, name := range trailHead {
		if at[i] = slices.Index(head, name); at[i] < 0 {
			return nil, fmt.Errorf("line 1: there is no column %s", name)
		}
	}
	var out []Trail
	for n := 2; lines.Scan(); n++ {
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) < len(head) {
			return nil, fmt.Errorf("line %d: %d columns, %d are needed", n, len(cells), len(head))
		}
		took, err := strconv.ParseFloat(cells[at[1]], 64)
		if err != nil || took < 0 {
			return nil, fmt.Errorf("line %d: dur_s is %q", n, cells[at[1]])
		}
		out = append(out, Trail{User: cells[at[0]], Took: uint32(min(took, 86_400) * 1000), Places: retrace(strings.Split(cells[at[2]], ";"))})
	}
	return out, lines.Err()
}

// retrace puts places where the way went back.
func retrace(path []string) (out []string) {
	var way []string
	for _, name := range path {
		if name != "<" {
			way = append(way, name)
		} else if len(way) > 1 {
			way = way[:len(way)-1]
		}
		if len(way) > 0 {
			out = append(out, way[len(way)-1])
		}
	}
	return out
}

// Walk is a trail as a session. Times are spread evenly: they were not
// recorded. At every place, going on is the goal.
func (t *Trail) Walk() Walk {
	w := Walk{Group: t.User, End: t.Took + 1}
	each := t.Took / uint32(max(len(t.Places), 1))
	for i, name := range t.Places {
		at := uint32(i) * each
		w.Events = append(w.Events, wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: at}, Body: &wire.Place{Route: name}})
		if i > 0 {
			w.Goals = append(w.Goals, at)
		}
	}
	return w
}

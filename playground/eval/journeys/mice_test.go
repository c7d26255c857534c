package journeys

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/lamplight-help/lamplight/engine/struggle/corpus"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/build"
)

// TestRealMice plays hours of real people's pointers at work. Nobody shook a
// mouse in anger there, so a thrashed cursor would be a false one. What was
// under the pointer and how it answered was not recorded, and presses alone are
// no rage click.
func TestRealMice(t *testing.T) {
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(root, "..", "shared", "data", "actions", "balabit_mouse_sample.csv.gz"))
	if err != nil {
		t.Skipf("SKIPPED: no recorded pointers: %v", err)
	}
	defer f.Close()
	sessions, hours := mice(t, f)
	thrash, rage := 0, 0
	for _, events := range sessions {
		for _, s := range corpus.Run(events) {
			switch s.Cause {
			case wire.CauseThrash:
				thrash++
			case wire.CauseRageClick:
				rage++
			}
		}
	}
	if t.Logf("%d thrashed cursors and %d rage clicks in %.1f hours of %d sessions", thrash, rage, hours, len(sessions)); thrash > 1 || rage > 0 {
		t.Errorf("%d thrashed cursors, %d rage clicks", thrash, rage)
	}
}

// mice reads "session,t,button,state,x,y" and thins moves out as the capture
// does, to one in 50 ms.
func mice(t *testing.T, f io.Reader) (map[string][]wire.Event, float64) {
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sessions, moved, hours := map[string][]wire.Event{}, map[string]uint32{}, 0.0
	kinds := map[string]wire.EventKind{"Move": wire.EventMove, "Drag": wire.EventMove, "Pressed": wire.EventDown, "Released": wire.EventUp}
	for _, row := range rows[1:] {
		seconds, _ := strconv.ParseFloat(row[1], 64)
		x, _ := strconv.Atoi(row[4])
		y, _ := strconv.Atoi(row[5])
		e := wire.Event{Act: wire.Act{Kind: kinds[row[3]], Flags: wire.FlagTrusted, At: uint32(seconds * 1000), X: int16(x), Y: int16(y)}}
		if e.Kind == 0 || x > 5000 || y > 5000 || e.Kind == wire.EventMove && moved[row[0]] != 0 && e.At-moved[row[0]] < 50 {
			continue
		}
		if e.Kind == wire.EventMove {
			moved[row[0]] = max(e.At, 1)
		}
		sessions[row[0]] = append(sessions[row[0]], e)
		if row[3] == "Released" && row[2] == "Left" {
			e.Kind, e.N = wire.EventClick, 1
			sessions[row[0]] = append(sessions[row[0]], e)
		}
	}
	for _, events := range sessions {
		hours += float64(events[len(events)-1].At-events[0].At) / 3.6e6
	}
	return sessions, hours
}

package learn

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/history"
	"github.com/lamplight-help/lamplight/engine/predict/outlook"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/learn/boost"
)

// Session is one session of a timeline: stays at places with what was done.
type Session struct {
	ID    string
	User  string
	Split string
	Help  []string // places that count as seeking help
	Stays []Stay
}

// Stay is one event of a timeline.
type Stay struct {
	At     uint32 // ms since the session's start
	Place  string
	Dwell  uint32 // ms
	Wheel  int
	Clicks int
	Keys   int
}

// Horizon is how soon help must be sought to count, ms.
const Horizon = 60_000

// maxLine caps a line of a recording, bytes.
const maxLine = 8 << 20

// ReadTimeline reads sessions, one JSON object a line:
// id, user, split, help, ev: [[t_ms, place, dwell_ms, idle_ms, wheel,
// left_clicks, right_clicks, mouse_distance, keystrokes], …].
func ReadTimeline(r io.Reader) ([]Session, error) {
	var out []Session
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		s, err := readSession(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, s)
	}
	return out, lines.Err()
}

func readSession(line []byte) (s Session, err error) {
	var raw struct {
		ID    string            `json:"id"`
		User  json.RawMessage   `json:"user"`
		Split string            `json:"split"`
		Help  []string          `json:"help"`
		Ev    []json.RawMessage `json:"ev"`
	}
	if err := json.Unmarshal(line, &raw); err != nil {
		return s, err
	}
	s = Session{ID: raw.ID, User: string(raw.User), Split: raw.Split, Help: raw.Help}
	for i, e := range raw.Ev {
		var cells []any
		if err := json.Unmarshal(e, &cells); err != nil || len(cells) < 9 {
			return s, fmt.Errorf("event %d of session %q is not a list of nine values", i+1, raw.ID)
		}
		place, ok := cells[1].(string)
		if !ok {
			return s, fmt.Errorf("event %d of session %q: the place is not a string", i+1, raw.ID)
		}
		number := func(i int) float64 { v, _ := cells[i].(float64); return max(v, 0) }
		s.Stays = append(s.Stays, Stay{At: uint32(number(0)), Place: place, Dwell: uint32(number(2)),
			Wheel: int(number(4)), Clicks: int(number(5) + number(6)), Keys: int(number(8))})
	}
	return s, nil
}

// maxActs caps how many events one stay's clicks or keys become.
const maxActs = 2000

// events are the wire events of one stay.
func (s *Stay) events(help bool) []wire.Event {
	list := []wire.Event{{Act: wire.Act{Kind: wire.EventPlace, At: s.At}, Body: &wire.Place{Route: s.Place}}}
	if help {
		list = append(list, wire.Event{Act: wire.Act{Kind: wire.EventHelp, At: s.At}})
	}
	for _, acts := range []struct {
		kind wire.EventKind
		n    int
	}{{wire.EventClick, s.Clicks}, {wire.EventKey, s.Keys}, {wire.EventScroll, s.Wheel}} {
		for range min(acts.n, maxActs) {
			list = append(list, wire.Event{Act: wire.Act{Kind: acts.kind, Flags: wire.FlagTrusted, At: s.At}})
		}
	}
	return list
}

// SeekMoments returns the moments at the end of every stay that is not at a
// help place, with whether help was sought within Horizon. Places with counts
// of their own are those of vocabulary, by number. With hidden, places lose
// their names: each session numbers them anew.
func SeekMoments(sessions []Session, vocabulary []uint32, hidden bool) []Moment {
	var out []Moment
	for i := range sessions {
		s := &sessions[i]
		h := new(history.History)
		for j := range s.Stays {
			stay := s.Stays[j]
			help := slices.Contains(s.Help, stay.Place)
			if hidden {
				stay.Place = s.ID + "\x00" + stay.Place
			}
			place := journey.Hash(stay.Place)
			feed(h, vocabulary, stay.events(help), place)
			end := stay.At + stay.Dwell
			h.Leave(end)
			if help {
				continue
			}
			m := capture(h, end)
			if hidden {
				m.forget()
			}
			m.Group, m.Session, m.Happens = s.User, i, s.seeks(j, end)
			out = append(out, m)
		}
	}
	return out
}

func feed(h *history.History, vocabulary []uint32, events []wire.Event, place uint32) {
	for i := range events {
		ev := &events[i]
		if ev.Kind == wire.EventPlace {
			h.Visit(place, slices.Index(vocabulary, place), ev.At)
			continue
		}
		outlook.Follow(h, nil, ev, place)
	}
}

// seeks reports whether a stay after the j-th opens help within the horizon.
func (s *Session) seeks(j int, end uint32) bool {
	for _, next := range s.Stays[j+1:] {
		if next.At > end+Horizon {
			return false
		}
		if slices.Contains(s.Help, next.Place) {
			return true
		}
	}
	return false
}

// Vocabulary returns the keys of the commonest places, at most
// history.MaxKnown, commonest first.
func Vocabulary(sessions []Session) []uint32 {
	counts := map[string]int{}
	for i := range sessions {
		for _, stay := range sessions[i].Stays {
			counts[stay.Place]++
		}
	}
	names := make([]string, 0, len(counts))
	for n := range counts {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	var out []uint32
	for _, n := range names[:min(len(names), history.MaxKnown)] {
		out = append(out, journey.Hash(n))
	}
	return out
}

// SeekOptions is what the evaluation learns with. The numbers were chosen by
// cross-validation over the users of the training split.
func SeekOptions(seed uint64) Options {
	return Options{Boost: boost.Config{Trees: 300, Leaves: 16, Rate: 0.04, L2: 20, MinRows: 200, Rows: 0.6, Features: 0.2, Seed: seed}}
}

// Seekings are the times at which a help place was opened from elsewhere.
func (s *Session) Seekings() (out []uint32) {
	was := false
	for _, stay := range s.Stays {
		is := slices.Contains(s.Help, stay.Place)
		if is && !was {
			out = append(out, stay.At)
		}
		was = is
	}
	return out
}

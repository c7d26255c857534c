package edge

import (
	"fmt"
	"slices"
	"strings"
)

// A line is a queue of its own, with hours of its own. A site without lines
// has one, named "", which never closes. A question outside the hours is a
// message left: it is stored and answered like any other, and its time to be
// taken begins when the line opens.

// Line is one queue as the operator describes it.
type Line struct {
	Name string `json:"name"` // up to 32 characters; "" is the default line
	// Hours are when somebody is there; empty is always.
	Hours []Hours `json:"hours,omitempty"`
	// Offset is the line's local time minus UTC in minutes, -720 to 840.
	Offset int64 `json:"offset,omitempty"`
}

// Hours are one span on some days of the week, in the line's local time.
type Hours struct {
	Days []int `json:"days"` // 0 is Sunday
	From int64 `json:"from"` // minutes after midnight, 0 to 1439
	To   int64 `json:"to"`   // minutes after midnight, above From, up to 1440
}

const (
	dayMinutes  = 24 * 60
	weekMinutes = 7 * dayMinutes
	epochDay    = 4 // 1970-01-01 was a Thursday
	linesCap    = 64
)

// check says what is wrong with the settings of a line.
func (l Line) check() error {
	if e := checkLine("name", l.Name, 0, 32); e != nil || strings.ContainsAny(l.Name, " ") {
		return fmt.Errorf("settings: the line %q needs a name of up to 32 characters without blanks", l.Name)
	}
	if l.Offset < -720 || l.Offset > 840 {
		return fmt.Errorf("settings: the line %q has the offset %d, want -720 to 840 minutes", l.Name, l.Offset)
	}
	for _, h := range l.Hours {
		bad := h.From < 0 || h.To <= h.From || h.To > dayMinutes || len(h.Days) == 0
		for _, d := range h.Days {
			bad = bad || d < 0 || d > 6
		}
		if bad {
			return fmt.Errorf("settings: the line %q has hours that are none: days %v from minute %d to %d", l.Name, h.Days, h.From, h.To)
		}
	}
	return nil
}

// opens is when the line is next open: now itself while it is.
func (l Line) opens(now int64) int64 {
	if len(l.Hours) == 0 {
		return now
	}
	local := now/minute + l.Offset + epochDay*dayMinutes
	inWeek := local % weekMinutes
	best := int64(-1)
	for _, h := range l.Hours {
		for _, d := range h.Days {
			from, to := int64(d)*dayMinutes+h.From, int64(d)*dayMinutes+h.To
			if inWeek >= from && inWeek < to {
				return now
			}
			wait := (from - inWeek + weekMinutes) % weekMinutes
			if best < 0 || wait < best {
				best = wait
			}
		}
	}
	return (now/minute + best) * minute
}

// line finds a line's settings; ok is false for one that does not exist.
func (s *Settings) line(name string) (l Line, ok bool) {
	i := slices.IndexFunc(s.Lines, func(l Line) bool { return l.Name == name })
	if i >= 0 {
		return s.Lines[i], true
	}
	return Line{Name: name}, len(s.Lines) == 0
}

type presenceReply struct {
	Lines []Presence `json:"lines"`
}

// Presence tells a visitor what to expect before they ask.
type Presence struct {
	Line    string `json:"line"`
	Open    bool   `json:"open"`
	Opens   int64  `json:"opens,omitempty"` // when it opens next, ms; absent while open
	Agents  int64  `json:"agents"`          // desks that have this queue on screen
	Waiting int64  `json:"waiting"`         // conversations that nobody has taken yet
}

// getPresence answers GET presence.
func (t *turn) getPresence(c *call) *Error {
	lines := c.settings.Lines
	if len(lines) == 0 {
		lines = []Line{{}}
	}
	reply := presenceReply{}
	for _, l := range lines {
		p := Presence{Line: l.Name, Agents: t.desks(l.Name)}
		if at := l.opens(t.now); at == t.now {
			p.Open = true
		} else {
			p.Opens = at
		}
		p.Waiting = integer(t.row(`SELECT count(*) FROM (SELECT 1 FROM conversations
			WHERE state IN ('queued', 'offered', 'reopened') AND line = ? LIMIT ?)`, l.Name, int64(unreadCap))[0])
		reply.Lines = append(reply.Lines, p)
	}
	t.respondJSON(200, reply, [2]string{"Cache-Control", "no-cache"})
	return nil
}

// covers says whether a desk that follows these lines sees a line. Lines are
// stored between blanks, so that no name is part of another; "" is all.
const covers = ` queue = 1 AND (lines = '' OR instr(lines, ' ' || ? || ' ') > 0) `

// packLines is the stored form of the lines that a desk follows.
func packLines(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " " + strings.Join(names, " ") + " "
}

// unpackLines is the inverse of packLines.
func unpackLines(packed string) []string {
	if packed == "" {
		return nil
	}
	return strings.Split(packed[1:len(packed)-1], " ")
}

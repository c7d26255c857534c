package lint

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// room is how many characters each form has before it hides what it is
// about: a hint is two lines under a field, a callout must leave its anchor
// visible on a phone of 360 px. Wide characters take twice the room.
var room = map[string]int{"hint": 140, "callout": 280, "card": 600}

// forms looks at the variants, and at the task.
func (l *locally) forms() {
	for _, p := range l.pages {
		for _, v := range p.Variants {
			if n, limit := width(kb.Plain(v.Blocks)), room[v.Form]; limit > 0 && n > limit {
				l.warn(p.At, "long-variant", fmt.Sprintf("The %s %q takes the room of %d characters; there is room for %d.", v.Form, v.Name, n, limit),
					"Say the one thing that helps; the article is a click away.")
			}
		}
		if p.Task != "" && len(l.site.Tasks) > 0 && !slices.Contains(l.site.Tasks, p.Task) {
			l.warn(p.At, "unknown-task", fmt.Sprintf("The product registers no task %q.", p.Task), "The tasks are listed in site.yaml.")
		}
	}
}

// width counts characters, wide ones twice.
func width(s string) (n int) {
	for _, r := range s {
		n++
		if r >= 0x1100 && utf8.RuneLen(r) == 3 {
			n++
		}
	}
	return n
}

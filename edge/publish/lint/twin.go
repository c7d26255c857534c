package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// twins compares each article with its first other language: what does not
// depend on language should be the same in both. A step that one of them
// lacks is the usual sign that a translation has been forgotten.
func twins(f *publish.Folder, out *publish.Diagnostics) {
	first := map[string]*publish.Page{}
	for _, p := range f.Pages {
		q := first[p.ID]
		if q == nil {
			first[p.ID] = p
			continue
		}
		if parts := differences(q, p); len(parts) > 0 {
			out.Add(publish.Warning, p.At, "translation-differs", fmt.Sprintf("Compared with %s (%s): %s.", q.Locale, q.At, strings.Join(parts, "; ")),
				"Bring the two into line.")
		}
	}
}

func differences(a, b *publish.Page) (parts []string) {
	if x, y := countSteps(a.Blocks), countSteps(b.Blocks); x != y {
		parts = append(parts, fmt.Sprintf("%d steps, here %d", x, y))
	}
	for _, s := range []struct {
		name string
		a, b []string
	}{{"signals", a.Signals, b.Signals}, {"help ids", places(a), places(b)}, {"follow-ups", a.Followups, b.Followups}} {
		if missing := without(s.a, s.b); len(missing) > 0 {
			parts = append(parts, fmt.Sprintf("%s %s are missing here", s.name, strings.Join(missing, ", ")))
		}
		if extra := without(s.b, s.a); len(extra) > 0 {
			parts = append(parts, fmt.Sprintf("%s %s are only here", s.name, strings.Join(extra, ", ")))
		}
	}
	if a.Task != b.Task {
		parts = append(parts, fmt.Sprintf("task %q, here %q", a.Task, b.Task))
	}
	return parts
}

func countSteps(blocks []kb.Block) (n int) {
	for i := range blocks {
		if blocks[i].Kind == kb.Steps {
			n += len(blocks[i].Kids)
		}
		n += countSteps(blocks[i].Kids)
	}
	return n
}

// places are the anchors that no language changes.
func places(p *publish.Page) (list []string) {
	for _, a := range p.Anchors {
		if a.Help != "" {
			list = append(list, a.Help)
		}
	}
	return list
}

func without(a, b []string) (list []string) {
	for _, s := range a {
		if !slices.Contains(b, s) {
			list = append(list, s)
		}
	}
	return list
}

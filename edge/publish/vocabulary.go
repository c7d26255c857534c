package publish

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// forms are the ways of showing that a variant can be written for.
var forms = []string{"hint", "callout", "card", "chat"}

// idForm is what an article's id looks like.
var idForm = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9._/-]{0,126}[a-z0-9])?$`)

// localeForm is a BCP 47 tag of the kind that names a folder: a language,
// and perhaps a script and a region.
var localeForm = regexp.MustCompile(`^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$`)

// Signals returns the names of the struggles that an article can answer.
func Signals() []string {
	var list []string
	for c := wire.CauseRageClick; c < wire.CausePrior; c++ {
		if name := c.String(); name[0] > '9' {
			list = append(list, name)
		}
	}
	return list
}

// didYouMean suggests the closest of the known words, or lists them.
func didYouMean(wrong string, known []string) string {
	best, dist := "", 2+len(wrong)/3
	for _, k := range known {
		if d := distance(strings.ToLower(wrong), k); d < dist {
			best, dist = k, d
		}
	}
	if best != "" {
		return fmt.Sprintf("Did you mean %q?", best)
	}
	return "Known are " + strings.Join(known, ", ") + "."
}

// distance is the Levenshtein distance in bytes, cut off at 64.
func distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// articleRef returns the id in "article:ID".
func articleRef(ref string) (id string, ok bool) { return strings.CutPrefix(ref, "article:") }

// nearestID is didYouMean over ids.
func nearestID(wrong string, ids map[string]bool) string {
	best, dist := "", 2+len(wrong)/3
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if d := distance(wrong, id); d < dist {
			best, dist = id, d
		}
	}
	if best == "" {
		return "Write the article, or take the reference away."
	}
	return fmt.Sprintf("Did you mean %q?", best)
}

func compare(a, b string) int { return strings.Compare(a, b) }

package searchbench

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestBegunIsSeventyPercent(t *testing.T) {
	for heading, want := range map[string]string{
		"Configure the mailer": "Configure the",
		"安装和升级":                "安装和",
		"ab":                   "a",
		"":                     "",
	} {
		if got := Begun(heading); got != want {
			t.Errorf("Begun(%q) = %q, want %q", heading, got, want)
		}
	}
}

func TestMisspelt(t *testing.T) {
	for n, want := range []string{"Use the miler", "Use the maiiler", "Use the maielr", "Use the mailfr"} {
		if got := Misspelt("Use the mailer", n); got != want {
			t.Errorf("Misspelt(%d) = %q, want %q", n, got, want)
		}
	}
	if got := Misspelt("安装和升级", 0); got != "" {
		t.Errorf("Chinese has no letters to miss, got %q", got)
	}
}

// TestMisspeltIsOneError: the longest word changes by one edit, or by two
// letters exchanged, and all else stays.
func TestMisspeltIsOneError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		heading := rapid.StringMatching(`[a-zA-Z装]{0,9}( [a-z]{1,9}){0,3}`).Draw(t, "heading")
		n := rapid.IntRange(0, 1000).Draw(t, "n")
		out := Misspelt(heading, n)
		if out == "" {
			return
		}
		a, b := []rune(heading), []rune(out)
		if d := len(a) - len(b); d < -1 || d > 1 {
			t.Fatalf("%q became %q", heading, out)
		}
		from := 0
		for from < min(len(a), len(b)) && a[from] == b[from] {
			from++
		}
		to := 0
		for to < min(len(a), len(b))-from && a[len(a)-1-to] == b[len(b)-1-to] {
			to++
		}
		if len(a)-from-to > 2 || len(b)-from-to > 2 {
			t.Fatalf("%q became %q", heading, out)
		}
	})
}

func TestQueriesSkipHeadingsOfTwoSections(t *testing.T) {
	passages := []Passage{
		{0, "Installing", "a"}, {0, "Installing", "b"}, {1, "Notes", "c"}, {2, "notes", "d"}, {3, "FAQ of others", "e"}, {1, "It", "f"},
	}
	got := Queries(passages, 3, 10)
	if len(got) != 3 || slices.ContainsFunc(got, func(q Query) bool { return q.Section != 0 }) {
		t.Errorf("%+v", got)
	}
	if got := Queries(passages, 4, 1); len(got) != 3 {
		t.Errorf("a limit of one section gave %d queries", len(got))
	}
}

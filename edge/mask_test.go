package edge

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// card makes a number with a good check digit.
func card(t *rapid.T) string {
	digits := rapid.StringMatching(`[1-9][0-9]{11,17}`).Draw(t, "digits")
	for check := range 10 {
		if s := digits + fmt.Sprint(check); isCard(s) {
			return s
		}
	}
	panic("every number has a check digit")
}

// TestMaskedProperties: no card survives, wherever it stands and however it is
// grouped; what is masked once stays as it is; other text stays whole.
func TestMaskedProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := card(t)
		gap := rapid.SampledFrom([]string{"", " ", "-", "."}).Draw(t, "gap")
		var grouped strings.Builder
		for i, r := range number {
			if i > 0 && i%4 == 0 {
				grouped.WriteString(gap)
			}
			grouped.WriteRune(r)
		}
		before := rapid.SampledFrom([]string{"", "card ", "卡号：", "(", "nr."}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", " thanks", "，谢谢", ")", "\nnext"}).Draw(t, "after")
		got := masked(before + grouped.String() + after)
		if got != before+mask+after {
			t.Fatalf("%q became %q", before+grouped.String()+after, got)
		}
		if again := masked(got); again != got {
			t.Fatalf("%q became %q the second time", got, again)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringMatching(`([a-z]{1,12}[ ,.!?\n]){0,30}`).Draw(t, "words")
		if got := masked(words); got != words && !secretWords.MatchString(words) {
			t.Fatalf("%q became %q", words, got)
		}
	})
}

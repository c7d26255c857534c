package counted

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
)

// Effect is what help brings: the share of those who got on within two minutes
// of an offer, less that share of those who would have had the same offer and
// were held out.
type Effect struct {
	Offer
	Fate
	With, Without float64 // shares
	Uplift        float64 // their difference
	Low, High     float64 // its interval of 95 %
	Known         bool    // somebody was held out, so that there is something to compare with
}

// Effects lists what every offer brings, the most shown first, and what all of
// them bring together.
func (c Counted) Effects() (list []Effect, all Effect) {
	for o, f := range c {
		all.Shown, all.Helped, all.Through = all.Shown+f.Shown, all.Helped+f.Helped, all.Through+f.Through
		all.Held, all.HeldThrough = all.Held+f.Held, all.HeldThrough+f.HeldThrough
		list = append(list, effect(o, *f))
	}
	slices.SortFunc(list, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(b.Shown, a.Shown), cmp.Compare(a.Label(), b.Label()))
	})
	return list, effect(Offer{}, all.Fate)
}

// effect compares the two groups by Newcombe's interval: the difference of two
// Wilson intervals, which stays inside -1 and 1 and needs no large numbers.
func effect(o Offer, f Fate) Effect {
	e := Effect{Offer: o, Fate: f, Known: f.Shown > 0 && f.Held > 0, Low: -1, High: 1}
	l1, p1, h1 := wilson(f.Through, f.Shown)
	l2, p2, h2 := wilson(f.HeldThrough, f.Held)
	e.With, e.Without = p1, p2
	if e.Known {
		e.Uplift = p1 - p2
		e.Low = e.Uplift - math.Hypot(p1-l1, h2-p2)
		e.High = e.Uplift + math.Hypot(h1-p1, p2-l2)
	}
	return e
}

// wilson returns a share and its interval of 95 %.
func wilson(part, whole int64) (low, share, high float64) {
	if whole <= 0 {
		return 0, 0, 1
	}
	const z = 1.96
	n := float64(whole)
	share = float64(min(part, whole)) / n
	mid := share + z*z/(2*n)
	half := z * math.Sqrt(share*(1-share)/n+z*z/(4*n*n))
	return max(0, (mid-half)/(1+z*z/n)), share, min(1, (mid+half)/(1+z*z/n))
}

// Print writes one line per offer and one for all, tab-separated.
func (c Counted) Print(w io.Writer) {
	list, all := c.Effects()
	fmt.Fprintln(w, "article\tform\tshown\thelped\tthrough\theld\theldthrough\tuplift\tlow\thigh")
	for i := range list {
		list[i].print(w, list[i].Article, list[i].Form.String())
	}
	all.print(w, "all", "all")
}

func (e *Effect) print(w io.Writer, article, form string) {
	fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d", cmp.Or(article, "-"), form, e.Shown, e.Helped, e.Through, e.Held, e.HeldThrough)
	if !e.Known {
		fmt.Fprintln(w, "\t-\t-\t-")
		return
	}
	fmt.Fprintf(w, "\t%+.3f\t%+.3f\t%+.3f\n", e.Uplift, e.Low, e.High)
}

// Package counted reads what the pages of a site have counted about help.
//
// Pages report keys like "shown:card-phone#callout"; the edge adds them up by
// day and hands them out as `GET tallies`. Here they become two things:
//
//	Record   the counts that the next bundle carries, so that every page draws
//	         among articles and forms with what all pages have learned
//	Effects  what help brings: how many get on with it, and how many of those
//	         who were held out get on without it
package counted

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/policy/counts"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Offer is one article in one form; an offer of the chat or of a person has no
// article.
type Offer struct {
	Article string
	Form    wire.Form
}

// Label is how pages count an offer: "card-phone#callout", "#chat".
func (o Offer) Label() string { return o.Article + "#" + o.Form.String() }

// Fate is what became of an offer.
type Fate struct {
	Shown, Helped, Through int64 // of those who saw it
	Held, HeldThrough      int64 // of those who were held out
}

// Counted is everything by offer.
type Counted map[Offer]*Fate

// reply is an answer of GET tallies.
type reply struct {
	Days []struct {
		Day    int64            `json:"day"`
		Counts map[string]int64 `json:"counts"`
	} `json:"days"`
	More bool `json:"more"`
}

// Read adds up answers of GET tallies, one JSON object after the other. Keys
// that are not about an offer in a known form are passed over.
func Read(r io.Reader) (Counted, error) {
	c := Counted{}
	d := json.NewDecoder(r)
	for {
		var page reply
		err := d.Decode(&page)
		if err == io.EOF {
			return c, nil
		}
		if err != nil {
			return nil, fmt.Errorf("tallies: %w", err)
		}
		c.page(&page)
	}
}

// Ask calls get for one page of tallies after the other, beginning after a day
// (days since 1970), and writes each to raw as it came.
func Ask(after int64, raw io.Writer, get func(query string) ([]byte, error)) (Counted, error) {
	c := Counted{}
	for {
		b, err := get(fmt.Sprint("after=", after))
		if err != nil {
			return nil, err
		}
		var page reply
		if err := json.Unmarshal(b, &page); err != nil {
			return nil, fmt.Errorf("tallies: %w", err)
		}
		if _, err := fmt.Fprintf(raw, "%s\n", bytes.TrimSpace(b)); err != nil {
			return nil, err
		}
		c.page(&page)
		if !page.More || len(page.Days) == 0 {
			return c, nil
		}
		after = page.Days[len(page.Days)-1].Day
	}
}

func (c Counted) page(p *reply) {
	for _, day := range p.Days {
		for key, n := range day.Counts {
			c.add(key, n)
		}
	}
}

func (c Counted) add(key string, n int64) {
	kind, label, _ := strings.Cut(key, ":")
	article, form, ok := strings.Cut(label, "#")
	if !ok || n < 1 {
		return
	}
	for f := wire.FormBeacon; f <= wire.FormPerson; f++ {
		if f.String() != form {
			continue
		}
		o := Offer{article, f}
		if c[o] == nil {
			c[o] = new(Fate)
		}
		if to := c[o].of(kind); to != nil {
			*to += n
		}
	}
}

func (f *Fate) of(kind string) *int64 {
	switch kind {
	case "shown":
		return &f.Shown
	case "helped":
		return &f.Helped
	case "through":
		return &f.Through
	case "held":
		return &f.Held
	case "heldthrough":
		return &f.HeldThrough
	}
	return nil
}

// Record encodes the counts for a bundle. Of more offers than it may hold the
// most shown are kept.
func (c Counted) Record() []byte {
	var list []counts.Entry
	for o, f := range c {
		if f.Shown > 0 {
			past := counts.Past{Shown: uint32(min(f.Shown, math.MaxUint32)), Helped: uint32(min(f.Helped, f.Shown, math.MaxUint32))}
			list = append(list, counts.Entry{Key: journey.Hash(o.Article), Form: o.Form, Past: past})
		}
	}
	order := func(a, b counts.Entry) int {
		if a.Key != b.Key {
			return bytes.Compare(big(a.Key), big(b.Key))
		}
		return int(a.Form) - int(b.Form)
	}
	if len(list) > counts.Most {
		slices.SortFunc(list, func(a, b counts.Entry) int {
			if a.Shown != b.Shown {
				return int(int64(b.Shown) - int64(a.Shown))
			}
			return order(a, b)
		})
		list = list[:counts.Most]
	}
	slices.SortFunc(list, order)
	// Two ids with one hash are one entry to the page.
	list = slices.CompactFunc(list, func(a, b counts.Entry) bool { return order(a, b) == 0 })
	if len(list) == 0 {
		return nil
	}
	return counts.Append(nil, list)
}

func big(v uint32) []byte { return []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)} }

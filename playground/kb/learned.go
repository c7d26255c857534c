package kb

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/policy/counts"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/counted"
)

// fromEdge is the value of -counts that asks the edge itself.
const fromEdge = "live"

// countedDays is how far back the counts of a bundle go, and maxTallies how
// many bytes one page of them may have.
const (
	countedDays = 90
	maxTallies  = 64 << 20
)

// learned is what a bundle carries besides its articles: what all pages have
// counted, and the path model. What is not given stays as it was.
type learned struct {
	record, model  []byte
	counts, taught bool // given
}

// teaching reads what the flags -counts and -model name.
func teaching(ctx context.Context, tallies, modelFile string, edge *remote) (l learned, err error) {
	if modelFile != "" {
		if l.model, err = os.ReadFile(modelFile); err == nil {
			_, err = model.Open(l.model)
		}
		if err != nil {
			return l, &command.Problem{What: fmt.Sprintf("%s is no model: %v.", modelFile, err), Remedy: "Give what `learn --out` wrote.", Cause: err}
		}
		l.taught = true
	}
	if tallies == "" {
		return l, nil
	}
	l.counts = true
	var c counted.Counted
	if tallies == fromEdge {
		c, err = edge.tallies(ctx)
	} else {
		var b []byte
		if b, err = os.ReadFile(tallies); err == nil {
			c, err = counted.Read(bytes.NewReader(b))
		}
	}
	if err != nil {
		return l, &command.Problem{What: fmt.Sprintf("The counts cannot be read: %v.", err),
			Remedy: "Give a file that `site tallies` wrote, or -counts live together with -to EDGE.", Cause: err}
	}
	l.record = c.Record()
	return l, nil
}

// over returns the model section that follows from the one before.
func (l *learned) over(before []byte) []byte {
	table, path, err := counts.Cut(before)
	record := before[:len(before)-len(path)]
	if err != nil || table.Len() == 0 {
		record = nil
	}
	if err != nil {
		path = nil
	}
	if l.counts {
		record = l.record
	}
	if l.taught {
		path = l.model
	}
	return append(bytes.Clone(record), path...)
}

// after returns the model section that follows from the newest of the bundles
// published before.
func (l *learned) after(previous [][]byte) []byte {
	for _, b := range previous {
		if v, err := kb.Open(b); err == nil {
			return l.over(v.Model())
		}
	}
	return l.over(nil)
}

// tallies asks the edge what the pages of the last days have counted.
func (r *remote) tallies(ctx context.Context) (counted.Counted, error) {
	if r == nil {
		return nil, fmt.Errorf("no edge is named")
	}
	after := time.Now().UnixMilli()/86_400_000 - countedDays
	return counted.Ask(after, io.Discard, func(query string) ([]byte, error) {
		return r.get(ctx, "tallies?"+query, maxTallies)
	})
}

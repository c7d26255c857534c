package searchbench

import (
	"fmt"
	"io"
)

// figures are what the page measured of one engine on one set of passages.
type figures struct {
	Ready         float64 // ms after the bytes arrived
	Index, Memory int64   // bytes
	P50, P99      float64 // ms per query
	Rounds        int     // how often each query was asked
	Found         map[string]float64
}

// row is one line of the table.
type row struct {
	locale string
	size   int
	engine string
	figures
}

// printHead prints the names of the columns.
func printHead(w io.Writer) {
	fmt.Fprint(w, "name\tp50_ms\tp99_ms\tready_ms\tindex_bytes\tmemory_bytes")
	for _, k := range kinds {
		fmt.Fprint(w, "\t", k.name)
	}
	fmt.Fprintln(w)
}

// print prints one line. A kind of query that was not asked is "-".
func (r row) print(w io.Writer) {
	fmt.Fprintf(w, "%s/%d/%s\t%.3f\t%.3f\t%.1f\t%d\t%d", r.locale, r.size, r.engine, r.P50, r.P99, r.Ready, r.Index, r.Memory)
	for _, k := range kinds {
		if share, ok := r.Found[k.name]; ok {
			fmt.Fprintf(w, "\t%.3f", share)
		} else {
			fmt.Fprint(w, "\t-")
		}
	}
	fmt.Fprintln(w)
}

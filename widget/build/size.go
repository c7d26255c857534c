package build

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// Part is one file that a page loads, in bytes as sent.
type Part struct {
	Name   string // engine, loader, panel, desk, console …
	Raw    int
	Gzip   int // level 9
	Brotli int // quality 11; 9 above slowBrotli
}

// String is the line that `playground build` prints.
func (p Part) String() string {
	return fmt.Sprintf("%s %d %d %d", p.Name, p.Raw, p.Gzip, p.Brotli)
}

// slowBrotli is where quality 11 begins to cost seconds. Only the stock Go
// engine is larger, and no visitor gets that one.
const slowBrotli = 1 << 20

func measure(name string, data []byte) Part {
	var z bytes.Buffer
	w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression) // the level is valid
	w.Write(data)
	w.Close()
	return Part{Name: name, Raw: len(data), Gzip: z.Len(), Brotli: len(compress(data))}
}

// compress returns data in brotli, as the `.br` file beside it.
func compress(data []byte) []byte {
	quality := brotli.BestCompression
	if len(data) > slowBrotli {
		quality = 9
	}
	var z bytes.Buffer
	w := brotli.NewWriterLevel(&z, quality)
	io.Copy(w, bytes.NewReader(data)) // a bytes.Buffer takes everything
	w.Close()
	return z.Bytes()
}

// ErrBudget marks a part that has grown past its budget.
var ErrBudget = errors.New("over budget")

// CheckBudget compares the parts with widget/build/budget.txt and names
// every part that is too large, with the difference. What stock Go
// makes has no budget.
func CheckBudget(root string, r Result) error {
	budget, err := readBudget(root)
	if err != nil {
		return err
	}
	var over []error
	for _, p := range r.Parts {
		limit, ok := budget[p.Name]
		if !ok || (p.Name == "engine" || p.Name == "seal") && r.Flavour == Go || p.Brotli <= limit {
			continue
		}
		over = append(over, fmt.Errorf("%s is %d bytes in brotli, %d over its budget of %d: %w",
			p.Name, p.Brotli, p.Brotli-limit, limit, ErrBudget))
	}
	return errors.Join(over...)
}

// budgetFile is below the root.
const budgetFile = "widget/build/budget.txt"

func readBudget(root string) (map[string]int, error) {
	data, err := os.ReadFile(filepath.Join(root, budgetFile))
	if err != nil {
		return nil, err
	}
	return parseBudget(string(data))
}

// parseBudget reads lines of a name and a number of bytes; # begins a comment.
func parseBudget(text string) (map[string]int, error) {
	budget := map[string]int{}
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		n := -1
		if len(fields) == 2 {
			n, _ = strconv.Atoi(fields[1])
		}
		if n <= 0 {
			return nil, fmt.Errorf("budget.txt line %d: %q is not a name and a number of bytes", i+1, strings.TrimSpace(line))
		}
		budget[fields[0]] = n
	}
	return budget, nil
}

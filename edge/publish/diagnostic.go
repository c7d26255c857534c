package publish

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a diagnostic stops a publish.
type Severity uint8

const (
	// Warning lets the publish go on; what it names was left out or is poor.
	Warning Severity = iota
	// Error stops the publish; the last good bundle stays.
	Error
)

// String returns "warning" or "error".
func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// Pos is a place in a file. Line and Column count from 1; Column counts
// characters. A zero Line means the file as a whole.
type Pos struct {
	File         string
	Line, Column int
}

// String returns "file:line:column", or the file alone.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Diagnostic is one finding about a folder of articles.
type Diagnostic struct {
	Pos
	Severity Severity
	Rule     string // short name, as "unknown-field"
	What     string // one sentence
	Remedy   string // one sentence
}

// String prints the diagnostic as compilers do.
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s: %s %s [%s]", d.Pos, d.Severity, d.What, d.Remedy, d.Rule)
}

// Diagnostics is a list of findings. As an error it prints its errors.
type Diagnostics []Diagnostic

// Error lists the errors, one per line.
func (l Diagnostics) Error() string {
	var lines []string
	for _, d := range l {
		if d.Severity == Error {
			lines = append(lines, d.String())
		}
	}
	return strings.Join(lines, "\n")
}

// Broken reports whether there is an error among the findings.
func (l Diagnostics) Broken() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sort orders the findings by file, line, column and rule.
func (l Diagnostics) Sort() {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.What, b.What))
	})
}

// Add appends a finding.
func (l *Diagnostics) Add(s Severity, at Pos, rule, what, remedy string) {
	l.add(s, at, rule, what, remedy)
}

func (l *Diagnostics) add(s Severity, at Pos, rule, what, remedy string) {
	*l = append(*l, Diagnostic{Pos: at, Severity: s, Rule: rule, What: what, Remedy: remedy})
}

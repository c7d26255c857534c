package publish

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// source is one article file: decoded, measured, split.
type source struct {
	file  string
	text  []byte // normalised: UTF-8, no BOM, "\n"
	front []byte // YAML between the dashes, a prefix part of text
	body  []byte // Markdown after them
	// frontLine and bodyLine are the lines on which the parts begin.
	frontLine, bodyLine int
	marks               int
}

// readSource checks the bytes of a file against the caps and splits it. When
// the result is nil the diagnostics say why.
func readSource(file string, raw []byte, out *Diagnostics) *source {
	s := &source{file: file}
	at := Pos{File: file}
	switch {
	case len(raw) > MaxFile:
		out.add(Error, at, "too-big", fmt.Sprintf("The file has %d bytes; the cap is %d.", len(raw), MaxFile), "Split it into several articles.")
		return nil
	case bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")):
		out.add(Error, at, "encoding", "The file is UTF-16.", "Save it as UTF-8.")
		return nil
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	s.text = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	if i := badByte(s.text); i >= 0 {
		out.add(Error, s.pos(i), "encoding", fmt.Sprintf("Byte 0x%02x is not text in UTF-8.", s.text[i]), "Save the file as UTF-8.")
		return nil
	}
	if !s.split(out) || !s.measure(out) {
		return nil
	}
	return s
}

// badByte returns the offset of the first byte that is not UTF-8 or is a
// control character other than tab and newline, or -1.
func badByte(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 || r < ' ' && r != '\n' && r != '\t' {
			return i
		}
		i += n
	}
	return -1
}

// split finds the front matter.
func (s *source) split(out *Diagnostics) bool {
	const fence = "---\n"
	if !bytes.HasPrefix(s.text, []byte(fence)) {
		out.add(Error, s.pos(0), "no-front-matter", "The file does not begin with front matter.",
			`Begin it with a line "---", then at least "id:" and "title:", then "---".`)
		return false
	}
	rest := s.text[len(fence):]
	end := bytes.Index(rest, []byte("\n---\n"))
	switch {
	case bytes.HasPrefix(rest, []byte(fence)):
		s.front, s.body = rest[:0], rest[len(fence):]
	case end >= 0:
		s.front, s.body = rest[:end+1], rest[end+1+len(fence):]
	case bytes.HasSuffix(rest, []byte("\n---")):
		s.front, s.body = rest[:len(rest)-3], rest[len(rest):]
	default:
		out.add(Error, s.pos(0), "open-front-matter", "The front matter has no end.", `Close it with a line "---".`)
		return false
	}
	if len(s.front) > MaxFront {
		out.add(Error, s.pos(0), "too-big", fmt.Sprintf("The front matter has %d bytes; the cap is %d.", len(s.front), MaxFront),
			"Move text into the body, or split the article.")
		return false
	}
	s.frontLine = 2
	s.bodyLine = s.frontLine + bytes.Count(s.front, []byte("\n")) + 1
	return true
}

// measure refuses what would be slow to parse. It walks the lines once.
func (s *source) measure(out *Diagnostics) bool {
	marks, total, fenced := 0, 0, false
	no := 0
	for line := range bytes.Lines(s.text) {
		no++
		if len(line) > MaxLine {
			return s.refuse(out, no, fmt.Sprintf("The line has %d bytes; the cap is %d.", len(line), MaxLine))
		}
		if no < s.bodyLine {
			continue
		}
		trimmed := bytes.TrimLeft(line, " \t>")
		lead := line[:len(line)-len(trimmed)]
		if len(trimmed) == 0 {
			trimmed = []byte("\n")
		}
		if bytes.HasPrefix(trimmed, []byte("```")) || bytes.HasPrefix(trimmed, []byte("~~~")) {
			fenced, marks = !fenced, 0
		}
		if len(bytes.TrimSpace(trimmed)) == 0 || startsItem(trimmed) {
			marks = 0
		}
		n := countMarks(trimmed)
		marks, total = marks+n, total+n
		plain := !fenced && trimmed[0] != '|'
		if marks > MaxFenced || plain && marks > MaxMarks || total > MaxMarksFile {
			return s.refuse(out, no, "There are more marks (* _ [ ` <) here than text could need.")
		}
		if tooDeep(lead, trimmed, fenced) {
			return s.refuse(out, no, "The line is nested too deep.")
		}
	}
	return s.measureFlow(out)
}

func tooDeep(lead, rest []byte, fenced bool) bool {
	quotes, indent := MaxQuotes, MaxIndent
	if fenced {
		quotes, indent = MaxQuotesFenced, MaxIndentFenced
	}
	return bytes.Count(lead, []byte(">")) > quotes || columns(lead) > indent || nestedMarkers(rest) > quotes
}

func (s *source) refuse(out *Diagnostics, line int, what string) bool {
	out.add(Error, Pos{s.file, line, 1}, "too-complex", what, "Write it plainer, or put it into a code fence or a file of its own.")
	return false
}

// measureFlow refuses front matter whose brackets nest too deep, quoted or not.
func (s *source) measureFlow(out *Diagnostics) bool {
	depth := 0
	for i, c := range s.front {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > MaxFlow {
			out.add(Error, s.pos(s.offset(s.front)+i), "too-complex", "Brackets nest too deep in the front matter.", "Put long values in quotes.")
			return false
		}
	}
	return true
}

// startsItem reports whether a line begins a list item in the middle of a
// paragraph; what stands before it is parsed apart.
func startsItem(line []byte) bool {
	return len(line) > 2 && line[1] == ' ' && strings.IndexByte("-*+", line[0]) >= 0 || bytes.HasPrefix(line, []byte("1. "))
}

func countMarks(line []byte) (n int) {
	for _, c := range line {
		if strings.IndexByte("*_[](`!<&\\|", c) >= 0 {
			n++
		}
	}
	return n
}

// nestedMarkers counts the list and quote markers that open one line, as in
// "- - 1. - x".
func nestedMarkers(line []byte) (n int) {
	for _, f := range bytes.Fields(line) {
		numbered := len(bytes.TrimLeft(f, "0123456789")) == 1 && strings.ContainsRune(".)", rune(f[len(f)-1]))
		if !numbered && !(len(f) == 1 && strings.IndexByte("-*+>", f[0]) >= 0) {
			break
		}
		n++
	}
	return n
}

func columns(lead []byte) (n int) {
	for _, c := range lead {
		n++
		if c == '\t' {
			n += 3
		}
	}
	return n
}

// offset returns where a part begins in the text.
func (s *source) offset(part []byte) int { return cap(s.text) - cap(part) }

// pos turns an offset in the text into a line and a column.
func (s *source) pos(offset int) Pos {
	offset = min(max(offset, 0), len(s.text))
	before := s.text[:offset]
	line := 1 + bytes.Count(before, []byte("\n"))
	start := bytes.LastIndexByte(before, '\n') + 1
	return Pos{s.file, line, 1 + utf8.RuneCount(before[start:])}
}

// bodyPos is pos for an offset in the body.
func (s *source) bodyPos(offset int) Pos { return s.pos(s.offset(s.body) + offset) }

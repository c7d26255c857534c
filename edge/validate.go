package edge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"
)

// decode reads a JSON body strictly: UTF-8, one value, no unknown field, no
// field twice.
func decode(body []byte, into any) *Error {
	if !utf8.Valid(body) {
		return fail("bad-json", "The body is not UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		e := fail("bad-json", "The body is not the expected JSON object.")
		e.Cause = errors.New(whatIsWrong(err))
		return e
	}
	if _, err := d.Token(); err != io.EOF {
		return fail("bad-json", "The body holds more than one JSON value.")
	}
	if repeats(body) {
		return fail("bad-json", "The body has a field twice. Send each once.")
	}
	return nil
}

// whatIsWrong describes a JSON error for the operator without quoting what
// somebody sent.
func whatIsWrong(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("a syntax error after %d bytes", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Sprintf("%s is of another type, at byte %d", kind.Field, kind.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends early"
	}
	return "a field that is not known"
}

// checkLine wants lo to hi characters on one line without control characters
// or characters that turn the direction of what stands around them.
func checkLine(field, s string, lo, hi int) *Error {
	n := utf8.RuneCountInString(s)
	if n < lo || n > hi {
		return fail("bad-request", "%s must have %d to %d characters.", field, lo, hi)
	}
	for _, r := range s {
		if r < 0x20 || r == 0x7f || r == 0x2028 || r == 0x2029 || turnsDirection(r) {
			return fail("bad-request", "%s holds a character that is not allowed.", field)
		}
	}
	return nil
}

// checkText wants 1 to TextCap characters; tabs and newlines are fine.
func checkText(field, s string) *Error {
	if !utf8.ValidString(s) {
		return fail("bad-request", "%s is not UTF-8.", field)
	}
	n := utf8.RuneCountInString(s)
	if n < 1 || n > TextCap {
		return fail("bad-request", "%s must have 1 to %d characters.", field, TextCap)
	}
	for _, r := range s {
		if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r == 0x7f {
			return fail("bad-request", "%s holds a control character.", field)
		}
	}
	return nil
}

// turnsDirection reports bidirectional overrides and isolates (UAX #9), with
// which a name can pretend to be another one.
func turnsDirection(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// validULID wants the canonical form, so that one id has one spelling.
func validULID(s string) bool {
	id, err := ulid.ParseStrict(s)
	return err == nil && id.String() == s
}

// Caps of a Context; see PROTOCOL.md, Escalation.
const (
	pageCap    = 200
	stepsCap   = 100
	signalsCap = 20
	shownCap   = 20
	kindCap    = 32
	labelCap   = 200
)

// check says whether the context keeps to its caps.
func (c *Context) check() *Error {
	if e := checkLine("context.page", c.Page, 0, pageCap); e != nil {
		return e
	}
	for _, l := range []struct {
		name string
		list []Trace
		cap  int
	}{{"context.steps", c.Steps, stepsCap}, {"context.signals", c.Signals, signalsCap}, {"context.shown", c.Shown, shownCap}} {
		if len(l.list) > l.cap {
			return fail("bad-request", "%s has more than %d entries.", l.name, l.cap)
		}
		for _, tr := range l.list {
			if e := tr.check(l.name); e != nil {
				return e
			}
		}
	}
	return nil
}

func (tr Trace) check(where string) *Error {
	if tr.At < 0 || tr.At > MaxInt {
		return fail("bad-request", "%s: at is not a time.", where)
	}
	if e := checkLine(where+": kind", tr.Kind, 1, kindCap); e != nil {
		return e
	}
	if e := checkLine(where+": label", tr.Label, 0, labelCap); e != nil {
		return e
	}
	return checkLine(where+": detail", tr.Detail, 0, labelCap)
}

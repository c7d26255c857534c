package transcript

import (
	"encoding/hex"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// ReadEvents reads a text of events. The error names the line.
func ReadEvents(text string) ([]wire.Event, error) {
	var out []wire.Event
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		e, err := ReadEvent(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		out = append(out, e)
	}
	return out, nil
}

// ReadEvent reads one line as Event prints it.
func ReadEvent(line string) (e wire.Event, err error) {
	words, err := split(line)
	if err != nil {
		return e, err
	}
	if len(words) < 2 {
		return e, fmt.Errorf("%q has no kind; write: TIME KIND [#TARGET] [name=value …]", line)
	}
	at, err := strconv.ParseUint(words[0], 10, 32)
	if err != nil {
		return e, fmt.Errorf("time %q is not a number of milliseconds", words[0])
	}
	e.At = uint32(at)
	if err := setEnum(reflect.ValueOf(&e.Kind).Elem(), words[1]); err != nil {
		return e, err
	}
	e.Body = wire.NewBody(e.Kind)
	for _, w := range words[2:] {
		if err := set(&e, w); err != nil {
			return e, err
		}
	}
	return e, nil
}

// set applies one word to the event.
func set(e *wire.Event, word string) error {
	if n, ok := strings.CutPrefix(word, "#"); ok {
		id, err := strconv.ParseUint(n, 10, 32)
		e.Target = uint32(id)
		return err
	}
	name, text, ok := strings.Cut(word, "=")
	if !ok {
		return fmt.Errorf("%q is neither #TARGET nor name=value", word)
	}
	switch name {
	case "code":
		return setCode(e, text)
	case "flags", "x", "y", "n":
		act := reflect.ValueOf(&e.Act).Elem()
		return setValue(act.FieldByNameFunc(func(f string) bool { return fieldName(f) == name }), text)
	}
	if e.Body == nil {
		return fmt.Errorf("%s has no field %q", e.Kind, name)
	}
	body := reflect.ValueOf(e.Body).Elem()
	f := body.FieldByNameFunc(func(f string) bool { return fieldName(f) == name })
	if !f.IsValid() {
		return fmt.Errorf("%s has no field %q", e.Kind, name)
	}
	return setValue(f, text)
}

func setCode(e *wire.Event, text string) error {
	t := codes[e.Kind]
	if t == nil {
		t = reflect.TypeFor[uint16]()
	}
	v := reflect.New(t).Elem()
	err := setValue(v, text)
	e.Code = uint16(v.Uint())
	return err
}

func setValue(v reflect.Value, text string) error {
	if isEnum(v.Type()) {
		return setEnum(v, text)
	}
	switch v.Kind() {
	case reflect.String:
		s, err := strconv.Unquote(text)
		v.SetString(s)
		return err
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		v.SetBool(b)
		return err
	case reflect.Slice:
		b, err := hex.DecodeString(text)
		v.SetBytes(b)
		return err
	case reflect.Int16, reflect.Int32:
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
		return err
	}
	n, err := strconv.ParseUint(text, 10, v.Type().Bits())
	v.SetUint(n)
	return err
}

// split cuts a line at spaces outside quoted strings.
func split(line string) ([]string, error) {
	var out []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		end := strings.IndexByte(line, ' ')
		if quote := strings.IndexByte(line, '"'); quote >= 0 && (end < 0 || quote < end) {
			s, err := strconv.QuotedPrefix(line[quote:])
			if err != nil {
				return nil, fmt.Errorf("quoted text in %q does not end", line)
			}
			end = quote + len(s)
		}
		if end < 0 {
			end = len(line)
		}
		out = append(out, line[:end])
		line = line[end:]
	}
	return out, nil
}

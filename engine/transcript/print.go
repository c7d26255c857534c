package transcript

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// Event prints one event on one line, without a line end.
func Event(e *wire.Event) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-6d %s", e.At, e.Kind)
	if e.Target != 0 {
		fmt.Fprintf(&b, " #%d", e.Target)
	}
	if e.Flags != 0 {
		b.WriteString(" flags=" + enumName(reflect.ValueOf(e.Flags)))
	}
	if e.Code != 0 {
		b.WriteString(" code=" + codeName(e.Kind, e.Code))
	}
	for _, f := range []struct {
		name string
		v    int32
	}{{"x", int32(e.X)}, {"y", int32(e.Y)}, {"n", e.N}} {
		if f.v != 0 {
			fmt.Fprintf(&b, " %s=%d", f.name, f.v)
		}
	}
	if e.Body != nil {
		fields(&b, reflect.ValueOf(e.Body).Elem())
	}
	return b.String()
}

// Events prints many, a line each.
func Events(list []wire.Event) string {
	var b strings.Builder
	for i := range list {
		b.WriteString(Event(&list[i]) + "\n")
	}
	return b.String()
}

// Command prints one command on one line, without a line end.
func Command(c wire.Command) string {
	var b strings.Builder
	b.WriteString(c.CommandKind().String())
	fields(&b, reflect.ValueOf(c).Elem())
	return b.String()
}

// fields prints " name=value" for all that is not zero.
func fields(b *strings.Builder, v reflect.Value) {
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			b.WriteString(" " + fieldName(v.Type().Field(i).Name) + "=")
			value(b, v.Field(i))
		}
	}
}

func value(b *strings.Builder, v reflect.Value) {
	switch {
	case isEnum(v.Type()):
		b.WriteString(enumName(v))
	case v.Kind() == reflect.String:
		b.WriteString(strconv.Quote(v.String()))
	case v.Kind() == reflect.Struct:
		b.WriteString("{")
		var inner strings.Builder
		fields(&inner, v)
		b.WriteString(strings.TrimPrefix(inner.String(), " ") + "}")
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		fmt.Fprintf(b, "%x", v.Bytes())
	case v.Kind() == reflect.Slice:
		b.WriteString("[")
		for i := range v.Len() {
			if i > 0 {
				b.WriteString(" ")
			}
			value(b, v.Index(i))
		}
		b.WriteString("]")
	default:
		fmt.Fprint(b, v.Interface())
	}
}

// fieldName turns "ABI" into "abi" and "RowHead" into "row-head".
func fieldName(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && !unicode.IsUpper(runes[i-1]) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// codes gives the type of Act.Code for the kinds where it is an enum.
var codes = map[wire.EventKind]reflect.Type{
	wire.EventKey:     reflect.TypeFor[wire.KeyClass](),
	wire.EventInput:   reflect.TypeFor[wire.EditClass](),
	wire.EventInvalid: reflect.TypeFor[wire.Validity](),
	wire.EventNever:   reflect.TypeFor[wire.Scope](),
}

func codeName(k wire.EventKind, code uint16) string {
	t := codes[k]
	if t == nil {
		return strconv.Itoa(int(code))
	}
	v := reflect.New(t).Elem()
	v.SetUint(uint64(code))
	return enumName(v)
}

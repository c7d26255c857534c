package transcript

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// combining lists the enums whose values are sets of bits.
var combining = map[reflect.Type]bool{
	reflect.TypeFor[wire.Flags]():     true,
	reflect.TypeFor[wire.Traits]():    true,
	reflect.TypeFor[wire.SpanStyle](): true,
}

// enumName returns the name of v, or of its bits joined with "+".
func enumName(v reflect.Value) string {
	if !combining[v.Type()] {
		return v.Interface().(fmt.Stringer).String()
	}
	var parts []string
	for bit := range v.Type().Bits() {
		if v.Uint()&(1<<bit) != 0 {
			one := reflect.New(v.Type()).Elem()
			one.SetUint(1 << bit)
			parts = append(parts, one.Interface().(fmt.Stringer).String())
		}
	}
	return strings.Join(parts, "+")
}

// setEnum sets v from a name, or from names joined with "+".
func setEnum(v reflect.Value, text string) error {
	names := []string{text}
	if combining[v.Type()] {
		names = strings.Split(text, "+")
	}
	var sum uint64
	for _, name := range names {
		n, ok := lookup(v.Type(), name)
		if !ok {
			return fmt.Errorf("%s has no value %q", v.Type().Name(), name)
		}
		sum |= n
	}
	v.SetUint(sum)
	return nil
}

// lookup finds the number of a name, or reads a number.
func lookup(t reflect.Type, name string) (uint64, bool) {
	if n, err := strconv.ParseUint(name, 10, t.Bits()); err == nil {
		return n, true
	}
	one := reflect.New(t).Elem()
	try := func(n uint64) bool {
		one.SetUint(n)
		return one.Interface().(fmt.Stringer).String() == name
	}
	if combining[t] {
		for bit := range t.Bits() {
			if try(1 << bit) {
				return 1 << bit, true
			}
		}
		return 0, false
	}
	for n := range uint64(256) {
		if try(n) {
			return n, true
		}
	}
	return 0, false
}

// isEnum reports whether values of t have names.
func isEnum(t reflect.Type) bool {
	_, ok := reflect.New(t).Elem().Interface().(fmt.Stringer)
	return ok && t.Kind() != reflect.Struct
}

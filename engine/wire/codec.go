package wire

import "unicode/utf8"

// Caps. Whatever is longer is refused before it is read.
const (
	ActSize   = 20          // bytes of the fixed part of an event, without the body length
	HeadSize  = ActSize + 4 // with it
	MaxString = 1 << 14     // bytes of one string
	MaxBytes  = 1 << 16     // bytes of one byte field
	MaxList   = 1 << 11     // entries of one list
	MaxBody   = 1 << 18     // bytes of one body
	MaxInbox  = 1 << 20     // bytes of events in one call
	MaxBundle = 16 << 20    // bytes of a knowledge bundle
)

// Error is why bytes were refused, or why an event was not taken.
type Error uint8

// The errors.
const (
	ErrNone     Error = 0
	ErrShort    Error = 1  // ends before it should
	ErrTrailing Error = 2  // goes on after it should end
	ErrKind     Error = 3  // unknown kind
	ErrText     Error = 4  // text is not UTF-8
	ErrRange    Error = 5  // a value outside its range
	ErrLong     Error = 6  // longer than its cap
	ErrABI      Error = 7  // another version of this vocabulary
	ErrOrder    Error = 8  // before Hello, or after the end
	ErrUnknown  Error = 9  // a number that was never described
	ErrBundle   Error = 10 // the bundle is damaged or of another format
)

var errorText = [...]string{
	"no error", "ends too early", "has bytes left over", "unknown kind", "text is not UTF-8",
	"value out of range", "longer than allowed", "other ABI version", "out of order",
	"number never described", "bundle damaged or of another format",
}

// Error returns the reason in English.
func (e Error) Error() string {
	if int(e) < len(errorText) {
		return "wire: " + errorText[e]
	}
	return "wire: unknown error"
}

// Body is the part of an event after the Act.
type Body interface {
	append(b []byte) []byte
	parse(r *reader)
}

// Event is one thing that happened. Body is nil for the hot kinds.
type Event struct {
	Act
	Body Body
}

// Command is one thing to do.
type Command interface {
	CommandKind() CommandKind
	append(b []byte) []byte
	parse(r *reader)
}

// AppendEvent appends the encoding of e. Strings and lists must keep to the
// caps; what is longer is cut, text at the start of a character.
func AppendEvent(b []byte, e *Event) []byte {
	b = append(b, byte(e.Kind), byte(e.Flags))
	b = append16(b, e.Code)
	b = append32(b, e.Target)
	b = append32(b, e.At)
	b = append16(b, uint16(e.X))
	b = append16(b, uint16(e.Y))
	b = append32(b, uint32(e.N))
	if e.Body == nil {
		return append32(b, 0)
	}
	return appendSized(b, e.Body.append)
}

// ParseEvent reads the first event of b and returns the bytes after it.
// Strings in the body share memory with nothing: they are copied.
func ParseEvent(b []byte) (e Event, rest []byte, err Error) {
	if len(b) < HeadSize {
		return e, b, ErrShort
	}
	e.Act = Act{
		Kind: EventKind(b[0]), Flags: Flags(b[1]), Code: u16(b[2:]), Target: u32(b[4:]), At: u32(b[8:]),
		X: int16(u16(b[12:])), Y: int16(u16(b[14:])), N: int32(u32(b[16:])),
	}
	if !validEvent(e.Kind) {
		return e, b, ErrKind
	}
	n := u32(b[ActSize:])
	if n > MaxBody {
		return e, b, ErrLong
	}
	if uint32(len(b)-HeadSize) < n {
		return e, b, ErrShort
	}
	body, rest := b[HeadSize:HeadSize+n], b[HeadSize+n:]
	e.Body = NewBody(e.Kind)
	if e.Body == nil {
		if n != 0 {
			return e, b, ErrTrailing
		}
		return e, rest, ErrNone
	}
	r := reader{b: body}
	e.Body.parse(&r)
	return e, rest, r.end()
}

// AppendCommand appends the encoding of c.
func AppendCommand(b []byte, c Command) []byte {
	b = append(b, byte(c.CommandKind()), 0, 0, 0)
	return appendSized(b, c.append)
}

// ParseCommand reads the first command of b and returns the bytes after it.
func ParseCommand(b []byte) (c Command, rest []byte, err Error) {
	if len(b) < 8 {
		return nil, b, ErrShort
	}
	n := u32(b[4:])
	if b[1]|b[2]|b[3] != 0 {
		return nil, b, ErrRange
	}
	if n > MaxBody {
		return nil, b, ErrLong
	}
	if uint32(len(b)-8) < n {
		return nil, b, ErrShort
	}
	c = newCommand(CommandKind(b[0]))
	if c == nil {
		return nil, b, ErrKind
	}
	r := reader{b: b[8 : 8+n]}
	c.parse(&r)
	return c, b[8+n:], r.end()
}

func appendSized(b []byte, body func([]byte) []byte) []byte {
	at := len(b)
	b = append32(b, 0)
	b = body(b)
	n := uint32(len(b) - at - 4)
	b[at], b[at+1], b[at+2], b[at+3] = byte(n), byte(n>>8), byte(n>>16), byte(n>>24)
	return b
}

// reader reads fields in order. After the first error it returns zeros.
type reader struct {
	b   []byte
	err Error
}

func (r *reader) end() Error {
	if r.err == ErrNone && len(r.b) > 0 {
		return ErrTrailing
	}
	return r.err
}

func (r *reader) take(n int) []byte {
	if r.err == ErrNone && len(r.b) < n {
		r.err = ErrShort
	}
	if r.err != ErrNone {
		return zeros[:min(n, len(zeros))]
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

var zeros [8]byte

func (r *reader) u8() uint8   { return r.take(1)[0] }
func (r *reader) u16() uint16 { return u16(r.take(2)) }
func (r *reader) u32() uint32 { return u32(r.take(4)) }
func (r *reader) u64() uint64 {
	b := r.take(8)
	return uint64(u32(b)) | uint64(u32(b[4:]))<<32
}

func (r *reader) bool() bool {
	v := r.u8()
	if v > 1 {
		r.fail(ErrRange)
	}
	return v == 1
}

func (r *reader) fail(e Error) {
	if r.err == ErrNone {
		r.err = e
	}
}

func (r *reader) string() string {
	n := int(r.u16())
	if n > MaxString {
		r.fail(ErrLong)
	}
	if r.err != ErrNone {
		return ""
	}
	s := r.take(n)
	if r.err != ErrNone {
		return ""
	}
	if !utf8.Valid(s) {
		r.fail(ErrText)
		return ""
	}
	return string(s)
}

func (r *reader) bytes() []byte {
	n := r.u32()
	if n > MaxBytes {
		r.fail(ErrLong)
	}
	if r.err == ErrNone && uint32(len(r.b)) < n {
		r.fail(ErrShort)
	}
	if r.err != ErrNone || n == 0 {
		return nil
	}
	return append([]byte(nil), r.take(int(n))...)
}

// list returns the number of entries that follow. Each entry takes at least
// one byte, so a count beyond the rest is refused before memory is taken.
func (r *reader) list() int {
	n := int(r.u16())
	if n > MaxList {
		r.fail(ErrLong)
	}
	if n > len(r.b) {
		r.fail(ErrShort)
	}
	if r.err != ErrNone {
		return 0
	}
	return n
}

func u16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func u32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func append16(b []byte, v uint16) []byte { return append(b, byte(v), byte(v>>8)) }
func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
func append64(b []byte, v uint64) []byte { return append32(append32(b, uint32(v)), uint32(v>>32)) }

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

// appendString cuts at the cap, never inside a character, and replaces what is
// not UTF-8.
func appendString(b []byte, s string) []byte {
	if len(s) > MaxString {
		n := MaxString
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	at := len(b)
	b = append16(b, 0)
	if utf8.ValidString(s) {
		b = append(b, s...)
	} else {
		for _, r := range s {
			if len(b)-at-2+utf8.RuneLen(r) > MaxString {
				break
			}
			b = utf8.AppendRune(b, r)
		}
	}
	n := len(b) - at - 2
	b[at], b[at+1] = byte(n), byte(n>>8)
	return b
}

func appendBytes(b, v []byte) []byte {
	v = v[:min(len(v), MaxBytes)]
	return append(append32(b, uint32(len(v))), v...)
}

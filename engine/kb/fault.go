package kb

// Fault says why bytes were refused, or a value could not be written. The
// zero Fault is "no error" and is never returned as an error.
type Fault uint8

// The codes, in the order in which Open and Check find them.
const (
	ErrShort    Fault = 1 + iota // fewer bytes than the smallest bundle has
	ErrMagic                     // does not begin with "LMPB"
	ErrFormat                    // a format number this build does not read
	ErrLength                    // the length in the header is not the length of the bytes
	ErrLimit                     // a cap of limits.go is exceeded
	ErrOffset                    // an offset points outside its section or backwards
	ErrPadding                   // a gap that must be zero is not
	ErrEnd                       // a value runs past the end of its bytes
	ErrVarint                    // a varint is over 32 bits or not in its shortest form
	ErrUTF8                      // a string is not UTF-8
	ErrKind                      // an unknown block, place or anchor kind
	ErrNesting                   // a block stands where its kind is not allowed, or too deep
	ErrOrder                     // a sorted table is not sorted, or has doubles
	ErrTrailing                  // bytes are left over after a value
	ErrRange                     // no article or place with this number
	ErrForm                      // readable, but not the one encoding of its value
)

var sentences = [...]string{
	ErrShort:    "kb: shorter than a bundle's header",
	ErrMagic:    "kb: not a Lamplight bundle",
	ErrFormat:   "kb: bundle format unknown to this build",
	ErrLength:   "kb: length in header differs from length of file",
	ErrLimit:    "kb: over a size limit",
	ErrOffset:   "kb: offset outside its section",
	ErrPadding:  "kb: padding is not zero",
	ErrEnd:      "kb: value runs past its end",
	ErrVarint:   "kb: bad varint",
	ErrUTF8:     "kb: string is not UTF-8",
	ErrKind:     "kb: unknown kind",
	ErrNesting:  "kb: block in the wrong place or too deep",
	ErrOrder:    "kb: table not sorted",
	ErrTrailing: "kb: bytes left over",
	ErrRange:    "kb: no such number",
	ErrForm:     "kb: not in canonical form",
}

// Error returns the sentence for c.
func (c Fault) Error() string {
	if c > 0 && int(c) < len(sentences) {
		return sentences[c]
	}
	return "kb: unknown code"
}

// err turns the zero Fault into a nil error.
func (c Fault) err() error {
	if c == 0 {
		return nil
	}
	return c
}

// Package envelope is the outside of a sealed message: what the edge sees and
// checks without being able to open it. It holds no cryptography, so the edge
// links nothing else of sealing.
//
//	offset  bytes
//	     0      4  "LLS1"
//	     4      1  suite, 1: X-Wing, HKDF-SHA256, ChaCha20-Poly1305
//	     5      1  kind: 1 message, 2 context
//	     6      1  direction: 1 to the team, 2 to the visitor
//	     7      1  form: 1 opening, 2 following
//	     8      4  epoch of the team key, big endian, from 1
//	    12     16  conversation, the ULID's bytes
//	    28     16  message, the ULID's bytes
//	    44     16  thread: which key opens it
//	    60     16  salt
//	    76   1120  opening only: X-Wing ciphertext to the team key
//	  1196   1120  opening only: X-Wing ciphertext to the recovery key
//	  2316     48  opening only: the thread's key, sealed to the recovery key
//	     …         ciphertext: one bucket and a tag of 16
//
// An opening envelope begins a thread, that is a key that both ends share; a
// following one uses a key that an opening one has brought. Everything before
// the ciphertext is authenticated with it. There is one encoding of every
// envelope, and Parse takes no other.
package envelope

import (
	"encoding/binary"
	"errors"
)

// Kind says what is inside.
type Kind byte

// The kinds.
const (
	Message Kind = 1 // UTF-8 text
	Context Kind = 2 // the JSON of an escalation's context
)

// Direction says who sealed it.
type Direction byte

// The directions.
const (
	ToTeam    Direction = 1
	ToVisitor Direction = 2
)

// Sizes in bytes.
const (
	ThreadSize  = 16
	SaltSize    = 16
	encSize     = 1120
	wrappedSize = 32 + 16
	// OpeningSize is what an opening envelope has more than a following one.
	OpeningSize = 2*encSize + wrappedSize
	headerSize  = 76
	tagSize     = 16
	lengthSize  = 4

	suite           = 1
	formOpening     = 1
	formFollowing   = 2
	smallestBucket  = 256
	largestBucket   = 64 << 10
	largestMessage  = 16 << 10
	magic           = "LLS1"
	x25519At        = 1120 - 32
	largestEnvelope = headerSize + OpeningSize + largestBucket + tagSize
)

// Why Parse refuses. Each sentence is fit for the operator's log.
var (
	ErrShort     = errors.New("envelope: it is cut off or too long")
	ErrMagic     = errors.New("envelope: this is not an envelope")
	ErrSuite     = errors.New("envelope: another suite than X-Wing, HKDF-SHA256, ChaCha20-Poly1305 is refused")
	ErrField     = errors.New("envelope: kind, direction or form is none of those there are")
	ErrEpoch     = errors.New("envelope: epochs begin at 1")
	ErrBucket    = errors.New("envelope: its length is that of no bucket")
	ErrZeroEnc   = errors.New("envelope: an encapsulated key is zero")
	ErrTooLong   = errors.New("envelope: the text is longer than the largest bucket")
	ErrPadding   = errors.New("envelope: the padding is not what a sender writes")
	errPlainSize = errors.New("envelope: the opened text is no bucket")
)

// Envelope is a parsed one. Slices alias what was parsed.
type Envelope struct {
	Kind         Kind
	Direction    Direction
	Epoch        uint32
	Conversation [16]byte
	Message      [16]byte
	Thread       [ThreadSize]byte
	Salt         [SaltSize]byte
	// Opening is nil in a following envelope, else OpeningSize bytes.
	Opening []byte
	// Text is the ciphertext with its tag.
	Text []byte
}

// Team and Recovery are the parts of Opening.
func (e *Envelope) Team() []byte     { return e.Opening[:encSize] }
func (e *Envelope) Recovery() []byte { return e.Opening[encSize:] } // enc, then the wrapped key

// Header is everything that goes before the ciphertext.
func (e *Envelope) Header() []byte {
	b := make([]byte, 0, headerSize+len(e.Opening)+len(e.Text))
	form := byte(formFollowing)
	if e.Opening != nil {
		form = formOpening
	}
	b = append(b, magic...)
	b = append(b, suite, byte(e.Kind), byte(e.Direction), form)
	b = binary.BigEndian.AppendUint32(b, e.Epoch)
	b = append(b, e.Conversation[:]...)
	b = append(b, e.Message[:]...)
	b = append(b, e.Thread[:]...)
	b = append(b, e.Salt[:]...)
	return append(b, e.Opening...)
}

// Bytes is the whole envelope.
func (e *Envelope) Bytes() []byte { return append(e.Header(), e.Text...) }

// Parse reads an envelope. Its work does not depend on what the bytes say.
func Parse(b []byte) (*Envelope, error) {
	switch {
	case len(b) < headerSize+smallestBucket+tagSize || len(b) > largestEnvelope:
		return nil, ErrShort
	case string(b[:4]) != magic:
		return nil, ErrMagic
	case b[4] != suite:
		return nil, ErrSuite
	}
	e := &Envelope{Kind: Kind(b[5]), Direction: Direction(b[6]), Epoch: binary.BigEndian.Uint32(b[8:])}
	if e.Kind < Message || e.Kind > Context || e.Direction < ToTeam || e.Direction > ToVisitor || b[7] < formOpening || b[7] > formFollowing {
		return nil, ErrField
	}
	if e.Epoch == 0 {
		return nil, ErrEpoch
	}
	copy(e.Conversation[:], b[12:])
	copy(e.Message[:], b[28:])
	copy(e.Thread[:], b[44:])
	copy(e.Salt[:], b[60:])
	rest := b[headerSize:]
	if b[7] == formOpening {
		if e.Direction != ToTeam {
			return nil, ErrField
		}
		if len(rest) < OpeningSize {
			return nil, ErrShort
		}
		e.Opening, rest = rest[:OpeningSize:OpeningSize], rest[OpeningSize:]
		if zero(e.Team()[x25519At:]) || zero(e.Recovery()[x25519At:encSize]) {
			return nil, ErrZeroEnc
		}
	}
	e.Text = rest
	if !isBucket(len(rest) - tagSize) {
		return nil, ErrBucket
	}
	return e, nil
}

func zero(b []byte) bool {
	var or byte
	for _, c := range b {
		or |= c
	}
	return or == 0
}

// Bucket is the size to which a text of n bytes is padded: 256 bytes, or the
// next power of two, up to 64 KiB. So a length says at most which of nine
// sizes it was. ok is false for a text that fits into none.
func Bucket(n int) (size int, ok bool) {
	for size = smallestBucket; size < n+lengthSize; size *= 2 {
		if size >= largestBucket {
			return 0, false
		}
	}
	return size, true
}

func isBucket(n int) bool {
	return n >= smallestBucket && n <= largestBucket && n&(n-1) == 0
}

// MessageCap is the longest text of a message in bytes.
const MessageCap = largestMessage - lengthSize

// Pad puts a text into its bucket: its length in 4 bytes, the text, zeros.
func Pad(text []byte) ([]byte, error) {
	size, ok := Bucket(len(text))
	if !ok {
		return nil, ErrTooLong
	}
	b := make([]byte, 0, size)
	b = binary.BigEndian.AppendUint32(b, uint32(len(text)))
	b = append(b, text...)
	return b[:size], nil // zero behind the text: make cleared it
}

// Unpad is the inverse of Pad and takes nothing that Pad does not make.
func Unpad(b []byte) ([]byte, error) {
	if !isBucket(len(b)) {
		return nil, errPlainSize
	}
	n := binary.BigEndian.Uint32(b)
	if uint64(n) > uint64(len(b)-lengthSize) {
		return nil, ErrPadding
	}
	text := b[lengthSize : lengthSize+n]
	if size, _ := Bucket(int(n)); size != len(b) || !zero(b[lengthSize+n:]) {
		return nil, ErrPadding
	}
	return text, nil
}

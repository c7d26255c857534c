// Package box is the boundary of the sealing module: one call with bytes in
// and bytes out, so that the same calls can be made natively, under wazero
// and from a page.
//
// A request is a list of fields, each a length (4 bytes, little endian) and
// that many bytes; an answer is bytes whose meaning each operation says. The
// module keeps no state between calls and has no randomness of its own: the
// shell draws it from the browser.
package box

import (
	"encoding/binary"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/widget/seal/hpke"
	"github.com/lamplight-help/lamplight/widget/seal/thread"
)

// ABI is the version of this boundary. widget/src/seal/module.ts has the same.
const ABI = 1

// Op is an operation. Ids are ULIDs as text, epochs 4 bytes big endian, kind,
// direction and flags one byte.
type Op uint32

// The operations, with their fields and their answer.
const (
	Public      Op = 1 // seed -> public key
	Begin       Op = 2 // site, conversation, epoch, team key, recovery key, random -> thread
	Seal        Op = 3 // thread, kind, direction, message, text, opening (0 or 1), salt -> envelope
	Look        Op = 4 // envelope -> its first 76 bytes, once it has been parsed
	Team        Op = 5 // site, team secret, envelope -> thread
	Open        Op = 6 // thread, kind, direction, message, envelope -> text
	Share       Op = 7 // site, epoch, agent's seed, share, team key -> team secret
	Previous    Op = 8 // site, epoch, next team secret, wrapped, team key -> team secret
	Fingerprint Op = 9 // public key -> 10 bytes

	// Blind tokens. Lists are their elements one after the other.
	Blind    Op = 10 // input, random (64) -> blind (32), blinded element (32)
	Finalize Op = 11 // public key, proof, inputs, blinds, blinded, evaluated -> outputs (64 each)
)

// Code is why a call was refused.
type Code uint32

// The codes.
const (
	OK        Code = 0
	Malformed Code = 1 // the request itself; a mistake in the shell
	BadKey    Code = 2 // a public key or a secret
	BadSeal   Code = 3 // the envelope's outside: cut, other suite, other version
	NotOpened Code = 4 // changed, moved, or sealed with another key
	TooLong   Code = 5 // the text fits into no bucket
	BadProof  Code = 6 // the edge evaluated with another key than it says
)

const maxFields = 8

// Call does one operation.
func Call(op Op, request []byte) ([]byte, Code) {
	var f [maxFields][]byte
	n, ok := split(request, &f)
	if !ok || op == 0 || op >= Op(len(operations)) || n != operations[op].fields {
		return nil, Malformed
	}
	return operations[op].run(&f)
}

func split(b []byte, f *[maxFields][]byte) (n int, ok bool) {
	for ; len(b) > 0; n++ {
		if n == maxFields || len(b) < 4 {
			return 0, false
		}
		size := binary.LittleEndian.Uint32(b)
		b = b[4:]
		if uint64(size) > uint64(len(b)) {
			return 0, false
		}
		f[n], b = b[:size:size], b[size:]
	}
	return n, true
}

type operation struct {
	fields int
	run    func(f *[maxFields][]byte) ([]byte, Code)
}

var operations = [...]operation{
	Public: {1, public}, Begin: {6, begin}, Seal: {7, sealText}, Look: {1, look}, Team: {3, team}, Open: {5, open},
	Share: {5, share}, Previous: {5, previous}, Fingerprint: {1, fingerprint},
	Blind: {2, blind}, Finalize: {6, finalize},
}

func public(f *[maxFields][]byte) ([]byte, Code) {
	key, err := hpke.Public(f[0])
	if err != nil {
		return nil, BadKey
	}
	return key, OK
}

func begin(f *[maxFields][]byte) ([]byte, Code) {
	conversation, ok := envelope.ParseID(string(f[1]))
	if !ok || len(f[2]) != 4 || len(f[5]) != thread.RandomSize {
		return nil, Malformed
	}
	t, err := thread.New(string(f[0]), conversation, binary.BigEndian.Uint32(f[2]), f[3], f[4], f[5])
	if err != nil {
		return nil, BadKey
	}
	return t.Bytes(), OK
}

func sealText(f *[maxFields][]byte) ([]byte, Code) {
	t, err := thread.Parse(f[0])
	message, ok := envelope.ParseID(string(f[3]))
	if err != nil || !ok || len(f[1]) != 1 || len(f[2]) != 1 || len(f[5]) != 1 {
		return nil, Malformed
	}
	if _, ok := envelope.Bucket(len(f[4])); !ok { // comparing errors would bring 3 KB of reflection
		return nil, TooLong
	}
	out, err := t.Seal(thread.Note{Kind: envelope.Kind(f[1][0]), Direction: envelope.Direction(f[2][0]),
		Message: message, Text: f[4], Open: f[5][0] == 1}, f[6])
	if err != nil {
		return nil, Malformed
	}
	return out, OK
}

func look(f *[maxFields][]byte) ([]byte, Code) {
	e, err := envelope.Parse(f[0])
	if err != nil {
		return nil, BadSeal
	}
	return e.Header()[:76], OK
}

func team(f *[maxFields][]byte) ([]byte, Code) {
	e, err := envelope.Parse(f[2])
	if err != nil {
		return nil, BadSeal
	}
	t, err := thread.Team(string(f[0]), e, f[1])
	if err != nil {
		return nil, NotOpened
	}
	return t.Bytes(), OK
}

func open(f *[maxFields][]byte) ([]byte, Code) {
	t, err := thread.Parse(f[0])
	message, ok := envelope.ParseID(string(f[3]))
	if err != nil || !ok || len(f[1]) != 1 || len(f[2]) != 1 {
		return nil, Malformed
	}
	e, err := envelope.Parse(f[4])
	if err != nil {
		return nil, BadSeal
	}
	text, err := t.OpenAt(e, envelope.Kind(f[1][0]), envelope.Direction(f[2][0]), message)
	if err != nil {
		return nil, NotOpened
	}
	return text, OK
}

func share(f *[maxFields][]byte) ([]byte, Code)    { return unwrap(f, seal.ForAgent) }
func previous(f *[maxFields][]byte) ([]byte, Code) { return unwrap(f, seal.ForNext) }

func unwrap(f *[maxFields][]byte, p seal.Purpose) ([]byte, Code) {
	if len(f[1]) != 4 {
		return nil, Malformed
	}
	secret, err := thread.UnwrapSecret(string(f[0]), binary.BigEndian.Uint32(f[1]), p, f[2], f[3])
	if err != nil {
		return nil, NotOpened
	}
	if thread.CheckSecret(secret, f[4]) != nil {
		return nil, BadKey
	}
	return secret, OK
}

func fingerprint(f *[maxFields][]byte) ([]byte, Code) {
	sum := thread.Fingerprint(f[0])
	return sum[:], OK
}

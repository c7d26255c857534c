package thread

import (
	"encoding/binary"
	"errors"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
)

// A thread as bytes, for a page to keep beside the conversation. It holds the
// key: it never leaves the browser.
//
//	epoch (4, big endian) | id (16) | conversation (16) | key (32) |
//	length of the site (1) | site | opening (OpeningSize, or nothing)

const recordFixed = 4 + envelope.ThreadSize + 16 + seal.KeySize + 1

var errRecord = errors.New("thread: this is not a thread's record")

// Bytes is the record of a thread.
func (t *Thread) Bytes() []byte {
	b := binary.BigEndian.AppendUint32(nil, t.Epoch)
	b = append(b, t.ID[:]...)
	b = append(b, t.Conversation[:]...)
	b = append(b, t.Key[:]...)
	b = append(b, byte(len(t.Site)))
	b = append(b, t.Site...)
	return append(b, t.Opening...)
}

// Parse reads a record and checks that its id commits to its key.
func Parse(b []byte) (*Thread, error) {
	if len(b) < recordFixed || len(b) < recordFixed+int(b[recordFixed-1]) {
		return nil, errRecord
	}
	t := &Thread{Epoch: binary.BigEndian.Uint32(b)}
	copy(t.Conversation[:], b[20:])
	t.take(b[36:68])
	if string(t.ID[:]) != string(b[4:20]) {
		return nil, errRecord
	}
	at := recordFixed + int(b[recordFixed-1])
	t.Site = string(b[recordFixed:at])
	switch rest := b[at:]; len(rest) {
	case 0:
	case envelope.OpeningSize:
		t.Opening = rest
	default:
		return nil, errRecord
	}
	return t, nil
}

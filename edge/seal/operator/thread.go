package operator

import (
	"bytes"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
)

// Thread is a key that a page and the team share, as this end has it: it
// opens, and never seals.
type Thread struct {
	site         string
	conversation [16]byte
	epoch        uint32
	id           [envelope.ThreadSize]byte
	key          []byte
}

// Team opens the thread that an opening envelope begins, with the team's
// secret of that epoch.
func Team(site string, e *envelope.Envelope, seed []byte) (*Thread, error) {
	if e.Opening == nil {
		return nil, seal.ErrNoStart
	}
	opener, err := receive(seed, seal.ThreadInfo(seal.ToTeam, site, e.Conversation, e.Epoch), e.Team())
	if err != nil {
		return nil, err
	}
	return take(site, e, opener.Export([]byte(seal.ExportLabel), seal.KeySize))
}

// Recovery opens it with the recovery key's seed instead.
func Recovery(site string, e *envelope.Envelope, seed []byte) (*Thread, error) {
	if e.Opening == nil {
		return nil, seal.ErrNoStart
	}
	key, err := unwrap(seed, seal.ThreadInfo(seal.ToRecovery, site, e.Conversation, e.Epoch), e.Thread[:], e.Recovery())
	if err != nil {
		return nil, err
	}
	return take(site, e, key)
}

// take wants the envelope's thread to be the one that commits to the key.
func take(site string, e *envelope.Envelope, key []byte) (*Thread, error) {
	if len(key) != seal.KeySize || !bytes.Equal(kdf.Expand(key, []byte(seal.ThreadLabel), envelope.ThreadSize), e.Thread[:]) {
		return nil, seal.ErrOpen
	}
	return &Thread{site, e.Conversation, e.Epoch, e.Thread, key}, nil
}

// OpenAt gives the text of an envelope of this thread, which must be exactly
// this message: the same bytes shown as another message, in another place or
// from another speaker, are refused.
func (t *Thread) OpenAt(e *envelope.Envelope, kind envelope.Kind, direction envelope.Direction, message [16]byte) ([]byte, error) {
	if e.Thread != t.id {
		return nil, seal.ErrThread
	}
	if e.Kind != kind || e.Direction != direction || e.Message != message || e.Conversation != t.conversation || e.Epoch != t.epoch {
		return nil, seal.ErrOpen
	}
	cipher, err := aead.New(kdf.Expand(t.key, seal.MessageInfo(e), aead.KeySize()))
	if err != nil {
		return nil, err
	}
	// The nonce is always zero: every key encrypts one text.
	padded, err := cipher.Open(nil, make([]byte, cipher.NonceSize()), e.Text, seal.MessageAAD(t.site, e))
	if err != nil {
		return nil, seal.ErrOpen
	}
	return envelope.Unpad(padded)
}

// Package thread seals and opens conversations in pages and desks. What the
// bytes mean, and what they are bound to, is edge/seal; this is the small code
// that does it in WebAssembly. edge/seal/operator is the same natively, on
// other cryptography, and opens what this seals.
//
// Everything here is pure: randomness comes in as an argument.
package thread

import (
	"errors"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/widget/seal/chacha"
	"github.com/lamplight-help/lamplight/widget/seal/hpke"
	"github.com/lamplight-help/lamplight/widget/seal/sha2"
)

// RandomSize is how much fresh randomness New takes, in bytes.
const RandomSize = 2 * hpke.RandomSize

var errSite = errors.New("thread: a site's name has 1 to 63 bytes")

// Thread is a key that the page and the team share.
type Thread struct {
	Site         string
	Conversation [16]byte
	Epoch        uint32
	ID           [envelope.ThreadSize]byte
	Key          [seal.KeySize]byte
	// Opening is what an opening envelope carries. Only the page that began
	// the thread has it.
	Opening []byte
}

// New begins a thread in the page. team is the public key of the epoch
// and recovery the site's recovery key; random are RandomSize fresh bytes.
func New(site string, conversation [16]byte, epoch uint32, team, recovery, random []byte) (*Thread, error) {
	if len(site) == 0 || len(site) > 63 {
		return nil, errSite
	}
	if len(random) != RandomSize || epoch == 0 {
		return nil, envelope.ErrEpoch
	}
	t := &Thread{Site: site, Conversation: conversation, Epoch: epoch}
	enc, c, err := hpke.NewSender(team, t.info(seal.ToTeam), random[:hpke.RandomSize])
	if err != nil {
		return nil, err
	}
	t.take(c.Export(seal.ExportLabel, seal.KeySize))
	wrapped, err := hpke.Wrap(recovery, t.info(seal.ToRecovery), t.ID[:], t.Key[:], random[hpke.RandomSize:])
	if err != nil {
		return nil, err
	}
	t.Opening = append(enc, wrapped...)
	return t, nil
}

// Team opens the thread that an opening envelope begins, with the team's
// secret of that epoch.
func Team(site string, e *envelope.Envelope, seed []byte) (*Thread, error) {
	if e.Opening == nil {
		return nil, seal.ErrNoStart
	}
	t := &Thread{Site: site, Conversation: e.Conversation, Epoch: e.Epoch}
	c, err := hpke.NewRecipient(e.Team(), seed, t.info(seal.ToTeam))
	if err != nil {
		return nil, err
	}
	t.take(c.Export(seal.ExportLabel, seal.KeySize))
	if t.ID != e.Thread {
		return nil, seal.ErrOpen
	}
	return t, nil
}

// Recovery opens it with the recovery key instead.
func Recovery(site string, e *envelope.Envelope, seed []byte) (*Thread, error) {
	if e.Opening == nil {
		return nil, seal.ErrNoStart
	}
	t := &Thread{Site: site, Conversation: e.Conversation, Epoch: e.Epoch}
	key, err := hpke.Unwrap(seed, t.info(seal.ToRecovery), e.Thread[:], e.Recovery())
	if err != nil {
		return nil, seal.ErrOpen
	}
	t.take(key)
	if t.ID != e.Thread {
		return nil, seal.ErrOpen
	}
	return t, nil
}

// take sets the key and the id that commits to it.
func (t *Thread) take(key []byte) {
	copy(t.Key[:], key)
	copy(t.ID[:], sha2.Expand(t.Key[:], []byte(seal.ThreadLabel), envelope.ThreadSize))
}

func (t *Thread) info(r seal.Recipient) []byte {
	return seal.ThreadInfo(r, t.Site, t.Conversation, t.Epoch)
}

// Note is what is to be sealed.
type Note struct {
	Kind      envelope.Kind
	Direction envelope.Direction
	Message   [16]byte
	Text      []byte
	// Open makes an opening envelope, which carries the key to the team; only
	// the page can. It does so until one of them is known to have arrived.
	Open bool
}

// Seal makes an envelope. salt are envelope.SaltSize fresh bytes.
func (t *Thread) Seal(n Note, salt []byte) ([]byte, error) {
	if len(salt) != envelope.SaltSize {
		return nil, errors.New("thread: a salt has 16 bytes")
	}
	if n.Kind < envelope.Message || n.Kind > envelope.Context || n.Direction < envelope.ToTeam || n.Direction > envelope.ToVisitor {
		return nil, envelope.ErrField
	}
	if n.Open && t.Opening == nil {
		return nil, seal.ErrNoStart
	}
	e := &envelope.Envelope{Kind: n.Kind, Direction: n.Direction, Epoch: t.Epoch,
		Conversation: t.Conversation, Message: n.Message, Thread: t.ID}
	copy(e.Salt[:], salt)
	if n.Open {
		e.Opening = t.Opening
	}
	plain, err := envelope.Pad(n.Text)
	if err != nil {
		return nil, err
	}
	e.Text = chacha.Seal(nil, t.keyFor(e), nonce[:], plain, seal.MessageAAD(t.Site, e))
	return e.Bytes(), nil
}

// Open gives the text of an envelope of this thread. The caller compares
// e.Kind, e.Direction and e.Message with where it found it, or uses OpenAt.
func (t *Thread) Open(e *envelope.Envelope) ([]byte, error) {
	if e.Thread != t.ID {
		return nil, seal.ErrThread
	}
	plain, ok := chacha.Open(nil, t.keyFor(e), nonce[:], e.Text, seal.MessageAAD(t.Site, e))
	if !ok || e.Conversation != t.Conversation || e.Epoch != t.Epoch {
		return nil, seal.ErrOpen
	}
	return envelope.Unpad(plain)
}

// OpenAt is Open for an envelope that must be exactly this message: the same
// bytes shown as another message, in another place or from another speaker,
// are refused.
func (t *Thread) OpenAt(e *envelope.Envelope, kind envelope.Kind, direction envelope.Direction, message [16]byte) ([]byte, error) {
	if e.Kind != kind || e.Direction != direction || e.Message != message {
		return nil, seal.ErrOpen
	}
	return t.Open(e)
}

// nonce is always zero: every key encrypts one text.
var nonce [chacha.NonceSize]byte

func (t *Thread) keyFor(e *envelope.Envelope) []byte {
	return sha2.Expand(t.Key[:], seal.MessageInfo(e), chacha.KeySize)
}

// Package seal keeps a conversation between a visitor's page and the agents'
// desks from whatever lies between them: the edge, its storage, its logs, its
// backups. SEALING.md says what that protects against and what not.
//
//	envelope   the outside: bytes that the edge can check and not open
//	seal       threads: one shared key, messages in both directions
//	directory  whose keys: signed, versioned, by epoch; wrapped to each agent
//	shares     the recovery key in three parts, two of which restore it
//	voprf      tokens that show "one of those we let in" and not which one
//	hpke       RFC 9180 with X-Wing; sha2, chacha below it
//
// A thread begins in the page. HPKE to the team's public key of the current
// epoch gives the page a context; the thread's key is exported from it, and
// sealed once more to the site's offline recovery key:
//
//	page ── X-Wing ──► team key ──┐
//	                              ├─ export ─► thread key ─► message keys, both directions
//	page ── X-Wing ──► recovery ──┘ (wrapped)
//
// Every message has its own key, derived from the thread's with direction,
// kind, message id and a fresh salt, so no nonce can repeat. Site,
// conversation, epoch, message id, direction and kind are authenticated: an
// envelope that is moved elsewhere does not open.
//
// Everything here is pure: randomness comes in as an argument. The page, the
// desk and the command line run the same code.
package seal

import (
	"encoding/binary"
	"errors"

	"github.com/lamplight-help/lamplight/edge/seal/chacha"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/edge/seal/hpke"
	"github.com/lamplight-help/lamplight/edge/seal/sha2"
)

// KeySize is the size of a thread's key in bytes.
const KeySize = 32

// RandomSize is how much fresh randomness NewThread takes, in bytes.
const RandomSize = 2 * hpke.RandomSize

// Why something does not open.
var (
	ErrOpen    = errors.New("seal: changed on the way, moved from another place, or sealed with another key")
	ErrThread  = errors.New("seal: this key is another thread's")
	ErrNoStart = errors.New("seal: this envelope begins no thread")
	errSite    = errors.New("seal: a site's name has 1 to 63 bytes")
)

// Thread is a key that the page and the team share.
type Thread struct {
	Site         string
	Conversation [16]byte
	Epoch        uint32
	ID           [envelope.ThreadSize]byte
	Key          [KeySize]byte
	// Opening is what an opening envelope carries. Only the page that began
	// the thread has it.
	Opening []byte
}

// NewThread begins a thread in the page. team is the public key of the epoch
// and recovery the site's recovery key; random are RandomSize fresh bytes.
func NewThread(site string, conversation [16]byte, epoch uint32, team, recovery, random []byte) (*Thread, error) {
	if len(site) == 0 || len(site) > 63 {
		return nil, errSite
	}
	if len(random) != RandomSize || epoch == 0 {
		return nil, envelope.ErrEpoch
	}
	t := &Thread{Site: site, Conversation: conversation, Epoch: epoch}
	enc, c, err := hpke.NewSender(team, t.info("team"), random[:hpke.RandomSize])
	if err != nil {
		return nil, err
	}
	t.take(c.Export("thread", KeySize))
	wrapped, err := hpke.Wrap(recovery, t.info("recovery"), t.ID[:], t.Key[:], random[hpke.RandomSize:])
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
		return nil, ErrNoStart
	}
	t := &Thread{Site: site, Conversation: e.Conversation, Epoch: e.Epoch}
	c, err := hpke.NewRecipient(e.Team(), seed, t.info("team"))
	if err != nil {
		return nil, err
	}
	t.take(c.Export("thread", KeySize))
	if t.ID != e.Thread {
		return nil, ErrOpen
	}
	return t, nil
}

// Recovery opens it with the recovery key instead.
func Recovery(site string, e *envelope.Envelope, seed []byte) (*Thread, error) {
	if e.Opening == nil {
		return nil, ErrNoStart
	}
	t := &Thread{Site: site, Conversation: e.Conversation, Epoch: e.Epoch}
	key, err := hpke.Unwrap(seed, t.info("recovery"), e.Thread[:], e.Recovery())
	if err != nil {
		return nil, ErrOpen
	}
	t.take(key)
	if t.ID != e.Thread {
		return nil, ErrOpen
	}
	return t, nil
}

// take sets the key and the id that commits to it.
func (t *Thread) take(key []byte) {
	copy(t.Key[:], key)
	copy(t.ID[:], sha2.Expand(t.Key[:], []byte("lamplight seal v1 thread"), envelope.ThreadSize))
}

// info is HPKE's: what an encapsulated key is for.
func (t *Thread) info(recipient string) []byte {
	b := append([]byte("lamplight seal v1 "), recipient...)
	b = append(b, byte(len(t.Site)))
	b = append(b, t.Site...)
	b = append(b, t.Conversation[:]...)
	return binary.BigEndian.AppendUint32(b, t.Epoch)
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
		return nil, errors.New("seal: a salt has 16 bytes")
	}
	if n.Kind < envelope.Message || n.Kind > envelope.Context || n.Direction < envelope.ToTeam || n.Direction > envelope.ToVisitor {
		return nil, envelope.ErrField
	}
	if n.Open && t.Opening == nil {
		return nil, ErrNoStart
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
	e.Text = chacha.Seal(nil, t.keyFor(e), nonce[:], plain, t.aad(e))
	return e.Bytes(), nil
}

// Open gives the text of an envelope of this thread. The caller compares
// e.Kind, e.Direction and e.Message with where it found it, or uses OpenAt.
func (t *Thread) Open(e *envelope.Envelope) ([]byte, error) {
	if e.Thread != t.ID {
		return nil, ErrThread
	}
	plain, ok := chacha.Open(nil, t.keyFor(e), nonce[:], e.Text, t.aad(e))
	if !ok || e.Conversation != t.Conversation || e.Epoch != t.Epoch {
		return nil, ErrOpen
	}
	return envelope.Unpad(plain)
}

// OpenAt is Open for an envelope that must be exactly this message: the same
// bytes shown as another message, in another place or from another speaker,
// are refused.
func (t *Thread) OpenAt(e *envelope.Envelope, kind envelope.Kind, direction envelope.Direction, message [16]byte) ([]byte, error) {
	if e.Kind != kind || e.Direction != direction || e.Message != message {
		return nil, ErrOpen
	}
	return t.Open(e)
}

// nonce is always zero: every key encrypts one text.
var nonce [chacha.NonceSize]byte

func (t *Thread) keyFor(e *envelope.Envelope) []byte {
	info := append([]byte("lamplight seal v1 message"), byte(e.Kind), byte(e.Direction))
	info = append(info, e.Message[:]...)
	return sha2.Expand(t.Key[:], append(info, e.Salt[:]...), chacha.KeySize)
}

// aad is the site and the envelope up to its ciphertext.
func (t *Thread) aad(e *envelope.Envelope) []byte {
	b := append([]byte("lamplight seal v1"), byte(len(t.Site)))
	b = append(b, t.Site...)
	return append(b, e.Header()...)
}

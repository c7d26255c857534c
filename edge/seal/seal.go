// Package seal keeps a conversation between a visitor's page and the agents'
// desks from whatever lies between them: the edge, its storage, its logs, its
// backups. SEALING.md says what that protects against and what not.
//
// This package is what both ends must agree on, and holds no cryptography:
// sizes, and the bytes that every key is bound to.
//
//	seal         the names of things
//	  envelope   the outside: bytes that the edge can check and not open
//	  directory  whose keys: signed, versioned, by epoch; wrapped to each agent
//	  operator   opens and wraps on the operator's machine, with CIRCL's hpke
//	  team       who can open: made and changed there
//	  shares     the recovery key in three parts, two of which restore it
//	widget/seal  seals and opens in pages and desks; small code for WebAssembly
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
// So what pages seal is opened by another implementation than theirs, and
// tests hold the two against each other.
package seal

import (
	"encoding/binary"
	"errors"

	"github.com/lamplight-help/lamplight/edge/seal/envelope"
)

// Sizes in bytes.
const (
	SeedSize    = 32   // a private key of X-Wing, and a team's secret
	PublicSize  = 1216 // a public key
	EncSize     = 1120 // what a sender adds
	Overhead    = 16   // what a text grows by
	KeySize     = 32   // a thread's key
	WrappedSize = EncSize + SeedSize + Overhead
)

// Why something does not open.
var (
	ErrOpen    = errors.New("seal: changed on the way, moved from another place, or sealed with another key")
	ErrThread  = errors.New("seal: this key is another thread's")
	ErrNoStart = errors.New("seal: this envelope begins no thread")
	ErrKey     = errors.New("seal: this is not a key")
	ErrSecret  = errors.New("seal: this secret belongs to another public key")
)

// What keys are derived for.
const (
	ThreadLabel = "lamplight seal v1 thread" // the id that commits to a thread's key
	ExportLabel = "thread"                   // the thread's key, out of HPKE
	KeyLabel    = "lamplight seal v1 key"    // goes before a public key in its fingerprint
)

// Recipient is who a thread is opened to.
type Recipient string

// The recipients.
const (
	ToTeam     Recipient = "team"
	ToRecovery Recipient = "recovery"
)

// ThreadInfo is HPKE's info: what an encapsulated key is for.
func ThreadInfo(r Recipient, site string, conversation [16]byte, epoch uint32) []byte {
	b := named(append([]byte("lamplight seal v1 "), r...), site)
	return binary.BigEndian.AppendUint32(append(b, conversation[:]...), epoch)
}

// MessageInfo is what the key of one message is derived with.
func MessageInfo(e *envelope.Envelope) []byte {
	b := append([]byte("lamplight seal v1 message"), byte(e.Kind), byte(e.Direction))
	return append(append(b, e.Message[:]...), e.Salt[:]...)
}

// MessageAAD is authenticated with a message: the site, and the envelope up to
// its ciphertext.
func MessageAAD(site string, e *envelope.Envelope) []byte {
	return append(named([]byte("lamplight seal v1"), site), e.Header()...)
}

// Purpose says what a team's secret is wrapped for, so that one wrap can not
// stand in for another.
type Purpose string

// The purposes.
const (
	ForAgent    Purpose = "agent"    // an agent's share
	ForNext     Purpose = "next"     // the next epoch's key opens this one
	ForRecovery Purpose = "recovery" // the offline key opens it
)

// SecretInfo is HPKE's info of a wrapped secret of an epoch.
func SecretInfo(site string, epoch uint32, p Purpose) []byte {
	b := named(append([]byte("lamplight seal v1 secret for "), p...), site)
	return binary.BigEndian.AppendUint32(b, epoch)
}

func named(b []byte, site string) []byte {
	return append(append(b, byte(len(site))), site...)
}

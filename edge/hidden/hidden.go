// Package hidden counts without seeing. A page reports one bucket of a short
// list, say at which of twelve places somebody got stuck, split into two
// shares. Each of two aggregators gets one, which looks like noise to it.
// Together, and only for many reports at once, they learn how often each
// bucket was meant:
//
//	page ──── Split ──┬─ share ────────────────► first aggregator ─┐ sums ─► Counts
//	                  └─ share, sealed (HPKE) ─► second aggregator ┘
//
// This is Prio3Histogram of draft-irtf-cfrg-vdaf-14 as CIRCL has it. A proof
// comes with the shares: a report that counts twice, or in no bucket, is found
// out without being read, and refused.
//
// The package keeps nothing and asks nobody; edge/counted.go does both.
package hidden

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/cloudflare/circl/hpke"
	"github.com/cloudflare/circl/vdaf/prio3/histogram"
)

const (
	// NonceSize is the length of a report's nonce in bytes.
	NonceSize = 16
	// MaxBuckets is how long a task's list may be: a report grows with it, to
	// 3 KB for 64.
	MaxBuckets = 64

	aggregators = 2
)

// Task is what is counted. Reports of one task are noise to every other.
type Task struct {
	ID      string // names site, list and version; bound into every share
	Buckets int    // 2 to MaxBuckets
}

// Report is what a page sends.
type Report struct {
	Task   string `json:"task"`
	Nonce  []byte `json:"nonce"`  // NonceSize random bytes
	Public []byte `json:"public"` // for both aggregators
	Share  []byte `json:"share"`  // the first one's
	Sealed []byte `json:"sealed"` // the second one's, under its key
}

// ErrReport says that a report is not one of this task, or proves nothing.
var ErrReport = errors.New("hidden: the report is not valid")

func (t Task) vdaf() (*histogram.Histogram, error) {
	if t.Buckets < 2 || t.Buckets > MaxBuckets {
		return nil, fmt.Errorf("hidden: %d buckets, want 2 to %d", t.Buckets, MaxBuckets)
	}
	chunk := uint(1) // about the square root makes the shortest proof
	for chunk*chunk < uint(t.Buckets) {
		chunk++
	}
	context := binary.BigEndian.AppendUint32([]byte("lamplight hidden 1\x00"+t.ID+"\x00"), uint32(t.Buckets))
	return histogram.New(aggregators, uint(t.Buckets), chunk, context)
}

var suite = hpke.NewSuite(hpke.KEM_X25519_HKDF_SHA256, hpke.KDF_HKDF_SHA256, hpke.AEAD_AES128GCM)

// Key is the second aggregator's key pair, made from a 32-byte seed.
func Key(seed []byte) (public, private []byte, err error) {
	pk, sk := hpke.KEM_X25519_HKDF_SHA256.Scheme().DeriveKeyPair(seed)
	if public, err = pk.MarshalBinary(); err == nil {
		private, err = sk.MarshalBinary()
	}
	return public, private, err
}

func (t Task) info() []byte { return []byte("lamplight hidden share\x00" + t.ID) }

// bound is what a sealed share belongs to.
func (r *Report) bound() []byte { return append(append([]byte{}, r.Nonce...), r.Public...) }

// Split makes a report of one bucket, 0 to Buckets-1, for the second
// aggregator's public key.
func Split(t Task, bucket int, key []byte, random io.Reader) (*Report, error) {
	v, err := t.vdaf()
	if err != nil {
		return nil, err
	}
	params := v.Params()
	var nonce histogram.Nonce
	coins := make([]byte, params.RandSize())
	if _, err := io.ReadFull(random, nonce[:]); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(random, coins); err != nil {
		return nil, err
	}
	public, shares, err := v.Shard(uint64(bucket), &nonce, coins)
	if err != nil {
		return nil, fmt.Errorf("hidden: bucket %d: %w", bucket, err)
	}
	r := &Report{Task: t.ID, Nonce: nonce[:]}
	if r.Public, err = public.MarshalBinary(); err != nil {
		return nil, err
	}
	if r.Share, err = shares[0].MarshalBinary(); err != nil {
		return nil, err
	}
	second, err := shares[1].MarshalBinary()
	if err != nil {
		return nil, err
	}
	r.Sealed, err = seal(t, r, key, second, random)
	return r, err
}

func seal(t Task, r *Report, key, share []byte, random io.Reader) ([]byte, error) {
	pk, err := hpke.KEM_X25519_HKDF_SHA256.Scheme().UnmarshalBinaryPublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("hidden: the second aggregator's key: %w", err)
	}
	sender, err := suite.NewSender(pk, t.info())
	if err != nil {
		return nil, err
	}
	enc, sealer, err := sender.Setup(random)
	if err != nil {
		return nil, err
	}
	sealed, err := sealer.Seal(share, r.bound())
	return append(enc, sealed...), err
}

// Open is the second aggregator's way to its share.
func Open(t Task, r *Report, private []byte) ([]byte, error) {
	scheme := hpke.KEM_X25519_HKDF_SHA256.Scheme()
	sk, err := scheme.UnmarshalBinaryPrivateKey(private)
	if err != nil {
		return nil, err
	}
	if len(r.Sealed) < scheme.CiphertextSize() {
		return nil, ErrReport
	}
	receiver, err := suite.NewReceiver(sk, t.info())
	if err != nil {
		return nil, err
	}
	opener, err := receiver.Setup(r.Sealed[:scheme.CiphertextSize()])
	if err != nil {
		return nil, ErrReport
	}
	share, err := opener.Open(r.Sealed[scheme.CiphertextSize():], r.bound())
	if err != nil {
		return nil, ErrReport
	}
	return share, nil
}

// Digest names a report by all of its bytes.
func (r *Report) Digest() []byte {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(r.Task), r.Nonce, r.Public, r.Share, r.Sealed} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	return h.Sum(nil)
}

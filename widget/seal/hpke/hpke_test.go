package hpke

import (
	"bytes"
	"compress/gzip"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha3"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	circl "github.com/cloudflare/circl/hpke"
	"github.com/cloudflare/circl/kem/xwing"
)

// vector is one of RFC 9180's in base mode with HKDF-SHA256 and
// ChaCha20Poly1305. Its KEM is not ours; everything after the shared secret is.
type vector struct {
	KEM         uint16 `json:"kem_id"`
	Info        string `json:"info"`
	Shared      string `json:"shared_secret"`
	Key         string `json:"key"`
	BaseNonce   string `json:"base_nonce"`
	Exporter    string `json:"exporter_secret"`
	Encryptions []struct {
		AAD   string `json:"aad"`
		CT    string `json:"ct"`
		Nonce string `json:"nonce"`
		PT    string `json:"pt"`
	} `json:"encryptions"`
	Exports []struct {
		Context string `json:"exporter_context"`
		L       int    `json:"L"`
		Value   string `json:"exported_value"`
	} `json:"exports"`
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t testing.TB, name string, into any) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func TestRFC9180(t *testing.T) {
	var vectors []vector
	read(t, "testdata/rfc9180.json.gz", &vectors)
	if len(vectors) != 4 {
		t.Fatalf("%d vectors, want those of 4 KEMs", len(vectors))
	}
	for _, v := range vectors {
		c := schedule(v.KEM, unhex(t, v.Shared), unhex(t, v.Info))
		if got := hex.EncodeToString(c.key); got != v.Key {
			t.Errorf("KEM %#x: key %s, want %s", v.KEM, got, v.Key)
		}
		if got := hex.EncodeToString(c.base[:]); got != v.BaseNonce {
			t.Errorf("KEM %#x: base nonce %s, want %s", v.KEM, got, v.BaseNonce)
		}
		if got := hex.EncodeToString(c.exporter); got != v.Exporter {
			t.Errorf("KEM %#x: exporter %s, want %s", v.KEM, got, v.Exporter)
		}
		for i, e := range v.Encryptions {
			if i > 300 {
				break // nonces past one byte are covered
			}
			if got := hex.EncodeToString(c.Seal(unhex(t, e.PT), unhex(t, e.AAD))); got != e.CT {
				t.Fatalf("KEM %#x, message %d: %s, want %s", v.KEM, i, got, e.CT)
			}
		}
		for _, e := range v.Exports {
			if got := hex.EncodeToString(c.Export(string(unhex(t, e.Context)), e.L)); got != e.Value {
				t.Errorf("KEM %#x: export %q is %s, want %s", v.KEM, e.Context, got, e.Value)
			}
		}
	}
}

// The three vectors of draft-connolly-cfrg-xwing-kem, by the SHAKE128 of its
// file of test vectors: seeds come from SHAKE128 of nothing, in order.
func TestXWingDraft(t *testing.T) {
	const want = "1bcd0057d861d6b866239936cadcaeee1ec0164dedc181c386e9e54fe46156fe"
	stream := sha3.NewSHAKE128()
	var file strings.Builder
	for range 3 {
		seed, eseed := make([]byte, SeedSize), make([]byte, RandomSize)
		stream.Read(seed)
		stream.Read(eseed)
		public, err := Public(seed)
		if err != nil {
			t.Fatal(err)
		}
		enc, sender, err := NewSender(public, nil, eseed)
		if err != nil {
			t.Fatal(err)
		}
		shared := xwing.Decapsulate(enc, seed)
		if !bytes.Equal(sender.exporter, schedule(kemID, shared, nil).exporter) {
			t.Error("the sender's secret is another one")
		}
		for _, f := range []struct {
			name  string
			value []byte
		}{{"seed", seed}, {"sk", seed}, {"pk", public}, {"eseed", eseed}, {"ct", enc}, {"ss", shared}} {
			fold(&file, f.name, hex.EncodeToString(f.value))
		}
		file.WriteString("\n")
	}
	sum := sha3.SumSHAKE128([]byte(file.String()), 32)
	if got := hex.EncodeToString(sum); got != want {
		t.Errorf("the vectors hash to %s, want %s", got, want)
	}
}

// fold writes one value as the draft's file does: 74 columns, indented.
func fold(w *strings.Builder, name, value string) {
	if len(name)+len(value)+5 < 74 {
		w.WriteString(name + "     " + value + "\n")
		return
	}
	w.WriteString(name + "\n")
	for len(value) > 0 {
		n := min(len(value), 72)
		w.WriteString("  " + value[:n] + "\n")
		value = value[n:]
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// Both ways with the standard library: it seals and we open, we seal and it
// opens; exports agree.
func TestStandardLibrary(t *testing.T) {
	kdf, aead := hpke.HKDFSHA256(), hpke.ChaCha20Poly1305()
	theirs, err := hpke.MLKEM768X25519().NewPrivateKey(random(SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	seed, err := theirs.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	public, err := Public(seed)
	if err != nil || !bytes.Equal(public, theirs.PublicKey().Bytes()) {
		t.Fatalf("public keys differ: %v", err)
	}
	info, aad := []byte("info"), []byte("aad")

	enc, ours, err := NewSender(public, info, random(RandomSize))
	if err != nil {
		t.Fatal(err)
	}
	there, err := hpke.NewRecipient(enc, theirs, kdf, aead, info)
	if err != nil {
		t.Fatal(err)
	}
	enc2, sender, err := hpke.NewSender(theirs.PublicKey(), kdf, aead, info)
	if err != nil {
		t.Fatal(err)
	}
	here, err := NewRecipient(enc2, seed, info)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 300 {
		text := random(n)
		if got, err := there.Open(aad, ours.Seal(text, aad)); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("message %d of ours does not open there: %v", n, err)
		}
		sealed, err := sender.Seal(aad, text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := here.Open(sealed, aad); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("message %d of theirs does not open here: %v", n, err)
		}
	}
	if got, err := there.Export("label", 32); err != nil || !bytes.Equal(got, ours.Export("label", 32)) {
		t.Errorf("exports differ: %v", err)
	}
}

func TestCIRCL(t *testing.T) {
	suite := circl.NewSuite(circl.KEM_XWING, circl.KDF_HKDF_SHA256, circl.AEAD_ChaCha20Poly1305)
	seed := random(SeedSize)
	public, err := Public(seed)
	if err != nil {
		t.Fatal(err)
	}
	pk, err := circl.KEM_XWING.Scheme().UnmarshalBinaryPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	sk, err := circl.KEM_XWING.Scheme().UnmarshalBinaryPrivateKey(seed)
	if err != nil {
		t.Fatal(err)
	}
	info, aad, text := []byte("info"), []byte("aad"), []byte("the café is closed")

	enc, ours, err := NewSender(public, info, random(RandomSize))
	if err != nil {
		t.Fatal(err)
	}
	receiver, err := suite.NewReceiver(sk, info)
	if err != nil {
		t.Fatal(err)
	}
	opener, err := receiver.Setup(enc)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := opener.Open(ours.Seal(text, aad), aad); err != nil || !bytes.Equal(got, text) {
		t.Errorf("ours does not open there: %v", err)
	}
	sender, err := suite.NewSender(pk, info)
	if err != nil {
		t.Fatal(err)
	}
	enc2, sealer, err := sender.Setup(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := sealer.Seal(text, aad)
	if err != nil {
		t.Fatal(err)
	}
	here, err := NewRecipient(enc2, seed, info)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := here.Open(sealed, aad); err != nil || !bytes.Equal(got, text) {
		t.Errorf("theirs does not open here: %v", err)
	}
	if !bytes.Equal(here.Export("x", 40), sealer.Export([]byte("x"), 40)) {
		t.Error("exports differ")
	}
}

func TestWrap(t *testing.T) {
	seed := random(SeedSize)
	public, err := Public(seed)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := Wrap(public, []byte("i"), []byte("a"), []byte("secret"), random(RandomSize))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Unwrap(seed, []byte("i"), []byte("a"), wrapped); err != nil || string(got) != "secret" {
		t.Errorf("Unwrap = %q, %v", got, err)
	}
	for name, f := range map[string]func() ([]byte, error){
		"another seed": func() ([]byte, error) { return Unwrap(random(SeedSize), []byte("i"), []byte("a"), wrapped) },
		"another info": func() ([]byte, error) { return Unwrap(seed, []byte("j"), []byte("a"), wrapped) },
		"another aad":  func() ([]byte, error) { return Unwrap(seed, []byte("i"), []byte("b"), wrapped) },
		"cut":          func() ([]byte, error) { return Unwrap(seed, []byte("i"), []byte("a"), wrapped[:len(wrapped)-1]) },
		"cut to enc":   func() ([]byte, error) { return Unwrap(seed, []byte("i"), []byte("a"), wrapped[:EncSize]) },
		"short seed":   func() ([]byte, error) { return Unwrap(seed[1:], []byte("i"), []byte("a"), wrapped) },
	} {
		if got, err := f(); err == nil {
			t.Errorf("%s: opened %q", name, got)
		}
	}
}

// An enc of zeros, or one whose X25519 half is of low order, is refused before
// anything is derived from it; so is such a public key.
func TestHardening77ZeroEnc(t *testing.T) {
	seed := random(SeedSize)
	public, _ := Public(seed)
	enc, _, err := NewSender(public, nil, random(RandomSize))
	if err != nil {
		t.Fatal(err)
	}
	for name, point := range map[string][]byte{
		"zero": make([]byte, 32), "one": append([]byte{1}, make([]byte, 31)...),
		"p":       append(append([]byte{0xed}, bytes.Repeat([]byte{0xff}, 30)...), 0x7f),
		"order 8": unhex(t, "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
	} {
		bad := append(bytes.Clone(enc[:EncSize-32]), point...)
		if _, err := NewRecipient(bad, seed, nil); err != ErrEnc {
			t.Errorf("%s: recipient says %v, want %v", name, err, ErrEnc)
		}
		key := append(bytes.Clone(public[:PublicSize-32]), point...)
		if _, _, err := NewSender(key, nil, random(RandomSize)); err != ErrKey {
			t.Errorf("%s: sender says %v, want %v", name, err, ErrKey)
		}
	}
	if _, err := NewRecipient(make([]byte, EncSize), seed, nil); err != ErrEnc {
		t.Errorf("all zero: %v", err)
	}
	over := bytes.Clone(public) // a coefficient of 4095 where 3328 is the most
	over[0], over[1] = 0xff, 0xff
	if err := CheckPublic(over); err != ErrKey {
		t.Errorf("a coefficient out of range: %v", err)
	}
}

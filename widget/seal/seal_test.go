package main_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/edge/seal/operator"
	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/buildtest"
	"github.com/lamplight-help/lamplight/widget/seal/box"
	"github.com/lamplight-help/lamplight/widget/seal/hpke"
	"github.com/lamplight-help/lamplight/widget/seal/thread"
)

// instance is the module that pages load, under wazero.
type instance struct {
	t testing.TB
	m api.Module
}

func eachFlavour(t *testing.T, f func(t *testing.T, i *instance)) {
	for _, flavour := range []build.Flavour{build.Go, build.TinyGo} {
		t.Run(string(flavour), func(t *testing.T) {
			if flavour == build.Go && testing.Short() {
				t.Skip("the stock module takes seconds to compile")
			}
			f(t, newInstance(t, flavour))
		})
	}
}

func newInstance(t testing.TB, flavour build.Flavour) *instance {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	t.Cleanup(func() { r.Close(ctx) })
	wasi_snapshot_preview1.MustInstantiate(ctx, r)
	m, err := r.InstantiateWithConfig(ctx, buildtest.Seal(t, flavour), wazero.NewModuleConfig().WithStartFunctions("_initialize"))
	if err != nil {
		t.Fatal(err)
	}
	return &instance{t, m}
}

func (i *instance) export(name string, args ...uint64) uint32 {
	i.t.Helper()
	out, err := i.m.ExportedFunction(name).Call(context.Background(), args...)
	if err != nil {
		i.t.Fatalf("%s%v: %v", name, args, err)
	}
	if len(out) == 0 {
		return 0
	}
	return uint32(out[0])
}

// raw does a call with a request as it is.
func (i *instance) raw(op box.Op, request []byte) ([]byte, box.Code) {
	i.t.Helper()
	at := i.export("ll_inbox", uint64(len(request)))
	if len(request) > 0 && (at == 0 || !i.m.Memory().Write(at, request)) {
		i.t.Fatalf("no room for %d bytes", len(request))
	}
	n := i.export("ll_call", uint64(op), uint64(len(request)))
	if n >= 1<<31 {
		return nil, box.Code(n - 1<<31)
	}
	answer, ok := i.m.Memory().Read(i.export("ll_outbox"), n)
	if !ok {
		i.t.Fatalf("the outbox of %d bytes lies outside of the memory", n)
	}
	return bytes.Clone(answer), box.OK
}

func request(fields ...any) []byte {
	var b []byte
	for _, f := range fields {
		var v []byte
		switch f := f.(type) {
		case string:
			v = []byte(f)
		case []byte:
			v = f
		case int:
			v = []byte{byte(f)}
		case uint32:
			v = binary.BigEndian.AppendUint32(nil, f)
		}
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(v))), v...)
	}
	return b
}

func (i *instance) good(op box.Op, fields ...any) []byte {
	i.t.Helper()
	answer, code := i.raw(op, request(fields...))
	if code != box.OK {
		i.t.Fatalf("operation %d: code %d", op, code)
	}
	return answer
}

// stream is repeatable randomness.
func stream(name string, n int) []byte {
	var out []byte
	for i := 0; len(out) < n; i++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", name, i))
		out = append(out, sum[:]...)
	}
	return out[:n]
}

const (
	conversation = "01JDABCDEFGHJKMNPQRSTVWXYZ"
	message      = "01JDABCDEFGHJKMNPQRSTVWXZ0"
)

func id(t testing.TB, text string) [16]byte {
	t.Helper()
	id, ok := envelope.ParseID(text)
	if !ok {
		t.Fatal(text)
	}
	return id
}

// What the page's module seals opens natively, and the other way around; for
// the same randomness both make the same bytes.
func TestPageAndNativeOpenEachOther(t *testing.T) {
	eachFlavour(t, func(t *testing.T, page *instance) {
		teamSeed, recoverySeed := stream("team", 32), stream("recovery", 32)
		team := page.good(box.Public, teamSeed)
		recovery, err := hpke.Public(recoverySeed)
		if err != nil {
			t.Fatal(err)
		}
		random, salt := stream("random", thread.RandomSize), stream("salt", 16)
		record := page.good(box.Begin, "bank", conversation, uint32(3), team, recovery, random)
		sealed := page.good(box.Seal, record, 1, 1, message, "Why can't I bind my card? 银行卡", 1, salt)

		native, err := thread.New("bank", id(t, conversation), 3, team, recovery, random)
		if err != nil {
			t.Fatal(err)
		}
		want, err := native.Seal(thread.Note{Kind: envelope.Message, Direction: envelope.ToTeam, Message: id(t, message), Text: []byte("Why can't I bind my card? 银行卡"), Open: true}, salt)
		if err != nil || !bytes.Equal(sealed, want) {
			t.Fatalf("the page and native Go make different envelopes: %v", err)
		}
		// The bytes are a promise to every message that is stored somewhere.
		if got := hex.EncodeToString(sum(sealed)); got != vector {
			t.Errorf("the envelope's SHA-256 is %s, want %s", got, vector)
		}

		e, err := envelope.Parse(sealed)
		if err != nil {
			t.Fatal(err)
		}
		desk, err := thread.Team("bank", e, teamSeed)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := desk.Open(e); err != nil || string(text) != "Why can't I bind my card? 银行卡" {
			t.Errorf("natively: %q, %v", text, err)
		}
		if r, err := thread.Recovery("bank", e, recoverySeed); err != nil || r.Key != desk.Key {
			t.Errorf("recovery: %v", err)
		}
		reply, err := desk.Seal(thread.Note{Kind: envelope.Message, Direction: envelope.ToVisitor, Message: id(t, message), Text: []byte("Yes.")}, salt)
		if err != nil {
			t.Fatal(err)
		}
		if got := page.good(box.Open, record, 1, 2, message, reply); string(got) != "Yes." {
			t.Errorf("the page reads %q", got)
		}
		inDesk := page.good(box.Team, "bank", teamSeed, sealed)
		if got := page.good(box.Open, inDesk, 1, 1, message, sealed); !bytes.HasPrefix(got, []byte("Why")) {
			t.Errorf("the desk's module reads %q", got)
		}
	})
}

// vector is the SHA-256 of the envelope above.
const vector = "d7ae28e757957157ef34e6ea32f1833a08d8085eaa09d7d8bdc3a4ad8c8709dc"

func sum(b []byte) []byte {
	s := sha256.Sum256(b)
	return s[:]
}

// Every operation with every field cut, emptied and changed: a code, never a trap.
func TestHardening77Module(t *testing.T) {
	eachFlavour(t, func(t *testing.T, page *instance) {
		seed := stream("team", 32)
		team := page.good(box.Public, seed)
		recovery := page.good(box.Public, stream("recovery", 32))
		record := page.good(box.Begin, "bank", conversation, uint32(1), team, recovery, stream("random", thread.RandomSize))
		sealed := page.good(box.Seal, record, 1, 1, message, "x", 1, stream("salt", 16))
		wrapped, err := operator.WrapSecret("bank", 1, seal.ForAgent, team, seed, bytes.NewReader(stream("wrap", hpke.RandomSize)))
		if err != nil {
			t.Fatal(err)
		}
		calls := map[box.Op][]any{
			box.Public: {seed},
			box.Begin:  {"bank", conversation, uint32(1), team, recovery, stream("random", thread.RandomSize)},
			box.Seal:   {record, 1, 1, message, "x", 1, stream("salt", 16)},
			box.Look:   {sealed},
			box.Team:   {"bank", seed, sealed},
			box.Open:   {record, 1, 1, message, sealed},
			box.Share:  {"bank", uint32(1), seed, wrapped, team},
		}
		for op, fields := range calls {
			page.good(op, fields...)
			for at, f := range fields {
				if text, ok := f.(string); ok && (op == box.Seal && text == "x") {
					continue // any text may be sealed
				}
				for name, other := range map[string]any{"empty": []byte{}, "cut": cut(f), "longer": append(cut(f), 1, 2), "zero": make([]byte, len(bytesOf(f)))} {
					changed := append([]any{}, fields...)
					changed[at] = other
					if op == box.Public && name == "zero" || op == box.Seal && (at == 5 || at == 6 && name == "zero") || op == box.Begin && (at == 0 && name != "empty" || at == 5 && name == "zero") {
						continue // allowed
					}
					if answer, code := page.raw(op, request(changed...)); code == box.OK {
						t.Errorf("operation %d with field %d %s answers %d bytes", op, at, name, len(answer))
					}
				}
			}
			whole := request(fields...)
			if _, code := page.raw(op, whole[:len(whole)-1]); code != box.Malformed {
				t.Errorf("operation %d with a request cut: code %d", op, code)
			}
			if _, code := page.raw(op, append(whole, request("one more")...)); code != box.Malformed {
				t.Errorf("operation %d with a field more: code %d", op, code)
			}
		}
		for _, op := range []box.Op{0, 99, 1 << 31} {
			if _, code := page.raw(op, request("x")); code != box.Malformed {
				t.Errorf("operation %d: code %d", op, code)
			}
		}
		if at := page.export("ll_inbox", 1<<31); at != 0 {
			t.Error("2 GB of inbox")
		}
		if n := page.export("ll_call", 1, 1<<32-1); n != 1<<31+uint32(box.Malformed) {
			t.Errorf("4 GB of request: %d", n)
		}
		if got := page.good(box.Public, seed); !bytes.Equal(got, team) {
			t.Error("after all that a key is another one")
		}
	})
}

func bytesOf(f any) []byte { return request(f)[4:] }

// cut is f without its last byte.
func cut(f any) []byte {
	b := bytesOf(f)
	return bytes.Clone(b[:len(b)-1])
}

func BenchmarkBegin(b *testing.B) {
	page := newInstance(b, build.TinyGo)
	team := page.good(box.Public, stream("team", 32))
	for b.Loop() {
		page.good(box.Begin, "bank", conversation, uint32(1), team, team, stream("random", thread.RandomSize))
	}
}

package host_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/wasm/host"
	"github.com/lamplight-help/lamplight/engine/wasm/mailbox"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/buildtest"
)

// Everything here runs on the engines that ship.

func eachFlavour(t *testing.T, f func(t *testing.T, wasm []byte)) {
	for _, flavour := range []build.Flavour{build.Go, build.TinyGo} {
		t.Run(string(flavour), func(t *testing.T) {
			if flavour == build.Go && testing.Short() {
				t.Skip("the stock engine takes seconds to compile")
			}
			f(t, shipped(t, flavour))
		})
	}
}

var engines = map[build.Flavour][]byte{}

// shipped returns the same slice every time.
func shipped(tb testing.TB, flavour build.Flavour) []byte {
	tb.Helper()
	if engines[flavour] == nil {
		engines[flavour] = buildtest.Engine(tb, flavour)
	}
	return engines[flavour]
}

// modules are compiled once for all tests: the stock engine takes a second.
var modules = map[*byte]*host.Module{} // by the first byte of the slice

func newHost(tb testing.TB, wasm []byte) *host.Host {
	tb.Helper()
	m := modules[&wasm[0]]
	if m == nil {
		var err error
		if m, err = host.Compile(context.Background(), wasm); err != nil {
			tb.Fatal(err)
		}
		modules[&wasm[0]] = m
	}
	h, err := m.New()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { h.Close() })
	return h
}

// opening is how every session begins: a page with one dead-looking button.
func opening() []byte {
	var b []byte
	for _, e := range []wire.Event{
		{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Site: "test", Locale: "en", Seed: 1, Wall: 1_700_000_000_000}},
		{Act: wire.Act{Kind: wire.EventPlace, At: 1}, Body: &wire.Place{Route: "/security/password"}},
		{Act: wire.Act{Kind: wire.EventElement, At: 2, Target: 1}, Body: &wire.Element{
			Role: wire.RoleButton, Traits: wire.TraitInteractive, Owner: 1, Name: "Next", Help: "password-next"}},
	} {
		b = wire.AppendEvent(b, &e)
	}
	return b
}

// gesture appends what one impatient click sends: six moves, down, up, click.
func gesture(b []byte, at uint32) []byte {
	for i := range uint32(6) {
		b = wire.AppendEvent(b, &wire.Event{Act: wire.Act{Kind: wire.EventMove, Flags: wire.FlagTrusted, Target: 1, At: at + i*50, X: int16(i), Y: 9}})
	}
	for i, kind := range []wire.EventKind{wire.EventDown, wire.EventUp, wire.EventClick} {
		b = wire.AppendEvent(b, &wire.Event{Act: wire.Act{Kind: kind, Flags: wire.FlagTrusted, Target: 1, At: at + 300 + uint32(i), X: 6, Y: 9, N: 1}})
	}
	return b
}

const gestureEvents = 9

func TestSameCommandsAsNative(t *testing.T) {
	eachFlavour(t, func(t *testing.T, wasm []byte) {
		h, native := newHost(t, wasm), engine.New(engine.Config{})
		batch := opening()
		for i := range uint32(40) {
			got, err := h.Handle(batch)
			if err != nil {
				t.Fatal(err)
			}
			want, err := native.HandleBytes(batch, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("batch %d:\nwasm   %x\nnative %x", i, got, want)
			}
			batch = gesture(nil, 1000+i*400)
		}
	})
}

func TestMalformedEventIsRefusedAndTheRestLives(t *testing.T) {
	eachFlavour(t, func(t *testing.T, wasm []byte) {
		h := newHost(t, wasm)
		before, err := newHost(t, wasm).Handle(opening())
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.Handle(append(opening(), 0xff))
		if !errors.Is(err, host.ErrMalformed) || !bytes.Equal(got, before) {
			t.Errorf("got %x, %v, want the commands before the bad event: %x", got, err, before)
		}
		if _, err := h.Handle(gesture(nil, 1000)); err != nil {
			t.Errorf("after a malformed event: %v", err)
		}
	})
}

var compiled = wazero.NewCompilationCache()

// raw is an instance without the host's own checks. When start is false
// _initialize has not been called.
func raw(t *testing.T, wasm []byte, start bool) func(name string, args ...uint64) (uint32, error) {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCompilationCache(compiled))
	t.Cleanup(func() { r.Close(ctx) })
	wasi_snapshot_preview1.MustInstantiate(ctx, r)
	config := wazero.NewModuleConfig().WithStartFunctions()
	if start {
		config = config.WithStartFunctions("_initialize")
	}
	m, err := r.InstantiateWithConfig(ctx, wasm, config)
	if err != nil {
		t.Fatal(err)
	}
	return func(name string, args ...uint64) (uint32, error) {
		out, err := m.ExportedFunction(name).Call(ctx, args...)
		if err != nil || len(out) == 0 {
			return 0, err
		}
		return uint32(out[0]), nil
	}
}

func TestHardening21RawSizes(t *testing.T) {
	eachFlavour(t, func(t *testing.T, wasm []byte) {
		call := raw(t, wasm, true)
		for _, c := range []struct {
			export string
			arg    uint64
			want   uint32
		}{
			{"ll_handle", 1, mailbox.BadSize}, // no inbox yet
			{"ll_inbox", math.MaxUint32, 0},
			{"ll_inbox", wire.MaxInbox + 1, 0},
			{"ll_inbox", 1 << 31, 0}, // a negative length
			{"ll_bundle", 0, 0},
			{"ll_bundle", wire.MaxBundle + 1, 0},
			{"ll_bundle", math.MaxUint32, 0},
			{"ll_handle", math.MaxUint32, mailbox.BadSize},
			{"ll_handle", 1 << 31, mailbox.BadSize},
			{"ll_handle", 0, 0},
		} {
			if got, err := call(c.export, c.arg); got != c.want || err != nil {
				t.Errorf("%s(%d) = %#x, %v; want %#x", c.export, c.arg, got, err, c.want)
			}
		}
		if at, err := call("ll_inbox", wire.MaxInbox); at == 0 || err != nil {
			t.Errorf("the largest inbox: %#x, %v", at, err)
		}
	})
}

func TestHardening22RawOrder(t *testing.T) {
	eachFlavour(t, func(t *testing.T, wasm []byte) {
		call := raw(t, wasm, true)
		if _, err := call("ll_close"); err != nil {
			t.Fatal(err)
		}
		if got, err := call("ll_handle", 0); got != mailbox.Closed || err != nil {
			t.Errorf("ll_handle after ll_close = %#x, %v", got, err)
		}
		for _, export := range []string{"ll_inbox", "ll_bundle"} {
			if got, err := call(export, 8); got != 0 || err != nil {
				t.Errorf("%s after ll_close = %#x, %v", export, got, err)
			}
		}
		if _, err := call("ll_close"); err != nil {
			t.Errorf("a second ll_close: %v", err)
		}
		// Both compilers trap before _initialize, which a shell must survive.
		if _, err := raw(t, wasm, false)("ll_handle", 0); err == nil {
			t.Error("ll_handle before _initialize answered")
		}
	})
}

func TestHardening25FloodKeepsMemoryBounded(t *testing.T) {
	eachFlavour(t, func(t *testing.T, wasm []byte) {
		h := newHost(t, wasm)
		if _, err := h.Handle(opening()); err != nil {
			t.Fatal(err)
		}
		rounds := uint32(1_000_000 / gestureEvents / 20)
		if testing.Short() {
			rounds /= 20
		}
		var settled uint32
		for i := range rounds {
			var batch []byte
			for j := range uint32(20) {
				batch = gesture(batch, 1000+(i*20+j)*400)
			}
			if _, err := h.Handle(batch); err != nil {
				t.Fatal(err)
			}
			if i == rounds/10 {
				settled = h.MemorySize()
			}
		}
		if h.MemorySize() > settled {
			t.Errorf("memory grew from %d to %d bytes after the first tenth", settled, h.MemorySize())
		}
	})
}

func TestHardening28BundlesAreLetGo(t *testing.T) {
	eachFlavour(t, func(t *testing.T, wasm []byte) {
		h := newHost(t, wasm)
		if _, err := h.Handle(opening()); err != nil {
			t.Fatal(err)
		}
		damaged := make([]byte, 2<<20)
		for i := range uint32(60) { // 120 MB in all, twice what the host allows
			if err := h.Bundle(damaged); err != nil {
				t.Fatalf("bundle %d: %v", i, err)
			}
			announce := wire.AppendEvent(nil, &wire.Event{Act: wire.Act{Kind: wire.EventBundle, At: 1000 + i, N: int32(len(damaged))}})
			if _, err := h.Handle(announce); err != nil {
				t.Fatalf("bundle %d: %v", i, err)
			}
		}
	})
}

// Whatever a broken or hostile shell writes into the inbox, the engine
// answers or refuses, the same in both hosts; it never traps. The native one
// beside it is what guides the fuzzer: it sees no branches in WebAssembly.
func FuzzSameAsNativeAndNoTrap(f *testing.F) {
	f.Add([]byte{}, []byte{})
	f.Add(gesture(nil, 1000), []byte{1})
	for kind := range wire.EventKind(100) {
		f.Add(wire.AppendEvent(nil, &wire.Event{Act: wire.Act{Kind: kind, Flags: 255, Target: math.MaxUint32, At: 1, N: math.MinInt32}}), []byte(nil))
	}
	for _, e := range []wire.Event{
		{Act: wire.Act{Kind: wire.EventAsk, At: 5}, Body: &wire.Words{Text: "how do I change my password?"}},
		{Act: wire.Act{Kind: wire.EventTyping, At: 5}, Body: &wire.Words{Text: "退款"}},
		{Act: wire.Act{Kind: wire.EventBundle, At: 5, N: 3}},
	} {
		f.Add(wire.AppendEvent(nil, &e), []byte("not"))
	}
	f.Fuzz(func(t *testing.T, events, bundle []byte) {
		if len(events) > wire.MaxInbox || len(bundle) > wire.MaxBundle {
			return
		}
		h, native := newHost(t, shipped(t, build.TinyGo)), engine.New(engine.Config{})
		batches := [][]byte{opening(), events, events}
		for i, batch := range batches {
			if i == 1 && len(bundle) > 0 {
				native.Bundle(bundle)
				if err := h.Bundle(bundle); err != nil {
					t.Fatal(err)
				}
			}
			want, wantErr := native.HandleBytes(batch, nil)
			got, err := h.Handle(batch)
			if errors.Is(err, host.ErrMalformed) != (wantErr != nil) || err != nil && !errors.Is(err, host.ErrMalformed) {
				t.Fatalf("batch %d: %v in WebAssembly, %v natively", i, err, wantErr)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("batch %d:\nwasm   %x\nnative %x", i, got, want)
			}
		}
	})
}

func TestRestartForgets(t *testing.T) {
	h := newHost(t, shipped(t, build.TinyGo))
	first, err := h.Handle(opening())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Restart(); err != nil {
		t.Fatal(err)
	}
	again, err := h.Handle(opening())
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("a fresh instance said %x, %v; the first %x", again, err, first)
	}
}

// benchmarkEvents measures one event, a batch of 9 being one click.
func benchmarkEvents(b *testing.B, handle func([]byte) error) {
	if err := handle(opening()); err != nil {
		b.Fatal(err)
	}
	at, n := uint32(1000), 0
	var batch []byte
	b.ReportAllocs()
	for b.Loop() {
		batch = gesture(batch[:0], at)
		at += 400
		n += gestureEvents
		if err := handle(batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/event")
}

func BenchmarkEventNative(b *testing.B) {
	e := engine.New(engine.Config{})
	var out []byte
	benchmarkEvents(b, func(batch []byte) (err error) {
		out, err = e.HandleBytes(batch, out[:0])
		return err
	})
}

func BenchmarkEventWazero(b *testing.B) {
	for _, flavour := range []build.Flavour{build.TinyGo, build.Go} {
		b.Run(string(flavour), func(b *testing.B) {
			h := newHost(b, shipped(b, flavour))
			benchmarkEvents(b, func(batch []byte) error {
				_, err := h.Handle(batch)
				return err
			})
		})
	}
}

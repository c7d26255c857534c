package host

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/wasm/mailbox"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// good is a module that takes everything and says nothing.
var good = fake{abi: uint32(wire.ABI), inbox: 1024, outbox: 2048, bundle: 4096}

func start(t *testing.T, f fake) *Host {
	t.Helper()
	h, err := New(context.Background(), f.bytes())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func TestHandleReadsTheOutbox(t *testing.T) {
	f := good
	f.handle = 3
	f.outbox = f.inbox // so that what was written comes back
	out, err := start(t, f).Handle([]byte("abcdef"))
	if string(out) != "abc" || err != nil {
		t.Errorf("got %q, %v", out, err)
	}
}

func TestHardening21LengthsOutsideMemory(t *testing.T) {
	const page = 65536
	for name, change := range map[string]func(*fake){
		"outbox at the end":           func(f *fake) { f.outbox, f.handle = page-2, 3 },
		"outbox far outside":          func(f *fake) { f.outbox, f.handle = ^uint32(0), 1 },
		"length of 2^31-1":            func(f *fake) { f.handle = 1<<31 - 1 },
		"inbox at the end":            func(f *fake) { f.inbox = page - 1 },
		"inbox far outside":           func(f *fake) { f.inbox = ^uint32(0) },
		"pointer plus length wrap 32": func(f *fake) { f.outbox, f.handle = ^uint32(0)-1, 1<<31-1 },
	} {
		f := good
		change(&f)
		if _, err := start(t, f).Handle([]byte("ab")); !errors.Is(err, ErrBounds) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, at := range []uint32{0, page - 1, ^uint32(0)} {
		f := good
		f.bundle = at
		if err := start(t, f).Bundle([]byte("ab")); !errors.Is(err, ErrBounds) {
			t.Errorf("bundle at %d: %v", at, err)
		}
	}
}

func TestHardening21SizesAboveTheCaps(t *testing.T) {
	h := start(t, good)
	if _, err := h.Handle(make([]byte, wire.MaxInbox+1)); !errors.Is(err, ErrSize) {
		t.Error(err)
	}
	if err := h.Bundle(make([]byte, wire.MaxBundle+1)); !errors.Is(err, ErrSize) {
		t.Error(err)
	}
	if err := h.Bundle(nil); !errors.Is(err, ErrSize) {
		t.Error(err)
	}
}

func TestHardening22BeforeStartAndAfterClose(t *testing.T) {
	h := start(t, good)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for _, h := range []*Host{h, {}} {
		if _, err := h.Handle(nil); !errors.Is(err, ErrClosed) {
			t.Errorf("Handle: %v", err)
		}
		if err := h.Bundle([]byte{1}); !errors.Is(err, ErrClosed) {
			t.Errorf("Bundle: %v", err)
		}
		if err := h.Restart(); !errors.Is(err, ErrClosed) {
			t.Errorf("Restart: %v", err)
		}
		if err := h.Close(); err != nil {
			t.Errorf("a second Close: %v", err)
		}
	}
}

func TestCodesBecomeErrors(t *testing.T) {
	for code, want := range map[uint32]error{
		mailbox.BadSize: ErrSize, mailbox.Closed: ErrClosed, mailbox.Malformed: ErrMalformed, ^uint32(0): nil,
	} {
		f := good
		f.handle = code
		_, err := start(t, f).Handle([]byte{1})
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%#x gave %v, want %v", code, err, want)
		}
	}
}

func TestHardening27TrapIsAnError(t *testing.T) {
	f := good
	f.trap = true
	h := start(t, f)
	for range 3 {
		if _, err := h.Handle([]byte{1}); !errors.Is(err, ErrDead) {
			t.Fatalf("a trap gave %v", err)
		}
		if err := h.Bundle([]byte{1}); !errors.Is(err, ErrDead) {
			t.Fatalf("after the trap: %v", err)
		}
		if h.MemorySize() != 0 {
			t.Fatal("the memory of a dead instance is in use")
		}
		if err := h.Restart(); err != nil {
			t.Fatal(err)
		}
		if err := h.Bundle([]byte{1}); err != nil {
			t.Fatalf("a fresh instance: %v", err)
		}
	}
}

func TestHardening30OtherVersionIsRefused(t *testing.T) {
	for _, abi := range []uint32{0, uint32(wire.ABI) + 1, 1 << 16, ^uint32(0)} {
		f := good
		f.abi = abi
		_, err := New(context.Background(), f.bytes())
		if err == nil || !strings.Contains(err.Error(), "version") {
			t.Errorf("version %d: %v", abi, err)
		}
	}
}

func TestNoEngineIsRefused(t *testing.T) {
	whole := good.bytes()
	for name, data := range map[string][]byte{
		"empty": nil, "HTML": []byte("<!doctype html>"), "truncated": whole[:len(whole)-5],
	} {
		if _, err := New(context.Background(), data); err == nil {
			t.Errorf("%s was taken for an engine", name)
		}
	}
	for _, name := range []string{"_initialize", "ll_abi", "ll_inbox", "ll_handle", "ll_outbox", "ll_bundle", "ll_close"} {
		f := good
		f.without = name
		if _, err := New(context.Background(), f.bytes()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

func TestHostsOfOneModuleShareNothing(t *testing.T) {
	m, err := Compile(context.Background(), good.bytes())
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	a, err := m.New()
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.New()
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Handle(nil); err != nil {
		t.Errorf("closing one host broke another: %v", err)
	}
}

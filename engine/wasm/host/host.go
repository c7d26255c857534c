// Package host runs the shipped engine, the same bytes that a page loads,
// under wazero. Tests and the playground use it where the widget uses the
// browser.
//
// A Module is compiled once and instantiated as often as wanted; each Host
// is one engine with its own memory, and sees what a page's shell sees: a
// version, an inbox, an outbox (engine/wasm/mailbox draws the boundary).
// Neither build gets a clock, randomness, files or the network: the stock
// Go build asks for WASI functions and is answered with fixed values.
//
// A trap ends an instance and nothing else. The Host then answers ErrDead
// until Restart gives it a fresh instance.
package host

import (
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/lamplight-help/lamplight/engine/wasm/mailbox"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// memoryPages is the most linear memory one engine may take, in pages of
// 64 KB: 64 MB, several times what the largest bundle needs.
const memoryPages = 1024

// Errors that Handle and Bundle return. Compare with errors.Is.
var (
	ErrSize      = errors.New("more bytes than the engine takes at once")
	ErrMalformed = errors.New("the engine could not parse an event")
	ErrClosed    = errors.New("the engine is closed")
	ErrDead      = errors.New("the engine trapped and was not restarted")
	ErrBounds    = errors.New("the engine named bytes outside its memory")
)

// Module is a compiled engine. It is safe for concurrent use.
type Module struct {
	ctx      context.Context
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// Compile checks and compiles the bytes of an engine. Close releases what
// it holds, every Host included.
func Compile(ctx context.Context, wasm []byte) (*Module, error) {
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithMemoryLimitPages(memoryPages))
	m := &Module{ctx: ctx, runtime: r}
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	var err error
	if m.compiled, err = r.CompileModule(ctx, wasm); err != nil {
		return nil, errors.Join(fmt.Errorf("compile the engine: %w", err), m.Close())
	}
	if err := m.check(); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return m, nil
}

// check refuses a module that lacks an export, before anything of it runs.
func (m *Module) check() error {
	have := m.compiled.ExportedFunctions()
	for _, name := range []string{"_initialize", "ll_abi", "ll_inbox", "ll_handle", "ll_outbox", "ll_bundle", "ll_close"} {
		if have[name] == nil {
			return fmt.Errorf("this module is no engine: it does not export %s", name)
		}
	}
	if len(m.compiled.ExportedMemories()) == 0 {
		return errors.New("this module is no engine: it does not export its memory")
	}
	return nil
}

// Close releases the compiled module and every Host made from it.
func (m *Module) Close() error { return m.runtime.Close(m.ctx) }

// New starts one engine.
func (m *Module) New() (*Host, error) {
	h := &Host{module: m}
	if err := h.start(); err != nil {
		return nil, err
	}
	return h, nil
}

// Host is one running engine. It is not safe for concurrent use.
type Host struct {
	module *Module
	owned  bool // Close closes the module too
	closed bool

	instance api.Module // nil when dead
	memory   api.Memory
	inbox    api.Function
	handle   api.Function
	outbox   api.Function
	bundle   api.Function
	said     tail // what the instance wrote to standard error
}

// New compiles wasm and starts one engine of it.
func New(ctx context.Context, wasm []byte) (*Host, error) {
	m, err := Compile(ctx, wasm)
	if err != nil {
		return nil, err
	}
	h, err := m.New()
	if err != nil {
		return nil, errors.Join(err, m.Close())
	}
	h.owned = true
	return h, nil
}

func (h *Host) start() error {
	m := h.module
	h.said.reset()
	config := wazero.NewModuleConfig().WithName("").WithStderr(&h.said).WithStartFunctions("_initialize")
	instance, err := m.runtime.InstantiateModule(m.ctx, m.compiled, config)
	if err != nil {
		return fmt.Errorf("start the engine: %w%s", err, h.said.suffix())
	}
	abi, err := instance.ExportedFunction("ll_abi").Call(m.ctx)
	if err == nil && (len(abi) != 1 || abi[0] != uint64(wire.ABI)) {
		err = fmt.Errorf("the engine speaks version %v of the boundary and this program version %d; build both from the same source", abi, wire.ABI)
	}
	if err != nil {
		return errors.Join(err, instance.Close(m.ctx))
	}
	h.instance, h.memory = instance, instance.Memory()
	h.inbox = instance.ExportedFunction("ll_inbox")
	h.handle = instance.ExportedFunction("ll_handle")
	h.outbox = instance.ExportedFunction("ll_outbox")
	h.bundle = instance.ExportedFunction("ll_bundle")
	return nil
}

// Restart throws the instance away and starts a fresh one, which knows
// nothing of the events before. It works after a trap and at any other time
// but not after Close.
func (h *Host) Restart() error {
	if h.closed || h.module == nil {
		return ErrClosed
	}
	if h.instance != nil {
		h.instance.Close(h.module.ctx)
		h.instance = nil
	}
	return h.start()
}

// Handle runs a batch of concatenated events and returns the concatenated
// commands. With ErrMalformed come the commands of the events before the
// bad one.
func (h *Host) Handle(events []byte) ([]byte, error) {
	if err := h.usable(); err != nil {
		return nil, err
	}
	if len(events) > wire.MaxInbox {
		return nil, fmt.Errorf("%d bytes of events, at most %d: %w", len(events), wire.MaxInbox, ErrSize)
	}
	at, err := h.call(h.inbox, uint64(len(events)))
	if err != nil {
		return nil, err
	}
	if !h.memory.Write(at, events) {
		return nil, fmt.Errorf("inbox of %d bytes at %d: %w", len(events), at, ErrBounds)
	}
	n, err := h.call(h.handle, uint64(len(events)))
	if err != nil {
		return nil, err
	}
	if n == mailbox.Malformed {
		kept, err := h.call(h.handle, 0)
		if err != nil {
			return nil, err
		}
		out, err := h.read(kept)
		return out, errors.Join(ErrMalformed, err)
	}
	return h.read(n)
}

// read copies n bytes of the outbox, or turns the code n into an error.
func (h *Host) read(n uint32) ([]byte, error) {
	switch {
	case n == mailbox.Closed:
		return nil, ErrClosed
	case n == mailbox.BadSize:
		return nil, ErrSize
	case n == mailbox.Malformed:
		return nil, ErrMalformed
	case n&mailbox.Failed != 0:
		return nil, fmt.Errorf("the engine answered code %#x", n)
	case n == 0:
		return nil, nil
	}
	at, err := h.call(h.outbox)
	if err != nil {
		return nil, err
	}
	view, ok := h.memory.Read(at, n)
	if !ok {
		return nil, fmt.Errorf("outbox of %d bytes at %d: %w", n, at, ErrBounds)
	}
	return append([]byte(nil), view...), nil
}

// Bundle copies a knowledge bundle into the engine's memory. The engine
// takes it up with the next Handle, whose events must announce it.
func (h *Host) Bundle(b []byte) error {
	if err := h.usable(); err != nil {
		return err
	}
	if len(b) == 0 || len(b) > wire.MaxBundle {
		return fmt.Errorf("a bundle of %d bytes, allowed are 1 to %d: %w", len(b), wire.MaxBundle, ErrSize)
	}
	at, err := h.call(h.bundle, uint64(len(b)))
	if err != nil {
		return err
	}
	if at == 0 || !h.memory.Write(at, b) {
		return fmt.Errorf("bundle of %d bytes at %d: %w", len(b), at, ErrBounds)
	}
	return nil
}

// Close ends the engine. Later calls answer ErrClosed.
func (h *Host) Close() error {
	if h.closed || h.module == nil {
		return nil
	}
	h.closed = true
	if h.owned {
		return h.module.Close()
	}
	if h.instance == nil {
		return nil
	}
	return h.instance.Close(h.module.ctx)
}

// MemorySize is the linear memory of the instance in bytes, 0 when there is
// none.
func (h *Host) MemorySize() uint32 {
	if h.usable() != nil {
		return 0
	}
	return h.memory.Size()
}

func (h *Host) usable() error {
	switch {
	case h.closed || h.module == nil:
		return ErrClosed
	case h.instance == nil:
		return ErrDead
	}
	return nil
}

// call runs one export that returns one number. An error is a trap or an
// exit: the instance's memory cannot be trusted any more, so it goes.
func (h *Host) call(f api.Function, args ...uint64) (uint32, error) {
	stack := [1]uint64{}
	copy(stack[:], args)
	if err := f.CallWithStack(h.module.ctx, stack[:]); err != nil {
		h.instance.Close(h.module.ctx)
		h.instance = nil
		return 0, fmt.Errorf("%w: %w%s", ErrDead, err, h.said.suffix())
	}
	return uint32(stack[0]), nil
}

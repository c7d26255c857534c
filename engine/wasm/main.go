// Command wasm is the engine as a WebAssembly reactor: exports and nothing
// else. The boundary that they expose is engine/wasm/mailbox; what the bytes
// mean is engine/wire.
//
// Stock Go builds it with
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared ./engine/wasm
//
// and TinyGo with -target engine/wasm/target.json. The exports are the same;
// the stock build also imports a few WASI functions. Call _initialize first.
// Every parameter and result is an unsigned 32-bit integer: an offset into
// linear memory, a length, a version, or an error code of the mailbox.
package main

import (
	"unsafe"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/wasm/mailbox"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// box is the one engine of this instance. A shell that wants another engine
// makes another instance.
var box = mailbox.New(engine.New(engine.Config{}))

// abi is the version of the boundary and of the records. A shell that was
// built for another one must not call anything else.
//
//go:wasmexport ll_abi
func abi() uint32 { return uint32(wire.ABI) }

// inbox returns where at least n bytes of events may be written, or 0.
//
//go:wasmexport ll_inbox
func inbox(n uint32) uint32 { return offset(box.Inbox(n)) }

// handle runs n bytes of events and returns the length of the outbox.
//
//go:wasmexport ll_handle
func handle(n uint32) uint32 { return box.Handle(n) }

// outbox returns where the commands of the last handle are.
//
//go:wasmexport ll_outbox
func outbox() uint32 { return offset(box.Outbox()) }

// bundle returns where a knowledge bundle of n bytes may be written, or 0.
//
//go:wasmexport ll_bundle
func bundle(n uint32) uint32 { return offset(box.Bundle(n)) }

// closeBox ends the instance: every later call answers Closed or 0.
//
//go:wasmexport ll_close
func closeBox() { box.Close() }

// offset is the place of b in linear memory. The mailbox keeps b alive.
func offset(b []byte) uint32 {
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}

// main is never called: the module is a reactor.
func main() {}

// Command seal is what seals and opens messages in a page or a desk, as a
// WebAssembly reactor: exports and nothing else. It is the second module of a
// visitor's page, and is loaded only when somebody asks for a person. What the
// bytes mean is widget/seal/box.
//
// TinyGo builds it with -target engine/wasm/target.json, stock Go with
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared ./widget/seal
//
// Call _initialize first. Every parameter and result is an unsigned 32-bit
// integer: an offset into linear memory, a length, or failed plus a box.Code.
package main

import (
	"unsafe"

	"github.com/lamplight-help/lamplight/widget/seal/box"
)

// maxRequest bounds a request in bytes: a text of 64 KiB, a thread, an envelope.
const maxRequest = 256 << 10

// failed is set in a result that is a box.Code.
const failed = 1 << 31

var in, out []byte

//go:wasmexport ll_abi
func abi() uint32 { return box.ABI }

// inbox returns where n bytes of a request may be written, or 0.
//
//go:wasmexport ll_inbox
func inbox(n uint32) uint32 {
	if n == 0 || n > maxRequest {
		return 0
	}
	if uint32(cap(in)) < n {
		in = make([]byte, n)
	}
	return offset(in)
}

// call does an operation on the n bytes of the inbox and returns the length
// of the outbox. It clears the inbox, which may hold secrets.
//
//go:wasmexport ll_call
func call(op, n uint32) uint32 {
	if uint64(n) > uint64(cap(in)) {
		return failed + uint32(box.Malformed)
	}
	answer, code := box.Call(box.Op(op), in[:n])
	out = append(out[:0], answer...)
	clear(in[:n])
	if code != box.OK {
		return failed + uint32(code)
	}
	return uint32(len(out))
}

// outbox returns where the answer of the last call is, and wipe clears it.
//
//go:wasmexport ll_outbox
func outbox() uint32 { return offset(out) }

//go:wasmexport ll_wipe
func wipe() { clear(out[:cap(out)]) }

func offset(b []byte) uint32 {
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}

// main is never called: the module is a reactor.
func main() {}

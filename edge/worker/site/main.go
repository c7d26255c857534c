//go:build js && wasm

// Command site is the resident Go core of the site objects on Workers.
//
// One instance lives in each isolate and serves every Durable Object there.
// It has no event loop of its own: the shell (../resident.mjs) calls the
// exports below synchronously, with bytes in linear memory, and the instance
// calls back synchronously for SQL. Nothing survives a call but the two
// buffers, so an instance that died is replaced without loss.
package main

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/lamplight-help/lamplight/edge"
)

var (
	core   = edge.New(config())
	inbox  []byte // written by the shell before a call
	outbox []byte // read by the shell after a call

	// plant is set by tests only; see faults.go. What it returns replaces the
	// effects, unless that is nil.
	plant func(input []byte) []byte
	// spoil is set by tests only, too: what it returns stands for the database.
	spoil     func(input []byte, db edge.DB) edge.DB
	heartbeat = edge.HeartbeatEvery // ms; tests are in a hurry
	retry     = 30_000              // ms until an alarm that failed is tried again
)

// reserve makes room for n bytes of input and returns where to write them.
//
//go:wasmexport reserve
func reserve(n int32) int32 {
	if int(n) > cap(inbox) {
		inbox = make([]byte, n)
	}
	inbox = inbox[:n]
	return address(inbox)
}

// handle runs one input, which fills the inbox. The effects are the output.
//
//go:wasmexport handle
func handle() {
	outbox = nil
	var db edge.DB = store{}
	if spoil != nil {
		db = spoil(inbox, db)
	}
	effects := core.HandleBytes(inbox, db)
	if plant != nil {
		if instead := plant(inbox); instead != nil {
			effects = instead
		}
	}
	outbox = effects
}

// bodyCap puts out, as 4 bytes, edge.BodyCap of the "METHOD path" in the inbox.
//
//go:wasmexport body_cap
func bodyCap() {
	method, path, _ := strings.Cut(string(inbox), " ")
	outbox = binary.LittleEndian.AppendUint32(nil, uint32(edge.BodyCap(method, path)))
}

// constants puts out what the shell has to know of the protocol, as JSON.
//
//go:wasmexport constants
func constants() {
	outbox = fmt.Appendf(nil, `{"frame":%d,"heartbeat":%d,"retry":%d,"ping":%q,"pong":%q}`,
		edge.FrameCap, heartbeat, retry, edge.PingFrame, edge.PongFrame)
}

// output is where the bytes of the last call begin, size how many they are.
// They are valid until the next call. No call that came to its end puts out
// nothing, so size 0 tells the shell that one did not.
//
//go:wasmexport output
func output() int32 { return address(outbox) }

//go:wasmexport size
func size() int32 { return int32(len(outbox)) }

func main() {
	select {} // keep the instance; exports do the work
}

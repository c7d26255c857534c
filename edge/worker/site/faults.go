//go:build js && wasm && faults

package main

import "bytes"

// Tests build with the tag "faults": an input that holds one of these words
// kills the instance after the core has done its work and before the shell
// sees any of it, the worst moment. None of them can be recovered in Go.
func init() {
	afterHandle = func(input []byte) {
		switch {
		case bytes.Contains(input, []byte("fault-panic")):
			panic("planted crash")
		case bytes.Contains(input, []byte("fault-stack")):
			println("planted crash")
			println(deeper(1))
		case bytes.Contains(input, []byte("fault-block")):
			println("planted crash")
			select {} // the call never comes to its end
		}
	}
}

func deeper(n int) int { return deeper(n+1) + n }

//go:build js && wasm && faults && newer

package main

// Tests build with the tag "newer" for a program that knows the schema of
// fault-newer.
func init() { newer = true }

//go:build js && wasm && hasty

package main

// Tests build with the tag "hasty" when they wait for a missed heartbeat.
func init() { heartbeat = 1500 }

//go:build !js

// Command stock is a Worker to compare with; see main_js.go.
package main

func main() { println("this program runs on Workers only") }

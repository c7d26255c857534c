//go:build js && wasm && !open

package main

import "github.com/lamplight-help/lamplight/edge"

// config is for a core whose host checks publications (../publish_js.go).
func config() edge.Config { return edge.Config{Checked: true} }

//go:build js && wasm && !open

package main

import "github.com/lamplight-help/lamplight/edge"

func config() edge.Config { return edge.Config{} }

//go:build js

package main

import (
	"net/http"

	"github.com/syumai/workers"
)

func main() {
	workers.ServeNonBlock(http.NotFoundHandler())
	workers.Ready()
	select {}
}

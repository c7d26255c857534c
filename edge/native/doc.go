// Package native hosts the edge in one process: net/http, WebSockets, and one
// SQLite file per site.
//
// Every site has one goroutine that owns its database (site.go). Requests and
// frames queue up for it; it takes what has gathered, runs the core on each
// inside one transaction, commits, and only then hands the effects out. Under
// load one disk sync so serves many messages, and no acknowledgement leaves
// before its sync.
//
//	http.go, socket.go ──► inbox ──► site.loop: begin, core × n, commit ──► effects
//
// Server (server.go) opens sites, publishes to them and stops in order.
package native

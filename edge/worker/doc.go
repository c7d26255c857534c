// Command worker is Lamplight on Cloudflare Workers: the same edge as
// edge/native, from the same Go core, with a Durable Object per site.
//
//	          worker.mjs            stateless, one line of routing per kind of work
//	         ╱          ╲
//	site.mjs             main_js.go (this program)
//	the Durable Object   stateless Go, one instance per request (syumai/workers):
//	under 200 lines      what is heavy or slow, and rare: checking a publication
//	    │
//	resident.mjs         one Go instance per isolate, called synchronously
//	    │
//	site/                the core (package edge) with Durable Object SQL under it
//
// On Workers this program is the stateless half. On any other machine the same
// command is the build step: `go run ./edge/worker` fills edge/worker/dist for
// wrangler. Package pack does the building, package workertest runs the result
// under workerd for tests. README.md says how to deploy it and what it costs.
package main

// Package edge is the site's memory: conversations, the agents' queue, the
// published head and bundles, and the hand-offs to other systems.
//
// Go decides, a thin shell acts. A host (net/http natively, a Durable Object
// on Workers) turns what happens to it into an [Input], opens one transaction
// on the site's own SQLite database, and calls [Core.Handle]. It commits, and
// only then carries out the [Effect] list that came back:
//
//	request, frame, alarm … ──► Input ─► Core.Handle(Input, DB) ─► []Effect ──► answer, send, alarm …
//	                                          │    ▲
//	                                          ▼    │ rows
//	                                   SQLite, one database per site
//
// The core has no I/O of its own, no clock (Input.Now), no randomness
// (Input.Seed), no goroutines and no memory between calls. So the same code
// gives the same answer in a test, in a simulation, natively and on Workers,
// and an evicted or killed host loses nothing that was acknowledged: an
// acknowledgement is an effect, and effects run after the commit.
//
// Reading order, bottom up: input.go and effect.go (the boundary), codec.go
// (the boundary as bytes), db.go (the SQL interface), schema.go (the tables),
// error.go, state.go (the hand-over state machine), conversation.go and
// queue.go (what people do), directory.go (who may), route.go and
// frame.go (how requests and frames find their function).
//
// PROTOCOL.md is the contract with clients, RATIONALE.md says why.
package edge

// Package lamplight holds what belongs to the whole module: the test of the
// import rules. The product lives in its folders:
//
//	engine      what runs in the page, pure Go
//	widget      the page's thin shell, TypeScript, and its build
//	edge        conversations, queue and bundles; native and on Workers
//	playground  everything a developer starts: go run ./playground
package lamplight

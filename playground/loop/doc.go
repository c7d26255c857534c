// Package loop holds the tests of the whole product: a visitor in a real
// browser, the demo product, the edge, an agent at the desk.
//
// There is nothing to import. Every test says in its name what it shows, in
// which language and on which host of the edge.
package loop

// Package demo is the demo product that Lamplight is shown on.
//
// Bottom-up:
//
//	bank/       the data of one account, once per market (en: GBP, zh: CNY)
//	bank.go     decodes it and turns "days ago" into dates
//	rules.go    what the fake bank decides: lock-in, coupons, phone check, refunds
//	api.go      the rules as JSON over HTTP, below /demo/api/
//	kite/       "Kite", a payments single-page app (TypeScript, Preact, one CSS file)
//	build.go    bundles Kite with esbuild
//	handler.go  serves the bundle under a strict Content-Security-Policy
//	kb/         the help articles for Kite, in English and in Chinese
//	docs/       the second demo product: a documentation site
//
// Kite keeps its sticking points on purpose: each is one that people meet in
// real payment apps, and each has an article in kb/. Of Lamplight Kite holds
// one script tag and nothing else.
package demo

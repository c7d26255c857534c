module github.com/lamplight-help/lamplight

go 1.26.0

require (
	github.com/andybalholm/brotli v1.2.8 // widget/build, playground/serve: sizes and compressed parts
	github.com/blevesearch/snowballstem v0.9.0 // engine/text tests: our stemmer against a reference
	github.com/bwesterb/go-ristretto v1.2.4 // widget/seal: the group of blind tokens
	github.com/chromedp/cdproto v0.159.0 // widget/browsertest: input, emulation
	github.com/chromedp/chromedp v0.22.1 // widget/browsertest: a real Chromium
	github.com/clipperhouse/uax29/v2 v2.7.0 // engine/text tests: our word cutting against the standard
	github.com/cloudflare/circl v1.6.5 // edge/publish: signatures; edge/seal, edge/token: HPKE, secret sharing, blind tokens; edge/hidden: Prio3
	github.com/coder/websocket v1.8.15 // edge/native, edge/edgetest
	github.com/doyensec/safeurl v0.2.2 // edge/native: webhooks never reach private addresses
	github.com/evanw/esbuild v0.28.2 // widget/build
	github.com/goccy/go-yaml v1.19.2 // edge/publish: front matter
	github.com/golang-jwt/jwt/v5 v5.3.1 // edge: visitors proven by the product's backend
	github.com/microcosm-cc/bluemonday v1.0.27 // playground/demo/docs
	github.com/oklog/ulid/v2 v2.1.2 // edge, edge/edgetest
	github.com/rogpeppe/go-internal v1.16.0 // engine/transcript: txtar
	github.com/standard-webhooks/standard-webhooks/libraries v0.0.1 // edge/native tests: our signatures against the reference
	github.com/syumai/workers v0.33.0 // edge/worker: stateless Go on Workers
	github.com/tetratelabs/wazero v1.12.0 // engine/wasm/host
	github.com/yuin/goldmark v1.8.7 // edge/publish, playground/demo/docs
	golang.org/x/net v0.61.0 // edge/publish/intake: HTML of help desk exports
	golang.org/x/text v0.43.0 // edge/publish: normal forms
	modernc.org/sqlite v1.61.1 // edge/store
	pgregory.net/rapid v1.3.0 // property tests
)

require (
	github.com/aymerick/douceur v0.2.0 // indirect
	github.com/dustin/go-humanize v1.1.0 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/google/pprof v0.0.0-20250317173921-a4b03ec1a45e // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/gorilla/css v1.0.1 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/ncruces/go-strftime v1.1.0 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
	modernc.org/libc v1.79.0 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
)

tool github.com/syumai/workers/cmd/workers-assets-gen

exclude (
	github.com/google/pprof v0.0.0-20260802141513-ef3492d7dac3
	github.com/google/pprof v0.0.0-20261016150608-1facf8f91b50
)

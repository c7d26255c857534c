// Command worker is Lamplight on Cloudflare Workers.
package main

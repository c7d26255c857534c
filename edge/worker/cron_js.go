//go:build js

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"syscall/js"

	"github.com/syumai/workers/cloudflare"
)

// tend visits every site once, at the times that wrangler.toml names: an alarm
// that the platform gave up is set again, what has been kept long enough goes,
// and a head that is about to expire is said out loud. One site that fails
// does not keep it from the next.
func tend(context.Context) error {
	names, err := siteNames()
	if err != nil {
		fmt.Println("ALERT cron: the sites cannot be listed:", err)
	}
	sites := cloudflare.GetBinding("SITE")
	for _, name := range names {
		if _, err := await(sites.Call("get", sites.Call("idFromName", name)).Call("tend")); err != nil {
			fmt.Println("ALERT site", name, "cannot be tended:", err)
		}
	}
	fmt.Println("cron:", len(names), "sites tended")
	return nil
}

// siteNames are all sites, from both places that settings.mjs knows.
func siteNames() ([]string, error) {
	found := map[string]bool{}
	vars := cloudflare.GetBinding("SITES")
	if text := vars; vars.Truthy() {
		if vars.Type() != js.TypeString {
			text = js.Global().Get("JSON").Call("stringify", vars)
		}
		var table map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text.String()), &table); err != nil {
			return nil, err
		}
		for name := range table {
			found[name] = true
		}
	}
	list := func() []string { return slices.Sorted(maps.Keys(found)) }
	kv := cloudflare.GetBinding("SETTINGS")
	for cursor := js.Undefined(); kv.Truthy(); {
		page, err := await(kv.Call("list", map[string]any{"cursor": cursor}))
		if err != nil {
			return list(), err
		}
		keys := page.Get("keys")
		for i := range keys.Length() {
			found[keys.Index(i).Get("name").String()] = true
		}
		if page.Get("list_complete").Bool() {
			break
		}
		cursor = page.Get("cursor")
	}
	return list(), nil
}

//go:build js

package main

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/syumai/workers/cloudflare"

	"github.com/lamplight-help/lamplight/edge"
)

// checkHead looks at a publication before its site's object does: it reads
// every bundle that the head names and parses it whole. 204 lets the head pass
// to the object, which decides; anything else is the answer. What the object
// refuses by itself (a bad signature, a missing bundle) is left to it.
//
// Parsing megabytes is kept out of the object, where it would hold up every
// conversation of the site.
func checkHead(w http.ResponseWriter, r *http.Request) {
	envelope, err := io.ReadAll(io.LimitReader(r.Body, edge.HeadCap+1))
	if err != nil {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	site := r.PathValue("site")
	keys, err := headKeys(site)
	if err != nil {
		panic(err) // the object cannot be reached: the author tries again
	}
	head, refused := edge.OpenEnvelope(envelope, keys)
	if refused == nil {
		sentence, err := checkBundles(site, head)
		if err != nil {
			panic(err) // the object cannot be reached: the author tries again
		}
		if sentence != "" {
			w.Header().Set("X-Lamplight-Refused", sentence) // the shell makes a problem of it
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// headKeys are those that may sign heads of the site now.
func headKeys(site string) (keys [][]byte, err error) {
	raw, err := read(site, "root", edge.HeadCap)
	if err != nil || raw == nil {
		return nil, err
	}
	var reply struct {
		Keys []struct {
			Key string `json:"key"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(raw, &reply); err != nil {
		return nil, err
	}
	for _, k := range reply.Keys {
		if key, err := base64.RawURLEncoding.DecodeString(k.Key); err == nil && len(key) == 32 {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// checkBundles returns a sentence, "" when nothing is wrong.
func checkBundles(site string, head *edge.Head) (string, error) {
	for _, locale := range slices.Sorted(maps.Keys(head.Bundles)) {
		data, err := read(site, "bundle/"+head.Bundles[locale].Hash, edge.BundleCap)
		if err != nil {
			return "", err
		}
		if data == nil || head.Site != site {
			continue // the object says that itself
		}
		if e := edge.CheckBundle(site, locale, data); e != nil {
			return e.Detail, nil
		}
	}
	return "", nil
}

// read asks the site's object. Nil: it has nothing there.
func read(site, path string, limit int64) ([]byte, error) {
	sites, err := cloudflare.NewDurableObjectNamespace("SITE")
	if err != nil {
		return nil, err
	}
	stub, err := sites.Get(sites.IdFromName(site))
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(http.MethodGet, "https://site/v1/"+site+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := stub.Fetch(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, nil
	}
	return io.ReadAll(io.LimitReader(res.Body, limit+1))
}

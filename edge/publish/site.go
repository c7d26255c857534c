package publish

import (
	"fmt"
	"io/fs"
	"strings"
)

// Site is what a folder says about itself in site.yaml; the file may be
// missing. Unknown fields are errors.
type Site struct {
	// Locale is the locale of files that lie in no locale's folder.
	Locale string
	// Locales must all have every article; others may lag behind.
	Locales []string
	// Links are the hosts that articles may link to, with their sub-domains.
	// Empty allows every public host.
	Links []string
	// Media are the hosts from which pictures may be loaded. Empty allows
	// none: a picture on another host tells that host who reads what.
	Media []string
	// Help are the help ids that exist in the product. When given, anchors
	// and help: links to others are reported.
	Help []string
	// Routes are the route templates of the product, as Help.
	Routes []string
	// Tasks are the actions that the product registers, as Help.
	Tasks []string
}

const siteFile = "site.yaml"

func readSite(fsys fs.FS, out *Diagnostics) *Site {
	site := &Site{}
	raw, err := readCapped(fsys, siteFile, MaxFront)
	if err != nil {
		if !isMissing(err) {
			out.add(Error, Pos{File: siteFile}, "site", "The file cannot be read: "+err.Error()+".", "Mend it or take it away.")
		}
		return site
	}
	s := &source{file: siteFile, text: raw, front: raw, frontLine: 1}
	if i := badByte(raw); i >= 0 {
		out.add(Error, s.pos(i), "encoding", "The file is not plain UTF-8 text.", "Save it as UTF-8.")
		return site
	}
	y := yamlReader{s, out}
	if !s.measureFlow(out) {
		return site
	}
	root := y.parse(raw)
	if root == nil {
		return site
	}
	into := map[string]*[]string{"locales": &site.Locales, "links": &site.Links, "media": &site.Media, "help": &site.Help, "routes": &site.Routes, "tasks": &site.Tasks}
	for _, p := range y.pairs(root, []string{"locale", "locales", "links", "media", "help", "routes", "tasks"}) {
		key := p.Key.GetToken().Value
		if key == "locale" {
			site.Locale = y.str(p.Value).text
			continue
		}
		for _, w := range y.strs(p.Value) {
			if (key == "links" || key == "media") && !publicName(strings.ToLower(w.text)) {
				out.add(Error, w.at, "host", fmt.Sprintf("%q is no public host name.", clip(w.text, 60)), "Write the name alone, as docs.example.com.")
				continue
			}
			*into[key] = append(*into[key], w.text)
		}
	}
	return site
}

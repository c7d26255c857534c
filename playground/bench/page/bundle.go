package pagebench

import (
	"bytes"
	"fmt"
	"os"
	"slices"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/demo"
	"github.com/lamplight-help/lamplight/playground/learn"
)

// pathModel reads a model, or learns one of as many places as the visitor's
// product has from a made-up recording.
func pathModel(file string) ([]byte, error) {
	if file == "" {
		return learn.Product(learn.Rehearsal(places, 1), 1)
	}
	model, err := os.ReadFile(file)
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("The model %s cannot be read.", file), Remedy: "`go run ./playground learn` makes one.", Cause: err}
	}
	return model, nil
}

// demoBundle publishes the demo product's English articles with a path model,
// which may be empty.
func demoBundle(model []byte) ([]byte, error) {
	keys, err := publish.NewKeys(bytes.NewReader(make([]byte, 64))) // signs nothing that leaves this process
	if err != nil {
		return nil, err
	}
	p, err := publish.Publish(publish.Options{Site: "bench", FS: demo.Articles(), Keys: keys, Version: 1, Now: 1, Model: model})
	if err != nil {
		return nil, fmt.Errorf("the demo's articles: %w", err)
	}
	return p.Bundles[p.Head.Bundles["en"].Hash], nil
}

// worldOf reads the routes and help ids that articles are anchored to.
func worldOf(bundle []byte) (World, error) {
	v, err := kb.Open(bundle)
	if err != nil {
		return World{}, err
	}
	var w World
	for n := range v.Len() {
		a, err := v.Article(n)
		if err != nil {
			return w, err
		}
		for _, at := range a.Anchors {
			w.Routes, w.Helps = add(w.Routes, at.Route), add(w.Helps, at.Help)
		}
	}
	return w, nil
}

func add(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

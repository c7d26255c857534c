package engine

import (
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// base is the knowledge that is in use. Both are nil before the first bundle.
type base struct {
	bundle *kb.Bundle
	index  *index.Index
	region []byte // handed over and not yet announced
	groups []string
	hidden []bool // by article: for other groups than the visitor's
}

// Bundle hands over the bytes of a knowledge bundle. They are used from the
// EventBundle that announces them, read where they lie, and must not change.
func (e *Engine) Bundle(b []byte) { e.base.region = b }

// takeBundle swaps the knowledge, whole or not at all.
func (e *Engine) takeBundle(ev *wire.Event) {
	region := e.base.region
	e.base.region = nil
	if len(region) == 0 || int(ev.N) != len(region) {
		e.refuse(ev.Kind, wire.ErrBundle, "the length announced is not that of the region")
		return
	}
	bundle, err := kb.Open(region)
	if err != nil {
		e.refuse(ev.Kind, wire.ErrBundle, err.Error())
		return
	}
	x, err := index.Open(bundle.Index())
	if err != nil {
		e.refuse(ev.Kind, wire.ErrBundle, err.Error())
		return
	}
	if x.Len() != bundle.Len() {
		e.refuse(ev.Kind, wire.ErrBundle, "the index is not of these articles")
		return
	}
	e.base.bundle, e.base.index = bundle, x
	e.base.hide()
	e.teach(bundle.Model())
	e.emit(&wire.Ready{ABI: wire.ABI, Articles: uint32(bundle.Len())})
	e.reconsider()
}

// ready reports whether there is knowledge.
func (b *base) ready() bool { return b.bundle != nil }

// option describes one article as something to choose.
func (b *base) option(article int32, score int32) wire.Option {
	return wire.Option{
		Article: uint32(article), ID: b.bundle.ID(article), Title: b.bundle.Title(article),
		Score: uint16(min(max(score, 0), 1000)),
	}
}

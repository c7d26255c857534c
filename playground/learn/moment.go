package learn

import (
	"github.com/lamplight-help/lamplight/engine/predict/history"
	"github.com/lamplight-help/lamplight/engine/predict/outlook"
)

// Moment is one time in a journey at which something is predicted.
type Moment struct {
	Group      string // user, or whatever must not stand on both sides
	Session    int
	At         uint32 // ms since the session's start
	Happens    bool
	Row        []float32 // outlook.Columns; the context columns are filled later
	Contexts   [history.Orders]uint32
	Situations [history.Situations]uint32
}

// capture notes the present moment.
func capture(h *history.History, at uint32) Moment {
	m := Moment{At: at, Row: make([]float32, outlook.Columns), Contexts: h.Contexts(), Situations: h.Situations(at)}
	h.Row(m.Row, at)
	h.Known(m.Row[outlook.Known:], at)
	return m
}

// forget takes away what is about places by name.
func (m *Moment) forget() {
	m.Contexts = [history.Orders]uint32{}
	clear(m.Situations[:history.Named])
}

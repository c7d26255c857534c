package replay

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wasm/host"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/miniwob"
)

//go:embed kb
var articles embed.FS

// player plays episodes on one compiled engine.
type player struct {
	module *host.Module
	bundle []byte
	busy   time.Duration // spent inside the engine, events only
}

func newPlayer(ctx context.Context, wasm []byte) (*player, error) {
	bundle, err := publishArticles()
	if err != nil {
		return nil, err
	}
	m, err := host.Compile(ctx, wasm)
	if err != nil {
		return nil, err
	}
	return &player{module: m, bundle: bundle}, nil
}

// publishArticles makes the bundle that a page would load. Its signature is
// not checked here, so the keys may be anybody's.
func publishArticles() ([]byte, error) {
	folder, err := fs.Sub(articles, "kb")
	if err != nil {
		return nil, err
	}
	keys, err := publish.NewKeys(bytes.NewReader(make([]byte, 64)))
	if err != nil {
		return nil, err
	}
	p, err := publish.Publish(publish.Options{Site: "replay", FS: folder, Keys: keys, Version: 1, Now: 1})
	if err != nil {
		return nil, err
	}
	return p.Bundles[p.Head.Bundles["en"].Hash], nil
}

// line is what one episode prints.
type line struct {
	ID      string  `json:"id"`
	Task    string  `json:"task"`
	OK      int     `json:"ok"`
	MS      uint32  `json:"ms"`
	Events  int     `json:"events"`
	Signals []found `json:"signals"`
	Risk    float64 `json:"risk"`    // the highest, 0 to 1
	RiskAt  uint32  `json:"risk_at"` // ms
	Shown   []shown `json:"shown"`
	Refused int     `json:"refused,omitempty"`
}

type found struct {
	At         uint32  `json:"at"`
	Name       string  `json:"name"`
	Confidence float64 `json:"confidence"`
}

type shown struct {
	At      uint32  `json:"at"`
	Article string  `json:"article"`
	Form    string  `json:"form"`
	Risk    float64 `json:"risk"`
}

// play runs one episode on a fresh engine.
func (p *player) play(e *miniwob.Episode) (*line, error) {
	h, err := p.module.New()
	if err != nil {
		return nil, err
	}
	defer h.Close()
	s := &session{host: h, line: &line{ID: e.ID, Task: e.Task, OK: e.OK, MS: uint32(e.Dur), Signals: []found{}, Shown: []shown{}}}
	if err := s.begin(p.bundle); err != nil {
		return nil, err
	}
	start := time.Now()
	defer func() { p.busy += time.Since(start) }()
	for _, ev := range miniwob.Map(e) {
		if err := s.until(ev.At); err != nil {
			return nil, err
		}
		if err := s.send(&ev); err != nil {
			return nil, err
		}
	}
	return s.line, s.until(uint32(e.Dur))
}

// session is one episode in progress.
type session struct {
	host  *host.Host
	line  *line
	wake  uint32 // the Tick that the engine asked for, 0 none
	bytes []byte
}

func (s *session) begin(bundle []byte) error {
	hello := wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Trace: true, Site: "replay", Locale: "en", Seed: 1}}
	if err := s.send(&hello); err != nil {
		return err
	}
	if err := s.host.Bundle(bundle); err != nil {
		return err
	}
	announce := wire.Event{Act: wire.Act{Kind: wire.EventBundle, N: int32(len(bundle))}}
	err := s.send(&announce)
	s.line.Events = 0
	return err
}

// until sends the ticks that come due before a time.
func (s *session) until(at uint32) error {
	for s.wake != 0 && s.wake < at {
		tick := wire.Event{Act: wire.Act{Kind: wire.EventTick, At: s.wake}}
		s.wake = 0
		if err := s.send(&tick); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) send(e *wire.Event) error {
	s.line.Events++
	s.bytes = wire.AppendEvent(s.bytes[:0], e)
	out, err := s.host.Handle(s.bytes)
	if err != nil {
		return err
	}
	for len(out) > 0 {
		c, rest, code := wire.ParseCommand(out)
		if code != wire.ErrNone {
			return fmt.Errorf("a command of the engine: %w", code)
		}
		s.command(c, e.At)
		out = rest
	}
	return nil
}

func (s *session) command(c wire.Command, at uint32) {
	switch c := c.(type) {
	case *wire.Wake:
		s.wake = c.At
	case *wire.Refuse:
		s.line.Refused++
	case *wire.Show:
		s.line.Shown = append(s.line.Shown, shown{at, c.ID, c.Form.String(), permille(int32(c.Risk))})
	case *wire.Traced:
		s.traced(c)
	}
}

func (s *session) traced(c *wire.Traced) {
	switch c.Stage {
	case wire.StageStruggle:
		s.line.Signals = append(s.line.Signals, found{c.At, struggle.Name(wire.Cause(c.Code)), permille(c.Value)})
	case wire.StagePredict:
		if r := permille(c.Value); r > s.line.Risk {
			s.line.Risk, s.line.RiskAt = r, c.At
		}
	}
}

func permille(v int32) float64 { return float64(v) / 1000 }

package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Zoom: the visitor cannot read what is there.
//
// A scale of 130 % or more of what it was when the page was first seen, once
// per place; once more at twice the size.
//
// Silent: maps, pictures, canvases and films, which are made to be enlarged,
// and making things smaller.
type zoom struct {
	place uint32
	told  int32
}

const (
	zoomLeast = 130 // percent
	zoomMuch  = 200
)

func (d *zoom) observe(s *scene) {
	if s.ev.Kind != wire.EventZoom {
		return
	}
	o := s.Owner(s.ev.Target)
	if o.Has(wire.TraitSurface) || o.Role == wire.RoleImage || o.Role == wire.RoleCanvas || o.Role == wire.RoleMedia {
		return
	}
	if d.place != s.Stay().Place {
		d.place, d.told = s.Stay().Place, 0
	}
	switch n := s.ev.N; {
	case n >= zoomMuch && d.told < zoomMuch:
		d.told = zoomMuch
		s.raise(wire.CauseZoom, 0, 2, 700)
	case n >= zoomLeast && d.told < zoomLeast:
		d.told = zoomLeast
		s.raise(wire.CauseZoom, 0, 1, 500)
	}
}

package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Reload: the visitor loads the page again, hoping that it works then.
//
// Reported with little confidence: many reload to see what is new. A second
// reload that the page knows of, or a failure soon after it, adds up in the
// risk.
//
// Silent: a page that comes back from the back/forward cache.
type reload struct {
	count    uint16
	restored uint32
}

func (d *reload) observe(s *scene) {
	switch s.ev.Kind {
	case wire.EventRestore:
		d.restored = max(s.now, 1)
	case wire.EventReload:
		if d.restored != 0 && s.now-d.restored < 1000 {
			return
		}
		d.count = more(d.count)
		s.raise(wire.CauseReload, 0, d.count, 450+min(d.count-1, 3)*150)
	}
}

package journey

// Request is in flight.
type Request struct {
	Number int32
	At     uint32
	Press  uint32 // serial of the press that began it, 0 for none
	open   bool
}

// MaxRequests is how many requests in flight are followed. The oldest makes
// room.
const MaxRequests = 16

type requests struct {
	slot  [MaxRequests]Request
	next  uint32
	ended Request
}

func (r *requests) start(number int32, at, press uint32) {
	r.slot[r.next%MaxRequests] = Request{number, at, press, true}
	r.next++
}

func (r *requests) end(number int32) {
	r.ended = Request{}
	for i := range &r.slot {
		if s := &r.slot[i]; s.open && s.Number == number {
			s.open, r.ended = false, *s
			return
		}
	}
}

// Ended is the request that the present NetEnd event ends; zero when it was
// not followed.
func (p *Path) Ended() Request { return p.requests.ended }

// InFlight is the oldest open request of the press with this serial; ok is
// false for none.
func (p *Path) InFlight(press uint32) (r Request, ok bool) {
	for i := range &p.requests.slot {
		if s := &p.requests.slot[i]; s.open && s.Press == press && (!ok || s.At < r.At) {
			r, ok = *s, true
		}
	}
	return r, ok
}

// waitingFor is how long a request counts as something that the visitor waits
// for, ms. Longer ones are streams and long polls.
const waitingFor = 30_000

// Waiting reports whether a request that a press began is in flight.
func (p *Path) Waiting() bool {
	for i := range &p.requests.slot {
		if s := &p.requests.slot[i]; s.open && s.Press != 0 && p.now-s.At < waitingFor {
			return true
		}
	}
	return false
}

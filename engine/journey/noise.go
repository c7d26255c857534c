package journey

// noise tells what the page does by itself from what it does in answer: a
// clock, a ticker or a carousel changes the DOM while nobody acts.
type noise struct {
	signAt [16]uint32 // time of the last sign, by bit of Sign
	since  uint32     // start of the present window
	count  uint16     // changes in it that nobody caused
	rate   uint16     // of the window before
}

// A change later than quietAfter ms after the last gesture was not caused by
// it. A window of noiseWindow ms with busyAbove such changes makes a page that
// changes by itself.
const (
	quietAfter  = 2000
	noiseWindow = 10_000
	busyAbove   = 3
)

func (n *noise) sign(s Sign, at uint32) {
	for i := range &n.signAt {
		if s == 1<<i {
			n.signAt[i] = at
		}
	}
}

// change takes one change of the DOM.
func (n *noise) change(now, acted uint32) {
	if now-n.since >= noiseWindow {
		n.rate = n.count
		if now-n.since >= 2*noiseWindow {
			n.rate = 0
		}
		n.since, n.count = now, 0
	}
	if now-acted > quietAfter {
		bump(&n.count)
	}
}

func (n *noise) busy() bool { return n.rate >= busyAbove || n.count >= busyAbove }

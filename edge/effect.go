package edge

// EffectKind says what a host has to do.
type EffectKind string

// The kinds of Effect. A host carries them out in order, after the commit.
const (
	// EffectAbort is always the first effect when it occurs: roll the
	// transaction back, then carry out the rest (an answer that says so).
	EffectAbort EffectKind = "abort"
	// EffectRespond answers the request of this input. Every request gets
	// exactly one of respond, accept and fetch.
	EffectRespond EffectKind = "respond"
	// EffectAccept upgrades the request of this input to a WebSocket with
	// the id Socket and the subprotocol Protocol.
	EffectAccept EffectKind = "accept"
	// EffectSend sends Text as one text message to Socket. A socket that is
	// gone is no error.
	EffectSend EffectKind = "send"
	// EffectClose closes Socket with Code and the reason Text.
	EffectClose EffectKind = "close"
	// EffectAlarm asks for a KindAlarm input at the time At, instead of the
	// time asked for before. At 0 cancels.
	EffectAlarm EffectKind = "alarm"
	// EffectDeliver posts Body to URL with Headers, outside of any
	// transaction, and reports a KindDelivered input with the id Delivery.
	// The host refuses private addresses and follows no redirect.
	EffectDeliver EffectKind = "deliver"
	// EffectFetch answers the request of this input for now: do Method on URL
	// with Headers and Body, add the answer to Request.Fetched under Name, and
	// hand the same request in again. No redirect is followed.
	EffectFetch EffectKind = "fetch"
	// EffectScrub asks the host to make deleted rows unreadable in its files
	// too, as far as its platform lets it.
	EffectScrub EffectKind = "scrub"
	// EffectAsk hands Ask.Request to each of Ask.Shards, with Inner.Shard filled
	// in, as a KindRequest of that object, and brings the answers back as a
	// KindAnswered together with the request of this input, which waits for
	// its answer until then. An order to take a place makes the object; any
	// other is not made, and its answer is status 0.
	EffectAsk EffectKind = "ask"
	// EffectLink opens a link from Socket to each of Shards: a socket of that
	// shard, opened with Protocol and Origin as a browser would. It ends with
	// Socket. What it sends comes back as KindLinked, in order, and its end
	// as KindUnlinked.
	EffectLink EffectKind = "link"
	// EffectPass sends Text up the link of Socket to the shard in Shards.
	EffectPass EffectKind = "pass"
	// EffectReport is a line for the operator's log: Text holds the private
	// cause of an error with its request id. It never holds user data.
	EffectReport EffectKind = "report"
)

// Effect is one thing for the host to do. The fields that its kind names are set.
type Effect struct {
	Kind EffectKind `json:"kind"`

	Status   int         `json:"status,omitempty"`   // respond
	Headers  [][2]string `json:"headers,omitempty"`  // respond, deliver, fetch; in order
	Body     []byte      `json:"-"`                  // respond, deliver, fetch
	Socket   string      `json:"socket,omitempty"`   // accept, send, close
	Protocol string      `json:"protocol,omitempty"` // accept
	Text     string      `json:"text,omitempty"`     // send, close, report
	Code     int         `json:"code,omitempty"`     // close
	At       int64       `json:"at,omitempty"`       // alarm, ms since 1970
	URL      string      `json:"url,omitempty"`      // deliver, fetch
	Name     string      `json:"name,omitempty"`     // fetch; link: the site's
	Method   string      `json:"method,omitempty"`   // fetch
	Delivery string      `json:"delivery,omitempty"` // deliver
	Ask      *Ask        `json:"ask,omitempty"`      // ask
	Shards   []int64     `json:"shards,omitempty"`   // link, pass
	Origin   string      `json:"origin,omitempty"`   // link
}

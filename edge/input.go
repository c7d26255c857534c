package edge

// Kind says what happened.
type Kind string

// The kinds of Input.
const (
	// KindStarted is the first input after a host opened the site's database,
	// and the only one that migrates the schema. Input.Sockets lists the
	// sockets that survived (hibernation), all others are forgotten.
	KindStarted Kind = "started"
	// KindConfigure creates the site or replaces its settings. Only the host
	// itself sends it; no route leads here. Input.Settings is set.
	KindConfigure Kind = "configure"
	// KindRequest is an HTTP request. Input.Request is set. For a WebSocket
	// upgrade the host sets Request.Socket and upgrades only when the effects
	// hold an EffectAccept.
	KindRequest Kind = "request"
	// KindFrame is one message on an accepted socket. Input.Frame is set.
	KindFrame Kind = "frame"
	// KindClosed says that a socket is gone, for whatever reason.
	KindClosed Kind = "closed"
	// KindAlarm says that the time of the last EffectAlarm has come.
	KindAlarm Kind = "alarm"
	// KindDelivered reports the outcome of an EffectDeliver.
	KindDelivered Kind = "delivered"
	// KindTended is a visit by the clock of whoever runs the edge, about once a
	// day; see tend.go.
	KindTended Kind = "tended"
	// KindAnswered brings the answers to an EffectAsk, with the request of the
	// input that asked, if it was one.
	KindAnswered Kind = "answered"
	// KindLinked is one message that came down a link; see EffectLink.
	// Input.Socket is the desk's, Shard says which link, Frame holds the text.
	KindLinked Kind = "linked"
	// KindUnlinked says that a link broke or never came to be.
	KindUnlinked Kind = "unlinked"
)

// Input is one thing that happened to a site. Exactly the fields that its
// kind names are set, and Now and Seed always.
type Input struct {
	Kind Kind   `json:"kind"`
	Now  int64  `json:"now"`  // wall clock, ms since 1970
	Seed []byte `json:"seed"` // SeedSize fresh bytes from a cryptographic generator (base64 in JSON)

	Request   *Request   `json:"request,omitempty"`   // request
	Socket    string     `json:"socket,omitempty"`    // frame, closed: the socket's id
	Frame     *Frame     `json:"frame,omitempty"`     // frame
	Sockets   []string   `json:"sockets,omitempty"`   // started
	Settings  *Settings  `json:"settings,omitempty"`  // configure
	Delivered *Delivered `json:"delivered,omitempty"` // delivered
	Answers   *Answers   `json:"answers,omitempty"`   // answered
	Shard     int64      `json:"shard,omitempty"`     // linked, unlinked
}

// SeedSize is the number of random bytes in Input.Seed.
const SeedSize = 32

// Request is an HTTP request with the few headers that the core reads.
type Request struct {
	Method string `json:"method"`
	// Path is the raw (still escaped) path without the query, as sent.
	Path  string `json:"path"`
	Query string `json:"query,omitempty"` // raw query without "?"
	// Peer is the address at the other end of the connection as the host
	// itself knows it. It never comes from a header that a client can set,
	// except where the platform overwrites that header (CF-Connecting-IP).
	Peer string `json:"peer"`

	Origin        string `json:"origin,omitempty"` // Origin header; "" when absent
	Authorization string `json:"authorization,omitempty"`
	ContentType   string `json:"content_type,omitempty"`
	// ContentEncoding must be empty or "identity".
	ContentEncoding string `json:"content_encoding,omitempty"`
	IfNoneMatch     string `json:"if_none_match,omitempty"`
	// Protocol is Sec-WebSocket-Protocol as sent, several joined with ",".
	Protocol string `json:"protocol,omitempty"`
	// Cookie is the Cookie header, CSRF the header X-Lamplight-CSRF.
	Cookie string `json:"cookie,omitempty"`
	CSRF   string `json:"csrf,omitempty"`
	// Assertion is Cf-Access-Jwt-Assertion, which Cloudflare Access adds.
	Assertion string `json:"assertion,omitempty"`
	// WebhookID, WebhookTimestamp and WebhookSignature are the headers of
	// Standard Webhooks, lines of one name joined with ", "; see signed.go.
	WebhookID        string `json:"webhook_id,omitempty"`
	WebhookTimestamp string `json:"webhook_timestamp,omitempty"`
	WebhookSignature string `json:"webhook_signature,omitempty"`
	// Fetched answers what the core asked for with EffectFetch, in that order.
	// Only the host fills it.
	Fetched []Fetched `json:"fetched,omitempty"`

	// Socket is set for a WebSocket upgrade: the id that the host will give
	// the socket. Unique for the life of the site; 16 to 64 of [A-Za-z0-9_-].
	Socket string `json:"socket,omitempty"`

	// Body is the whole body, at most BodyCap bytes. A host that meets a longer
	// one stops reading, sets Truncated and leaves Body empty.
	Body      []byte `json:"-"`
	Truncated bool   `json:"truncated,omitempty"`
	// Broken says that the body ended early or took too long.
	Broken bool `json:"broken,omitempty"`
	// Inner marks a request of the site object to one of its shards; see ask.go.
	Inner *Inner `json:"inner,omitempty"`
	// Operator marks a request that the host makes for whoever runs it; it may
	// do what an author may. It never crosses the byte boundary.
	Operator bool `json:"-"`
}

// Fetched is the answer to an EffectFetch.
type Fetched struct {
	Name   string `json:"name"`           // the effect's
	Status int    `json:"status"`         // 0 when there was no answer
	Body   string `json:"body,omitempty"` // at most FetchCap bytes of UTF-8
	Error  string `json:"error,omitempty"`
}

// Frame is one WebSocket message. Hosts cut at FrameCap: a longer message
// arrives with TooLarge and without text.
type Frame struct {
	Text     string `json:"text"`
	Binary   bool   `json:"binary,omitempty"`
	TooLarge bool   `json:"too_large,omitempty"`
}

// Settings are what the operator decides about a site.
type Settings struct {
	Site string `json:"site"` // [a-z0-9][a-z0-9-]{0,62}
	// Origins are the pages that may carry the widget: scheme://host[:port],
	// compared exactly. DeskOrigins are the pages that may carry the desk.
	Origins     []string `json:"origins"`
	DeskOrigins []string `json:"desk_origins"`
	// RootKeys are the Ed25519 public keys (32 bytes each) that may sign heads.
	RootKeys [][]byte `json:"root_keys"`
	// Tokens are credentials to add; those already known are left alone.
	Tokens []NewToken `json:"tokens,omitempty"`
	// Identity lets visitors be proven by the product's backend; nil leaves
	// them anonymous.
	Identity *Identity `json:"identity,omitempty"`
	// OIDC and Access let people of the site sign in elsewhere; see oidc.go
	// and access.go. Nil for neither.
	OIDC   *OIDC   `json:"oidc,omitempty"`
	Access *Access `json:"access,omitempty"`
	// Lines are the site's queues; none means one without a name.
	Lines []Line `json:"lines,omitempty"`
	// EscalationTokens asks visitors who are not proven for a blind token with
	// every escalation; see token.go.
	EscalationTokens bool `json:"escalation_tokens,omitempty"`
	// RetainDays is after how many days a resolved or expired conversation is
	// erased; 0 keeps them.
	RetainDays int64 `json:"retain_days,omitempty"`
	// Counted is what is counted without being seen; nil for nothing. See counted.go.
	Counted *Counted `json:"counted,omitempty"`
	// Webhooks receive hand-offs; see outbox.go.
	Webhooks []Webhook `json:"webhooks,omitempty"`
}

// NewToken is a credential that the operator made and printed or configured.
type NewToken struct {
	// Secret is the token itself, at least 20 characters. Only its hash is stored.
	Secret string `json:"secret"`
	Role   Role   `json:"role"`    // RoleFirst, RoleAuthor or RoleAdmin
	Name   string `json:"name"`    // for lists and logs
	Until  int64  `json:"expires"` // ms; 0 is never
}

// Webhook is one receiver of hand-offs, signed as Standard Webhooks says.
type Webhook struct {
	ID     string `json:"id"`
	URL    string `json:"url"`    // https, or http to a loopback address in development
	Secret string `json:"secret"` // "whsec_" + base64 of 24 to 64 bytes
}

// Delivered is the outcome of an EffectDeliver.
type Delivered struct {
	ID     string `json:"id"`
	Status int    `json:"status"` // HTTP status, 0 when there was no answer
	Error  string `json:"error,omitempty"`
	// Retry is the receiver's Retry-After in ms, 0 without one; see RetryAfter.
	Retry int64 `json:"retry,omitempty"`
}

package edge

import "strings"

// Sizes that clients meet. They are part of the protocol (PROTOCOL.md, Limits).
const (
	FrameCap      = 32 << 10  // bytes of one WebSocket message; a sealed one is a third longer and padded
	TextCap       = 4000      // characters of a message or question
	EscalationCap = 128 << 10 // bytes of an escalation's body, sealed or not
	HeadCap       = 64 << 10  // of a root as well
	BundleCap     = 16 << 20  // as kb.MaxBundle
	tallyCap      = 32 << 10
	smallBodyCap  = 4 << 10 // every other body

	// HeartbeatEvery is the client's ping interval in ms. Twice that without
	// a byte means a dead connection, on both sides.
	HeartbeatEvery = 20_000

	pageSize          = 200 // messages in one resume or conversation
	socketsPerVisitor = 8   // tabs on one conversation
)

// BodyCap is the largest body in bytes that a host reads for a request.
func BodyCap(method, path string) int {
	switch {
	case method == "PUT" && strings.Contains(path, "/bundle/"):
		return BundleCap
	case method == "PUT" && strings.Contains(path, "/attachments/"):
		return PieceSize
	case method == "PUT" && (strings.HasSuffix(path, "/head") || strings.Contains(path, "/root/")):
		return HeadCap
	case method == "PUT" && strings.HasSuffix(path, "/seal"):
		return sealCap
	case method == "POST" && strings.HasSuffix(path, "/escalations"):
		return EscalationCap
	case method == "POST" && strings.HasSuffix(path, "/tallies"):
		return tallyCap
	case method == "POST" && strings.Contains(path, "/hooks/"):
		return hookCap
	case method == "POST" && strings.HasSuffix(path, "/counted"):
		return countedCap
	}
	return smallBodyCap
}

// Rate allows Burst at once and one more every Every ms.
type Rate struct {
	Burst int64
	Every int64
}

// Limits are the rates and times that an operator may change.
type Limits struct {
	Frames      Rate // per socket
	Escalations Rate // per network address
	Sessions    Rate // per network address
	Tickets     Rate // per token
	Tallies     Rate // per network address
	Batches     Rate // of blind tokens, per network address
	Answers     Rate // by the language model, per network address
	SiteAnswers Rate // and of the whole site
	Hooks       Rate // signed events, per hook
	Unsigned    Rate // events whose signature is not good, per network address

	SessionFor int64 // ms that an agent's session lasts
	TicketFor  int64 // ms that a ticket lasts
	// EscalateAfter are the waits in ms after which a conversation that
	// nobody took escalates again; ExpireAfter ends the waiting.
	EscalateAfter []int64
	ExpireAfter   int64 // ms that nobody took it
	QuietAfter    int64 // ms without a reply to an answer
}

const (
	second = int64(1000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// DefaultLimits returns the values that PROTOCOL.md promises.
func DefaultLimits() Limits {
	return Limits{
		Frames:        Rate{40, 100},
		Escalations:   Rate{10, 30 * second},
		Sessions:      Rate{10, 6 * second},
		Tickets:       Rate{30, second},
		Tallies:       Rate{30, 10 * second},
		Batches:       Rate{6, minute},
		Answers:       Rate{6, 10 * second},
		SiteAnswers:   Rate{60, second},
		Hooks:         Rate{120, second / 10},
		Unsigned:      Rate{20, 3 * second},
		SessionFor:    12 * hour,
		TicketFor:     30 * second,
		EscalateAfter: []int64{2 * minute, 10 * minute, 60 * minute},
		ExpireAfter:   day,
		QuietAfter:    7 * day,
	}
}

// withDefaults fills every zero field.
func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	for _, r := range []struct{ have, want *Rate }{
		{&l.Frames, &d.Frames}, {&l.Escalations, &d.Escalations},
		{&l.Sessions, &d.Sessions}, {&l.Tickets, &d.Tickets},
		{&l.Tallies, &d.Tallies}, {&l.Batches, &d.Batches}, {&l.Answers, &d.Answers}, {&l.SiteAnswers, &d.SiteAnswers},
		{&l.Hooks, &d.Hooks}, {&l.Unsigned, &d.Unsigned},
	} {
		if *r.have == (Rate{}) {
			*r.have = *r.want
		}
	}
	for _, t := range []struct{ have, want *int64 }{
		{&l.SessionFor, &d.SessionFor}, {&l.TicketFor, &d.TicketFor},
		{&l.ExpireAfter, &d.ExpireAfter}, {&l.QuietAfter, &d.QuietAfter},
	} {
		if *t.have == 0 {
			*t.have = *t.want
		}
	}
	if l.EscalateAfter == nil {
		l.EscalateAfter = d.EscalateAfter
	}
	return l
}

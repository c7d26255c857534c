package edge

// Admission. Rates, identity and what an escalation costs are exact, so one
// object decides on them for the whole site. Where conversations are
// elsewhere it remembers whom it let in: a repeated escalation is let in
// again, at no cost, whether or not the shard has stored it yet.

// admitted is what the site object decided about an escalation.
type admitted struct {
	Visitor     string       `json:"visitor"`
	Verified    bool         `json:"verified"`
	Epoch       int64        `json:"epoch,omitempty"` // that it is sealed to
	Suggestions []Suggestion `json:"suggestions"`
}

// admittedFor is how long a repeat is known, ms.
const admittedFor = day

// admit decides whether an escalation comes in, and as whose. One that came in
// before does so again, as it was.
func (t *turn) admit(c *call, body *Escalation, digest string) (*admitted, *Error) {
	row := t.row(`SELECT digest, visitor, verified, sealed FROM conversations WHERE id = ?
		UNION ALL SELECT digest, visitor, verified, sealed FROM admitted WHERE id = ? LIMIT 1`, body.ID, body.ID)
	switch a := t.admittedHere(); {
	case row != nil && text(row[0]) != digest:
		return nil, fail("id-reused", "This id was used before for something else.")
	case a != nil:
		return a, nil
	case row != nil:
		return &admitted{Visitor: text(row[1]), Verified: integer(row[2]) == 1, Epoch: integer(row[3])}, nil
	}
	if e := t.limit(t.peerKey("e:", c.Peer), t.core.cfg.Limits.Escalations); e != nil {
		return nil, e
	}
	visitor, verified, e := t.visitorOf(c, body.Visitor)
	if e != nil {
		return nil, e
	}
	epoch, e := t.checkSealedEscalation(body)
	if e != nil {
		return nil, e
	}
	if c.settings.EscalationTokens && !verified { // last: what is refused for another reason costs none
		if e := t.spend(body.Token); e != nil {
			return nil, e
		}
	}
	return &admitted{Visitor: visitor, Verified: verified, Epoch: epoch}, nil
}

// openElsewhere hands an escalation that was let in to the shard that is to
// hold it. False: it is to be opened here, or is here already.
func (t *turn) openElsewhere(c *call, body *Escalation, digest string, a *admitted) (bool, *Error) {
	if t.place().Shard > 0 || !t.layout().spread() {
		return false, nil
	}
	t.exec(`INSERT INTO admitted (id, digest, visitor, verified, sealed, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		body.ID, digest, a.Visitor, flag(a.Verified), a.Epoch, t.now)
	given := *a
	if given.Suggestions = []Suggestion{}; body.Sealed == nil {
		given.Suggestions = t.suggest(body.Locale, body.Question)
	}
	return t.atHome(c, body.ID, &given)
}

// forgetAdmitted lets go of what is too old to be repeated.
func (t *turn) forgetAdmitted() {
	t.exec(`DELETE FROM admitted WHERE at < ?`, t.now-admittedFor)
}

// rememberAdmitted keeps what leaves this object known here.
func (t *turn) rememberAdmitted(conversation string) {
	t.exec(`INSERT INTO admitted (id, digest, visitor, verified, sealed, at)
		SELECT id, digest, visitor, verified, sealed, opened FROM conversations WHERE id = ? AND opened > ? ON CONFLICT (id) DO NOTHING`,
		conversation, t.now-admittedFor)
}

// admittedHere is what the site object decided, in the shard that was asked.
func (t *turn) admittedHere() *admitted {
	if r := t.in.Request; r != nil && r.Inner != nil {
		return r.Inner.Admitted
	}
	return nil
}

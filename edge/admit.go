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

// admit decides whether an escalation that is new comes in, and as whose.
func (t *turn) admit(c *call, body *Escalation) (*admitted, *Error) {
	if a := t.admittedHere(); a != nil {
		return a, nil
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
	return &admitted{Visitor: visitor, Verified: verified, Epoch: epoch}, nil
}

// knownEscalation is the digest under which an escalation was let in, "" when
// it was not.
func (t *turn) knownEscalation(id string) string {
	row := t.row(`SELECT digest FROM conversations WHERE id = ? UNION ALL SELECT digest FROM admitted WHERE id = ? LIMIT 1`, id, id)
	if row == nil {
		return ""
	}
	return text(row[0])
}

// openElsewhere hands an escalation that was let in to the shard that is to
// hold it. False: it is to be opened here.
func (t *turn) openElsewhere(c *call, body *Escalation, digest string, a *admitted) (bool, *Error) {
	if t.place().Shard > 0 || !t.layout().spread() {
		return false, nil
	}
	if a != nil {
		t.exec(`INSERT INTO admitted (id, digest, visitor, verified, sealed, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
			body.ID, digest, a.Visitor, flag(a.Verified), a.Epoch, t.now)
	}
	row := t.row(`SELECT visitor, verified, sealed FROM admitted WHERE id = ?`, body.ID)
	if row == nil { // it was opened here and may still be here
		row = t.row(`SELECT visitor, verified, sealed FROM conversations WHERE id = ?`, body.ID)
	}
	decided := &admitted{Visitor: text(row[0]), Verified: integer(row[1]) == 1, Epoch: integer(row[2]), Suggestions: []Suggestion{}}
	if body.Sealed == nil {
		decided.Suggestions = t.suggest(body.Locale, body.Question)
	}
	return t.atHome(c, body.ID, decided)
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

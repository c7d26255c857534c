package edge

import "strconv"

// alarmBatch bounds the work of one alarm; the rest follows at once.
const alarmBatch = 100

// alarm does what time alone decides, and asks for the next alarm.
func (t *turn) alarm() {
	for _, row := range t.query(`SELECT `+convColumns+` FROM conversations WHERE due <= ? AND leaving = 0 ORDER BY due, id LIMIT ?`, t.now, int64(alarmBatch)) {
		t.overdue(scanConv(row))
	}
	t.endSessions()
	t.exec(`DELETE FROM tickets WHERE expires <= ?`, t.now)
	t.exec(`DELETE FROM rates WHERE tat < ?`, t.now)
	t.deliverDue()
	t.forgetAdmitted()
	t.reshard()
	t.rearm(true)
}

// overdue lets a conversation escalate again, or expire.
func (t *turn) overdue(c *conv) {
	if !c.state.Open() {
		t.erase(c.id)
		t.audit("edge", "erase", t.pseudonym(c.id)) // its time to be kept is over
		return
	}
	before := *c
	l := t.core.cfg.Limits
	if c.state.Unheld() && c.escalations < int64(len(l.EscalateAfter)) {
		c.escalations++
		t.event(c, t.ulid(), "escalated-again", "", "", "")
		t.handOff("conversation.escalated-again", c, nil)
		t.schedule(c)
	} else {
		if e := t.apply(c, MoveExpire); e != nil {
			panic(e)
		}
		t.event(c, t.ulid(), "expired", "", "", "")
		t.handOff("conversation.expired", c, nil)
	}
	t.settle(c, before)
}

// endSessions closes the sockets of sessions that have ended.
func (t *turn) endSessions() {
	for _, row := range t.query(`SELECT s.id FROM sockets s WHERE s.role = 'agent' AND NOT EXISTS
		(SELECT 1 FROM tokens k WHERE k.hash = s.token AND (k.expires = 0 OR k.expires > ?))`, t.now) {
		t.drop(text(row[0]), closeRevoked, "session ended")
	}
	t.exec(`DELETE FROM tokens WHERE expires > 0 AND expires <= ?`, t.now)
}

// rearm asks for the next alarm when the earliest due time has changed, and in
// any case when the host may not know it (always).
func (t *turn) rearm(always bool) {
	row := t.row(`SELECT min(due) FROM (
		SELECT min(due) AS due FROM conversations WHERE due IS NOT NULL AND leaving = 0
		UNION ALL SELECT min(k.expires) FROM tokens k WHERE k.expires > 0 AND EXISTS (SELECT 1 FROM sockets s WHERE s.token = k.hash)
		UNION ALL SELECT min(due) FROM outbox WHERE state = 'pending'
		UNION ALL SELECT nullif(?, 0))`, t.reshardDue())
	next := integer(row[0])
	if next > 0 {
		next = max(next, t.now)
	}
	value := strconv.FormatInt(next, 10)
	if !always && t.meta("alarm") == value {
		return
	}
	t.setMeta("alarm", value)
	t.emit(Effect{Kind: EffectAlarm, At: next})
}

package edge

import "fmt"

// Tending is a visit from outside, once in a while, that trusts nothing that
// should have happened by itself.

const (
	// stuckAfter is how late an alarm may be before it counts as given up.
	stuckAfter = 5 * minute
	// renewBefore is how long before its end a head asks to be renewed.
	renewBefore = 3 * day
)

// tended looks after the site: alarms that were given up, what has been kept
// long enough, a head that is about to expire; and its shards.
func (t *turn) tended() {
	if t.settings() == nil {
		return
	}
	if late := t.overdueBy(); late > stuckAfter {
		t.report(fmt.Sprintf("ALERT the alarm is %d s late; it is set again", late/second))
	}
	t.exec(`DELETE FROM tallied WHERE day < ?`, t.now/day-1)
	t.exec(`DELETE FROM tallies WHERE day < ?`, t.now/day-tallyDays)
	t.sweepAttachments()
	t.dropSecrets()
	t.exec(`DELETE FROM heard WHERE at < ?`, t.now-heardFor)
	t.exec(`DELETE FROM counted WHERE at < ?`, t.now-countedDays*day)
	if row := t.row(`SELECT version, expires FROM heads ORDER BY version DESC LIMIT 1`); row != nil && integer(row[1])-t.now < renewBefore {
		t.report(fmt.Sprintf("ALERT head %d expires in %d hours; publish again", integer(row[0]), max(integer(row[1])-t.now, 0)/hour))
	}
	if shards := t.layout().shards(); len(shards) > 0 {
		t.askShards(shards, orderTend, note{}, nil)
	}
	t.alarm()
}

// overdueBy is how long ago the alarm should have rung, ms.
func (t *turn) overdueBy() int64 {
	row := t.row(`SELECT min(due) FROM (SELECT min(due) AS due FROM conversations WHERE due IS NOT NULL AND leaving = 0
		UNION ALL SELECT min(due) FROM outbox WHERE state = 'pending')`)
	if due := integer(row[0]); due > 0 {
		return t.now - due
	}
	return 0
}

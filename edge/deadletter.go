package edge

import (
	"bytes"
	"encoding/json"
)

// Deliveries that did not arrive are kept where the operator can see them.

// Delivery is a hand-off that has not arrived yet.
type Delivery struct {
	ID      string `json:"id"`
	Webhook string `json:"webhook"`
	Type    string `json:"type"`
	State   string `json:"state"` // pending, or dead after the last attempt
	Created int64  `json:"created"`
	Due     int64  `json:"due"` // next attempt, ms
	Tries   int64  `json:"tries"`
	Error   string `json:"error,omitempty"`
	Body    string `json:"body"`
}

// outboxCap bounds one listing; the oldest come first.
const outboxCap = 200

type outboxReply struct {
	Deliveries []Delivery `json:"deliveries"`
}

func (t *turn) getOutbox(*call) *Error {
	rows := t.query(`SELECT `+deliveryColumns+` FROM outbox ORDER BY created, id LIMIT ?`, int64(outboxCap))
	reply := outboxReply{make([]Delivery, len(rows))}
	for i, row := range rows {
		reply.Deliveries[i] = scanDelivery(row)
	}
	t.respondJSON(200, reply)
	return nil
}

const deliveryColumns = `id, hook, kind, state, created, due, tries, error, body`

func scanDelivery(r []any) Delivery {
	return Delivery{ID: text(r[0]), Webhook: text(r[1]), Type: text(r[2]), State: text(r[3]),
		Created: integer(r[4]), Due: integer(r[5]), Tries: integer(r[6]), Error: text(r[7]), Body: text(r[8])}
}

// getDeadLetters answers GET deadletters with every dead delivery, one JSON
// object per line, so that another program can take them in.
func (t *turn) getDeadLetters(*call) *Error {
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	for _, row := range t.query(`SELECT ` + deliveryColumns + ` FROM outbox WHERE state = 'dead' ORDER BY created, id`) {
		if err := lines.Encode(scanDelivery(row)); err != nil {
			panic(err)
		}
	}
	t.respond(200, out.Bytes(), [2]string{"Content-Type", "application/x-ndjson"})
	return nil
}

// postRetry makes one delivery due now, with all its attempts ahead again.
func (t *turn) postRetry(c *call) *Error {
	row := t.row(`UPDATE outbox SET state = 'pending', due = ?, tries = 0, error = '' WHERE id = ? RETURNING id`, t.now, c.arg)
	if row == nil {
		return fail("not-found", "There is no such delivery.")
	}
	t.audit(c.actor(), "retry", c.arg)
	t.timesChanged = true
	t.respond(204, nil)
	return nil
}

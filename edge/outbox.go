package edge

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Hand-offs to other systems leave through the outbox: a row written in the
// transaction that causes it, delivered later by alarm, kept until somebody
// answered 2xx. Receivers are told at least once and can drop repeats by
// webhook-id (https://www.standardwebhooks.com).

// retryAfter are the waits in ms between attempts, as Standard Webhooks
// suggests; after the last one a delivery is dead and waits for a person.
var retryAfter = []int64{5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour}

// RetryAfter reads a Retry-After header (RFC 9110, 10.2.3) in ms. One that is
// no number of seconds is 0, one beyond a day is a day.
func RetryAfter(header string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(header), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return min(n, day/second) * second
}

// deliveryLease is how long an attempt may take before it counts as lost.
const deliveryLease = minute

type handOffBody struct {
	Type      string      `json:"type"`
	Timestamp int64       `json:"timestamp"` // ms
	Data      handOffData `json:"data"`
}

type handOffData struct {
	Site         string `json:"site"`
	Conversation string `json:"conversation"`
	State        State  `json:"state"`
	Locale       string `json:"locale"`
	Line         string `json:"line,omitempty"`
	Question     string `json:"question"`
	Sealed       bool   `json:"sealed,omitempty"` // the question is sealed, so it is not here
	Escalations  int64  `json:"escalations,omitempty"`
	Opened       int64  `json:"opened"`
	// Message is what the visitor wrote, for message.created.
	Message *handOffMessage `json:"message,omitempty"`
}

type handOffMessage struct {
	ID   string `json:"id"`
	Seq  int64  `json:"seq"`
	Text string `json:"text"` // masked; empty where Sealed
}

// handOff writes one row for every webhook. m is nil but for message.created.
func (t *turn) handOff(kind string, c *conv, m *handOffMessage) {
	s := t.settings()
	for _, hook := range s.Webhooks {
		body, err := json.Marshal(handOffBody{kind, t.now, handOffData{s.Site, c.id, c.state, c.locale, c.line, masked(c.question), c.sealed > 0, c.escalations, c.opened, m}})
		if err != nil {
			panic(err)
		}
		t.exec(`INSERT INTO outbox (id, hook, kind, conversation, body, created, due, tries, state, error) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 'pending', '')`,
			"msg_"+t.ulid(), hook.ID, kind, c.id, string(body), t.now, t.now)
		t.timesChanged = true
	}
}

// deliverDue hands everything that is due to the host. The row stays pending
// under a lease: a host that dies in between tries again later.
func (t *turn) deliverDue() {
	rows := t.query(`SELECT id, hook, body FROM outbox WHERE state = 'pending' AND due <= ? ORDER BY due, id LIMIT ?`, t.now, int64(alarmBatch))
	if len(rows) == 0 {
		return
	}
	hooks := map[string]Webhook{}
	for _, hook := range t.settings().Webhooks {
		hooks[hook.ID] = hook
	}
	for _, row := range rows {
		id, body := text(row[0]), text(row[2])
		hook, ok := hooks[text(row[1])]
		if !ok {
			t.exec(`UPDATE outbox SET state = 'dead', error = 'the webhook was removed' WHERE id = ?`, id)
			continue
		}
		t.exec(`UPDATE outbox SET due = ? WHERE id = ?`, t.now+deliveryLease, id)
		t.emit(t.delivery(hook, id, body))
	}
}

func (t *turn) delivery(hook Webhook, id, body string) Effect {
	stamp := strconv.FormatInt(t.now/second, 10)
	return Effect{Kind: EffectDeliver, Delivery: id, URL: hook.URL, Body: []byte(body), Headers: [][2]string{
		{"Content-Type", "application/json"}, {"webhook-id", id}, {"webhook-timestamp", stamp},
		{"webhook-signature", signWebhook(hook.Secret, id, stamp, body)},
	}}
}

// signWebhook is the v1 signature of Standard Webhooks.
func signWebhook(secret, id, stamp, body string) string {
	return "v1," + base64.StdEncoding.EncodeToString(webhookMAC(secret, id, stamp, []byte(body)))
}

// delivered books the outcome of an attempt.
func (t *turn) delivered() {
	d := t.in.Delivered
	row := t.row(`SELECT tries FROM outbox WHERE id = ? AND state = 'pending'`, d.ID)
	if row == nil {
		return
	}
	if d.Status >= 200 && d.Status < 300 {
		t.exec(`DELETE FROM outbox WHERE id = ?`, d.ID)
		t.rearm(false)
		return
	}
	tries := integer(row[0]) + 1
	cause := d.Error
	if cause == "" {
		cause = fmt.Sprintf("status %d", d.Status)
	}
	if tries > int64(len(retryAfter)) || d.Status == 410 {
		t.exec(`UPDATE outbox SET state = 'dead', tries = ?, error = ? WHERE id = ?`, tries, cause, d.ID)
		t.report("delivery " + d.ID + " is dead: " + cause)
	} else {
		t.exec(`UPDATE outbox SET tries = ?, error = ?, due = ? WHERE id = ?`, tries, cause, t.now+max(retryAfter[tries-1], min(d.Retry, day)), d.ID)
	}
	t.rearm(false)
}

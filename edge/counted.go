package edge

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/lamplight-help/lamplight/edge/hidden"
)

// Counting what nobody should see one by one: at which place people get stuck,
// say. Package hidden splits each report; the site object is the first
// aggregator and an object of its own, with its own database, the second.
// Neither store alone says anything about one page, and a result exists only
// for a batch of at least Counted.Min reports. Whoever runs both objects could
// put them together: this protects against a look into one of them, its
// backups and its logs, not against the operator.
//
// It is off until Settings.Counted names the buckets.

// Counted is what pages may report, one bucket at a time.
type Counted struct {
	Buckets []string `json:"buckets"`       // 2 to hidden.MaxBuckets names
	Min     int64    `json:"min,omitempty"` // reports that make a batch; 0 is countedMin
}

const (
	// secondAggregator is the number of its object, beside the shards.
	secondAggregator = MaxShards + 1
	countedMin       = 100
	countedBatch     = 5000 // reports put together at once
	countedDays      = 60   // that a nonce is remembered
	countedCap       = 16 << 10
)

func (c *Counted) check() error {
	if c == nil {
		return nil
	}
	if len(c.Buckets) < 2 || len(c.Buckets) > hidden.MaxBuckets || c.Min < 0 {
		return fail("bad-request", "settings: counted needs 2 to %d buckets and a min of 0 or more", hidden.MaxBuckets)
	}
	return nil
}

func (c *Counted) min() int64 {
	if c.Min == 0 {
		return countedMin
	}
	return c.Min
}

// task is another one whenever the list is: shares of an old list fit no more.
func (c *Counted) task(site string) hidden.Task {
	sum := sha256.Sum256([]byte(strings.Join(c.Buckets, "\x00")))
	return hidden.Task{ID: site + "/" + hex.EncodeToString(sum[:8]), Buckets: len(c.Buckets)}
}

// countedTask is the site's, or the refusal where it counts nothing.
func (c *call) countedTask() (*Counted, hidden.Task, *Error) {
	if c.settings.Counted == nil {
		return nil, hidden.Task{}, fail("not-found", "This site counts nothing this way.")
	}
	return c.settings.Counted, c.settings.Counted.task(c.settings.Site), nil
}

func (t *turn) countedKey(task hidden.Task) []byte {
	return []byte(t.mac("hidden verify", task.ID))[:hidden.KeySize]
}

func (t *turn) isSecond() bool { return t.place().Shard == secondAggregator }

// second hands the request to the second aggregator, or returns its answer
// when that is here. A nil body hands on the request's own.
func (t *turn) second(c *call, body any) (*Reply, *Error) {
	if t.replies == nil {
		inner := &Inner{As: passportOf(c.token)}
		if body != nil {
			inner.Body = []byte(mustJSON(body))
		}
		t.handOn([]int64{secondAggregator}, c, note{Step: stepAll}, inner)
		return nil, nil
	}
	r := t.replies[0]
	if r.Status != 200 {
		t.relay(r)
		return nil, nil
	}
	return &r, nil
}

type countedReply struct {
	Task    string   `json:"task"`
	Buckets []string `json:"buckets"`
	Min     int64    `json:"min"`
	Key     []byte   `json:"key"` // the second aggregator's
}

// getCounted tells pages what to report, and to whom the second share goes.
func (t *turn) getCounted(c *call) *Error {
	counted, task, e := c.countedTask()
	if e != nil {
		return e
	}
	if !t.isSecond() {
		if r, e := t.second(c, nil); r == nil {
			return e
		}
		t.relay(t.replies[0])
		return nil
	}
	public, _ := t.secondKeys()
	t.respondJSON(200, countedReply{task.ID, counted.Buckets, counted.min(), public})
	return nil
}

// secondKeys are the second aggregator's, made when they are first needed.
func (t *turn) secondKeys() (public, private []byte) {
	seed := t.meta("hidden")
	if seed == "" {
		seed = hex.EncodeToString(t.random(32))
		t.setMeta("hidden", seed)
	}
	raw, err := hex.DecodeString(seed)
	if err == nil {
		public, private, err = hidden.Key(raw)
	}
	if err != nil {
		panic("meta.hidden is damaged")
	}
	return public, private
}

var errReport = fail("bad-report", "This report proves nothing for what is counted here.")

// countedOnce looks whether a nonce was used. done: by this very report.
func (t *turn) countedOnce(r *hidden.Report) (message []byte, done bool, e *Error) {
	row := t.row(`SELECT digest, message FROM counted WHERE nonce = ?`, hex.EncodeToString(r.Nonce))
	switch {
	case row == nil:
		return nil, false, nil
	case text(row[0]) != hex.EncodeToString(r.Digest()):
		return nil, false, fail("id-reused", "This nonce was used before for something else.")
	}
	return blob(row[1]), true, nil
}

func (t *turn) keepCounted(r *hidden.Report, message, share []byte) {
	t.exec(`INSERT INTO counted (nonce, task, digest, message, share, batch, at) VALUES (?, ?, ?, ?, ?, '', ?)`,
		hex.EncodeToString(r.Nonce), r.Task, hex.EncodeToString(r.Digest()), message, share, t.now)
}

// handedReport is what the second aggregator gets to see of a report.
type handedReport struct {
	Report hidden.Report `json:"report"` // without the first share
	Shown  []byte        `json:"shown"`
}

type verdict struct {
	Message []byte `json:"message"`
}

// postCounted takes one report.
func (t *turn) postCounted(c *call) *Error {
	_, task, e := c.countedTask()
	if e != nil {
		return e
	}
	if t.isSecond() {
		return t.secondReport(c, task)
	}
	var r hidden.Report
	if e := decode(c.Body, &r); e != nil {
		return e
	}
	if _, done, e := t.countedOnce(&r); done || e != nil {
		t.respondUnless(e)
		return e
	}
	if t.replies == nil {
		if e := t.limit(t.peerKey("c:", c.Peer), t.core.cfg.Limits.Tallies); e != nil {
			return e
		}
	}
	checked, err := hidden.Check(task, t.countedKey(task), 0, &r, r.Share)
	if err != nil {
		return errReport
	}
	public := r
	public.Share = nil
	reply, e := t.second(c, handedReport{public, checked.Shown})
	if reply == nil {
		return e
	}
	var v verdict
	mustParse("verdict", string(reply.Body), &v)
	share, err := checked.Finish(v.Message)
	if err != nil {
		return errReport
	}
	t.keepCounted(&r, nil, share)
	t.respond(204, nil)
	return nil
}

func (t *turn) respondUnless(e *Error) {
	if e == nil {
		t.respond(204, nil)
	}
}

// secondReport verifies together with the first aggregator. The same report
// again gets the same answer, for the first one may not have heard it.
func (t *turn) secondReport(c *call, task hidden.Task) *Error {
	var h handedReport
	mustParse("report", string(c.Body), &h)
	if message, done, e := t.countedOnce(&h.Report); done || e != nil {
		if e == nil {
			t.respondJSON(200, verdict{message})
		}
		return e
	}
	_, private := t.secondKeys()
	share, err := hidden.Open(task, &h.Report, private)
	if err != nil {
		return errReport
	}
	checked, err := hidden.Check(task, t.countedKey(task), 1, &h.Report, share)
	if err != nil {
		return errReport
	}
	message, err := hidden.Agree(task, h.Shown, checked.Shown)
	if err != nil {
		return errReport
	}
	finished, err := checked.Finish(message)
	if err != nil {
		return errReport
	}
	t.keepCounted(&h.Report, message, finished)
	t.respondJSON(200, verdict{message})
	return nil
}

// CountedResult is a batch whose sums were put together.
type CountedResult struct {
	At     int64            `json:"at"`
	N      int64            `json:"n"`
	Counts map[string]int64 `json:"counts"` // by bucket
}

type countedResults struct {
	Results []CountedResult `json:"results"`
	Waiting int64           `json:"waiting"` // reports that are in no result yet
	Min     int64           `json:"min"`
}

// getCountedResults lists what is known, newest first.
func (t *turn) getCountedResults(c *call) *Error {
	counted, task, e := c.countedTask()
	if e != nil {
		return e
	}
	reply := countedResults{Results: []CountedResult{}, Min: counted.min()}
	for _, row := range t.query(`SELECT at, n, body FROM counts WHERE task = ? ORDER BY at DESC, batch LIMIT 400`, task.ID) {
		r := CountedResult{At: integer(row[0]), N: integer(row[1]), Counts: map[string]int64{}}
		var list []int64
		mustParse("counts", text(row[2]), &list)
		for i, n := range list {
			r.Counts[counted.Buckets[i]] = n
		}
		reply.Results = append(reply.Results, r)
	}
	reply.Waiting = integer(t.row(`SELECT count(*) FROM counted WHERE task = ? AND batch NOT IN (SELECT batch FROM counts)`, task.ID)[0])
	t.respondJSON(200, reply)
	return nil
}

type collectOrder struct {
	Nonces []string `json:"nonces"`
}

type collected struct {
	Sum []byte `json:"sum"`
}

// postCollect puts the sums of a batch together, as soon as it is large
// enough. A batch is fixed before anybody is asked for its sum, and each
// report is in one batch: two results cannot be subtracted from each other.
func (t *turn) postCollect(c *call) *Error {
	counted, task, e := c.countedTask()
	if e != nil {
		return e
	}
	if t.isSecond() {
		return t.secondCollect(c, counted, task)
	}
	batch, nonces, shares := t.batch(task, counted.min())
	if batch == "" {
		return t.getCountedResults(c)
	}
	reply, e := t.second(c, collectOrder{nonces})
	if reply == nil {
		return e
	}
	var second collected
	mustParse("sum", string(reply.Body), &second)
	first, err := hidden.Sum(task, shares)
	if err != nil {
		return asError(err)
	}
	counts, err := hidden.Counts(task, first, second.Sum, len(shares))
	if err != nil {
		return asError(err)
	}
	body, err := json.Marshal(counts)
	if err != nil {
		panic(err)
	}
	t.exec(`INSERT INTO counts (batch, task, at, n, body) VALUES (?, ?, ?, ?, ?)`, batch, task.ID, t.now, int64(len(shares)), string(body))
	t.exec(`UPDATE counted SET share = x'' WHERE batch = ?`, batch)
	t.audit(c.actor(), "collect", "")
	return t.getCountedResults(c)
}

// batch is the one that was begun and not finished, or a new one, or none.
func (t *turn) batch(task hidden.Task, least int64) (batch string, nonces []string, shares [][]byte) {
	if row := t.row(`SELECT batch FROM counted WHERE task = ? AND batch <> '' AND batch NOT IN (SELECT batch FROM counts) LIMIT 1`, task.ID); row != nil {
		batch = text(row[0])
	}
	rows := t.query(`SELECT nonce, share FROM counted WHERE task = ? AND batch = ? ORDER BY nonce LIMIT ?`, task.ID, batch, int64(countedBatch))
	if int64(len(rows)) < least {
		return "", nil, nil
	}
	for _, row := range rows {
		nonces, shares = append(nonces, text(row[0])), append(shares, blob(row[1]))
	}
	if batch == "" {
		batch = batchID(nonces)
		for _, nonce := range nonces {
			t.exec(`UPDATE counted SET batch = ? WHERE nonce = ?`, batch, nonce)
		}
	}
	return batch, nonces, shares
}

func batchID(nonces []string) string {
	sum := sha256.Sum256([]byte(strings.Join(nonces, " ")))
	return hex.EncodeToString(sum[:16])
}

// secondCollect gives away a sum: only of enough reports, none of which was in
// another sum.
func (t *turn) secondCollect(c *call, counted *Counted, task hidden.Task) *Error {
	var o collectOrder
	mustParse("order", string(c.Body), &o)
	batch := batchID(o.Nonces)
	if row := t.row(`SELECT body FROM counts WHERE batch = ?`, batch); row != nil {
		t.respond(200, []byte(text(row[0])))
		return nil
	}
	if int64(len(o.Nonces)) < counted.min() {
		return fail("bad-report", "A batch of %d reports is too small.", len(o.Nonces))
	}
	var shares [][]byte
	for _, nonce := range o.Nonces {
		row := t.row(`UPDATE counted SET batch = ? WHERE nonce = ? AND task = ? AND batch = '' RETURNING share`, batch, nonce, task.ID)
		if row == nil {
			panic("a batch holds a report that is unknown here, or in another batch") // nothing of it stays
		}
		shares = append(shares, blob(row[0]))
	}
	sum, err := hidden.Sum(task, shares)
	if err != nil {
		return asError(err)
	}
	body := mustJSON(collected{sum})
	t.exec(`INSERT INTO counts (batch, task, at, n, body) VALUES (?, ?, ?, ?, ?)`, batch, task.ID, t.now, int64(len(shares)), body)
	t.exec(`UPDATE counted SET share = x'' WHERE batch = ?`, batch)
	t.respond(200, []byte(body))
	return nil
}

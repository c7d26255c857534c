package edge

import "strconv"

// Re-sharding spreads a site's conversations over another number of shards
// while people write. The site object drives it, one step after the other:
//
//	place   every shard learns the new layout. From now on an object takes no
//	        new conversation that is at home elsewhere.
//	leave   an object freezes a batch of conversations that are at home
//	        elsewhere and hands out all their rows. Their sockets close.
//	arrive  the new home stores them, once.
//	left    only now the old home deletes them.
//
// Every step may be repeated, so after a crash or a lost answer the alarm
// begins again with place. A conversation is asked for where it was before
// where it is going, and refused with "unavailable" while it is frozen, so it
// is never in two places for those who write.

// reshardPatience is after how long a step without an answer is tried again.
const reshardPatience = 15 * second

// reshardPause is the wait in ms after a step that failed.
const reshardPause = second

type layoutRequest struct {
	Shards int64 `json:"shards"`
}

// getLayout answers GET shards.
func (t *turn) getLayout(*call) *Error {
	t.respondJSON(200, t.layout())
	return nil
}

// getShardAudit answers GET audit/{shard}: what agents did in the conversations
// of a shard is in the shard's own log, written with what it is about.
func (t *turn) getShardAudit(c *call) *Error {
	if t.place().Shard > 0 {
		return t.getAudit(c)
	}
	k, err := strconv.ParseInt(c.arg, 10, 64)
	if err != nil || k < 1 || k > MaxShards || t.layout().Epoch == 0 {
		return fail("not-found", "The site has no such shard.")
	}
	t.handOn([]int64{k}, c, note{Step: stepOne}, &Inner{As: passportOf(c.token)})
	return nil
}

// postLayout begins a re-shard.
func (t *turn) postLayout(c *call) *Error {
	var body layoutRequest
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	if body.Shards < 1 || body.Shards > MaxShards {
		return fail("bad-request", "shards must be 1 to %d.", MaxShards)
	}
	l := t.layout()
	switch {
	case l.Next > 0 && l.Next != body.Shards:
		return fail("moving", "The site is being spread over %d shards. Wait until that is done.", l.Next)
	case l.Next == 0 && l.Shards != body.Shards:
		l.Epoch, l.Next = l.Epoch+1, body.Shards
		t.setLayout(l)
		t.exec(`DELETE FROM arrived WHERE epoch < ?`, l.Epoch)
		t.audit(c.actor(), "reshard", strconv.FormatInt(body.Shards, 10))
		t.dropDesks() // they come back with links to every shard
		t.setReshard(t.now)
	}
	t.respondJSON(202, l)
	return nil
}

// dropDesks asks every desk to connect anew.
func (t *turn) dropDesks() {
	for _, row := range t.query(`SELECT id FROM sockets WHERE role = ? ORDER BY id`, string(RoleAgent)) {
		t.drop(text(row[0]), closeAway, "reconnect")
	}
}

// setReshard says when the next step is due, 0 for never.
func (t *turn) setReshard(at int64) {
	t.setMeta("reshard", strconv.FormatInt(at, 10))
	t.timesChanged = true
}

// reshardDue is when the next step is due, 0 for never. No step waits longer
// than its patience: one that does is due now, for the clock has jumped back.
func (t *turn) reshardDue() int64 {
	at, _ := strconv.ParseInt(t.meta("reshard"), 10, 64) // empty is 0
	if at > t.now+reshardPatience {
		return t.now
	}
	return at
}

// tellShards has the shards learn what has changed: settings, people, layout.
func (t *turn) tellShards() {
	if t.place().Shard == 0 && len(t.told()) > 0 {
		t.setReshard(t.now)
	}
}

// told are the objects that have to know.
func (t *turn) told() []int64 {
	list := t.layout().shards()
	if s := t.settings(); s != nil && s.Counted != nil {
		list = append(list, secondAggregator)
	}
	return list
}

// reshard runs when its time has come: it begins, or begins again.
func (t *turn) reshard() {
	due := t.reshardDue()
	if due == 0 || due > t.now {
		return
	}
	l := t.layout()
	t.setReshard(t.now + reshardPatience)
	orders := placeOrders{Epoch: l.Epoch, Shards: l.Shards, Facts: map[string]string{}, People: t.colleagues()}
	for _, key := range toldFacts {
		orders.Facts[key] = t.meta(key)
	}
	if l.Next > 0 {
		orders.Shards = l.Next
	}
	t.askShards(t.told(), OrderPlace, note{Epoch: l.Epoch}, orders)
}

// askShards sends one step's order.
func (t *turn) askShards(shards []int64, op string, n note, body any) {
	n.Step = op
	s := t.settings()
	r := Request{Method: "POST", Path: "/v1/" + s.Site + "/" + op, Inner: &Inner{Op: op, Body: []byte(mustJSON(body))}}
	t.emit(Effect{Kind: EffectAsk, Ask: &Ask{Shards: shards, Request: r, Note: mustJSON(n)}})
}

// reshardStep goes on after an order was carried out.
func (t *turn) reshardStep(n note, replies []Reply) {
	l := t.layout()
	if n.Epoch != l.Epoch || n.Step == orderTend {
		return // of an earlier re-shard, or of none
	}
	for _, r := range replies {
		if r.Status < 200 || r.Status > 299 {
			t.report("shard " + strconv.FormatInt(r.Shard, 10) + ": " + n.Step + " failed with status " + strconv.Itoa(r.Status))
			t.setReshard(t.now + reshardPause)
			return
		}
	}
	if l.Next == 0 { // they were told, and that was all
		t.setReshard(0)
		return
	}
	t.setReshard(t.now + reshardPatience)
	switch n.Step {
	case OrderPlace:
		from := int64(1)
		if l.Shards == 1 {
			from = 0
		}
		t.leaveNext(note{Epoch: n.Epoch, From: from})
	case orderLeave:
		var b batch
		mustParse("batch", string(replies[0].Body), &b)
		t.carry(n, &b)
	case orderArrive:
		t.leftBehind(n)
	case orderLeft:
		t.leaveNext(note{Epoch: n.Epoch, From: n.From, Cursor: n.Cursor})
	}
}

// leaveNext takes the next batch from an object.
func (t *turn) leaveNext(n note) {
	if n.From == 0 {
		t.carry(n, t.leave(n.Cursor))
		return
	}
	t.askShards([]int64{n.From}, orderLeave, n, leaveOrders{n.Epoch, n.Cursor})
}

// carry brings a batch to its new home. An empty one says that its object has
// nothing more to give.
func (t *turn) carry(n note, b *batch) {
	l := t.layout()
	if len(b.IDs) == 0 {
		if n.From > 0 && n.From < l.Shards {
			t.leaveNext(note{Epoch: n.Epoch, From: n.From + 1})
			return
		}
		t.reshardDone()
		return
	}
	n.Cursor, n.IDs = b.Cursor, b.IDs
	if b.Part {
		n.IDs = nil // there is more to come of it
	}
	if b.To > 0 {
		t.askShards([]int64{b.To}, orderArrive, n, b)
		return
	}
	if e := t.takeIn(b); e != nil {
		t.report(e.Error())
		t.setReshard(t.now + reshardPause)
		return
	}
	t.leftBehind(n)
}

// leftBehind deletes at the old home what has arrived.
func (t *turn) leftBehind(n note) {
	if n.From > 0 {
		t.askShards([]int64{n.From}, orderLeft, n, leftOrders{n.Epoch, n.IDs})
		return
	}
	t.left(n.IDs)
	t.leaveNext(note{Epoch: n.Epoch, From: n.From, Cursor: n.Cursor})
}

func (t *turn) reshardDone() {
	l := t.layout()
	l.Shards, l.Next = l.Next, 0
	t.setLayout(l)
	t.setReshard(0)
	t.audit("edge", "resharded", strconv.FormatInt(l.Shards, 10))
}

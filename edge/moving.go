package edge

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// What an object does when conversations move: the steps of reshard.go, seen
// from the one that gives and the one that takes.

const (
	batchConversations = 40
	batchMessages      = 2000 // rows, after which a batch is full
	scanned            = 1000 // ids looked at in one step
)

// carried are the tables whose rows belong to a conversation and go with it,
// with the column that names it and the columns that hold bytes. The socket
// tables do not: sockets are the object's.
var carried = []struct {
	table, key string
	blobs      []int
}{
	{"conversations", "id", nil}, {"messages", "conversation", nil}, {"attachments", "conversation", nil}, {"pieces", "conversation", []int{3}}, {"outbox", "conversation", nil},
	{"heard", "conversation", nil},
}

// placeOrders tell a shard where it stands and what it needs to know.
type placeOrders struct {
	Epoch  int64             `json:"epoch"`
	Shards int64             `json:"shards"`
	Facts  map[string]string `json:"facts"` // meta, those of toldFacts
	People []colleagueRow    `json:"people,omitempty"`
}

// toldFacts are the small facts that a shard needs: the settings, the secret that
// tokens are made from, and what conversations are sealed to.
var toldFacts = []string{"settings", "secret", "seal"}

type leaveOrders struct {
	Epoch  int64  `json:"epoch"`
	Cursor string `json:"cursor"` // the last id that was looked at
}

type leftOrders struct {
	Epoch int64    `json:"epoch"`
	IDs   []string `json:"ids"`
}

// batch is some conversations on their way to one new home.
type batch struct {
	Epoch  int64    `json:"epoch"`
	Schema int      `json:"schema"`
	To     int64    `json:"to"`
	IDs    []string `json:"ids"` // none: there are no more
	Cursor string   `json:"cursor"`
	// Part says that these are some of the bytes of one conversation's files;
	// the conversation itself comes after them.
	Part bool        `json:"part,omitempty"`
	Rows []exportRow `json:"rows"`
}

// The orders of the site object.
const (
	OrderPlace  = "place" // the one that makes a shard
	orderLeave  = "leave"
	orderArrive = "arrive"
	orderLeft   = "left"
	orderTend   = "tend" // not of a re-shard; see tend.go
)

// inner carries out an order of the site object.
func (t *turn) inner(in *Inner) *Error {
	switch in.Op {
	case OrderPlace:
		return t.takePlace(in)
	case orderLeave:
		var o leaveOrders
		mustParse("order", string(in.Body), &o)
		if t.place().Epoch != o.Epoch {
			return fail("moving", "This object is at another epoch.")
		}
		t.respondJSON(200, t.leave(o.Cursor))
		return nil
	case orderArrive:
		var b batch
		mustParse("order", string(in.Body), &b)
		if e := t.takeIn(&b); e != nil {
			return e
		}
	case orderLeft:
		var o leftOrders
		mustParse("order", string(in.Body), &o)
		if t.place().Epoch == o.Epoch {
			t.left(o.IDs)
		}
	case orderTend:
		t.tended()
	default:
		return fail("not-found", "There is no such order.")
	}
	t.respond(204, nil)
	return nil
}

// takePlace makes this object the shard that it is told to be.
func (t *turn) takePlace(in *Inner) *Error {
	var o placeOrders
	mustParse("order", string(in.Body), &o)
	if was := t.place(); was.Shard > 0 && was.Epoch > o.Epoch {
		return fail("moving", "This object is at a later epoch.")
	} else if was.Epoch < o.Epoch {
		t.exec(`DELETE FROM arrived WHERE epoch < ?`, o.Epoch)
	}
	var s Settings
	mustParse("settings", o.Facts["settings"], &s)
	if old := t.settings(); old == nil || old.RetainDays != s.RetainDays {
		t.changeRetention(s.RetainDays)
	}
	for _, key := range toldFacts {
		t.setMeta(key, o.Facts[key])
	}
	t.setMeta("place", mustJSON(place{in.Shard, o.Epoch, o.Shards}))
	t.takeColleagues(o.People)
	t.respond(204, nil)
	return nil
}

// leave freezes the next conversations that are at home in one other object
// and packs their rows. What was frozen before is packed again.
func (t *turn) leave(cursor string) *batch {
	p := t.place()
	b := &batch{Epoch: p.Epoch, Schema: t.schemaVersion(), Cursor: cursor}
	if id, from, ok := strings.Cut(cursor, piecesMark); ok {
		return t.leaveHeavy(b, id, from)
	}
	messages := int64(0)
	for len(b.IDs) == 0 {
		rows := t.query(`SELECT id, seq FROM conversations WHERE id > ? ORDER BY id LIMIT ?`, b.Cursor, int64(scanned))
		if len(rows) == 0 {
			return b
		}
		for _, row := range rows {
			id := text(row[0])
			home := HomeOf(id, p.Shards)
			if home != p.Shard && t.heavy(id) {
				if len(b.IDs) == 0 {
					return t.leaveHeavy(b, id, "")
				}
				return b
			}
			if home != p.Shard {
				if len(b.IDs) > 0 && (home != b.To || len(b.IDs) == batchConversations || messages > batchMessages) {
					return b
				}
				b.To, b.IDs, messages = home, append(b.IDs, id), messages+integer(row[1])
				t.freeze(id, p.Epoch)
				b.pack(t, id)
			}
			b.Cursor = id
		}
	}
	return b
}

// freeze stops all work on a conversation and sends away who follows it.
func (t *turn) freeze(id string, epoch int64) {
	if t.whereabouts(id) == present {
		for _, row := range t.query(`SELECT id FROM sockets WHERE conversation = ?
			UNION SELECT socket FROM follows WHERE conversation = ? ORDER BY 1`, id, id) {
			t.drop(text(row[0]), closeAway, "reconnect")
		}
	}
	t.exec(`UPDATE conversations SET leaving = ? WHERE id = ?`, epoch, id)
	t.timesChanged = true
}

// pack adds the rows of a conversation as they are.
func (b *batch) pack(t *turn, id string) {
	for _, c := range carried {
		if c.table != "pieces" { // see attachmove.go
			b.packRows(c.table, c.blobs, t.query(`SELECT * FROM `+c.table+` WHERE `+c.key+` = ?`, id))
		}
	}
}

func (b *batch) packRows(table string, blobs []int, rows [][]any) {
	for _, row := range rows {
		for _, i := range blobs {
			row[i] = base64.StdEncoding.EncodeToString(blob(row[i]))
		}
		b.Rows = append(b.Rows, exportRow{table, row})
	}
}

// takeIn stores a batch. What has arrived in this epoch already does not
// arrive again, even when it was erased since.
func (t *turn) takeIn(b *batch) *Error {
	p := t.place()
	if b.Epoch != p.Epoch || b.Schema != t.schemaVersion() {
		return fail("moving", "This object is at epoch %d and schema %d, the batch at %d and %d.", p.Epoch, t.schemaVersion(), b.Epoch, b.Schema)
	}
	if b.Part {
		return t.takePieces(b)
	}
	fresh := map[string]bool{}
	for _, id := range b.IDs {
		if t.row(`INSERT INTO arrived (conversation, epoch) VALUES (?, ?) ON CONFLICT (conversation) DO NOTHING RETURNING 1`, id, p.Epoch) != nil {
			fresh[id] = true
		}
	}
	id := "" // rows of a conversation follow its own
	for _, r := range b.Rows {
		if r.Table == "conversations" {
			id, _ = r.Values[0].(string)
		}
		if !fresh[id] {
			continue
		}
		if err := t.unpack(r); err != nil {
			panic(err)
		}
	}
	for id := range fresh {
		t.exec(`UPDATE conversations SET leaving = 0 WHERE id = ?`, id)
	}
	t.timesChanged = true
	t.showArrived(b.IDs, fresh)
	return nil
}

// showArrived brings states in line with the desks of this object, and the
// desks' queues with the states.
func (t *turn) showArrived(ids []string, fresh map[string]bool) {
	t.reoffer()
	for _, id := range ids {
		if c := t.conversation(id); c != nil && fresh[id] && c.state.Open() {
			t.toDesks(c, *c)
		}
	}
}

func (t *turn) unpack(r exportRow) error {
	for _, c := range carried {
		if c.table != r.Table {
			continue
		}
		for _, i := range c.blobs {
			data, err := base64.StdEncoding.DecodeString(fmt.Sprint(r.Values[i]))
			if err != nil {
				return err
			}
			r.Values[i] = data
		}
		return t.insert(r)
	}
	return fmt.Errorf("there is no table %q in a batch", r.Table)
}

// left forgets conversations that have arrived elsewhere.
func (t *turn) left(ids []string) {
	for _, id := range ids {
		if t.row(`SELECT 1 FROM conversations WHERE id = ? AND leaving > 0`, id) == nil {
			continue
		}
		if t.place().Shard == 0 {
			t.rememberAdmitted(id)
		}
		for _, c := range carried {
			t.exec(`DELETE FROM `+c.table+` WHERE `+c.key+` = ?`, id)
		}
		t.exec(`DELETE FROM follows WHERE conversation = ?`, id)
		t.exec(`DELETE FROM tickets WHERE conversation = ?`, id)
	}
	t.timesChanged = true
	t.scrub = true // what is erased at its new home must not be readable here
}

// ticketPrefix makes a shard's tickets say whose they are.
func (t *turn) ticketPrefix() string {
	if k := t.place().Shard; k > 0 {
		return fmt.Sprintf("s%d.", k)
	}
	return ""
}

// ShardOf is the object whose socket a ticket in Sec-WebSocket-Protocol
// opens: 0 is the site object.
func ShardOf(protocol string) int64 {
	secret, _ := parseProtocols(protocol)
	rest, ok := strings.CutPrefix(secret, "s")
	number, _, dotted := strings.Cut(rest, ".")
	if !ok || !dotted || len(number) == 0 || len(number) > 2 {
		return 0
	}
	var n int64
	for _, r := range number {
		if r < '0' || r > '9' {
			return 0
		}
		n = n*10 + int64(r-'0')
	}
	if n > MaxShards {
		return 0
	}
	return n
}

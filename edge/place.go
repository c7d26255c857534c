package edge

import (
	"encoding/json"
	"hash/fnv"
)

// Where conversations are. A site begins as one object, which does everything.
// One that outgrows it keeps its conversations in shards, which are objects of
// their own with this same code:
//
//	site object   directory, people, head and bundles, tallies, admission, desks' sockets
//	shard 1 … n   conversations, messages, outbox, visitors' sockets
//
// A conversation is in one object at a time, so its messages have one order,
// one seq and one transaction wherever it is. Its id says which.

// MaxShards is how many shards a site may have.
const MaxShards = 64

// Layout says over how many objects a site's conversations are spread.
type Layout struct {
	Epoch  int64 `json:"epoch"`          // grows with every re-shard
	Shards int64 `json:"shards"`         // 1: they are in the site object itself
	Next   int64 `json:"next,omitempty"` // how many there will be, while a re-shard is under way
}

// place is where an object stands, as the site told it.
type place struct {
	Shard  int64 `json:"shard"` // 0: the site object
	Epoch  int64 `json:"epoch"`
	Shards int64 `json:"shards"` // that there are, or will be when the re-shard is over
}

// HomeOf is the object in which a conversation belongs with so many shards: 0
// is the site object, else a shard's number. It is the jump consistent hash
// (Lamping and Veach, 2014), so from n to n+1 shards one in n+1 moves.
func HomeOf(conversation string, shards int64) int64 {
	if shards <= 1 {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(conversation))
	key := h.Sum64()
	at, next := int64(-1), int64(0)
	for next < shards {
		at = next
		key = key*2862933555777941757 + 1
		next = int64(float64(at+1) * (float64(int64(1)<<31) / float64((key>>33)+1)))
	}
	return at + 1
}

// spread reports whether conversations are, or may be, elsewhere.
func (l Layout) spread() bool { return l.Shards > 1 || l.Next > 0 }

// shards are the numbers of all that are in use.
func (l Layout) shards() []int64 {
	var list []int64
	if n := max(l.Shards, l.Next); n > 1 {
		for k := range n {
			list = append(list, k+1)
		}
	}
	return list
}

// homes are the objects in which a conversation may be: where it was, then
// where it is going.
func (l Layout) homes(conversation string) []int64 {
	list := []int64{HomeOf(conversation, l.Shards)}
	if l.Next > 0 {
		if next := HomeOf(conversation, l.Next); next != list[0] {
			list = append(list, next)
		}
	}
	return list
}

// layout is the site object's directory; a shard has the plain one.
func (t *turn) layout() Layout {
	if t.laid == nil {
		t.laid = &Layout{Shards: 1}
		if value := t.meta("layout"); value != "" {
			mustParse("layout", value, t.laid)
		}
	}
	return *t.laid
}

func (t *turn) setLayout(l Layout) {
	t.setMeta("layout", mustJSON(l))
	t.laid = &l
}

// place is this object's own.
func (t *turn) place() place {
	var p place
	if value := t.meta("place"); value != "" {
		mustParse("place", value, &p)
		return p
	}
	l := t.layout()
	p.Epoch, p.Shards = l.Epoch, l.Shards
	if l.Next > 0 {
		p.Shards = l.Next
	}
	return p
}

// belongs reports whether a conversation is at home in this object.
func (t *turn) belongs(conversation string) bool {
	p := t.place()
	return HomeOf(conversation, p.Shards) == p.Shard
}

// Presence of a conversation in this object.
const (
	absent = iota
	leaving
	present
)

func (t *turn) whereabouts(conversation string) int {
	row := t.row(`SELECT leaving FROM conversations WHERE id = ?`, conversation)
	switch {
	case row == nil:
		return absent
	case integer(row[0]) > 0:
		return leaving
	}
	return present
}

// here says what keeps this object from working on a conversation, nil when
// nothing does. One that is neither here nor at home here has moved.
func (t *turn) here(conversation string) *Error {
	switch found := t.whereabouts(conversation); {
	case found == leaving:
		return errLeaving()
	case found == absent && t.place().Shard > 0 && !t.belongs(conversation):
		return fail("moved", "This conversation is kept elsewhere.")
	}
	return nil
}

// errLeaving is for the moment in which a conversation is carried over.
func errLeaving() *Error {
	e := fail("unavailable", "This conversation is being moved. Please try again in a moment.")
	e.Retry = second
	return e
}

func mustJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs always marshal
	}
	return string(data)
}

func mustParse(what, value string, into any) {
	if err := json.Unmarshal([]byte(value), into); err != nil {
		panic("meta." + what + ": " + err.Error())
	}
}

package edge

import "strconv"

// A conversation with files is too large for one batch of a re-shard: 20 MB
// become more than the 32 MB that one call between objects may carry, and more
// than an object can hold at once. So its bytes go ahead, a few pieces at a
// time, and the conversation follows with the last of them.

const (
	piecesAtOnce = 8   // of PieceSize
	piecesMark   = "+" // in a cursor, between a conversation and the piece that is next
)

// heavy reports whether a conversation has files.
func (t *turn) heavy(id string) bool {
	return t.row(`SELECT 1 FROM pieces WHERE conversation = ? LIMIT 1`, id) != nil
}

// leaveHeavy fills a batch with the next pieces of one conversation, and with
// its other rows when these were the last.
func (t *turn) leaveHeavy(b *batch, id, from string) *batch {
	p := t.place()
	offset, _ := strconv.ParseInt(from, 10, 64) // "" is the beginning
	b.To, b.IDs = HomeOf(id, p.Shards), []string{id}
	t.freeze(id, p.Epoch)
	rows := t.query(`SELECT * FROM pieces WHERE conversation = ? ORDER BY hash, n LIMIT ? OFFSET ?`, id, int64(piecesAtOnce+1), offset)
	more := len(rows) > piecesAtOnce
	if more {
		b.Part, b.Cursor = true, id+piecesMark+strconv.FormatInt(offset+piecesAtOnce, 10)
	} else {
		b.Cursor = id
		b.pack(t, id)
	}
	b.packRows("pieces", []int{3}, rows[:min(len(rows), piecesAtOnce)])
	return b
}

// takePieces stores what comes ahead of a conversation. One that is here
// already has them.
func (t *turn) takePieces(b *batch) *Error {
	if t.row(`SELECT 1 FROM arrived WHERE conversation = ?`, b.IDs[0]) != nil {
		return nil
	}
	for _, r := range b.Rows {
		if err := t.unpack(r); err != nil {
			panic(err)
		}
	}
	return nil
}

package edge

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/lamplight-help/lamplight/edge/attachment"
)

// Files that people send each other. A client declares one, puts its bytes in
// pieces, and names it in a message:
//
//	POST attachments/{conversation}               id, name, type, size
//	PUT  attachments/{conversation}.{id}.{n}      piece n; the last one's answer is the attachment
//	send {"attachments":[id]}                     now the other side sees it
//	GET  attachments/{conversation}.{id}          a download
//
// Every step may be repeated. The last piece is answered only when the whole
// file has been read, cleaned (package attachment) and written, in the one
// transaction that the host commits before it answers. The bytes lie in the
// conversation's own database, named by their hash, so they are backed up,
// moved, exported and erased with it.

// Sizes of attachments in bytes; part of the protocol.
const (
	FileCap   = 10 << 20  // a picture, a document
	VoiceCap  = 5 << 20   // a voice note
	KeepCap   = 20 << 20  // all of one conversation
	PieceSize = 256 << 10 // of every piece but the last; slow lines get it through in time

	attachmentsPerMessage = 4
	attachmentsKept       = 50 // of one conversation
	unsentFor             = day
)

// Attachment is a file in a conversation, as its message shows it.
type Attachment struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"` // one of attachment.Types, by its bytes
	Size int64  `json:"size"` // of what is kept
	// Kept says that the file may still tell who made it; see attachment.File.
	Kept bool `json:"kept,omitempty"`
}

// AttachmentDeclared is the body of POST attachments/{conversation}.
type AttachmentDeclared struct {
	ID   string `json:"id"` // ULID
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
}

// AttachmentStatus answers POST and PUT: how many pieces are here of how many,
// and the attachment once it is whole.
type AttachmentStatus struct {
	Got        int64       `json:"got"`
	Of         int64       `json:"of"`
	Attachment *Attachment `json:"attachment,omitempty"`
}

// attached is a row while a turn works on it.
type attached struct {
	conversation, id string
	role             Role
	author           string // an agent's id; a visitor's is empty
	Attachment
	got     int64
	hash    string // of the clean bytes, "" until they are here
	message string // that shows it, "" while none does
}

const attachedColumns = `conversation, id, role, author, name, type, size, kept, got, hash, message`

func (t *turn) attached(conversation, id string) *attached {
	r := t.row(`SELECT `+attachedColumns+` FROM attachments WHERE conversation = ? AND id = ?`, conversation, id)
	if r == nil {
		return nil
	}
	return &attached{text(r[0]), text(r[1]), Role(text(r[2])), text(r[3]),
		Attachment{text(r[1]), text(r[4]), text(r[5]), integer(r[6]), integer(r[7]) == 1}, integer(r[8]), text(r[9]), text(r[10])}
}

func (a *attached) of() int64 { return (a.Size + PieceSize - 1) / PieceSize }

// mine reports whether the caller made it: agents see each other's drafts as
// little as visitors see theirs.
func (a *attached) mine(role Role, author string) bool {
	return a.role == role && (role == RoleVisitor || a.author == author)
}

func (a *attached) status() AttachmentStatus {
	if a.hash == "" {
		return AttachmentStatus{Got: a.got, Of: a.of()}
	}
	return AttachmentStatus{Got: a.got, Of: a.got, Attachment: &a.Attachment}
}

// attachmentPath reads CONVERSATION.ID or CONVERSATION.ID.N.
func attachmentPath(arg string) (conversation, id, n string) {
	conversation, rest, _ := strings.Cut(arg, ".")
	id, n, _ = strings.Cut(rest, ".")
	return conversation, id, n
}

var errNoAttachment = fail("not-found", "There is no such attachment.")

// reach is the conversation if the caller may see it; else it does not exist.
func (t *turn) reach(c *call, id string) (*conv, *Error) {
	conv := t.conversation(id)
	visitor := c.token.role == RoleVisitor
	if conv == nil || visitor && c.token.subject != id || !visitor && !reaches(c.token.rank, c.token.lines, c.token.subject, conv) {
		return nil, errNoAttachment
	}
	return conv, nil
}

// author is who the caller is as an attachment's maker.
func (c *call) author() string {
	if c.token.role == RoleVisitor {
		return ""
	}
	return c.token.subject
}

// postAttachment takes note of a file before its bytes come, so that what
// would be refused is refused before it is sent.
func (t *turn) postAttachment(c *call) *Error {
	var body AttachmentDeclared
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	conv, e := t.reach(c, c.arg)
	if e != nil {
		return e
	}
	if e := body.check(); e != nil {
		return e
	}
	if a := t.attached(conv.id, body.ID); a != nil {
		if !a.mine(c.token.role, c.author()) || a.Name != body.Name {
			return fail("id-reused", "This id was used before for something else.")
		}
		t.respondJSON(200, a.status())
		return nil
	}
	if conv.sealed > 0 || t.sealRequired(c.token.role, conv) {
		return fail("seal-required", "This conversation is sealed. Files cannot be sealed yet, so none are taken.")
	}
	if e := t.limit(t.peerKey("attach:", conv.id), Rate{20, 3 * second}); e != nil {
		return e
	}
	if e := t.room(conv.id, body.Size); e != nil {
		return e
	}
	t.exec(`INSERT INTO attachments (conversation, id, role, author, name, type, size, kept, got, hash, message, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, '', '', ?)`,
		conv.id, body.ID, string(c.token.role), c.author(), body.Name, attachment.Claimed(body.Type), body.Size, t.now)
	t.respondJSON(201, t.attached(conv.id, body.ID).status())
	return nil
}

// check refuses what cannot become an attachment whatever its bytes are.
func (d *AttachmentDeclared) check() *Error {
	if !validULID(d.ID) {
		return fail("bad-request", "id must be a ULID.")
	}
	if e := checkLine("name", d.Name, 1, 120); e != nil {
		return e
	}
	if strings.ContainsAny(d.Name, `/\`) {
		return fail("bad-request", "name holds a path.")
	}
	typ := attachment.Claimed(d.Type)
	if typ == "" {
		return refusedFile(attachment.ErrUnknown)
	}
	limit := int64(FileCap)
	if attachment.Spoken(typ) {
		limit = VoiceCap
	}
	switch {
	case d.Size < 1 || d.Size > MaxInt:
		return refusedFile(attachment.ErrEmpty)
	case d.Size > limit:
		return fail("too-large", "The file may have at most %d MB.", limit>>20)
	}
	return nil
}

func refusedFile(err error) *Error { return fail("bad-attachment", "%s", err.Error()) }

// room refuses what would not fit into the conversation any more.
func (t *turn) room(conversation string, size int64) *Error {
	row := t.row(`SELECT count(*), coalesce(sum(size), 0) FROM attachments WHERE conversation = ?`, conversation)
	if integer(row[0]) >= attachmentsKept || integer(row[1])+size > KeepCap {
		return fail("too-large", "All files of a conversation together may have at most %d MB and be %d.", KeepCap>>20, attachmentsKept)
	}
	return nil
}

// putAttachment takes one piece. Pieces come in order; one that is here
// already is not looked at again.
func (t *turn) putAttachment(c *call) *Error {
	conversation, id, number := attachmentPath(c.arg)
	if _, e := t.reach(c, conversation); e != nil {
		return e
	}
	a := t.attached(conversation, id)
	if a == nil || !a.mine(c.token.role, c.author()) {
		return errNoAttachment
	}
	n, e := parseNumber(number)
	if e != nil || number == "" || n >= max(a.of(), a.got) {
		return fail("bad-request", "There is no such piece.")
	}
	if a.hash != "" || n < a.got {
		t.respondJSON(200, a.status())
		return nil
	}
	if want := min(a.Size-n*PieceSize, PieceSize); n > a.got || int64(len(c.Body)) != want {
		return fail("bad-request", "Piece %d of %d bytes is next.", a.got, min(a.Size-a.got*PieceSize, PieceSize))
	}
	t.exec(`INSERT INTO pieces (conversation, hash, n, data) VALUES (?, ?, ?, ?)`, conversation, id, n, c.Body)
	t.exec(`UPDATE attachments SET got = ? WHERE conversation = ? AND id = ?`, n+1, conversation, id)
	if a.got = n + 1; a.got == a.of() {
		if e := t.finish(a); e != nil {
			return e
		}
	}
	t.respondJSON(200, a.status())
	return nil
}

// finish cleans a file that is here whole, and keeps only the clean bytes.
func (t *turn) finish(a *attached) *Error {
	raw := t.pieces(a.conversation, a.id, a.Size)
	t.exec(`DELETE FROM pieces WHERE conversation = ? AND hash = ?`, a.conversation, a.id)
	t.scrub = true // what was taken out must not stay readable
	f, err := attachment.Clean(raw, a.Type)
	if err != nil {
		t.exec(`DELETE FROM attachments WHERE conversation = ? AND id = ?`, a.conversation, a.id)
		return refusedFile(err)
	}
	sum := sha256.Sum256(f.Data)
	a.hash, a.Size, a.Kept = hex.EncodeToString(sum[:]), int64(len(f.Data)), f.Kept
	if t.row(`SELECT 1 FROM pieces WHERE conversation = ? AND hash = ?`, a.conversation, a.hash) == nil {
		for n := 0; n*PieceSize < len(f.Data); n++ {
			t.exec(`INSERT INTO pieces (conversation, hash, n, data) VALUES (?, ?, ?, ?)`,
				a.conversation, a.hash, int64(n), f.Data[n*PieceSize:min((n+1)*PieceSize, len(f.Data))])
		}
	}
	t.exec(`UPDATE attachments SET hash = ?, size = ?, kept = ? WHERE conversation = ? AND id = ?`,
		a.hash, a.Size, flag(a.Kept), a.conversation, a.id)
	return nil
}

// pieces reads the bytes of a name: an id while they come, then a hash.
func (t *turn) pieces(conversation, name string, size int64) []byte {
	data := make([]byte, 0, size)
	for _, row := range t.query(`SELECT data FROM pieces WHERE conversation = ? AND hash = ? ORDER BY n`, conversation, name) {
		data = append(data, blob(row[0])...)
	}
	return data
}

// getAttachment hands a file out as a download and as nothing else. One that
// no message shows yet exists for its maker only.
func (t *turn) getAttachment(c *call) *Error {
	conversation, id, n := attachmentPath(c.arg)
	if _, e := t.reach(c, conversation); e != nil {
		return e
	}
	a := t.attached(conversation, id)
	if a == nil || n != "" || a.hash == "" || a.message == "" && !a.mine(c.token.role, c.author()) {
		return errNoAttachment
	}
	t.respond(200, t.pieces(conversation, a.hash, a.Size), [2]string{"Content-Type", a.Type},
		[2]string{"Content-Disposition", disposition(a.Name)},
		[2]string{"Content-Security-Policy", "sandbox; default-src 'none'"},
		[2]string{"Cross-Origin-Resource-Policy", "same-origin"}) // no page shows it as its own picture
	return nil
}

// disposition makes a download with the name as RFC 6266 and RFC 8187 have it.
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || strings.ContainsRune(`"\%;`, r) {
			return '_'
		}
		return r
	}, name)
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain, strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
}

// deleteAttachment takes back a file that no message shows yet.
func (t *turn) deleteAttachment(c *call) *Error {
	conversation, id, n := attachmentPath(c.arg)
	if _, e := t.reach(c, conversation); e != nil {
		return e
	}
	a := t.attached(conversation, id)
	if a == nil || n != "" || !a.mine(c.token.role, c.author()) {
		return errNoAttachment
	}
	if a.message != "" {
		return fail("illegal-move", "This file has been sent. It goes with its conversation.")
	}
	t.dropAttachment(a)
	t.respond(204, nil)
	return nil
}

// dropAttachment forgets a file; its bytes only if no other has the same.
func (t *turn) dropAttachment(a *attached) {
	t.exec(`DELETE FROM attachments WHERE conversation = ? AND id = ?`, a.conversation, a.id)
	t.exec(`DELETE FROM pieces WHERE conversation = ? AND hash = ?`, a.conversation, a.id)
	if t.row(`SELECT 1 FROM attachments WHERE conversation = ? AND hash = ?`, a.conversation, a.hash) == nil {
		t.exec(`DELETE FROM pieces WHERE conversation = ? AND hash = ?`, a.conversation, a.hash)
	}
	t.scrub = true
}

// sweepAttachments forgets files that were never sent.
func (t *turn) sweepAttachments() {
	for _, row := range t.query(`SELECT conversation, id FROM attachments WHERE message = '' AND at < ?`, t.now-unsentFor) {
		t.dropAttachment(t.attached(text(row[0]), text(row[1])))
	}
}

// toAttach finds the files that a message names. They are the sender's, whole,
// and shown by no other message.
func (t *turn) toAttach(s *socket, c *conv, f *ClientFrame) ([]Attachment, *Error) {
	var list []Attachment
	for _, id := range f.Attachments {
		a := t.attached(c.id, id)
		switch {
		case a == nil || !a.mine(s.role, s.subject):
			return nil, errNoAttachment
		case a.hash == "":
			return nil, fail("bad-request", "The attachment has not arrived whole.")
		case a.message != "":
			return nil, fail("id-reused", "This attachment was sent before.")
		}
		list = append(list, a.Attachment)
	}
	return list, nil
}

// attach binds files to the message that shows them.
func (t *turn) attach(m Message) {
	for _, a := range m.Attachments {
		t.exec(`UPDATE attachments SET message = ? WHERE conversation = ? AND id = ?`, m.ID, m.Conversation, a.ID)
	}
}

// checkAttached wants a few different ids.
func (f *ClientFrame) checkAttached() *Error {
	if len(f.Attachments) > attachmentsPerMessage {
		return fail("bad-request", "attachments has more than %d entries.", attachmentsPerMessage)
	}
	seen := map[string]bool{}
	for _, id := range f.Attachments {
		if !validULID(id) || seen[id] {
			return fail("bad-request", "attachments must be different ULIDs.")
		}
		seen[id] = true
	}
	return nil
}

// sameFiles reports whether a stored message shows what a frame names.
func (m *Message) sameFiles(ids []string) bool {
	if len(m.Attachments) != len(ids) {
		return false
	}
	for i, a := range m.Attachments {
		if a.ID != ids[i] {
			return false
		}
	}
	return true
}

// listed is a list as a column holds it, "" for an empty one.
func listed[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	data, err := json.Marshal(list)
	if err != nil {
		panic(err) // plain structs always marshal
	}
	return string(data)
}

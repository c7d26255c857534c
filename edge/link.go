package edge

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Desks and shards. A desk's socket is the site object's. For each shard the
// host opens a link in the desk's name: a socket of the shard, which takes it
// for the desk itself. So a shard does with desks what a site without shards
// does; who is there, who follows what and who took it first is decided where
// the conversation is. What comes down the links goes on to the desk, except
// the queue: its parts are gathered into one.
//
//	desk ── socket ── site object ──┬─ link ── shard 1
//	                                └─ link ── shard 2
//
// A link that breaks ends the desk's socket: it comes back and resumes.

const linkPrefix = "l."

// linkFor is how long a link's ticket is good: the host opens it at once.
const linkFor = minute

// linkTicket is what a link's ticket says, under the site's own key.
type linkTicket struct {
	As      *passport `json:"as"`
	Origin  string    `json:"origin"`
	Expires int64     `json:"expires"`
}

// openLinks asks the host for a link to every shard.
func (t *turn) openLinks(s *socket, k *token, origin string) {
	if !t.layout().spread() {
		return
	}
	ticket := base64.RawURLEncoding.EncodeToString([]byte(mustJSON(linkTicket{passportOf(k), origin, t.now + linkFor})))
	protocol := Subprotocol + ", " + ticketPrefix + linkPrefix + ticket + "." + t.mac("link", ticket)
	t.emit(Effect{Kind: EffectLink, Socket: s.id, Shards: t.layout().shards(), Protocol: protocol, Origin: origin, Name: t.settings().Site})
}

// openLink lets a link in: it brings the session that it stands for, so that
// everything here finds it where it looks.
func (t *turn) openLink(c *call, secret string) *token {
	packed, mac, _ := strings.Cut(strings.TrimPrefix(secret, linkPrefix), ".")
	if t.place().Shard == 0 || !hmac.Equal([]byte(mac), []byte(t.mac("link", packed))) {
		return nil
	}
	data, err := base64.RawURLEncoding.DecodeString(packed)
	var l linkTicket
	if err != nil || json.Unmarshal(data, &l) != nil || l.As == nil || l.Expires <= t.now || l.Origin != c.Origin {
		return nil
	}
	k := l.As.token()
	t.adopt(k)
	return k
}

// passOn hands a desk's frame to the shard that it is about. False: it is
// about this object.
func (t *turn) passOn(s *socket, f *ClientFrame, text string) bool {
	if s.role != RoleAgent || t.place().Shard > 0 || !t.layout().spread() {
		return false
	}
	if f.T == "queue" {
		t.gather(s, f)
		return true
	}
	if f.Conversation == "" {
		return false
	}
	if f.T == "leave" { // wherever it is on its way
		for _, k := range t.layout().homes(f.Conversation) {
			t.pass(s.id, k, text)
		}
		return false
	}
	return t.passFrom(s, f, text, 0)
}

// passFrom tries the homes of a frame's conversation from one of them on.
func (t *turn) passFrom(s *socket, f *ClientFrame, text string, from int) bool {
	homes := t.layout().homes(f.Conversation)
	for i := from; i < len(homes); i++ {
		if homes[i] > 0 {
			t.pass(s.id, homes[i], text)
			return true
		}
		switch found := t.whereabouts(f.Conversation); {
		case found == present || found == absent && i == len(homes)-1:
			return false
		case found == leaving:
			t.send(s.id, t.frameError(f, errLeaving()))
			return true
		}
	}
	t.send(s.id, t.frameError(f, errLeaving()))
	return true
}

func (t *turn) pass(id string, shard int64, text string) {
	if shard > 0 {
		t.emit(Effect{Kind: EffectPass, Socket: id, Shards: []int64{shard}, Text: text})
	}
}

// movedFrame is a shard's answer to a frame about a conversation that it does
// not have; only the site object sees it.
type movedFrame struct {
	T     string `json:"t"` // "moved"
	Frame string `json:"frame"`
}

// linked handles what came down a link.
func (t *turn) linked() {
	s := t.socket(t.in.Socket)
	if s == nil {
		return
	}
	text := t.in.Frame.Text
	var f struct {
		T, ID, Frame string
	}
	if json.Unmarshal([]byte(text), &f) != nil {
		return
	}
	switch f.T {
	case "hello", "pong":
	case "queue":
		t.gathered(s, f.ID, t.in.Shard, text)
	case "item", "gone", "left":
		if t.gathering(s.id) != "" { // the queue that is on its way may not know it yet
			t.keep(s.id, lateRow, text)
			return
		}
		t.send(s.id, text)
	case "moved":
		t.passAgain(s, f.Frame)
	default:
		t.send(s.id, text)
	}
}

// passAgain brings a frame to the next home.
func (t *turn) passAgain(s *socket, text string) {
	f, err := ParseFrame(text)
	if err != nil {
		return
	}
	next := slices.Index(t.layout().homes(f.Conversation), t.in.Shard) + 1
	if t.passFrom(s, f, text, next) {
		return
	}
	t.in.Frame = &Frame{Text: text}
	t.answerFrame(s, f)
}

// unlinked ends a desk's socket with the link that it lost.
func (t *turn) unlinked() {
	if t.socket(t.in.Socket) != nil {
		t.drop(t.in.Socket, closeAway, "reconnect")
	}
}

// The queue of a desk comes in parts, one from each object. What changes
// meanwhile is kept and sent after it, so that nothing older overwrites it.

const (
	askRow  = -1 // text is the nonce and the number of parts
	lateRow = -2 // text is a frame to be sent afterwards
)

func (t *turn) gather(s *socket, f *ClientFrame) {
	before := len(t.effects)
	if e := t.dispatch(s, f); e != nil {
		t.send(s.id, t.frameError(f, e))
		return
	}
	at := slices.IndexFunc(t.effects[before:], func(e Effect) bool { return e.Kind == EffectSend && strings.HasPrefix(e.Text, `{"t":"queue"`) })
	own := t.effects[before+at].Text
	t.effects = slices.Delete(t.effects, before+at, before+at+1)
	shards, nonce := t.layout().shards(), t.ulid()
	t.exec(`DELETE FROM gathered WHERE socket = ?`, s.id)
	t.keep(s.id, askRow, nonce+" "+strconv.Itoa(len(shards)+1))
	t.keep(s.id, 0, own)
	asked := mustJSON(ClientFrame{T: "queue", ID: nonce, Lines: f.Lines})
	for _, k := range shards {
		t.pass(s.id, k, asked)
	}
}

// gathering is what a desk's queue waits for, "" when it does not.
func (t *turn) gathering(id string) string {
	if row := t.row(`SELECT text FROM gathered WHERE socket = ? AND shard = ?`, id, int64(askRow)); row != nil {
		return text(row[0])
	}
	return ""
}

func (t *turn) keep(id string, shard int64, frame string) {
	t.exec(`INSERT INTO gathered (socket, n, shard, text)
		SELECT ?, coalesce(max(n), 0) + 1, ?, ? FROM gathered WHERE socket = ?`, id, shard, frame, id)
}

// gathered books one part and sends the queue when it was the last.
func (t *turn) gathered(s *socket, nonce string, shard int64, frame string) {
	asked, count, _ := strings.Cut(t.gathering(s.id), " ")
	if asked == "" || asked != nonce {
		return // asked for before the last time
	}
	t.keep(s.id, shard, frame)
	rows := t.query(`SELECT shard, text FROM gathered WHERE socket = ? ORDER BY n`, s.id)
	var parts []queueReply
	var late []string
	for _, row := range rows {
		switch k := integer(row[0]); {
		case k == lateRow:
			late = append(late, text(row[1]))
		case k >= 0:
			var q queueReply
			mustParse("gathered", text(row[1]), &q)
			parts = append(parts, q)
		}
	}
	if strconv.Itoa(len(parts)) != count {
		return
	}
	t.exec(`DELETE FROM gathered WHERE socket = ?`, s.id)
	whole := oneQueue(parts)
	whole.T = "queue"
	t.send(s.id, encode(whole))
	for _, frame := range late {
		t.send(s.id, frame)
	}
}

package edge

import (
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// Close codes; see PROTOCOL.md, Socket.
const (
	closeAway     = 1001
	closeNotJSON  = 1007
	closePolicy   = 1008
	closeTooLarge = 1009
	closeRevoked  = 4001
	closeUnknown  = 4003
	closeGone     = 4004
)

// maxRefused is how many frames in a row may come too fast.
const maxRefused = 100

type frameFunc struct {
	agents bool // visitors may not
	run    func(*turn, *socket, *ClientFrame) *Error
}

var frames map[string]frameFunc

func init() {
	frames = map[string]frameFunc{
		"resume":  {false, (*turn).frameResume},
		"leave":   {true, (*turn).frameLeave},
		"send":    {false, (*turn).frameSend},
		"take":    {true, (*turn).frameTake},
		"release": {true, (*turn).frameRelease},
		"hand":    {true, (*turn).frameHand},
		"resolve": {false, (*turn).frameResolve},
		"reopen":  {false, (*turn).frameReopen},
		"typing":  {false, (*turn).frameTyping},
		"read":    {false, (*turn).frameRead},
		"secret":  {false, (*turn).frameSecret},
		"queue":   {true, (*turn).frameQueue},
		"ping":    {false, (*turn).framePing},
	}
}

// PingFrame and PongFrame are the exact bytes of a heartbeat. Hosts answer
// them without waking the core.
const (
	PingFrame = `{"t":"ping"}`
	PongFrame = `{"t":"pong"}`
)

// frame handles one message of a socket.
func (t *turn) frame() {
	s := t.socket(t.in.Socket)
	if s == nil {
		t.emit(Effect{Kind: EffectClose, Socket: t.in.Socket, Code: closeUnknown, Text: "reconnect"})
		return
	}
	f := t.in.Frame
	switch {
	case f.TooLarge || len(f.Text) > FrameCap:
		t.drop(s.id, closeTooLarge, "frame too large")
		return
	case f.Binary:
		t.drop(s.id, closeNotJSON, "frames are JSON text")
		return
	}
	if s.role == RoleAgent {
		who := t.lookupHash(s.token)
		if who == nil || who.role != RoleAgent {
			t.drop(s.id, closeRevoked, "signed out")
			return
		}
		s.rank, s.reach, s.name = who.rank, who.lines, who.name
	}
	if !t.admitFrame(s) {
		return
	}
	frame, err := ParseFrame(f.Text)
	if err != nil {
		t.drop(s.id, closeNotJSON, "frames are JSON text")
		return
	}
	if !t.passOn(s, frame, f.Text) {
		t.answerFrame(s, frame)
	}
}

// answerFrame does what a frame asks for, in this object.
func (t *turn) answerFrame(s *socket, f *ClientFrame) {
	e := t.dispatch(s, f)
	switch {
	case e == nil:
		return
	case e.Code == "moved" && s.role == RoleAgent:
		t.send(s.id, encode(movedFrame{"moved", t.in.Frame.Text}))
		return
	case e.Cause != nil:
		t.report(e.Error())
	}
	t.send(s.id, t.frameError(f, e))
}

func (t *turn) dispatch(s *socket, f *ClientFrame) *Error {
	fn, ok := frames[f.T]
	switch {
	case !ok:
		return fail("unknown-type", "This server does not know that kind of frame.")
	case fn.agents && s.role != RoleAgent:
		return fail("forbidden", "Only agents can do that.")
	}
	return fn.run(t, s, f)
}

var errNotFrame = errors.New("not a frame")

// ParseFrame reads a client's message: one JSON object in UTF-8 with a type.
// Unknown fields are ignored, so that newer clients can talk to older edges.
func ParseFrame(msg string) (*ClientFrame, error) {
	if len(msg) > FrameCap || !utf8.ValidString(msg) {
		return nil, errNotFrame
	}
	var f ClientFrame
	if err := json.Unmarshal([]byte(msg), &f); err != nil {
		return nil, errNotFrame
	}
	if f.T == "" || repeats([]byte(msg)) {
		return nil, errNotFrame
	}
	return &f, nil
}

// errorFrame is the answer to the frame in hand, whatever can be read of it.
func (t *turn) errorFrame(e *Error) string {
	if t.in.Frame != nil {
		if f, err := ParseFrame(t.in.Frame.Text); err == nil {
			return t.frameError(f, e)
		}
	}
	return t.frameError(&ClientFrame{}, e)
}

func (t *turn) frameError(f *ClientFrame, e *Error) string {
	return encode(errFrame{T: "error", Code: e.Code, Detail: e.Detail, Retry: e.Retry, Re: f.T, ID: f.ID, Conversation: f.Conversation})
}

func (t *turn) framePing(s *socket, _ *ClientFrame) *Error {
	t.send(s.id, PongFrame)
	return nil
}

// The edge's frames, one struct per kind; see PROTOCOL.md.
type (
	helloFrame struct {
		T            string `json:"t"`
		V            int    `json:"v"`
		Role         Role   `json:"role"`
		Agent        string `json:"agent,omitempty"`
		Name         string `json:"name,omitempty"`
		Conversation string `json:"conversation,omitempty"`
		Now          int64  `json:"now"`
		Heartbeat    int64  `json:"heartbeat"`
	}
	messageFrame struct {
		T string `json:"t"`
		Message
	}
	resumedFrame struct {
		T            string `json:"t"`
		Conversation string `json:"conversation"`
		Seq          int64  `json:"seq"`
		More         bool   `json:"more,omitempty"`
		State        State  `json:"state"`
		Agent        string `json:"agent,omitempty"`
		Name         string `json:"name,omitempty"`
		Read         Read   `json:"read"`
	}
	ackFrame struct {
		T            string `json:"t"`
		ID           string `json:"id"`
		Conversation string `json:"conversation"`
		Seq          int64  `json:"seq"`
		At           int64  `json:"at"`
		Holder       string `json:"holder,omitempty"`
	}
	stateFrame struct {
		T            string `json:"t"`
		Conversation string `json:"conversation"`
		State        State  `json:"state"`
		Agent        string `json:"agent,omitempty"`
		Name         string `json:"name,omitempty"`
		At           int64  `json:"at"`
	}
	typingFrame struct {
		T            string `json:"t"`
		Conversation string `json:"conversation"`
		Role         Role   `json:"role"`
		Name         string `json:"name,omitempty"`
		On           bool   `json:"on"`
	}
	readFrame struct {
		T            string `json:"t"`
		Conversation string `json:"conversation"`
		Role         Role   `json:"role"`
		Seq          int64  `json:"seq"`
	}
	secretFrame struct {
		T            string `json:"t"`
		Conversation string `json:"conversation"`
		Seq          int64  `json:"seq"`
	}
	itemFrame struct {
		T    string `json:"t"`
		Item Item   `json:"item"`
	}
	// leftFrame says that a conversation has moved out of the lines on screen.
	leftFrame struct {
		T            string `json:"t"`
		Conversation string `json:"conversation"`
	}
	goneFrame struct {
		T            string `json:"t"`
		Conversation string `json:"conversation"`
	}
	errFrame struct {
		T            string `json:"t"`
		Code         string `json:"code"`
		Detail       string `json:"detail"`
		Re           string `json:"re,omitempty"` // type of the frame that it answers
		ID           string `json:"id,omitempty"`
		Conversation string `json:"conversation,omitempty"`
		Retry        int64  `json:"retry_after,omitempty"`
	}
)

func encode(frame any) string {
	b, err := json.Marshal(frame)
	if err != nil {
		panic(err)
	}
	return string(b)
}

package edgetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/coder/websocket"

	"github.com/lamplight-help/lamplight/edge"
)

// Frame is any frame of the edge; which fields count depends on T.
type Frame struct {
	T string `json:"t"`
	edge.Message
	V         int         `json:"v"`
	Agent     string      `json:"agent"`
	Now       int64       `json:"now"`
	Heartbeat int64       `json:"heartbeat"`
	More      bool        `json:"more"`
	State     edge.State  `json:"state"`
	Holder    string      `json:"holder"`
	On        bool        `json:"on"`
	Items     []edge.Item `json:"items"`
	Item      edge.Item   `json:"item"`
	Code      string      `json:"code"`
	Detail    string      `json:"detail"`
	Re        string      `json:"re"`
	Retry     int64       `json:"retry_after"`
	Agents    int64       `json:"agents"`
	Raw       string      `json:"-"` // as received
}

// Socket is an open socket whose frames are read in the background.
type Socket struct {
	Hello  Frame
	conn   *websocket.Conn
	frames chan *Frame
	ended  chan struct{}
	err    error // why it ended; valid after ended
}

func newSocket(conn *websocket.Conn) *Socket {
	s := &Socket{conn: conn, frames: make(chan *Frame, 256), ended: make(chan struct{})}
	go s.read()
	return s
}

func (s *Socket) read() {
	defer close(s.ended)
	for {
		_, data, err := s.conn.Read(context.Background())
		if err != nil {
			s.err = err
			return
		}
		f := Frame{Raw: string(data)}
		if err := json.Unmarshal(data, &f); err != nil {
			s.err = fmt.Errorf("frame %q: %w", data, err)
			return
		}
		s.frames <- &f
	}
}

// Send sends one frame: a string as it is, anything else as JSON.
func (s *Socket) Send(frame any) error {
	data, ok := frame.(string)
	if !ok {
		b, err := json.Marshal(frame)
		if err != nil {
			return err
		}
		data = string(b)
	}
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, []byte(data))
}

// SendBinary sends a binary message, which the protocol does not have.
func (s *Socket) SendBinary(data []byte) error {
	return s.conn.Write(context.Background(), websocket.MessageBinary, data)
}

// ErrQuiet says that nothing came in time.
var ErrQuiet = errors.New("nothing came in time")

// Next waits for the next frame.
func (s *Socket) Next() (Frame, error) { return s.next(Patience) }

func (s *Socket) next(patience time.Duration) (Frame, error) {
	select {
	case f := <-s.frames:
		return *f, nil
	default:
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case f := <-s.frames:
		return *f, nil
	case <-s.ended:
		select {
		case f := <-s.frames: // read before the end
			return *f, nil
		default:
			return Frame{}, s.err
		}
	case <-timer.C:
		return Frame{}, ErrQuiet
	}
}

// Until waits for the next frame that matches and returns it and what came
// before it.
func (s *Socket) Until(match func(Frame) bool) (Frame, []Frame, error) {
	var before []Frame
	for {
		f, err := s.Next()
		if err != nil {
			return Frame{}, before, err
		}
		if match(f) {
			return f, before, nil
		}
		before = append(before, f)
	}
}

// CloseCode waits for the end and returns the peer's close code, -1 for none.
func (s *Socket) CloseCode() int {
	late := time.After(Patience)
	for {
		select {
		case <-s.frames: // whatever comes before the end
		case <-s.ended:
			return int(websocket.CloseStatus(s.err))
		case <-late:
			return 0
		}
	}
}

// Close ends the socket politely.
func (s *Socket) Close() { s.conn.Close(websocket.StatusNormalClosure, "") }

// Cut ends the socket without a word, as a lost network does.
func (s *Socket) Cut() { s.conn.CloseNow() }

// Is matches frames by type and, where given, by client id.
func Is(t string, id ...string) func(Frame) bool {
	return func(f Frame) bool { return f.T == t && (len(id) == 0 || f.ID == id[0]) }
}

package native

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/lamplight-help/lamplight/edge"
)

const (
	// queueBytes bounds what waits for a slow reader. Beyond it the socket is
	// closed; the client resumes from its cursor and nothing is lost.
	queueBytes = 4 << 20
	// inFlight bounds the frames of one socket between arrival and commit.
	inFlight     = 16
	writeTimeout = 10 * time.Second

	codeSilent = 4002
	codeSlow   = 1013 // try again later (RFC 6455 registry)
)

// peer is one socket's outgoing side. The site's loop fills the queue, the
// socket's own goroutine empties it.
type peer struct {
	mu     sync.Mutex
	queue  []string
	bytes  int
	code   int // 0 while open
	reason string
	wake   chan struct{} // capacity 1
}

func newSocketID() string {
	id := make([]byte, 16)
	rand.Read(id)
	return hex.EncodeToString(id)
}

// register makes the socket known before it is upgraded, so that the first
// frames have somewhere to wait.
func (st *site) register(id string) *peer {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.sockets[id] == nil { // a link was registered before
		st.sockets[id] = &peer{wake: make(chan struct{}, 1)}
	}
	return st.sockets[id]
}

// unregister forgets a socket that has ended.
func (st *site) unregister(id string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	delete(st.sockets, id)
}

// peer is never nil; a socket that is gone swallows what it gets.
func (st *site) peer(id string) *peer {
	st.mu.Lock()
	defer st.mu.Unlock()
	if p := st.sockets[id]; p != nil {
		return p
	}
	return &peer{code: websocketGone, wake: make(chan struct{}, 1)}
}

const websocketGone = 1006 // abnormal closure, never sent

func (p *peer) send(frame string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.code != 0 {
		return
	}
	if p.bytes += len(frame); p.bytes > queueBytes {
		p.code, p.reason = codeSlow, "reading too slowly"
		p.queue = nil
	} else {
		p.queue = append(p.queue, frame)
	}
	p.nudge()
}

// close closes after everything that was sent before.
func (p *peer) close(code int, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.code == 0 {
		p.code, p.reason = code, reason
		p.nudge()
	}
}

func (p *peer) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *peer) take() (frames []string, code int, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	frames, p.queue, p.bytes = p.queue, nil, 0
	return frames, p.code, p.reason
}

// upgrade turns the request into a socket and serves it until it ends.
func (st *site) upgrade(w http.ResponseWriter, r *http.Request, accept edge.Effect) {
	p := st.peer(accept.Socket)
	defer func() {
		st.unregister(accept.Socket)
		st.unlink(accept.Socket)
		p.close(websocketGone, "")
		st.submit(job{in: edge.Input{Kind: edge.KindClosed, Socket: accept.Socket}})
	}()
	// The core has compared the Origin with the site's list already.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{accept.Protocol}, InsecureSkipVerify: true,
	})
	if err != nil {
		return // Accept has answered
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	written := make(chan struct{})
	go func() {
		defer close(written)
		defer cancel()
		p.write(ctx, conn)
	}()
	st.read(ctx, conn, accept.Socket, p)
	p.close(websocketGone, "") // unless another code is on its way out already
	select {
	case <-written:
	case <-time.After(writeTimeout):
	}
	conn.CloseNow()
}

// write empties the queue until the socket closes.
func (p *peer) write(ctx context.Context, conn *websocket.Conn) {
	for {
		frames, code, reason := p.take()
		for _, f := range frames {
			if write(ctx, conn, f) != nil {
				return
			}
		}
		if code != 0 {
			if code != websocketGone {
				conn.Close(websocket.StatusCode(code), reason)
			}
			return
		}
		select {
		case <-p.wake:
		case <-ctx.Done():
			return
		}
	}
}

func write(ctx context.Context, conn *websocket.Conn, frame string) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	return conn.Write(ctx, websocket.MessageText, []byte(frame))
}

// read hands every message to the site, until the peer is gone or silent.
func (st *site) read(ctx context.Context, conn *websocket.Conn, id string, p *peer) {
	conn.SetReadLimit(edge.FrameCap) // beyond it: closed with 1009
	silence := st.server.silence
	quiet := time.AfterFunc(silence, func() { p.close(codeSilent, "heartbeat missed") })
	defer quiet.Stop()
	room := make(chan struct{}, inFlight)
	for {
		kind, data, err := conn.Read(ctx)
		if err != nil {
			return
		}
		quiet.Reset(silence)
		if kind == websocket.MessageText && string(data) == edge.PingFrame {
			p.send(edge.PongFrame)
			continue
		}
		frame := &edge.Frame{Binary: kind == websocket.MessageBinary}
		if !frame.Binary {
			frame.Text = string(data)
		}
		room <- struct{}{}
		in := edge.Input{Kind: edge.KindFrame, Socket: id, Frame: frame}
		if !st.submit(job{in: in, answer: func(edge.Effect) { <-room }}) {
			return
		}
	}
}

package edgetest

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

const place = "GPS 48.8584N 2.2945E"

// Photo is a PNG that says where it was taken.
func Photo() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 24, 16))); err != nil {
		panic(err)
	}
	said := binary.BigEndian.AppendUint32(nil, uint32(len(place)))
	said = append(append(said, "eXIf"...), place...)
	said = binary.BigEndian.AppendUint32(said, crc32.ChecksumIEEE(said[4:]))
	return slices.Insert(b.Bytes(), 33, said...)
}

// Declare announces a file in a conversation.
func (c Client) Declare(token, conversation string, d edge.AttachmentDeclared) (Reply, error) {
	return c.Do(Request{Method: "POST", Path: "attachments/" + conversation, Token: token, Body: d})
}

// Attach declares a file and sends all its pieces; the last answer comes back.
func (c Client) Attach(token, conversation, id, name, typ string, data []byte) (Reply, error) {
	r, err := c.Declare(token, conversation, edge.AttachmentDeclared{ID: id, Name: name, Type: typ, Size: int64(len(data))})
	for n := 0; n*edge.PieceSize < len(data) && err == nil && r.Status < 300; n++ {
		r, err = c.piece(token, conversation, id, n, data[n*edge.PieceSize:min((n+1)*edge.PieceSize, len(data))])
	}
	return r, err
}

func (c Client) piece(token, conversation, id string, n int, data []byte) (Reply, error) {
	return c.Do(Request{Method: "PUT", Path: fmt.Sprintf("attachments/%s.%s.%d", conversation, id, n), Token: token,
		Body: data, ContentType: "application/octet-stream"})
}

// attached is a file of a visitor, stored and not yet sent.
func (s *Site) attached(t *testing.T, asked edge.Escalated, name, typ string, data []byte) edge.Attachment {
	t.Helper()
	id := NewID()
	r, err := s.Attach(asked.Token, asked.Conversation, id, name, typ, data)
	must(t, r, err)
	var got edge.AttachmentStatus
	if json.Unmarshal(r.Body, &got) != nil || got.Attachment == nil || got.Attachment.ID != id {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	return *got.Attachment
}

func testAttachments(t *testing.T, h Host) {
	s := NewSite(t, h)
	t.Run("there and back", func(t *testing.T) { fileThere(t, s); fileBack(t, s) })
	t.Run("pieces", func(t *testing.T) { filePieces(t, s) })
	t.Run("Hardening82 refused", func(t *testing.T) { filesRefused(t, s) })
	t.Run("Hardening81 only theirs", func(t *testing.T) { filesOfOthers(t, h) })
	t.Run("erased", func(t *testing.T) { fileErased(t, s) })
	t.Run("sealed", func(t *testing.T) { fileSealed(t, h) })
	t.Run("moved", func(t *testing.T) { fileMoves(t, h) })
}

// fileThere: a visitor's picture reaches the desk without what it told
// besides, as a download.
func fileThere(t *testing.T, s *Site) {
	asked := s.ask(t, "look at this")
	visitor, desk := s.visitor(t, asked), s.agent(t, "Mei")
	follow(t, desk, asked.Conversation)
	a := s.attached(t, asked, `my "screen" 屏幕.png`, "image/png", Photo())
	path := "attachments/" + asked.Conversation + "." + a.ID
	session, err := s.SignIn(s.First, "Mei")
	must(t, session, err)
	scenario{req: Request{Method: "GET", Path: path, Token: session}, status: 404, code: "not-found"}.run(t, s) // not sent yet
	id := NewID()
	frame := edge.ClientFrame{T: "send", ID: id, Attachments: []string{a.ID}}
	send(t, visitor, frame)
	first := until(t, visitor, Is("ack", id))
	send(t, visitor, frame)
	if again := until(t, visitor, Is("ack", id)); again.Seq != first.Seq {
		t.Errorf("the same message twice: %d and %d", first.Seq, again.Seq)
	}
	frame.Attachments = nil
	frame.Text = "no file"
	send(t, visitor, frame)
	if f := until(t, visitor, Is("error", id)); f.Code != "id-reused" {
		t.Errorf("the same id without the file: %s", f.Raw)
	}
	send(t, visitor, edge.ClientFrame{T: "send", ID: NewID(), Attachments: []string{a.ID}})
	if f := until(t, visitor, Is("error")); f.Code != "id-reused" {
		t.Errorf("a file in two messages: %s", f.Raw)
	}
	shown := until(t, desk, func(f Frame) bool { return f.T == "message" && f.ID == id })
	if !strings.Contains(shown.Raw, `"attachments":[{"id":"`+a.ID+`"`) {
		t.Errorf("the desk got %s", shown.Raw)
	}
	r := scenario{req: Request{Method: "GET", Path: path, Token: session}, status: 200, hasNot: []string{place}, has: []string{
		"Content-Type: image/png", "X-Content-Type-Options: nosniff", "Content-Security-Policy: sandbox; default-src 'none'", "Cache-Control: no-store",
		`Content-Disposition: attachment; filename="my _screen_ __.png"; filename*=UTF-8''my%20%22screen%22%20%E5%B1%8F%E5%B9%95.png`}}.run(t, s)
	if _, err := png.Decode(bytes.NewReader(r.Body)); err != nil || int64(len(r.Body)) != a.Size {
		t.Errorf("%d bytes, %v", len(r.Body), err)
	}
	scenario{req: Request{Method: "DELETE", Path: path, Token: asked.Token}, status: 409, code: "illegal-move"}.run(t, s)
}

// fileBack: an agent sends one too.
func fileBack(t *testing.T, s *Site) {
	asked := s.ask(t, "show me")
	visitor, desk := s.visitor(t, asked), s.agent(t, "Mei")
	follow(t, desk, asked.Conversation)
	session, err := s.SignIn(s.First, "Mei")
	must(t, session, err)
	id := NewID()
	r, err := s.Attach(session, asked.Conversation, id, "steps.txt", "text/plain", []byte("1. press\n2. wait\n"))
	if must(t, r, err).Status != 200 {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	path := "attachments/" + asked.Conversation + "." + id
	scenario{req: Request{Method: "GET", Path: path, Token: asked.Token}, status: 404, code: "not-found"}.run(t, s)
	send(t, visitor, edge.ClientFrame{T: "send", ID: NewID(), Attachments: []string{id}}) // not theirs
	if f := until(t, visitor, Is("error")); f.Code != "not-found" {
		t.Errorf("sent by somebody else: %s", f.Raw)
	}
	send(t, desk, edge.ClientFrame{T: "send", ID: NewID(), Conversation: asked.Conversation, Text: "as here", Attachments: []string{id}})
	until(t, visitor, func(f Frame) bool { return f.T == "message" && strings.Contains(f.Raw, "steps.txt") })
	scenario{req: Request{Method: "GET", Path: path, Token: asked.Token}, status: 200, has: []string{"1. press"}}.run(t, s)
}

// filePieces: every step again, in the wrong order, and with wrong sizes.
func filePieces(t *testing.T, s *Site) {
	asked := s.ask(t, "pieces")
	text := []byte(strings.Repeat("a line of a log\n", edge.PieceSize/16+20))
	d := edge.AttachmentDeclared{ID: NewID(), Name: "log.txt", Type: "text/x-log", Size: int64(len(text))}
	for _, want := range []int{201, 200} {
		if r, err := s.Declare(asked.Token, asked.Conversation, d); must(t, r, err).Status != want {
			t.Errorf("declared: %d %s, want %d", r.Status, r.Body, want)
		}
	}
	put := func(n int, data []byte, status int, has string) {
		t.Helper()
		r, err := s.piece(asked.Token, asked.Conversation, d.ID, n, data)
		if must(t, r, err).Status != status || !strings.Contains(string(r.Body), has) {
			t.Errorf("piece %d: %d %s, want %d with %s", n, r.Status, r.Body, status, has)
		}
	}
	head, tail := text[:edge.PieceSize], text[edge.PieceSize:]
	put(1, tail, 400, "bad-request")
	put(0, head[1:], 400, "bad-request")
	put(0, text, 413, "too-large")
	put(0, head, 200, `{"got":1,"of":2}`)
	put(0, head, 200, `{"got":1,"of":2}`)
	put(2, tail, 400, "bad-request")
	early := s.visitor(t, asked)
	send(t, early, edge.ClientFrame{T: "send", ID: NewID(), Attachments: []string{d.ID}})
	if f := until(t, early, Is("error")); f.Code != "bad-request" {
		t.Errorf("half a file was sent: %s", f.Raw)
	}
	put(1, tail, 200, `"type":"text/plain"`)
	put(1, tail, 200, `"type":"text/plain"`)
	path := "attachments/" + asked.Conversation + "." + d.ID
	if r, err := s.Do(Request{Method: "GET", Path: path, Token: asked.Token}); err != nil || !bytes.Equal(r.Body, text) {
		t.Errorf("%d: %d bytes of %d, %v", r.Status, len(r.Body), len(text), err)
	}
	scenario{req: Request{Method: "DELETE", Path: path, Token: asked.Token}, status: 204}.run(t, s)
	scenario{req: Request{Method: "GET", Path: path, Token: asked.Token}, status: 404, code: "not-found"}.run(t, s)
}

// filesRefused is line 82: what is dangerous stays outside, under any name.
func filesRefused(t *testing.T, s *Site) {
	asked := s.ask(t, "refused")
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)
	for name, c := range map[string]struct {
		typ  string
		data []byte
		code string
	}{
		"svg":             {"image/svg+xml", svg, "bad-attachment"},
		"svg as png":      {"image/png", svg, "bad-attachment"},
		"html":            {"text/html", []byte("<html>"), "bad-attachment"},
		"html as text":    {"text/plain", []byte("<!DOCTYPE html><script>alert(1)</script>"), "bad-attachment"},
		"GIF/HTML":        {"image/gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00<script>alert(1)</script>;"), "bad-attachment"},
		"zip":             {"application/zip", []byte("PK\x03\x04"), "bad-attachment"},
		"zip as pdf":      {"application/pdf", []byte("PK\x03\x04"), "bad-attachment"},
		"zip in a pdf":    {"application/pdf", []byte("%PDF-1.4 PK\x05\x06 %%EOF"), "bad-attachment"},
		"wrong type":      {"image/jpeg", Photo(), "bad-attachment"},
		"too many pixels": {"image/gif", []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00,"), "bad-attachment"},
		"path":            {"image/png", Photo(), "bad-request"},
	} {
		t.Run(name, func(t *testing.T) {
			file := name
			if name == "path" {
				file = "../x.png"
			}
			id := NewID()
			r, err := s.Attach(asked.Token, asked.Conversation, id, strings.ReplaceAll(file, "GIF/", ""), c.typ, c.data)
			if must(t, r, err).Status < 400 || !strings.Contains(string(r.Body), c.code) {
				t.Errorf("%d %s, want %s", r.Status, r.Body, c.code)
			}
			scenario{req: Request{Method: "GET", Path: "attachments/" + asked.Conversation + "." + id, Token: asked.Token}, status: 404, code: "not-found"}.run(t, s)
		})
	}
	for name, d := range map[string]edge.AttachmentDeclared{
		"large picture": {Type: "image/png", Size: edge.FileCap + 1}, "long voice note": {Type: "audio/webm", Size: edge.VoiceCap + 1},
	} {
		d.ID, d.Name = NewID(), "x"
		if r, err := s.Declare(asked.Token, asked.Conversation, d); must(t, r, err).Status != 413 {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	var last Reply
	for range 3 {
		r, err := s.Declare(asked.Token, asked.Conversation, edge.AttachmentDeclared{ID: NewID(), Name: "x", Type: "image/png", Size: edge.FileCap})
		last = must(t, r, err)
	}
	if last.Status != 413 {
		t.Errorf("more than a conversation may have: %d %s", last.Status, last.Body)
	}
}

// filesOfOthers is line 81: whoever may not see a file is told that there is none.
func filesOfOthers(t *testing.T, h Host) {
	s, other := NewSite(t, h), NewSite(t, h)
	asked, mine := s.ask(t, "whose"), s.ask(t, "mine")
	a := s.attached(t, asked, "secret.txt", "text/plain", []byte("for Mei alone"))
	sock, id := s.visitor(t, asked), NewID()
	send(t, sock, edge.ClientFrame{T: "send", ID: id, Attachments: []string{a.ID}})
	until(t, sock, Is("ack", id))
	elsewhere := other.ask(t, "elsewhere")
	never := []string{"for Mei alone", "secret.txt"}
	file := asked.Conversation + "." + a.ID
	for name, r := range map[string]Request{
		"another visitor":              {Method: "GET", Path: "attachments/" + file, Token: mine.Token},
		"under another's conversation": {Method: "GET", Path: "attachments/" + mine.Conversation + "." + a.ID, Token: mine.Token},
		"another adds":                 {Method: "POST", Path: "attachments/" + asked.Conversation, Token: mine.Token, Body: edge.AttachmentDeclared{ID: NewID(), Name: "x.png", Type: "image/png", Size: 9}},
		"another deletes":              {Method: "DELETE", Path: "attachments/" + file, Token: mine.Token},
		"another's piece":              {Method: "PUT", Path: "attachments/" + file + ".0", Token: mine.Token, Body: []byte("x"), ContentType: "application/octet-stream"},
		"nonsense":                     {Method: "GET", Path: "attachments/x.y.z", Token: asked.Token},
		"with a number":                {Method: "GET", Path: "attachments/" + file + ".0", Token: asked.Token},
	} {
		t.Run(name, func(t *testing.T) { scenario{req: r, status: 404, code: "not-found", hasNot: never}.run(t, s) })
	}
	get := Request{Method: "GET", Path: "attachments/" + file}
	t.Run("nobody", func(t *testing.T) { scenario{req: get, status: 401, code: "unauthorised", hasNot: never}.run(t, s) })
	get.Token = s.Author
	t.Run("an author", func(t *testing.T) { scenario{req: get, status: 403, code: "forbidden", hasNot: never}.run(t, s) })
	get.Token = elsewhere.Token
	t.Run("another site", func(t *testing.T) { scenario{req: get, status: 404, code: "not-found", hasNot: never}.run(t, other) })
	sessionOf, err := other.SignIn(other.First, "Eve")
	get.Token = must(t, sessionOf, err)
	t.Run("another site's desk", func(t *testing.T) { scenario{req: get, status: 404, code: "not-found", hasNot: never}.run(t, other) })
	get.Token = asked.Token
	t.Run("their own", func(t *testing.T) { scenario{req: get, status: 200, has: never[:1]}.run(t, s) })
}

// fileErased: with the conversation go its files.
func fileErased(t *testing.T, s *Site) {
	asked := s.ask(t, "forget this")
	a := s.attached(t, asked, "x.txt", "text/plain", []byte("to be forgotten"))
	path := "attachments/" + asked.Conversation + "." + a.ID
	scenario{req: Request{Method: "DELETE", Path: "conversations/" + asked.Conversation, Token: asked.Token}, status: 204}.run(t, s)
	session, err := s.SignIn(s.First, "Mei")
	must(t, session, err)
	scenario{req: Request{Method: "GET", Path: path, Token: session}, status: 404, code: "not-found"}.run(t, s)
}

// fileSealed: where conversations are sealed no file goes in readable.
func fileSealed(t *testing.T, h Host) {
	s := newSealing(t, h)
	asked := s.ask(t, "plain")
	if r, err := s.Do(s.put(t, 1)); must(t, r, err).Status != 200 {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	r, err := s.Declare(asked.Token, asked.Conversation, edge.AttachmentDeclared{ID: NewID(), Name: "x.png", Type: "image/png", Size: 9})
	if must(t, r, err).Status != 422 || !strings.Contains(string(r.Body), "seal-required") {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}

// fileMoves: files go with their conversation when the site is spread, and are
// declared, sent and fetched where it is then.
func fileMoves(t *testing.T, h Host) {
	if _, forgets := h.(interface{ ForgetsLinks() }); forgets {
		return // as testShards
	}
	s := NewSite(t, h)
	admin, err := s.SignIn(s.First, "Mei")
	must(t, admin, err)
	asked := s.ask(t, "moving")
	text := []byte(strings.Repeat("a line of a long log\n", 130_000)) // 11 pieces: more than one batch carries
	get := Request{Method: "GET", Token: admin, Path: "attachments/" + asked.Conversation + "." + s.attached(t, asked, "log.txt", "text/plain", text).ID}
	sock, id := s.visitor(t, asked), NewID()
	send(t, sock, edge.ClientFrame{T: "send", ID: id, Attachments: []string{get.Path[len(get.Path)-26:]}})
	until(t, sock, Is("ack", id))
	for _, shards := range []int64{4, 2, 1} {
		s.Reshard(t, admin, shards)
		if r, err := s.Do(get); err != nil || r.Status != 200 || !bytes.Equal(r.Body, text) {
			t.Errorf("on %d shards: %d, %d bytes of %d, %v", shards, r.Status, len(r.Body), len(text), err)
		}
		a := s.attached(t, asked, fmt.Sprint(shards, ".png"), "image/png", Photo())
		scenario{req: Request{Method: "GET", Path: "attachments/" + asked.Conversation + "." + a.ID, Token: asked.Token}, status: 200, hasNot: []string{place}}.run(t, s)
	}
}

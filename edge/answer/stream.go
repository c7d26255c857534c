package answer

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// StreamEvent is one event of a text/event-stream.
type StreamEvent struct {
	Name string // empty means "message"
	Data string
}

// Errors of a Stream.
var (
	// ErrCut says that the stream ended inside an event.
	ErrCut = errors.New("answer: the stream ends inside an event")
	// ErrCap says that an event, their number or the whole is over a cap.
	ErrCap = errors.New("answer: the stream is over a cap")
	// ErrUTF8 says that a line is not UTF-8.
	ErrUTF8 = errors.New("answer: the stream is not UTF-8")
)

// Stream reads server-sent events as the HTML standard defines them, with two
// differences: invalid UTF-8 is an error instead of a replacement, and an
// event that the end cuts off is an error instead of silence. Ids and retry
// times are passed over: a reply is not resumed.
type Stream struct {
	r     *bufio.Reader
	limit Limits
	bytes int // read so far
	count int // events so far
	size  int // bytes of the event that is being read
	cr    bool
	first bool
}

// NewStream reads from r under the caps Event, Events and Reply.
func NewStream(r io.Reader, l Limits) *Stream {
	return &Stream{r: bufio.NewReaderSize(r, 4096), limit: l.complete(), first: true}
}

// Next returns the next event, or io.EOF after the last.
func (s *Stream) Next() (StreamEvent, error) {
	var e StreamEvent
	var data []string
	s.size = 0
	for {
		line, err := s.line()
		if err == io.EOF && (len(line) > 0 || data != nil || e.Name != "") {
			err = ErrCut
		}
		if err != nil {
			return StreamEvent{}, err
		}
		if line == "" {
			if data != nil {
				s.count++
				e.Data = strings.Join(data, "\n")
				return e, nil
			}
			e, s.size = StreamEvent{}, 0
			continue
		}
		switch name, value, _ := strings.Cut(line, ":"); name {
		case "data":
			data = append(data, strings.TrimPrefix(value, " "))
		case "event":
			e.Name = strings.TrimPrefix(value, " ")
		}
	}
}

// line returns the next line without its end. At the end of the stream it
// returns what there is of a line, with io.EOF.
func (s *Stream) line() (string, error) {
	var line []byte
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return string(line), err
		}
		if s.bytes++; s.bytes > s.limit.Reply || s.count >= s.limit.Events {
			return "", ErrCap
		}
		after := s.cr
		s.cr = c == '\r'
		switch {
		case c == '\n' && after:
			continue // the second half of a line end
		case c == '\n' || c == '\r':
			return s.whole(line)
		}
		if s.size++; s.size > s.limit.Event {
			return "", ErrCap
		}
		line = append(line, c)
	}
}

// whole checks a line that has ended.
func (s *Stream) whole(line []byte) (string, error) {
	if s.first {
		s.first = false
		line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
	}
	if !utf8.Valid(line) {
		return "", ErrUTF8
	}
	return string(line), nil
}

// AppendStreamEvent appends e as Stream reads it. Carriage returns in the data
// become line feeds, and line ends in the name are dropped, for neither can be
// written.
func AppendStreamEvent(dst []byte, e StreamEvent) []byte {
	if name := strings.Map(withoutEnds, e.Name); name != "" {
		dst = append(append(append(dst, "event: "...), name...), '\n')
	}
	for _, line := range strings.Split(lineEnds.Replace(e.Data), "\n") {
		dst = append(append(append(dst, "data: "...), line...), '\n')
	}
	return append(dst, '\n')
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func withoutEnds(r rune) rune {
	if r == '\n' || r == '\r' {
		return -1
	}
	return r
}

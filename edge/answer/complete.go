package answer

import (
	"context"
	"errors"
	"io"
	"mime"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Service asks one configured model. Its methods may be called from any
// goroutine.
type Service struct {
	cfg  Config
	send Transport
}

// New makes a Service. It fails when the Config cannot work, and when it is
// off: whoever wants no model makes no Service.
func New(cfg Config, send Transport) (*Service, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if cfg.Log == nil {
		cfg.Log = func(*Failure) {}
	}
	cfg.Limits = cfg.Limits.complete()
	return &Service{cfg: cfg, send: send}, nil
}

var (
	errSlow   = errors.New("a deadline passed")
	errEnough = errors.New("no more words are needed")
)

// complete sends one chat and hands the words on as they come. words returns
// errEnough to end early. A reply that ends without saying so was cut off.
func (s *Service) complete(ctx context.Context, chat []Message, tokens int, words func(string) error) *Failure {
	whole, cancel := context.WithTimeoutCause(ctx, s.cfg.Limits.Total, errSlow)
	defer cancel()
	run, stop := context.WithCancelCause(whole)
	defer stop(nil)
	watch := time.AfterFunc(s.cfg.Limits.First, func() { stop(errSlow) })
	defer watch.Stop()

	r, err := s.send.Send(run, s.cfg.call(chat, tokens))
	if err != nil {
		return blame(ctx, run, Unreachable, err)
	}
	defer r.Body.Close()
	if f := refusedBy(r); f != nil {
		return f
	}
	count := counter{left: s.cfg.Limits.Text, to: words}
	if err = s.read(r, &count, func() { watch.Reset(s.cfg.Limits.Idle) }); err != nil && !errors.Is(err, errEnough) {
		return blame(ctx, run, Broken, err)
	}
	return nil
}

// refusedBy reads the head of a reply. Redirects are not followed: an endpoint
// that has moved is a change of the configuration, and the key goes nowhere
// else.
func refusedBy(r *Reply) *Failure {
	code := Provider
	switch {
	case r.Status == 200:
		return nil
	case r.Status == 401 || r.Status == 403:
		code = Denied
	case r.Status == 429 || r.Status == 503 && r.RetryAfter != "":
		code = Busy
	}
	f := fail(code, "the endpoint answers with status %d", r.Status)
	f.Retry = retryAfter(r.RetryAfter)
	return f
}

// maxRetry in seconds: a longer wait is the same to a visitor.
const maxRetry = 3600

// retryAfter reads seconds or a date.
func retryAfter(h string) int {
	n, err := strconv.Atoi(strings.TrimSpace(h))
	if err != nil {
		at, err := time.Parse(time.RFC1123, h)
		if err != nil {
			return 0
		}
		n = int(time.Until(at)/time.Second) + 1
	}
	return min(max(n, 0), maxRetry)
}

// read dispatches on the type of the body.
func (s *Service) read(r *Reply, to *counter, alive func()) error {
	kind, _, err := mime.ParseMediaType(r.ContentType)
	switch {
	case err == nil && kind == "text/event-stream":
		return s.readStream(r.Body, to, alive)
	case err == nil && kind == "application/json":
		return s.readWhole(r.Body, to)
	}
	return fail(Broken, "the reply has the content type %.60q", r.ContentType)
}

func (s *Service) readStream(body io.Reader, to *counter, alive func()) error {
	stream := NewStream(body, s.cfg.Limits)
	for {
		alive()
		e, err := stream.Next()
		if err == io.EOF {
			err = ErrCut // the end was not announced
		}
		if err != nil {
			return err
		}
		if e.Data == endOfStream {
			return nil
		}
		if e.Name == "error" {
			return errProvider
		}
		d, err := readDelta([]byte(e.Data))
		if err != nil {
			return err
		}
		if err := to.add(d); err != nil || d.finish != "" {
			return err
		}
	}
}

func (s *Service) readWhole(body io.Reader, to *counter) error {
	raw, err := io.ReadAll(io.LimitReader(body, int64(s.cfg.Limits.Reply)+1))
	switch {
	case err != nil:
		return err
	case len(raw) > s.cfg.Limits.Reply:
		return ErrCap
	case !utf8.Valid(raw):
		return ErrUTF8
	}
	d, err := readDelta(raw)
	if err != nil {
		return err
	}
	return to.add(d)
}

// counter passes words on until the cap.
type counter struct {
	left int
	to   func(string) error
}

func (c *counter) add(d delta) error {
	if c.left -= len(d.words); c.left < 0 {
		return ErrCap
	}
	if d.words != "" {
		if err := c.to(d.words); err != nil {
			return err
		}
	}
	if d.finish == "content_filter" {
		return &Failure{Code: Withheld}
	}
	return nil
}

// blame finds the code of an error: who asked has gone, a deadline, what the
// error itself says, or else what was going on.
func blame(asker, run context.Context, doing string, err error) *Failure {
	var f *Failure
	switch {
	case asker.Err() != nil:
		return &Failure{Code: Cancelled, Cause: asker.Err()}
	case errors.Is(context.Cause(run), errSlow):
		return &Failure{Code: Slow, Cause: errSlow}
	case errors.As(err, &f):
		return f
	case errors.Is(err, ErrCap):
		return &Failure{Code: TooMuch, Cause: err}
	case errors.Is(err, errProvider):
		return &Failure{Code: Provider, Cause: err}
	}
	return &Failure{Code: doing, Cause: err}
}

package native

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lamplight-help/lamplight/edge"
)

// Config is what a Server needs to know.
type Config struct {
	// Dir holds one SQLite file per site, SITE.db. It is created when missing.
	Dir string
	// Limits are the edge's rates and times; zero fields take the defaults.
	Limits edge.Limits
	// Suggest finds best answers for the queue; nil reads the site's bundles.
	Suggest edge.Suggester
	// Log takes one line per report, without user data. Nil drops them.
	Log func(line string)
	// Now is the wall clock in ms since 1970; nil is the system's.
	Now func() int64
	// LoopbackWebhooks lets deliveries go to 127.0.0.0/8 on any port, and only
	// there. For development and tests; otherwise private addresses are refused.
	LoopbackWebhooks bool
}

// Server hosts the sites of one directory. Its methods may be called from any
// goroutine.
type Server struct {
	cfg  Config
	core *edge.Core
	lock *sql.DB // holds Dir against a second process

	// silence is how long a peer may say nothing: two heartbeats. Tests shorten it.
	silence time.Duration

	mu     sync.Mutex
	sites  map[string]*site
	closed bool

	counts struct {
		requests, sockets, inputs, commits, aborts, failed atomic.Int64
	}
}

// ErrInUse says that another process has the data directory.
var ErrInUse = errors.New("the data directory is in use by another process")

// Open prepares the directory. Sites open when they are first needed.
func Open(cfg Config) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = func(string) {}
	}
	if cfg.Now == nil {
		cfg.Now = func() int64 { return time.Now().UnixMilli() }
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("native: data directory: %w", err)
	}
	lock, err := lockDir(cfg.Dir)
	if err != nil {
		return nil, err
	}
	core := edge.New(edge.Config{Limits: cfg.Limits, Suggest: cfg.Suggest})
	return &Server{cfg: cfg, core: core, lock: lock, sites: map[string]*site{},
		silence: 2 * edge.HeartbeatEvery * time.Millisecond}, nil
}

// lockDir takes an exclusive lock that ends with the process, however it ends.
// SQLite's own file lock is the portable one at hand.
func lockDir(dir string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, "lock"))+"?_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("BEGIN EXCLUSIVE"); err != nil {
		db.Close()
		if strings.Contains(err.Error(), "locked") || strings.Contains(err.Error(), "BUSY") {
			return nil, fmt.Errorf("native: %s: %w", dir, ErrInUse)
		}
		return nil, fmt.Errorf("native: data directory %s cannot be written: %w", dir, err)
	}
	return db, nil
}

// site returns an open site, nil when there is none of that name.
func (s *Server) site(name string) (*site, error) {
	return s.open(name, false)
}

func (s *Server) open(name string, create bool) (*site, error) {
	if name == "" {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	if st := s.sites[name]; st != nil {
		return st, nil
	}
	path := filepath.Join(s.cfg.Dir, name+".db")
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) && !create {
		return nil, nil
	}
	st, err := s.openSite(name, path)
	if err != nil {
		return nil, err
	}
	s.sites[name] = st
	return st, nil
}

// ErrClosed says that the server has stopped.
var ErrClosed = errors.New("native: the server is closed")

// Configure creates a site or replaces its settings.
func (s *Server) Configure(settings edge.Settings) error {
	if err := settings.Check(); err != nil {
		return err
	}
	st, err := s.open(settings.Site, true)
	if err != nil {
		return err
	}
	done := make(chan struct{})
	in := edge.Input{Kind: edge.KindConfigure, Settings: &settings}
	if !st.submit(job{in: in, answer: func(edge.Effect) { close(done) }}) {
		return ErrClosed
	}
	<-done
	return nil
}

// NewToken makes a secret to put into Settings.Tokens and to show to a person.
func NewToken() string {
	secret := make([]byte, 24)
	rand.Read(secret)
	return "lamplight-" + base64.RawURLEncoding.EncodeToString(secret)
}

// Do runs one request as the operator, without a network. The answer is an
// EffectRespond.
func (s *Server) Do(req edge.Request) (edge.Effect, error) {
	req.Operator = true
	name, _ := edge.SiteOf(req.Path)
	st, err := s.site(name)
	if err != nil {
		return edge.Effect{}, err
	}
	if st == nil {
		return edge.Effect{}, fmt.Errorf("native: there is no site %q; Configure it first", name)
	}
	answer := make(chan edge.Effect, 1)
	if !st.submit(job{in: edge.Input{Kind: edge.KindRequest, Request: &req}, answer: func(e edge.Effect) { answer <- e }}) {
		return edge.Effect{}, ErrClosed
	}
	return <-answer, nil
}

// Publish stores the bundles and then the signed head that names them. The
// edge checks both as it does for an author over the network.
func (s *Server) Publish(site string, envelope []byte, bundles ...[]byte) error {
	for _, b := range bundles {
		sum := sha256.Sum256(b)
		if err := s.put("/v1/"+site+"/bundle/"+hex.EncodeToString(sum[:]), "application/octet-stream", b); err != nil {
			return err
		}
	}
	return s.put("/v1/"+site+"/head", "application/json", envelope)
}

func (s *Server) put(path, contentType string, body []byte) error {
	e, err := s.Do(edge.Request{Method: http.MethodPut, Path: path, ContentType: contentType, Body: body})
	if err != nil {
		return err
	}
	if e.Status >= 300 {
		return fmt.Errorf("native: PUT %s: status %d: %s", path, e.Status, e.Body)
	}
	return nil
}

// stopPatience is how long Close waits for sockets to end.
const stopPatience = 3 * time.Second

// Close stops in order: no new input, every socket told to come back later,
// everything queued stored, files closed.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	sites := s.sites
	s.sites = map[string]*site{}
	s.mu.Unlock()
	var errs []error
	for _, st := range sites {
		st.goingAway()
		errs = append(errs, st.stop())
	}
	// The last frames and the 1001 are on their way; a peer that does not read
	// them does not hold up the stop.
	for end := time.Now().Add(stopPatience); s.counts.sockets.Load() > 0 && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	errs = append(errs, s.lock.Close())
	return errors.Join(errs...)
}

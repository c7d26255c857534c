package answer

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Kind is the shape in which a model is spoken to.
type Kind string

const (
	// OpenAI is POST to a chat completions endpoint, as many servers offer it.
	OpenAI Kind = "openai"
	// WorkersAI is Cloudflare's: the body is the model's input, the model is
	// part of the address, and a Worker's binding takes the same body.
	WorkersAI Kind = "workers-ai"
)

// Config says which model answers. The zero Config is off.
type Config struct {
	Kind     Kind   // OpenAI when empty
	Endpoint string // whole address; https, or http on a loopback address
	Model    string // as the endpoint names it
	Key      Secret // sent as a bearer token; empty sends none
	Limits   Limits // zero fields take the defaults
	// Log hears of every failure, with its private cause. It is never given
	// the question, a source, the reply or the key. Nil drops them.
	Log func(*Failure)
}

// Limits bound one answer. What is over a cap is cut on our side of the call
// and fails on the model's.
type Limits struct {
	Sources  int           // articles in a prompt: 5; the right one is nearly always among the first five hits
	Source   int           // bytes of one source: 6000, about 1500 tokens
	Question int           // bytes of the question: 600
	Tokens   int           // that the model may write: 500
	Sentence int           // bytes of one sentence: 700; a longer one is dropped
	Text     int           // bytes of the words of a reply: 16 KiB
	Event    int           // bytes of one event of the stream: 64 KiB
	Events   int           // of one stream: 4096
	Reply    int           // bytes of one reply with everything around its words: 1 MiB
	First    time.Duration // until the reply begins: 10 s
	Idle     time.Duration // between two events: 8 s
	Total    time.Duration // of one answer: 30 s; nobody waits longer
}

// Defaults are the limits of a Config that names none.
var Defaults = Limits{Sources: 5, Source: 6000, Question: 600, Tokens: 500, Sentence: 700, Text: 16 << 10,
	Event: 64 << 10, Events: 4096, Reply: 1 << 20, First: 10 * time.Second, Idle: 8 * time.Second, Total: 30 * time.Second}

// Secret is a key that does not print itself.
type Secret string

// String hides the key from %v and %s.
func (Secret) String() string { return "[secret]" }

// GoString hides it from %#v.
func (Secret) GoString() string { return "[secret]" }

// MarshalText hides it from JSON and from structured logs.
func (Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// On reports whether a model is configured.
func (c *Config) On() bool { return c.Endpoint != "" }

// check refuses what cannot work, and what would carry the key in the clear.
func (c *Config) check() error {
	u, err := url.Parse(c.Endpoint)
	switch {
	case c.Kind != "" && c.Kind != OpenAI && c.Kind != WorkersAI:
		return fmt.Errorf("answer: there is no kind %q; write %q or %q", c.Kind, OpenAI, WorkersAI)
	case err != nil || u.Host == "":
		return errors.New("answer: the endpoint is no address; write it whole, as https://host/v1/chat/completions")
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return errors.New("answer: the endpoint is not https; plain http is for a loopback address alone")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("answer: the endpoint has a user, a query or a fragment; the key goes into Key")
	case c.Model == "" || len(c.Model) > 200 || strings.ContainsFunc(c.Model, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("answer: the model's name is missing or has blanks; write it as the endpoint names it")
	case strings.ContainsFunc(string(c.Key), func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("answer: the key has a character that no header may hold; is there a line break at its end?")
	}
	return nil
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// complete fills what a Limits leaves open.
func (l Limits) complete() Limits {
	for _, f := range []struct {
		have *int
		or   int
	}{{&l.Sources, Defaults.Sources}, {&l.Source, Defaults.Source}, {&l.Question, Defaults.Question}, {&l.Tokens, Defaults.Tokens},
		{&l.Sentence, Defaults.Sentence}, {&l.Text, Defaults.Text}, {&l.Event, Defaults.Event}, {&l.Events, Defaults.Events}, {&l.Reply, Defaults.Reply}} {
		if *f.have <= 0 {
			*f.have = f.or
		}
	}
	for _, f := range []struct {
		have *time.Duration
		or   time.Duration
	}{{&l.First, Defaults.First}, {&l.Idle, Defaults.Idle}, {&l.Total, Defaults.Total}} {
		if *f.have <= 0 {
			*f.have = f.or
		}
	}
	return l
}

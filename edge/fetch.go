package edge

import "strings"

// Sometimes the core needs to read something elsewhere: an identity provider's
// keys, say. It cannot, so it answers the request with EffectFetch. The host
// fetches, adds the answer to Request.Fetched, and hands in the same request
// again. Every round is a turn of its own, so nothing waits inside one.

const (
	// FetchCap is the largest answer in bytes that a host reads.
	FetchCap = 256 << 10
	// FetchRounds is how many fetches one request may cause.
	FetchRounds = 6

	keptFor     = hour   // that an answer is trusted
	keptAtLeast = minute // before it is asked again, whatever a stranger sends
)

// errFetching is no error: the turn has asked for something and comes back.
var errFetching = fail("fetching", "")

// fetched is the answer that this request brought back, nil when it has not
// been asked for.
func (c *call) fetched(name string) *Fetched {
	for i := range c.Fetched {
		if c.Fetched[i].Name == name {
			return &c.Fetched[i]
		}
	}
	return nil
}

// ask sends the host away for name.
func (t *turn) ask(name, method, url string, body []byte, headers ...[2]string) *Error {
	t.emit(Effect{Kind: EffectFetch, Name: name, Method: method, URL: url, Headers: append(headers, [2]string{"Accept", "application/json"}), Body: body})
	return errFetching
}

// document is a public file by its address: kept if it is younger than maxAge
// ms, else fetched. newer is whether this request has just brought it.
func (t *turn) document(c *call, url string, maxAge int64) (body string, newer bool, e *Error) {
	if got := c.fetched(url); got != nil {
		if got.Status != 200 || len(got.Body) > FetchCap {
			e := fail("unavailable", "The identity provider does not answer as it should. Please try again.")
			e.Cause = got.cause()
			return "", false, e
		}
		t.exec(`INSERT INTO documents (url, body, at) VALUES (?, ?, ?) ON CONFLICT (url) DO UPDATE SET body = excluded.body, at = excluded.at`, url, got.Body, t.now)
		return got.Body, true, nil
	}
	row := t.row(`SELECT body, at FROM documents WHERE url = ?`, url)
	if row != nil && integer(row[1]) <= t.now && t.now-integer(row[1]) < maxAge {
		return text(row[0]), false, nil
	}
	return "", false, t.ask(url, "GET", url, nil)
}

// secureURL wants https, or http where the operator named a loopback issuer.
func secureURL(url string, loopback bool) bool {
	if strings.HasPrefix(url, "https://") {
		return true
	}
	return loopback && loopbackURL(url)
}

// loopbackURL reports an address on the machine itself, for development.
func loopbackURL(url string) bool {
	rest, ok := strings.CutPrefix(url, "http://")
	host, _, _ := strings.Cut(rest, "/")
	name, _, _ := strings.Cut(host, ":")
	return ok && (name == "127.0.0.1" || name == "localhost")
}

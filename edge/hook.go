package edge

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// Hooks are the addresses at which other systems, such as a help desk, answer
// conversations that were handed off to them. Each has secrets of its own:
// one, or several while a new one finds its way to whoever signs with it. A
// secret is shown once, when it is made.

const (
	hooksCap   = 20 // of a site
	secretsCap = 4  // of a hook
	// hookPrefix begins the id of a hook, also where it stands for who holds a
	// conversation. People's ids begin otherwise.
	hookPrefix = "h_"
	// secretKept is how long the old secrets count when a new one is made and
	// nothing else is asked for; secretKeptCap is the most that may be.
	secretKept    = day
	secretKeptCap = 30 * day
)

// isHook tells whether a conversation's holder is another system.
func isHook(agent string) bool { return strings.HasPrefix(agent, hookPrefix) }

// Hook is an address for signed events, as admins see it.
type Hook struct {
	ID      string       `json:"hook"`
	Name    string       `json:"name"` // of the other system; visitors see it
	Created int64        `json:"created"`
	Secrets []HookSecret `json:"secrets"`
}

// HookSecret is what may be told about a secret.
type HookSecret struct {
	N       int64 `json:"n"` // counts up within its hook
	Created int64 `json:"created"`
	Expires int64 `json:"expires,omitempty"` // ms; absent: never
	Used    int64 `json:"used,omitempty"`    // ms, to some minutes; absent: never yet
}

// HookMade answers POST and PUT hooks.
type HookMade struct {
	ID     string `json:"hook"`
	N      int64  `json:"n"`
	Secret string `json:"secret"` // whsec_…, shown this once
}

func errNoHook() *Error { return fail("not-found", "There is no such hook.") }

// getHooks lists them, without anything that signs.
func (t *turn) getHooks(*call) *Error {
	list := []Hook{}
	for _, r := range t.query(`SELECT id, name, created FROM hooks ORDER BY created, id`) {
		h := Hook{ID: text(r[0]), Name: text(r[1]), Created: integer(r[2]), Secrets: []HookSecret{}}
		for _, s := range t.query(`SELECT n, created, expires, used FROM hooksecrets WHERE hook = ? AND (expires = 0 OR expires > ?) ORDER BY n`, h.ID, t.now) {
			h.Secrets = append(h.Secrets, HookSecret{integer(s[0]), integer(s[1]), integer(s[2]), integer(s[3])})
		}
		list = append(list, h)
	}
	t.respondJSON(200, map[string][]Hook{"hooks": list})
	return nil
}

type hookRequest struct {
	Name string `json:"name"`
}

// postHook makes a hook with its first secret.
func (t *turn) postHook(c *call) *Error {
	var body hookRequest
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	if e := checkLine("name", body.Name, 1, 64); e != nil {
		return e
	}
	if integer(t.row(`SELECT count(*) FROM hooks`)[0]) >= hooksCap {
		return fail("bad-request", "A site has at most %d hooks. Remove one first.", hooksCap)
	}
	id := hookPrefix + base64.RawURLEncoding.EncodeToString(t.random(9))
	t.exec(`INSERT INTO hooks (id, name, created) VALUES (?, ?, ?)`, id, body.Name, t.now)
	made := t.newHookSecret(id)
	t.audit(c.actor(), "hook-add", id)
	t.respondJSON(201, made)
	return nil
}

func (t *turn) newHookSecret(hook string) HookMade {
	secret := "whsec_" + base64.StdEncoding.EncodeToString(t.random(32))
	n := integer(t.row(`INSERT INTO hooksecrets (hook, n, secret, created, expires, used)
		SELECT ?, coalesce(max(n), 0) + 1, ?, ?, 0, 0 FROM hooksecrets WHERE hook = ? RETURNING n`, hook, secret, t.now, hook)[0])
	return HookMade{hook, n, secret}
}

type rotateRequest struct {
	Keep *int64 `json:"keep"` // ms that the old secrets still count
}

// putHook makes a new secret. The old ones count for a while longer, so that
// the other system can change over without losing an event.
func (t *turn) putHook(c *call) *Error {
	var body rotateRequest
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	keep := secretKept
	if body.Keep != nil {
		keep = *body.Keep
	}
	if keep < 0 || keep > secretKeptCap {
		return fail("bad-request", "keep must be 0 to %d ms.", secretKeptCap)
	}
	if t.row(`SELECT 1 FROM hooks WHERE id = ?`, c.arg) == nil {
		return errNoHook()
	}
	if integer(t.row(`SELECT count(*) FROM hooksecrets WHERE hook = ? AND (expires = 0 OR expires > ?)`, c.arg, t.now)[0]) >= secretsCap && keep > 0 {
		return fail("bad-request", "This hook has %d secrets already. Revoke one first.", secretsCap)
	}
	made := t.newHookSecret(c.arg)
	t.exec(`UPDATE hooksecrets SET expires = ? WHERE hook = ? AND n < ? AND (expires = 0 OR expires > ?)`, t.now+keep, c.arg, made.N, t.now+keep)
	t.dropSecrets()
	t.audit(c.actor(), "hook-rotate", fmt.Sprintf("%s.%d", c.arg, made.N))
	t.respondJSON(201, made)
	return nil
}

// deleteHook removes HOOK, or revokes the one secret HOOK.N. What a removed
// hook held goes back to the queue.
func (t *turn) deleteHook(c *call) *Error {
	hook, number, one := strings.Cut(c.arg, ".")
	row := t.row(`SELECT name FROM hooks WHERE id = ?`, hook)
	if row == nil {
		return errNoHook()
	}
	if one {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || t.row(`DELETE FROM hooksecrets WHERE hook = ? AND n = ? RETURNING 1`, hook, n) == nil {
			return fail("not-found", "This hook has no such secret.")
		}
		t.audit(c.actor(), "hook-revoke", fmt.Sprintf("%s.%d", hook, n))
		t.respond(204, nil)
		return nil
	}
	t.exec(`DELETE FROM hooksecrets WHERE hook = ?`, hook)
	t.exec(`DELETE FROM hooks WHERE id = ?`, hook)
	t.letGo(&person{id: hook, name: text(row[0])})
	t.audit(c.actor(), "hook-remove", hook)
	t.respond(204, nil)
	return nil
}

// dropSecrets forgets those whose time is over.
func (t *turn) dropSecrets() {
	t.exec(`DELETE FROM hooksecrets WHERE expires > 0 AND expires <= ?`, t.now)
}

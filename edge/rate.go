package edge

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
)

// A rate is kept as one number per key, the theoretical arrival time of the
// generic cell rate algorithm (ITU-T I.371): how far the key's booked time
// reaches into the future. It is exact, needs no sweep to refill, and lives in
// the database, so an eviction does not hand out a new burst.

// admit books one cell at now. It returns the new arrival time, and how many
// ms are left to wait when the cell is refused.
func (r Rate) admit(tat, now int64) (next, wait int64) {
	room := (r.Burst - 1) * r.Every
	tat = max(tat, now)
	if tat > now+r.Burst*r.Every { // only a clock that jumped back leaves this behind
		tat = now + room
	}
	if wait := tat - now - room; wait > 0 {
		return tat, wait
	}
	return tat + r.Every, 0
}

// limit books one use of key and refuses with "slow-down" beyond the rate.
func (t *turn) limit(key string, r Rate) *Error {
	var tat int64
	if row := t.row(`SELECT tat FROM rates WHERE key = ?`, key); row != nil {
		tat = integer(row[0])
	}
	next, wait := r.admit(tat, t.now)
	if wait > 0 {
		e := fail("slow-down", "Too many requests at once. Please wait a moment.")
		e.Retry = wait
		return e
	}
	t.exec(`INSERT INTO rates (key, tat) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET tat = excluded.tat`, key, next)
	return nil
}

// peerKey names a network address without storing it. Whoever has one IPv6
// address has the 2^64 around it, so those count as one.
func (t *turn) peerKey(prefix, peer string) string {
	if a, err := netip.ParseAddr(peer); err == nil && a.Is6() && !a.Is4In6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			peer = p.String()
		}
	}
	return prefix + t.mac("peer", peer)[:22]
}

// mac is a keyed hash under the site's own secret, base64url.
func (t *turn) mac(purpose, value string) string {
	key, err := base64.RawURLEncoding.DecodeString(t.meta("secret"))
	if err != nil || len(key) != 32 {
		panic("meta.secret is damaged")
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(purpose + "\x00" + value))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

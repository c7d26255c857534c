package edge

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// chunkSize keeps a row below the 2 MB that a Durable Object stores.
const chunkSize = 1 << 20

// keepHeads is how many publications back a page may still be.
const keepHeads = 3

func (t *turn) getBundle(c *call) *Error {
	data := t.bundle(c.arg)
	if data == nil {
		return fail("not-found", "There is no such bundle.")
	}
	t.respond(200, data, [2]string{"Content-Type", kindOf(data)},
		[2]string{"Cache-Control", "public, max-age=31536000, immutable"},
		[2]string{"Cross-Origin-Resource-Policy", "cross-origin"},           // pictures are shown on the product's pages
		[2]string{"Content-Security-Policy", "sandbox; default-src 'none'"}) // and nothing more when opened alone
	return nil
}

func (t *turn) putBundle(c *call) *Error {
	sum := sha256.Sum256(c.Body)
	hash := hex.EncodeToString(sum[:])
	if hash != c.arg {
		return fail("wrong-hash", "The bytes do not have the hash in the address.")
	}
	if t.row(`SELECT 1 FROM bundles WHERE hash = ?`, hash) != nil {
		t.respond(200, nil)
		return nil
	}
	t.exec(`INSERT INTO bundles (hash, size, stored, media) VALUES (?, ?, ?, ?)`,
		hash, int64(len(c.Body)), t.now, strings.Join(mediaOf(c.Body), " "))
	for n := 0; n*chunkSize < len(c.Body); n++ {
		chunk := c.Body[n*chunkSize : min((n+1)*chunkSize, len(c.Body))]
		t.exec(`INSERT INTO chunks (hash, n, data) VALUES (?, ?, ?)`, hash, int64(n), chunk)
	}
	t.respond(201, nil)
	return nil
}

// bundle reads a bundle's bytes, nil when there is none.
func (t *turn) bundle(hash string) []byte {
	row := t.row(`SELECT size FROM bundles WHERE hash = ?`, hash)
	if row == nil {
		return nil
	}
	data := make([]byte, 0, integer(row[0]))
	for _, chunk := range t.query(`SELECT data FROM chunks WHERE hash = ? ORDER BY n`, hash) {
		data = append(data, blob(chunk[0])...)
	}
	return data
}

// CheckBundle reads a bundle whole and says what is wrong with it, nil when it
// is one of this site and locale.
func CheckBundle(site, locale string, data []byte) *Error {
	err := kb.Check(data)
	if err != nil {
		return fail("bad-bundle", "The bundle for %q cannot be used: %v.", locale, err)
	}
	b, err := kb.Open(data)
	if err != nil {
		return fail("bad-bundle", "The bundle for %q cannot be used: %v.", locale, err)
	}
	if b.Site() != site || b.Locale() != locale {
		return fail("bad-bundle", "The bundle for %q is for the locale %q of the site %q.", locale, b.Locale(), b.Site())
	}
	return nil
}

// sweepBundles forgets old heads, and files that none of the kept heads needs:
// bundles and deltas are named by a head, media by a bundle that is. A file of
// today may belong to a head that is still to come.
func (t *turn) sweepBundles() {
	t.exec(`DELETE FROM heads WHERE version NOT IN (SELECT version FROM heads ORDER BY version DESC LIMIT ?)`, int64(keepHeads))
	old := t.query(`SELECT b.hash FROM bundles b WHERE b.stored < ?
		AND NOT EXISTS (SELECT 1 FROM heads h WHERE instr(h.bundles, b.hash) > 0)
		AND NOT EXISTS (SELECT 1 FROM bundles k, heads h WHERE instr(k.media, b.hash) > 0 AND instr(h.bundles, k.hash) > 0)`, t.now-day)
	for _, row := range old {
		t.exec(`DELETE FROM chunks WHERE hash = ?`, text(row[0]))
		t.exec(`DELETE FROM bundles WHERE hash = ?`, text(row[0]))
	}
}

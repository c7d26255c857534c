package edge

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
)

// Who posts to a hook is known by their signature alone, as Standard Webhooks
// says: HMAC-SHA256 over webhook-id, webhook-timestamp and the bytes of the
// body, under one of the hook's secrets. Nothing of the body is read before.

const (
	// signedWithin is how far webhook-timestamp may be from now, ms.
	signedWithin = 5 * minute
	// signatureCap bounds the header: some signatures of 47 characters each.
	signatureCap = 1024
	webhookIDCap = 128
)

// signer is the hook that signed a request, or why there is none. What is
// refused is counted for the network address that it came from; a hook that
// signs well is not slowed down by others who do not.
func (t *turn) signer(c *call) (*token, *Error) {
	who, e := t.verify(c)
	limits := t.core.cfg.Limits
	switch {
	case t.asked > 0: // let in already; its conversation has moved
		return who, e
	case e != nil:
		if slow := t.limit(t.peerKey("unsigned:", c.Peer), limits.Unsigned); slow != nil {
			return nil, slow
		}
		return nil, e
	}
	return who, t.limit("hook:"+who.subject, limits.Hooks)
}

func (t *turn) verify(c *call) (*token, *Error) {
	if !validWebhookID(c.WebhookID) {
		return nil, fail("bad-request", "webhook-id must have 1 to %d visible characters, none of them a full stop or a comma.", webhookIDCap)
	}
	if !t.inTime(c.WebhookTimestamp) {
		return nil, fail("unauthorised", "webhook-timestamp must be the time in seconds, at most 5 minutes from now.")
	}
	rows := t.query(`SELECT s.n, s.secret, h.name FROM hooksecrets s JOIN hooks h ON h.id = s.hook
		WHERE s.hook = ? AND (s.expires = 0 OR s.expires > ?) ORDER BY s.n`, c.arg, t.now)
	if len(rows) == 0 {
		return nil, errNoHook()
	}
	given := signatures(c.WebhookSignature)
	for _, row := range rows {
		want := webhookMAC(text(row[1]), c.WebhookID, c.WebhookTimestamp, c.Body)
		for _, mac := range given {
			if hmac.Equal(mac, want) {
				t.exec(`UPDATE hooksecrets SET used = ? WHERE hook = ? AND n = ? AND used < ?`, t.now, c.arg, row[0], t.now-seenEvery)
				return &token{role: RoleAgent, rank: RoleAgent, subject: c.arg, name: text(row[2])}, nil
			}
		}
	}
	return nil, fail("unauthorised", "No signature in webhook-signature is by a secret of this hook.")
}

// validWebhookID keeps full stops out, which separate what is signed, and
// commas, by which two headers of one name would be joined.
func validWebhookID(id string) bool {
	return id != "" && len(id) <= webhookIDCap &&
		!strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || r == '.' || r == ',' })
}

// inTime wants plain digits: nothing else stands for the same time.
func (t *turn) inTime(stamp string) bool {
	if len(stamp) == 0 || len(stamp) > 12 || strings.ContainsFunc(stamp, func(r rune) bool { return r < '0' || r > '9' }) {
		return false
	}
	at, err := strconv.ParseInt(stamp, 10, 64)
	away := at*second - t.now
	return err == nil && away <= signedWithin && away >= -signedWithin
}

// signatures are those of version 1 in the header. They stand between blanks;
// where somebody on the way joined two headers there is a comma besides.
func signatures(header string) (list [][]byte) {
	if len(header) > signatureCap {
		return nil
	}
	for part := range strings.SplitSeq(header, " ") {
		encoded, ok := strings.CutPrefix(strings.TrimSuffix(part, ","), "v1,")
		mac, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if ok && err == nil && len(mac) == sha256.Size {
			list = append(list, mac)
		}
	}
	return list
}

// webhookMAC is what a v1 signature says. The secret was checked when it came
// into the database.
func webhookMAC(secret, id, stamp string, body []byte) []byte {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		panic("the secret of a webhook is damaged")
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(id + "." + stamp + "."))
	h.Write(body)
	return h.Sum(nil)
}

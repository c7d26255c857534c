package edge

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
)

// The audit log says who did what to the site. Every entry holds the hash of
// the one before, so an entry cannot be changed, left out or put in without
// changing every hash after it. Whoever keeps one hash somewhere else (the
// listing ends with it) notices.
//
// Conversations and visitors appear as keyed hashes: an erased visitor leaves
// no trace here either, and the log still shows that something was erased.

// AuditEntry is one line of the log.
type AuditEntry struct {
	Seq    int64  `json:"seq"`
	At     int64  `json:"at"`
	Actor  string `json:"actor"`  // a person's id, "author", "operator", "visitor" or "edge"
	Action string `json:"action"` // "configure", "sign-in", "publish", "take", "erase" …
	About  string `json:"about,omitempty"`
	Hash   string `json:"hash"` // hex SHA-256 over the fields above and the hash before
}

// chain is the hash of an entry that follows prev.
func (a AuditEntry) chain(prev string) string {
	line, err := json.Marshal([]string{prev, strconv.FormatInt(a.Seq, 10), strconv.FormatInt(a.At, 10), a.Actor, a.Action, a.About})
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// CheckAudit verifies entries that follow each other; prev is the hash of the
// one before the first, "" at the beginning of the log.
func CheckAudit(prev string, entries []AuditEntry) error {
	for i, a := range entries {
		if i > 0 && a.Seq != entries[i-1].Seq+1 || i == 0 && prev == "" && a.Seq != 1 {
			return fmt.Errorf("audit: entry %d is missing before %d", a.Seq-1, a.Seq)
		}
		if a.chain(prev) != a.Hash {
			return fmt.Errorf("audit: entry %d or the one before it was changed", a.Seq)
		}
		prev = a.Hash
	}
	return nil
}

// audit adds an entry in the transaction of what it is about.
func (t *turn) audit(actor, action, about string) {
	a := AuditEntry{Seq: 1, At: t.now, Actor: actor, Action: action, About: about}
	prev := ""
	if row := t.row(`SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1`); row != nil {
		a.Seq, prev = integer(row[0])+1, text(row[1])
	}
	t.exec(`INSERT INTO audit (seq, at, actor, action, about, hash) VALUES (?, ?, ?, ?, ?, ?)`,
		a.Seq, a.At, a.Actor, a.Action, a.About, a.chain(prev))
}

// pseudonym stands for a conversation in the log.
func (t *turn) pseudonym(conversation string) string {
	return t.mac("audit", conversation)[:16]
}

// actor names who makes a request.
func (c *call) actor() string {
	switch {
	case c.Operator:
		return "operator"
	case c.token != nil && c.token.subject != "" && c.token.role != RoleVisitor:
		return c.token.subject
	case c.token != nil:
		return string(c.token.role)
	}
	return "edge"
}

type auditReply struct {
	Entries []AuditEntry `json:"entries"`
	More    bool         `json:"more,omitempty"`
}

// getAudit answers GET audit?after=SEQ.
func (t *turn) getAudit(c *call) *Error {
	after, e := parseAfter(c.Query)
	if e != nil {
		return e
	}
	reply := auditReply{Entries: []AuditEntry{}}
	rows := t.query(`SELECT seq, at, actor, action, about, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?`, after, int64(pageSize+1))
	reply.More = len(rows) > pageSize
	for _, r := range rows[:min(len(rows), pageSize)] {
		reply.Entries = append(reply.Entries, AuditEntry{integer(r[0]), integer(r[1]), text(r[2]), text(r[3]), text(r[4]), text(r[5])})
	}
	t.respondJSON(200, reply)
	return nil
}

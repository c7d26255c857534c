package edge

import "encoding/json"

// Erasing takes a conversation out with everything that hangs on it. The host
// is asked to scrub the bytes as well, where it can.

// erase forgets one conversation for good.
func (t *turn) erase(id string) {
	for _, row := range t.query(`SELECT id FROM sockets WHERE conversation = ?`, id) {
		t.drop(text(row[0]), closeGone, "the conversation was deleted")
	}
	for _, statement := range []string{
		`DELETE FROM follows WHERE conversation = ?`,
		`DELETE FROM tickets WHERE conversation = ?`,
		`DELETE FROM messages WHERE conversation = ?`,
		`DELETE FROM attachments WHERE conversation = ?`,
		`DELETE FROM pieces WHERE conversation = ?`,
		`DELETE FROM heard WHERE conversation = ?`,
		`DELETE FROM conversations WHERE id = ?`,
		// A hand-off that is still on its way names the conversation in its body.
		`DELETE FROM outbox WHERE conversation = ?`,
	} {
		t.exec(statement, id)
	}
	for _, row := range t.query(`SELECT id FROM sockets WHERE queue = 1 ORDER BY id`) {
		t.send(text(row[0]), encode(goneFrame{"gone", id}))
	}
	t.timesChanged = true
	t.scrub = true
}

// deleteConversation answers DELETE conversations/{id}: a visitor may delete
// their own, an admin any.
func (t *turn) deleteConversation(c *call) *Error {
	if c.token.role == RoleAgent && c.token.rank != RoleAdmin {
		return fail("forbidden", "Agents cannot delete conversations.")
	}
	if c.token.role == RoleVisitor && c.token.subject != c.arg || t.conversation(c.arg) == nil {
		return fail("not-found", "There is no such conversation.")
	}
	t.erase(c.arg)
	t.audit(c.actor(), "erase", t.pseudonym(c.arg))
	t.respond(204, nil)
	return nil
}

type forgetRequest struct {
	Visitor string `json:"visitor"`
}

type forgetReply struct {
	Conversations int `json:"conversations"`
}

// postForget erases every conversation of a visitor.
func (t *turn) postForget(c *call) *Error {
	var body forgetRequest
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	if e := checkLine("visitor", body.Visitor, 1, 64); e != nil {
		return e
	}
	t.exec(`DELETE FROM admitted WHERE visitor = ?`, body.Visitor)
	rows := t.query(`SELECT id FROM conversations WHERE visitor = ? ORDER BY id`, body.Visitor)
	for _, row := range rows {
		t.erase(text(row[0]))
		t.audit(c.actor(), "erase", t.pseudonym(text(row[0])))
	}
	t.respondJSON(200, forgetReply{len(rows)})
	return nil
}

type visitorReply struct {
	Visitor       string         `json:"visitor"`
	Conversations []Conversation `json:"conversations"`
}

// postVisitor hands out everything that is stored about a visitor, for their
// right to see it (GDPR, article 15).
func (t *turn) postVisitor(c *call) *Error {
	var body forgetRequest
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	if e := checkLine("visitor", body.Visitor, 1, 64); e != nil {
		return e
	}
	reply := visitorReply{body.Visitor, []Conversation{}}
	for _, row := range t.query(`SELECT `+convColumns+`, context FROM conversations WHERE visitor = ? ORDER BY opened, id`, body.Visitor) {
		conv := scanConv(row)
		v := conv.public()
		v.Visitor, v.Verified = conv.visitor, conv.verified
		if s := text(row[len(row)-1]); s != "" {
			v.Context = json.RawMessage(s)
		}
		for more := true; more; {
			var page []Message
			page, more = t.messagesAfter(conv.id, int64(len(v.Messages)))
			v.Messages = append(v.Messages, page...)
		}
		reply.Conversations = append(reply.Conversations, v)
	}
	t.audit(c.actor(), "disclose", "")
	t.respondJSON(200, reply)
	return nil
}

// retain is when a closed conversation is erased, 0 for never.
func (t *turn) retain(closed int64) int64 {
	s := t.settings()
	if s == nil || s.RetainDays == 0 {
		return 0
	}
	return closed + s.RetainDays*day
}

package edge

import (
	"encoding/base64"
	"encoding/json"
	"strconv"

	"github.com/oklog/ulid/v2"

	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
)

// Sealed messages: the edge checks the outside of an envelope and keeps it; it
// holds no key that opens one. What it checks protects honest clients from
// mistakes and keeps the storage sane. What must hold against the edge itself
// is checked where messages are opened.

// sealCap bounds a directory with its team file, as JSON in JSON.
const sealCap = directory.EnvelopeCap + 2*directory.TeamCap

// sealedCap bounds an envelope's base64url in characters.
const sealedCap = 96 << 10

// messageBucket is the largest bucket of a message, in bytes; a context may
// take envelope's largest.
const messageBucket = 16 << 10

// Sealed is what an escalation carries in place of its question and context:
// envelopes in base64url.
type Sealed struct {
	Question string `json:"question"`
	Context  string `json:"context,omitempty"`
}

// SealPut is the body of PUT seal.
type SealPut struct {
	Envelope json.RawMessage `json:"envelope"` // a directory.Envelope
	Team     string          `json:"team"`     // the team file's text
}

// sealing is the site's directory, nil before there is one.
func (t *turn) sealing() *directory.Directory {
	stored := t.meta("seal")
	if stored == "" {
		return nil
	}
	var e directory.Envelope
	var d directory.Directory
	raw, err := []byte(nil), json.Unmarshal([]byte(stored), &e)
	if err == nil {
		raw, err = base64.RawURLEncoding.DecodeString(e.Directory)
	}
	if err == nil {
		err = json.Unmarshal(raw, &d)
	}
	if err != nil {
		panic("meta.seal is damaged: " + err.Error())
	}
	return &d
}

// getSeal answers pages: the signed directory as it was stored.
func (t *turn) getSeal(c *call) *Error {
	d := t.sealing()
	if d == nil {
		return fail("no-seal", "This site does not seal conversations.")
	}
	etag := [2]string{"ETag", `"s` + strconv.FormatInt(d.Version, 10) + `"`}
	fresh := [2]string{"Cache-Control", "no-cache"}
	if c.IfNoneMatch == etag[1] {
		t.respond(304, nil, etag, fresh)
		return nil
	}
	t.respond(200, []byte(t.meta("seal")), etag, fresh, [2]string{"Content-Type", "application/json"})
	return nil
}

// getSealTeam answers desks: the file with the wrapped secrets.
func (t *turn) getSealTeam(*call) *Error {
	if t.sealing() == nil {
		return fail("no-seal", "This site does not seal conversations.")
	}
	t.respond(200, []byte(t.meta("seal.team")), [2]string{"Content-Type", "application/json"})
	return nil
}

// putSeal takes a new directory and its team file. Only a root key can have
// signed it, so whoever has an author's token alone changes nothing.
func (t *turn) putSeal(c *call) *Error {
	var body SealPut
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	d, err := directory.Open(body.Envelope, c.settings.Site, t.trust(c.settings).Heads)
	if err == directory.ErrSigned {
		return fail("bad-signature", "No signature of this directory is by a root key of the site.")
	}
	if err == nil {
		_, err = directory.OpenTeam([]byte(body.Team), d)
	}
	if err == nil {
		err = d.Follows(t.sealing())
	}
	switch {
	case err == directory.ErrRollback:
		return fail("rollback", "The version must be above %d.", t.sealing().Version)
	case err != nil:
		e := fail("bad-seal", "The directory or its team file is not valid.")
		e.Cause = err
		return e
	}
	t.setMeta("seal", string(body.Envelope))
	t.setMeta("seal.team", body.Team)
	t.tellShards()
	for _, a := range teamIDs(body.Team) {
		t.exec(`DELETE FROM sealkeys WHERE id = ?`, a)
	}
	t.audit(c.actor(), "seal", strconv.FormatInt(d.Version, 10))
	t.respondJSON(200, map[string]int64{"version": d.Version})
	return nil
}

// teamIDs are the ids of a team file that has been checked.
func teamIDs(file string) []string {
	var team directory.Team
	if err := json.Unmarshal([]byte(file), &team); err != nil {
		panic(err)
	}
	ids := make([]string, len(team.Agents))
	for i, a := range team.Agents {
		ids[i] = a.ID
	}
	return ids
}

// checkSealed reads an envelope and wants it to be what it came as: for this
// conversation, this message, this direction, this kind.
func checkSealed(field, text, conversation, message string, kind envelope.Kind, role Role) (*envelope.Envelope, *Error) {
	if len(text) > sealedCap {
		return nil, fail("bad-envelope", "%s is too long.", field)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, fail("bad-envelope", "%s is not base64url.", field)
	}
	e, err := envelope.Parse(raw)
	if err != nil {
		f := fail("bad-envelope", "%s is not an envelope that this edge takes.", field)
		f.Cause = err
		return nil, f
	}
	direction := envelope.ToTeam
	if role == RoleAgent {
		direction = envelope.ToVisitor
	}
	if e.Kind != kind || e.Direction != direction || ulid.ULID(e.Conversation).String() != conversation || ulid.ULID(e.Message).String() != message {
		return nil, fail("bad-envelope", "%s was sealed as something else than what it is sent as.", field)
	}
	if kind == envelope.Message && len(e.Text) > messageBucket+64 {
		return nil, fail("bad-envelope", "%s is longer than a message can be.", field)
	}
	return e, nil
}

// checkEpoch refuses what a page sealed to another epoch than the current one.
// The page keeps the text and seals it anew.
func (t *turn) checkEpoch(e *envelope.Envelope) *Error {
	switch d := t.sealing(); {
	case d == nil:
		return fail("no-seal", "This site does not seal conversations.")
	case e.Epoch != d.Epoch:
		return fail("seal-epoch", "The team's key has changed. This must be sealed again, to epoch %d.", d.Epoch)
	}
	return nil
}

// sealRequired says whether what is not sealed must be refused: pages seal
// where the site says so, and agents answer as they were asked.
func (t *turn) sealRequired(role Role, c *conv) bool {
	if role == RoleAgent {
		return c.sealed > 0
	}
	d := t.sealing()
	return d != nil && d.Mode == directory.On
}

var errSealRequired = fail("seal-required", "This site seals conversations. Reload the page, so that it seals this one too.")

// checkSeal is frameSend's: may this be stored as it comes? It returns the
// epoch of what is sealed.
func (t *turn) checkSeal(role Role, c *conv, f *ClientFrame) (epoch int64, e *Error) {
	if f.Sealed == "" {
		if t.sealRequired(role, c) {
			return 0, errSealRequired
		}
		return 0, nil
	}
	sealed, e := checkSealed("sealed", f.Sealed, c.id, f.ID, envelope.Message, role)
	if e != nil {
		return 0, e
	}
	if role == RoleVisitor {
		return int64(sealed.Epoch), t.checkEpoch(sealed)
	}
	if int64(sealed.Epoch) > c.sealed { // an agent answers in a thread that a page began
		return 0, fail("seal-epoch", "Nothing in this conversation was sealed to that epoch.")
	}
	return int64(sealed.Epoch), nil
}

// checkQuestion wants a question as text or sealed, not both.
func (b *Escalation) checkQuestion() *Error {
	if b.Sealed == nil {
		return checkText("question", b.Question)
	}
	if b.Question != "" || len(b.Context) > 0 {
		return fail("bad-request", "A sealed escalation has neither question nor context beside it.")
	}
	return nil
}

// checkSealedEscalation returns the epoch that a question was sealed to, 0 for
// a plain one.
func (t *turn) checkSealedEscalation(b *Escalation) (epoch int64, e *Error) {
	if b.Sealed == nil {
		if t.sealRequired(RoleVisitor, nil) {
			return 0, errSealRequired
		}
		return 0, nil
	}
	question, e := checkSealed("sealed.question", b.Sealed.Question, b.ID, b.ID, envelope.Message, RoleVisitor)
	if e != nil {
		return 0, e
	}
	if question.Opening == nil {
		return 0, fail("bad-envelope", "sealed.question must begin a thread.")
	}
	if e := t.checkEpoch(question); e != nil || b.Sealed.Context == "" {
		return int64(question.Epoch), e
	}
	context, e := checkSealed("sealed.context", b.Sealed.Context, b.ID, b.ID, envelope.Context, RoleVisitor)
	if e == nil && context.Thread != question.Thread {
		e = fail("bad-envelope", "sealed.context is of another thread than the question.")
	}
	return int64(question.Epoch), e
}

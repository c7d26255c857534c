package edge

import (
	"encoding/base64"
	"errors"
	"strconv"

	"github.com/lamplight-help/lamplight/edge/blind"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
)

// Blind tokens hold down abuse of escalations by visitors who prove nothing
// about themselves. A page gets a few after a cheap check (an allowed origin,
// a rate per network address) and spends one with each question. The edge
// cannot tell which request a token came from, and takes each once.
//
// Keys live for one epoch, a week. Tokens of the last epoch are good until the
// next one is over; then their double-spend set goes, and its key with it.

const (
	tokenEpoch = 7 * day // ms
	// tokenBatch is how many one request may ask for.
	tokenBatch = blind.MaxBatch
	// tokenAhead is how many keys the operator can commit to: those of
	// directory.Lifetime, and of the epoch that it ends in.
	tokenAhead = directory.Lifetime/tokenEpoch + 2
)

// BlindToken is what an escalation spends.
type BlindToken struct {
	Epoch  int64  `json:"epoch"`
	Input  string `json:"input"`  // base64url, blind.InputSize bytes
	Output string `json:"output"` // base64url, blind.OutputSize bytes
}

type tokensReply struct {
	Required bool   `json:"required"` // anonymous escalations need one
	Epoch    int64  `json:"epoch"`
	Key      string `json:"key"` // public key of the epoch, base64url
	Batch    int    `json:"batch"`
}

type tokensRequest struct {
	Epoch   int64    `json:"epoch"`
	Blinded []string `json:"blinded"` // base64url
}

type tokensIssued struct {
	Epoch     int64    `json:"epoch"`
	Evaluated []string `json:"evaluated"`
	Proof     string   `json:"proof"`
}

var raw64 = base64.RawURLEncoding.Strict()

func (t *turn) tokenEpoch() int64 { return t.now / tokenEpoch }

// tokenKey is derived, so that nothing has to be stored or moved.
func (t *turn) tokenKey(epoch int64) *blind.Key {
	seed, err := raw64.DecodeString(t.mac("token", strconv.FormatInt(epoch, 10)))
	if err != nil {
		panic(err)
	}
	key, err := blind.DeriveKey(seed, []byte("lamplight escalation token"))
	if err != nil {
		panic(err)
	}
	return key
}

// getTokens says which key counts, the same for everybody.
func (t *turn) getTokens(c *call) *Error {
	epoch := t.tokenEpoch()
	t.respondJSON(200, tokensReply{c.settings.EscalationTokens, epoch, raw64.EncodeToString(t.tokenKey(epoch).Public()), tokenBatch})
	return nil
}

// TokenKeys answers GET tokens/keys.
type TokenKeys struct {
	Epoch int64    `json:"epoch"` // of the first
	Keys  [][]byte `json:"keys"`  // public, base64; one for each epoch in a row
}

// getTokenKeys tells the operator which keys will count, to be signed into the
// key directory. Pages then take no others.
func (t *turn) getTokenKeys(*call) *Error {
	reply := TokenKeys{Epoch: t.tokenEpoch()}
	for i := range int64(tokenAhead) {
		reply.Keys = append(reply.Keys, t.tokenKey(reply.Epoch+i).Public())
	}
	t.respondJSON(200, reply)
	return nil
}

// postTokens evaluates a batch of blinded elements.
func (t *turn) postTokens(c *call) *Error {
	var body tokensRequest
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	if e := t.limit(t.peerKey("b:", c.Peer), t.core.cfg.Limits.Batches); e != nil {
		t.countToken("rate")
		return e
	}
	if body.Epoch != t.tokenEpoch() {
		return t.refuseToken("epoch", "That key is no longer, or not yet, in use.")
	}
	blinded := make([][]byte, 0, len(body.Blinded))
	for _, text := range body.Blinded[:min(len(body.Blinded), tokenBatch+1)] {
		b, err := raw64.DecodeString(text)
		if err != nil {
			return t.refuseToken("malformed", "An element is not base64url.")
		}
		blinded = append(blinded, b)
	}
	evaluated, proof, err := t.tokenKey(body.Epoch).Evaluate(blinded, t.random(32))
	switch {
	case errors.Is(err, blind.ErrBatch):
		return t.refuseToken("batch", "A batch has 1 to "+strconv.Itoa(tokenBatch)+" elements.")
	case err != nil:
		return t.refuseToken("malformed", "An element is none of the group, or its identity.")
	}
	issued := tokensIssued{Epoch: body.Epoch, Proof: raw64.EncodeToString(proof)}
	for _, b := range evaluated {
		issued.Evaluated = append(issued.Evaluated, raw64.EncodeToString(b))
	}
	t.countTokens("issued", int64(len(evaluated)))
	t.respondJSON(200, issued)
	return nil
}

// spend takes a token for good. The caller has made sure that this escalation
// is a new one: repeating it costs nothing.
func (t *turn) spend(token *BlindToken) *Error {
	if token == nil {
		e := fail("token-required", "This site asks for a token. Reload the page and try again.")
		t.countToken("missing")
		return e
	}
	now := t.tokenEpoch()
	if token.Epoch != now && token.Epoch != now-1 {
		return t.refuseToken("epoch", "This token is too old, or not valid yet.")
	}
	input, err := raw64.DecodeString(token.Input)
	output, errOutput := raw64.DecodeString(token.Output)
	if err != nil || errOutput != nil || len(input) != blind.InputSize || !t.tokenKey(token.Epoch).Verify(input, output) {
		return t.refuseToken("forged", "This token is not one of ours.")
	}
	t.exec(`DELETE FROM spent WHERE epoch < ?`, now-1)
	if t.row(`INSERT INTO spent (epoch, input) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1`, token.Epoch, token.Input) == nil {
		t.countToken("spent twice")
		return fail("token-spent", "This token was used before.")
	}
	t.countToken("spent")
	return nil
}

func (t *turn) refuseToken(why, detail string) *Error {
	t.countToken(why)
	return &Error{Code: "bad-token", Detail: detail}
}

func (t *turn) countToken(what string) { t.countTokens(what, 1) }

// countTokens adds to the numbers that operators see; a refusal is counted
// too, so that an attack shows.
func (t *turn) countTokens(what string, n int64) {
	t.exec(`INSERT INTO tokencounts (day, what, n) VALUES (?, ?, ?) ON CONFLICT (day, what) DO UPDATE SET n = n + excluded.n`, t.now/day, what, n)
	t.exec(`DELETE FROM tokencounts WHERE day < ?`, t.now/day-90)
}

type tokenCount struct {
	Day  int64  `json:"day"` // since 1970, UTC
	What string `json:"what"`
	N    int64  `json:"n"`
}

// getTokenCounts lists them, newest day first.
func (t *turn) getTokenCounts(*call) *Error {
	list := []tokenCount{}
	for _, r := range t.query(`SELECT day, what, n FROM tokencounts ORDER BY day DESC, what`) {
		list = append(list, tokenCount{integer(r[0]), text(r[1]), integer(r[2])})
	}
	t.respondJSON(200, map[string][]tokenCount{"counts": list})
	return nil
}

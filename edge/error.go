package edge

import (
	"encoding/json"
	"fmt"
)

// Error is a refusal or a failure: a code for programs, a sentence for
// people, and a private cause for the operator's log. It is turned into an
// HTTP problem or an error frame in one place each.
type Error struct {
	Code   string // see codes
	Detail string // one public sentence
	Cause  error  // private; may be nil
	Retry  int64  // ms until a retry makes sense, 0 when unknown
	Allow  string // for "method": the Allow header
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Detail, e.Cause)
	}
	return e.Code + ": " + e.Detail
}

func (e *Error) Unwrap() error { return e.Cause }

// fail makes an Error without a private cause.
func fail(code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// movedStatus is 421, Misdirected Request (RFC 9110, 15.5.20). It never leaves
// the edge: the site object asks elsewhere.
const movedStatus = 421

// codes maps every public code to its HTTP status and title.
var codes = map[string]struct {
	status int
	title  string
}{
	"bad-json":       {400, "Not the expected JSON"},
	"bad-request":    {400, "Bad request"},
	"unknown-type":   {400, "Unknown type"},
	"token-required": {401, "Token required"},
	"unauthorised":   {401, "Not signed in"},
	"origin":         {403, "Origin not allowed"},
	"csrf":           {403, "Not from the desk"},
	"forbidden":      {403, "Not allowed"},
	"not-found":      {404, "Not found"},
	"expired":        {401, "Sign-in is over"},
	"no-head":        {404, "Nothing published yet"},
	"no-seal":        {404, "Not sealed"},
	"method":         {405, "Method not allowed"},
	"rollback":       {409, "Version too low"},
	"missing-bundle": {409, "Bundle not uploaded"},
	"already-taken":  {409, "Already taken"},
	"not-holder":     {409, "Held by somebody else"},
	"last-admin":     {409, "The only admin"},
	"token-spent":    {409, "Token used before"},
	"seal-epoch":     {409, "Sealed to an old key"},
	"moving":         {409, "Being spread anew"},
	"moved":          {movedStatus, "Kept elsewhere"},
	"illegal-move":   {409, "Not possible in this state"},
	"too-large":      {413, "Too large"},
	"content-type":   {415, "Unsupported content type"},
	"id-reused":      {422, "Id used before"},
	"wrong-hash":     {422, "Hash does not match"},
	"bad-signature":  {422, "Signature not valid"},
	"bad-head":       {422, "Head not valid"},
	"bad-root":       {422, "Root not valid"},
	"bad-token":      {422, "Token not valid"},
	"bad-seal":       {422, "Key directory not valid"},
	"bad-envelope":   {422, "Envelope not valid"},
	"seal-required":  {422, "Must be sealed"},
	"bad-report":     {422, "Report not valid"},
	"bad-attachment": {422, "File not taken"},
	"bad-bundle":     {422, "Bundle not valid"},
	"upgrade":        {426, "WebSocket expected"},
	"slow-down":      {429, "Too many requests"},
	"internal":       {500, "Internal error"},
	"unavailable":    {503, "Temporarily unavailable"},
}

// Status is the HTTP status of the error's code.
func (e *Error) Status() int { return codes[e.Code].status }

// ErrorTypeBase prefixes the code in a problem's "type".
const ErrorTypeBase = "https://lamplight.help/errors/"

type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
}

// problem is the error's public form for HTTP.
func (e *Error) problem(requestID string) []byte {
	c := codes[e.Code]
	body, err := json.Marshal(problem{ErrorTypeBase + e.Code, c.title, c.status, e.Code, e.Detail, requestID})
	if err != nil {
		panic(err) // six strings and a number always marshal
	}
	return body
}

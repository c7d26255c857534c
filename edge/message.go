package edge

import "encoding/json"

// The objects of PROTOCOL.md.

// ClientFrame is what a client may send. It is a union: which fields count
// depends on T, the others are absent.
type ClientFrame struct {
	T            string   `json:"t"`
	ID           string   `json:"id,omitempty"` // ULID
	Conversation string   `json:"conversation,omitempty"`
	Cursor       int64    `json:"cursor,omitempty"`
	Text         string   `json:"text,omitempty"`
	Sealed       string   `json:"sealed,omitempty"` // an envelope in base64url, in place of a text
	Articles     []string `json:"articles,omitempty"`
	Attachments  []string `json:"attachments,omitempty"` // ids
	On           bool     `json:"on,omitempty"`
	Seq          int64    `json:"seq,omitempty"`
	Lines        []string `json:"lines,omitempty"`
	To           string   `json:"to,omitempty"`   // hand: a person's id
	Line         *string  `json:"line,omitempty"` // hand: a line's name, "" is the default one
}

// Message is one entry of a conversation.
type Message struct {
	Conversation string       `json:"conversation"`
	Seq          int64        `json:"seq"`
	ID           string       `json:"id"`
	Role         Role         `json:"role"`
	Name         string       `json:"name,omitempty"`
	Text         string       `json:"text,omitempty"`
	Sealed       string       `json:"sealed,omitempty"` // an envelope, in place of a text
	Event        string       `json:"event,omitempty"`
	Articles     []string     `json:"articles,omitempty"`
	Attachments  []Attachment `json:"attachments,omitempty"`
	Secret       bool         `json:"secret,omitempty"` // its words stay in the conversation
	// Via is the other system that an agent's message came from, by the name
	// that the site's admins gave it.
	Via string `json:"via,omitempty"`
	At  int64  `json:"at"`
}

// Read says how far each side has read.
type Read struct {
	Visitor int64 `json:"visitor"`
	Agent   int64 `json:"agent"`
}

// Suggestion is one of the site's own best answers to a question.
type Suggestion struct {
	Article string  `json:"article"`
	Title   string  `json:"title"`
	Text    string  `json:"text"` // the answer as plain text, ready to insert
	Score   float64 `json:"score"`
}

// Conversation is the whole of one conversation. Visitor, Context and
// Suggestions are for agents only.
type Conversation struct {
	ID          string          `json:"conversation"`
	State       State           `json:"state"`
	Locale      string          `json:"locale"`
	Line        string          `json:"line,omitempty"`
	Question    string          `json:"question"`
	Opened      int64           `json:"opened"`
	Updated     int64           `json:"updated"`
	Seq         int64           `json:"seq"`
	Agent       string          `json:"agent,omitempty"`
	Name        string          `json:"name,omitempty"`
	Read        Read            `json:"read"`
	Visitor     string          `json:"visitor,omitempty"`
	Verified    bool            `json:"verified,omitempty"` // proven by the product's backend
	Context     json.RawMessage `json:"context,omitempty"`
	Sealed      int64           `json:"sealed,omitempty"`   // epoch of the newest sealed message; 0: none is sealed
	Enclosed    string          `json:"enclosed,omitempty"` // the sealed context
	Suggestions []Suggestion    `json:"suggestions,omitempty"`
	Messages    []Message       `json:"messages"`
	More        bool            `json:"more,omitempty"`
}

// Item is a conversation in the agents' queue.
type Item struct {
	Conversation string `json:"conversation"`
	State        State  `json:"state"`
	Locale       string `json:"locale"`
	Line         string `json:"line,omitempty"`
	Question     string `json:"question"`
	Sealed       string `json:"sealed,omitempty"` // the sealed question
	Visitor      string `json:"visitor,omitempty"`
	Verified     bool   `json:"verified,omitempty"`
	Page         string `json:"page,omitempty"`
	Opened       int64  `json:"opened"`
	Updated      int64  `json:"updated"`
	Seq          int64  `json:"seq"`
	Agent        string `json:"agent,omitempty"`
	Name         string `json:"name,omitempty"`
	Escalations  int64  `json:"escalations,omitempty"` // how often nobody took it in time
	Unread       int64  `json:"unread,omitempty"`      // visitor's messages after the agents' read mark, at most 100
}

// Escalation is the body of POST …/escalations.
type Escalation struct {
	ID       string          `json:"id"`
	Question string          `json:"question"`
	Locale   string          `json:"locale"`
	Visitor  string          `json:"visitor,omitempty"`
	Line     string          `json:"line,omitempty"`
	Context  json.RawMessage `json:"context,omitempty"` // a Context, kept byte for byte
	Sealed   *Sealed         `json:"sealed,omitempty"`  // in place of question and context
	Token    *BlindToken     `json:"token,omitempty"`   // where the site asks for one
}

// Context is what the visitor saw and agreed to send.
type Context struct {
	Page    string  `json:"page"`
	Steps   []Trace `json:"steps,omitempty"`
	Signals []Trace `json:"signals,omitempty"`
	Shown   []Trace `json:"shown,omitempty"`
}

// Trace is one line of a Context.
type Trace struct {
	At     int64  `json:"at"` // ms since 1970
	Kind   string `json:"kind"`
	Label  string `json:"label"`
	Detail string `json:"detail,omitempty"`
}

// Escalated is the answer to an escalation.
type Escalated struct {
	Conversation string `json:"conversation"`
	Token        string `json:"token"`
	Seq          int64  `json:"seq"`
}

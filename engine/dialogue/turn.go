package dialogue

import "github.com/lamplight-help/lamplight/engine/index"

// Kind is what a Turn does. The names are keys of the widget's locale files.
type Kind uint8

const (
	Quiet   Kind = iota // nothing to say
	Suggest             // Options: the questions this visitor probably has
	Answer              // Article answers; Options may hold what to read next
	Clarify             // Options: close answers, the visitor picks one
	Unknown             // not known; Options: the nearest, Person is true
	Person              // offer a person at once
	Done                // the visitor was helped, or says thanks or goodbye
	Greet               // the visitor says hello
)

// Turn is one contribution of the engine to the conversation.
type Turn struct {
	Kind       Kind
	Article    int32        // the answer, or -1
	Confidence int32        // 0..1000, of the first hit
	Options    []int32      // articles to offer as buttons, best first
	Terms      []index.Term // what matched of the question, for highlighting
	Person     bool         // whether to offer a person beside it
	Query      string       // the question as it was searched, with what it left out
}

// Options shown at once. More than three buttons are read by nobody.
const maxOptions = 3

func turn(kind Kind) Turn { return Turn{Kind: kind, Article: -1} }

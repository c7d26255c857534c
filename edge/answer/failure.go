package answer

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lamplight-help/lamplight/engine/text"
)

// Codes of refusals: the model was asked, or need not be, and there is no
// answer in the articles.
const (
	NoQuestion  = "no-question"     // nothing was asked
	NoArticles  = "no-articles"     // nothing was found to answer from
	NotInThem   = "not-in-articles" // the model says that the sources do not say it
	Unsupported = "unsupported"     // too little of the reply is in the articles it cites
	Withheld    = "withheld"        // the provider's filter ended the reply
)

// Codes of failures: the model could not be asked, or did not answer in a form
// that can be trusted.
const (
	Unreachable = "unreachable" // no connection
	Slow        = "slow"        // a deadline passed
	Busy        = "busy"        // 429, or 503 with a time to come back
	Denied      = "denied"      // 401 or 403: the key is wrong
	Provider    = "provider"    // another status, or an error inside the reply
	Broken      = "broken"      // not the protocol: type, UTF-8, JSON, or cut off
	TooMuch     = "too-much"    // over a cap
	Cancelled   = "cancelled"   // who asked has gone
)

// Failure is why there are no words of a model. Code and Retry are public;
// Cause is for the operator's log.
type Failure struct {
	Code  string
	Retry int   // seconds until asking again makes sense; 0 when unknown
	Cause error // may be nil
}

// Error says code and cause.
func (f *Failure) Error() string {
	if f.Cause == nil {
		return "answer: " + f.Code
	}
	return fmt.Sprintf("answer: %s: %v", f.Code, f.Cause)
}

// Unwrap returns the private cause.
func (f *Failure) Unwrap() error { return f.Cause }

// fail makes a Failure out of a sentence for the operator.
func fail(code, format string, args ...any) *Failure {
	return &Failure{Code: code, Cause: fmt.Errorf(format, args...)}
}

//go:embed locale/*.json
var localeFiles embed.FS

// sentences are the public sentences by language and code.
var sentences = readSentences("en", "zh")

func readSentences(languages ...string) map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, l := range languages {
		raw, err := localeFiles.ReadFile("locale/" + l + ".json")
		var of map[string]string
		if err = errors.Join(err, json.Unmarshal(raw, &of)); err != nil {
			panic(err) // embedded and tested
		}
		all[l] = of
	}
	return all
}

// Sentence is the public sentence of a code in the language of a locale, in
// English where there is none.
func Sentence(code, locale string) string {
	if s, ok := sentences[text.Language(locale)][code]; ok {
		return s
	}
	return sentences["en"][code]
}

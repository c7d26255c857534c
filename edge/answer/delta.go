package answer

import (
	"encoding/json"
	"errors"
	"strings"
)

// reply is every shape in which words arrive: a chunk or a whole of a chat
// completion, a chunk of Workers AI, and its whole below "result".
type reply struct {
	Choices []struct {
		Delta   struct{ Content *string } `json:"delta"`
		Message struct{ Content *string } `json:"message"`
		Finish  string                    `json:"finish_reason"`
	} `json:"choices"`
	Response json.RawMessage `json:"response"`
	Result   *reply          `json:"result"`
	Success  *bool           `json:"success"`
	Error    json.RawMessage `json:"error"`
}

// delta is what one event adds.
type delta struct {
	words  string
	finish string // why the reply ends: "stop", "length", "content_filter"; empty while it goes on
}

// endOfStream is the data of the last event, in both shapes.
const endOfStream = "[DONE]"

// errProvider says that the reply is an error. Its words stay with the
// provider: they can hold parts of the prompt or of the key.
var errProvider = errors.New("the reply is an error of the provider")

// readDelta reads the data of one event or the body of a reply in JSON.
func readDelta(data []byte) (delta, error) {
	var r reply
	if err := json.Unmarshal(data, &r); err != nil {
		return delta{}, err
	}
	if r.Result != nil && r.Error == nil {
		success := r.Success
		r = *r.Result
		r.Success = success
	}
	if len(r.Error) > 0 && string(r.Error) != "null" || r.Success != nil && !*r.Success {
		return delta{}, errProvider
	}
	var d delta
	var b strings.Builder
	add := func(s *string) {
		if s != nil {
			b.WriteString(*s)
		}
	}
	if len(r.Choices) > 0 { // one was asked for; further ones are other tellings
		add(r.Choices[0].Delta.Content)
		add(r.Choices[0].Message.Content)
		d.finish = r.Choices[0].Finish
	} else if len(r.Response) > 0 {
		words, err := responseWords(r.Response)
		if err != nil {
			return delta{}, err
		}
		b.WriteString(words)
	}
	d.words = b.String()
	return d, nil
}

// responseWords reads "response": a string, or, when the token is a number, a
// bare number.
func responseWords(raw json.RawMessage) (s string, err error) {
	var n json.Number
	if raw[0] != '"' && json.Unmarshal(raw, &n) == nil {
		return n.String(), nil
	}
	return s, json.Unmarshal(raw, &s)
}

package likeness

import "github.com/lamplight-help/lamplight/engine/text"

// denials are the words that turn a statement round, folded. Chinese and
// Japanese ones are characters.
var denials = map[string]bool{
	"不": true, "没": true, "無": true, "无": true, "未": true, "别": true,
	"not": true, "no": true, "never": true, "cannot": true, "without": true, "unable": true,
	"nicht": true, "kein": true, "keine": true, "ohne": true,
	"ne": true, "pas": true, "sans": true, "sin": true, "nao": true, "sem": true, "non": true, "senza": true,
	"niet": true, "geen": true, "zonder": true, "не": true, "нет": true, "без": true,
}

// Denies reports whether a question holds a denial: "can't", "not", 不, 没.
func Denies(q string) bool {
	for _, t := range text.Tokens(nil, q) {
		if denials[t.Text] || len(t.Text) > 3 && t.Text[len(t.Text)-3:] == "n't" {
			return true
		}
	}
	return false
}

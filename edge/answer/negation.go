package answer

import (
	"strings"

	"github.com/lamplight-help/lamplight/engine/text"
)

// A sentence and its source can share every word and say the opposite: "Cards
// cannot be unblocked" and "Cards can be unblocked". So the two must agree on
// whether they deny something. This knows the words of denial and nothing of
// grammar; it drops more than it must.

// deny holds the denying words of a language, folded.
func deny(language string) text.WordList {
	switch language {
	case "en":
		return "not no never cannot can't don't doesn't didn't won't isn't aren't wasn't weren't couldn't shouldn't " +
			"wouldn't mustn't hasn't haven't without neither nor none nothing nobody unable impossible"
	case "de":
		return "nicht kein keine keinen keinem keiner keines nie niemals ohne nichts niemand weder unmoglich"
	case "fr":
		return "ne n pas jamais sans aucun aucune rien ni impossible"
	case "es":
		return "no nunca jamas sin ningun ninguna nada ni tampoco imposible"
	case "pt":
		return "nao nunca jamais sem nenhum nenhuma nada nem impossivel"
	case "it":
		return "non mai senza nessun nessuno nessuna niente ne impossibile"
	case "nl":
		return "niet geen nooit zonder niets niemand onmogelijk"
	case "ru":
		return "не нет ни никогда без нельзя ничего никто невозможно"
	}
	return ""
}

// solidDenials are characters and pairs that deny in Chinese and Japanese.
// 不 alone also stands in words as 不同; dropping those is the safe side.
var solidDenials = []string{"不", "没", "無", "无", "未", "勿", "非", "别", "ない", "ません", "ず"}

// denies reports whether a folded sentence denies something.
func (w *words) denies(folded string) bool {
	for _, d := range solidDenials {
		if strings.Contains(folded, d) {
			return true
		}
	}
	w.tokens = text.Tokens(w.tokens[:0], folded)
	for i := range w.tokens {
		t := w.tokens[i].Text
		if w.deny.Has(t) || strings.HasSuffix(t, "n't") || strings.HasPrefix(t, "n'") {
			return true
		}
	}
	return false
}

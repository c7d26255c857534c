package answer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/engine/text"
)

// Article text and questions are data. A model reads data and orders through
// the same door, so three things are taken out before it sees any:
//
//   - runes that people do not see: tag characters, direction overrides, zero
//     width, variation selectors, private use. They can carry a whole hidden
//     message;
//   - marks of the prompt's own form: brackets that would be citations, angle
//     brackets that are role tokens in many chat templates;
//   - lines that speak to a machine. Losing a line of an article that explains
//     "ignore all previous instructions" costs less than obeying it.
//
// This lowers the odds of an injection and proves nothing. What proves is on
// the other side: a sentence that is not in the articles does not come out,
// and a line that was taken out here supports none.

// visible returns s without runes that people do not see, with every kind of
// line end as "\n" and every other blank as " ". Invalid UTF-8 is dropped.
func visible(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			if _, n := utf8.DecodeRuneInString(s[i:]); n > 1 {
				b.WriteRune(r)
			}
		case r == '\n' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029 || r == '\v' || r == '\f':
			b.WriteByte('\n')
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case !hidden(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden reports runes without a form of their own. The joiners U+200C and
// U+200D stay: Persian, Hindi and emoji need them.
func hidden(r rune) bool {
	switch {
	case r == 0x200C || r == 0x200D:
		return false
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0x34F:
		return true // variation selectors, tags, blank letters, grapheme joiner
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point)
}

// marks are what gives a prompt its form.
var marks = strings.NewReplacer("[", "(", "]", ")", "【", "(", "】", ")", "<", "‹", ">", "›", "```", "'''")

// order matches lines that speak to a language model, on folded text. It is
// linear in its input, as every expression of this package.
var order = regexp.MustCompile(`\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(previous|prior|above|earlier|all|any|your|the|system)\b.{0,40}\b(instruction|prompt|rule|direction|message|context|guideline)s?\b` +
	`|\byou are (now|no longer|an? (ai|assistant|language model))\b|\b(system|developer) (prompt|message)\b|\bas an ai\b|\bjailbreak` +
	`|^\W*(system|assistant|user|human|developer|tool|ai)\W*[:=]` +
	`|\bim_(start|end|sep)\b|\b(begin|end)_of_text\b|\b(start|end)_header_id\b|\beot_id\b|\bendoftext\b|\(/?inst\)|sys››` +
	`|(忽略|无视|忘记|忘掉|不要理会).{0,12}(指令|指示|提示|规则|说明|命令)|你(现在)?是(一个|一名)?(ai|人工智能|助手|语言模型)|系统提示` +
	`|\b(ignoriere|vergiss)\b.{0,40}\b(anweisung|regel)|\b(ignore[rsz]?|oublie[rsz]?)\b.{0,40}\b(consigne|instruction|regle)s?\b|\b(ignora|olvida)\b.{0,40}\b(instruccion|regla|istruzion)`)

// data returns text as it may stand in a prompt, at most limit bytes of it,
// cut between lines where that is possible.
func data(s string, limit int) string {
	var b strings.Builder
	for line := range strings.Lines(cut(marks.Replace(visible(s)), 2*limit)) {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" || order.Match(text.Fold(nil, line)) {
			continue
		}
		if b.Len()+len(line) >= limit {
			b.WriteString(cut(line, limit-b.Len()))
			break
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n")
}

// cut shortens s to at most n bytes, between runes.
func cut(s string, n int) string {
	if n <= 0 {
		return ""
	}
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

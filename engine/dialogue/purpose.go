package dialogue

import "github.com/lamplight-help/lamplight/engine/text"

// aim is what words are for, besides asking.
type aim uint8

const (
	asking aim = iota
	greeting
	farewell // thanks or goodbye
	wantsPerson
)

// Words of small talk, folded. A turn counts as small talk only when it holds
// nothing else: "hi, my card is blocked" is a question.
const (
	greetings = text.WordList("hi hello hey hallo hola bonjour ciao ola good morning afternoon evening there 你好 您好 你 您 好 在 吗 在吗 嗨")
	farewells = text.WordList("thanks thank you thx ty bye goodbye cheers great perfect that helped danke merci gracias grazie " +
		"obrigado 谢谢 谢 多谢 感谢 多 感 再见 再 见 拜拜 拜 你 您 谢你 谢您 ok okay got it very much so a lot no all good")
	hello  = text.WordList("hi hello hey hallo hola bonjour ciao ola morning afternoon evening 你好 您好 嗨 在吗")
	thanks = text.WordList("thanks thank thx ty bye goodbye cheers danke merci gracias grazie obrigado 谢谢 多谢 感谢 再见 拜拜 perfect " +
		"helped")
	people  = text.WordList("human person agent someone somebody operator representative advisor 人工 客服 真人")
	reach   = text.WordList("talk speak chat real live human connect transfer call contact reach agent please 人工 真人 转人")
	denying = text.WordList("no nope wrong not nein non 不是 不对 错了")
)

// Words that begin a request ("please refund my order") and those that make a
// question of it all the same ("can you tell me how to get a refund").
const (
	requests  = text.WordList("i please can could would let help do make start get give want need 我要 我想 帮我 请帮 麻烦 给我 想要")
	demands   = text.WordList("want need like please would you start me 我要 我想 帮我 请帮 麻烦 给我 想要")
	questions = text.WordList("how what why when where who which whose does is are did tell explain know if whether " +
		"怎么 如何 为什 什么 多久 多少 哪里 哪儿 吗 是否 能否 怎样")
)

// IsRequest reports whether words ask for something to be done, rather than
// to be told: "I want a refund", "refund my order please", "帮我退款".
func IsRequest(words string) bool {
	tokens := text.Tokens(nil, words)
	if len(tokens) == 0 || len(tokens) > 24 || IsQuestion(words) {
		return false
	}
	first := tokens[0]
	for _, t := range tokens {
		if t.Start == first.Start && requests.Has(t.Text) && anyIn(tokens, demands) {
			return true
		}
	}
	return tokens[len(tokens)-1].Text == "please" || first.Text == "start"
}

// IsQuestion reports whether words ask to be told something.
func IsQuestion(words string) bool {
	for _, mark := range [...]string{"?", "？"} {
		if n := len(words) - len(mark); n >= 0 && words[n:] == mark {
			return true
		}
	}
	return anyIn(text.Tokens(nil, words), questions)
}

// purpose tells small talk and the wish for a person from questions.
func purpose(words string) aim {
	tokens := text.Tokens(nil, words)
	if len(tokens) == 0 || len(tokens) > 14 {
		return asking
	}
	switch {
	case allIn(tokens, greetings) && anyIn(tokens, hello):
		return greeting
	case allIn(tokens, farewells) && anyIn(tokens, thanks):
		return farewell
	case len(tokens) <= 10 && anyIn(tokens, people) && anyIn(tokens, reach):
		return wantsPerson
	}
	return asking
}

func allIn(tokens []text.Token, set text.WordList) bool {
	for _, t := range tokens {
		if t.Kind != text.Pair && !set.Has(t.Text) {
			return false
		}
	}
	return true
}

func anyIn(tokens []text.Token, set text.WordList) bool {
	for _, t := range tokens {
		if set.Has(t.Text) {
			return true
		}
	}
	return false
}

// correction reports whether words reject the last answer, and what they say
// besides: "no, the other card" leaves "the other card".
func correction(words string) (rest string, ok bool) {
	tokens := text.Tokens(nil, words)
	if len(tokens) == 0 || len(tokens) > 16 {
		return "", false
	}
	first := tokens[0]
	for _, t := range tokens {
		if t.Start == first.Start && denying.Has(t.Text) {
			first, ok = t, true
		}
	}
	if !ok || first.Text == "not" && len(tokens) > 1 && tokens[1].Text == "working" {
		return "", false
	}
	rest = words[first.End:]
	for len(rest) > 0 && (rest[0] == ' ' || rest[0] == ',' || rest[0] == '.' || rest[0] == '!') {
		rest = rest[1:]
	}
	for _, comma := range [...]string{"，", "。", "！"} {
		if len(rest) >= len(comma) && rest[:len(comma)] == comma {
			rest = rest[len(comma):]
		}
	}
	return rest, true
}

package edge

import (
	"regexp"
	"strings"
)

// Masking. People type what they should not: a card number, a password. The
// conversation keeps it, for it is theirs, but it does not travel: transcripts
// and hand-offs to other systems carry a mask in its place.
//
// What can be proven is: a card number by its check digit (ISO/IEC 7812-1), an
// IBAN by its remainder (ISO 13616), a signed token by its shape. A password
// is known only by the word before it, so that rule masks a word too many
// rather than one too few.

// mask stands for what is hidden. Its length tells nothing.
const mask = "●●●●"

var (
	digitRuns   = regexp.MustCompile(`(?:\b[0-9]|[０-９])(?:[ .\-]?[0-9０-９]){12,18}`)
	ibans       = regexp.MustCompile(`(?i)\b[a-z]{2}[0-9]{2}(?: ?[a-z0-9]){11,30}\b`)
	tokens      = regexp.MustCompile(`\beyJ[\w\-]{8,}\.[\w\-]{8,}(?:\.[\w\-]*)?|\b(?:sk|pk|rk|ghp|gho|whsec|xox[abp])[_\-][\w\-]{16,}`)
	secretWords = regexp.MustCompile(`(?i)(?:\b(?:pass(?:word|code|phrase)?|passwort|pwd|pin|otp|cvv|cvc|secret|one[- ]time code|verification code|security code)\b|密码|口令|验证码|安全码)` +
		`(?:\s*(?:is|was|ist|=|:|：|是|为)\s*|\s*[=:：是为]\s*)(\S+)`)
)

// masked is text as it may leave.
func masked(text string) string {
	text = tokens.ReplaceAllString(text, mask)
	text = ibans.ReplaceAllStringFunc(text, maskIBAN)
	text = digitRuns.ReplaceAllStringFunc(text, func(s string) string { return maskIf(s, isCard) })
	for _, m := range reversed(secretWords.FindAllStringSubmatchIndex(text, -1)) {
		text = text[:m[2]] + mask + text[m[3]:]
	}
	return text
}

// reversed lets replacements go from the end, so that positions stay true.
func reversed(list [][]int) [][]int {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

func maskIf(s string, secret func(string) bool) string {
	if secret(s) {
		return mask
	}
	return s
}

// isCard tells 13 to 19 digits with a good check digit (Luhn).
func isCard(s string) bool {
	sum, n := 0, 0
	runes := []rune(s)
	for i := len(runes) - 1; i >= 0; i-- {
		r := runes[i]
		if r >= '０' && r <= '９' {
			r = r - '０' + '0'
		}
		if r < '0' || r > '9' {
			continue
		}
		d := int(r - '0')
		if n%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		n++
	}
	return n >= 13 && n <= 19 && sum%10 == 0 && sum > 0
}

// maskIBAN masks the account number with which s begins; words may follow it
// that look like more of it.
func maskIBAN(s string) string {
	for n := len(s); n >= 15; n-- {
		if (n == len(s) || s[n] == ' ') && isIBAN(s[:n]) {
			return mask + s[n:]
		}
	}
	return s
}

// isIBAN tells an account number whose remainder by 97 is 1.
func isIBAN(s string) bool {
	s = strings.ToUpper(strings.ReplaceAll(strings.TrimRight(s, " "), " ", ""))
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, r := range s[4:] + s[:4] {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	return rest == 1
}

package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decode brings a file to UTF-8 with "\n" at line ends. UTF-16 with a mark is
// understood, because spreadsheets write it; other encodings are refused.
func (r *reader) decode(name string, raw []byte) (string, bool) {
	text := string(raw)
	switch {
	case strings.HasPrefix(text, "\ufeff"):
		text = text[len("\ufeff"):]
	case len(raw) >= 2 && (raw[0] == 0xff && raw[1] == 0xfe || raw[0] == 0xfe && raw[1] == 0xff):
		text = decode16(raw[2:], raw[0] == 0xfe)
	}
	if i := invalid(text); i >= 0 {
		r.problem(name, 1+strings.Count(text[:i], "\n"), fmt.Sprintf("byte 0x%02x is not text in UTF-8; save the file as UTF-8", text[i]))
		return "", false
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), true
}

func decode16(raw []byte, big bool) string {
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		lo, hi := raw[i], raw[i+1]
		if big {
			lo, hi = hi, lo
		}
		units = append(units, uint16(lo)|uint16(hi)<<8)
	}
	return string(utf16.Decode(units))
}

// invalid returns the offset of the first byte that is not UTF-8, or NUL.
func invalid(s string) int {
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		if c == utf8.RuneError && n <= 1 || c == 0 {
			return i
		}
		i += n
	}
	return -1
}

var language = regexp.MustCompile(`^[a-z]{2,3}$`)

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slug makes a part of an id from a title. A title without Latin letters
// gets a short hash, which stays the same as long as the title does.
func slug(title string) string {
	s := strings.Trim(notSlug.ReplaceAllString(strings.ToLower(title), "-"), "-")
	letters := 0
	for _, c := range title {
		if c > 0x2ff {
			letters++
		}
	}
	if s == "" || letters > len(s) {
		sum := sha256.Sum256([]byte(title))
		return "t" + hex.EncodeToString(sum[:4])
	}
	return strings.Trim(s[:min(len(s), 60)], "-")
}

// localeOf brings "en-us", "zh_CN" or "" to the tag that names a folder.
func (r *reader) localeOf(tag string) string {
	lang, rest, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	lang = strings.ToLower(lang)
	if !language.MatchString(lang) {
		return r.locale
	}
	switch region := strings.ToUpper(rest); {
	case lang == "zh" && (region == "TW" || region == "HK" || region == "HANT"):
		return "zh-Hant"
	case lang == "pt" && region == "BR":
		return "pt-BR"
	}
	return lang
}

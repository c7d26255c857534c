package text

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Stemmer cuts the endings off the words of one language. The zero value
// leaves words as they are. It is not safe for use by two callers at once.
type Stemmer struct {
	lang      string
	functions WordList
	env       snowballstem.Env
}

// NewStemmer returns the stemmer for a BCP 47 locale such as "en" or "pt-BR".
// Only the language counts. Languages without a stemmer get one that does
// nothing.
func NewStemmer(locale string) *Stemmer {
	lang := Language(locale)
	return &Stemmer{lang: lang, functions: functionWords(lang)}
}

// Language returns the lower-case language of a locale: "pt" for "pt-BR".
func Language(locale string) string {
	var out []byte
	for i := 0; i < len(locale) && locale[i] != '-' && locale[i] != '_'; i++ {
		out = append(out, lowerASCII(locale[i]))
	}
	return string(out)
}

// Stem returns the stem of a folded word. Words with digits are left alone:
// they are codes and versions. So are scripts without spaces, whose letters
// begin with a byte from 0xE0 on.
func (s *Stemmer) Stem(word string) string {
	if len(word) < 3 || word[0] >= 0xE0 || hasDigit(word) {
		return word
	}
	switch s.lang {
	case "en":
		s.env.SetCurrent(word)
		english.Stem(&s.env)
		return s.env.Current()
	}
	return word
}

// IsFunction reports whether a folded word belongs to the grammar of a question
// rather than to its subject.
func (s *Stemmer) IsFunction(word string) bool { return s.functions.Has(word) }

func hasDigit(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			return true
		}
	}
	return false
}

package text

// A stemmer here is a table. It is a list of passes, and a pass is a list of
// rules "suffix>replacement:least". The first rule of a pass whose suffix fits,
// and that leaves at least so many bytes before it, is applied; then comes the
// next pass. At the end a double letter becomes one.
//
// The tables are light on purpose: they join inflections (and the commonest
// derivations) of one word, and rather miss a pair than join two words. All of
// them together weigh less than one full stemmer: Snowball's English alone is
// five kilobytes of code in the page, the eight languages twenty.

// Stemmer cuts the endings off the words of one language.
type Stemmer struct {
	rules     string
	elides    bool // articles are written on to the word: l'eau, dell'acqua
	functions WordList
}

// NewStemmer returns the stemmer for a BCP 47 locale such as "en" or "pt-BR".
// Only the language counts. Languages without a table get one that leaves
// words as they are.
func NewStemmer(locale string) *Stemmer {
	lang := Language(locale)
	return &Stemmer{rules: suffixes(lang), elides: lang == "fr" || lang == "it", functions: functionWords(lang)}
}

// Language returns the lower-case language of a locale: "pt" for "pt-BR".
func Language(locale string) string {
	var out []byte
	for i := 0; i < len(locale) && locale[i] != '-' && locale[i] != '_'; i++ {
		out = append(out, lowerASCII(locale[i]))
	}
	return string(out)
}

// IsFunction reports whether a folded word belongs to the grammar of a question
// rather than to its subject.
func (s *Stemmer) IsFunction(word string) bool { return s.functions.Has(word) }

// Stem returns the stem of a folded word. Words with digits are left alone:
// they are codes and versions. So are scripts without spaces, whose letters
// begin with a byte from 0xE0 on.
func (s *Stemmer) Stem(word string) string {
	if s.rules == "" || len(word) < 3 || word[0] >= 0xE0 || hasDigit(word) {
		return word
	}
	if s.elides {
		word = withoutArticle(word)
	}
	for at := 0; at < len(s.rules); {
		word, at = pass(s.rules, at, word)
	}
	if n := len(word); n > 3 && word[n-1] == word[n-2] {
		word = word[:n-1]
	}
	return word
}

// withoutArticle drops what stands before an apostrophe: "l'eau" is "eau".
func withoutArticle(word string) string {
	for i := 1; i < len(word)-2 && i <= 5; i++ {
		if word[i] == '\'' {
			return word[i+1:]
		}
	}
	return word
}

// pass runs the pass that begins at rules[at:] and returns the word and where
// the next pass begins.
func pass(rules string, at int, word string) (string, int) {
	done := false
	for at < len(rules) && rules[at] != '|' {
		from := at
		for rules[at] != '>' {
			at++
		}
		suffix := rules[from:at]
		from = at + 1
		for rules[at] != ':' {
			at++
		}
		replacement, least := rules[from:at], int(rules[at+1]-'0')
		at += 2
		if at < len(rules) && rules[at] == ' ' {
			at++
		}
		if keep := len(word) - len(suffix); !done && keep >= least && word[keep:] == suffix {
			word, done = word[:keep]+replacement, true
		}
	}
	return word, at + 1
}

func hasDigit(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			return true
		}
	}
	return false
}

package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	cases := []struct{ in, want string }{
		{"Passwort ÄNDERN", "passwort andern"},
		{"Straße", "strasse"},
		{"Œuvre français", "oeuvre francais"},
		{"Ｆｕｌｌ　Ｗｉｄｔｈ１２", "full width12"},
		{"ﾊﾟｽﾜｰﾄﾞ", "ハﾟスワートﾞ"},
		{"Ёлка СЧЁТ", "елка счет"},
		{"ΛΌΓΟΣ Ώρα", "λογοσ ωρα"},
		{"don’t", "don't"},
		{"e\u0301te\u0301", "ete"},
		{"Tiếng Việt", "tieng viet"},
		{"a\xffb", "ab"},
	}
	for _, c := range cases {
		if got := string(Fold(nil, c.in)); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFoldTwiceIsFoldOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Fold(nil, rapid.String().Draw(t, "s"))
		if twice := Fold(nil, string(once)); string(once) != string(twice) {
			t.Fatalf("%q became %q", once, twice)
		}
	})
}

func TestFoldStringIsFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		for _, k := range Tokens(nil, s) {
			if part := s[k.Start:k.End]; utf8.ValidString(part) && k.Text != string(Fold(nil, part)) {
				t.Fatalf("%q: %q, want %q", part, k.Text, Fold(nil, part))
			}
		}
	})
	for r := rune(0x80); r < 0x30000; r++ {
		if s := string(r); utf8.ValidString(s) && ScriptOf(r) != None && foldString(s) != string(Fold(nil, s)) {
			t.Fatalf("U+%04X: %q, want %q", r, foldString(s), Fold(nil, s))
		}
	}
}

func join(tokens []Token) string {
	var out []string
	for _, t := range tokens {
		out = append(out, t.Text)
	}
	return strings.Join(out, " ")
}

func TestTokens(t *testing.T) {
	cases := []struct{ in, want string }{
		{"Don't panic: it's app.ini!", "don't panic it's app ini"},
		{"修改密码", "修 修改 改 改密 密 密码 码"},
		{"iPhone12 的密码", "iphone12 的 的密 密 密码 码"},
		{"カードを", "カー ード ドを"},
		{"비밀번호를 변경", "비밀번호를 비밀 밀번 번호 호를 변경"},
		{"é", "e"},
		{"...", ""},
		{"\xff\xfe", ""},
	}
	for _, c := range cases {
		got := Tokens(nil, c.in)
		slices.SortStableFunc(got, func(a, b Token) int { return int(a.Start - b.Start) })
		if c.in == "修改密码" || c.in == "iPhone12 的密码" {
			slices.SortStableFunc(got, func(a, b Token) int { return int(a.Start-b.Start)*100 + int(a.End-b.End) })
		}
		if join(got) != c.want {
			t.Errorf("Tokens(%q) = %q, want %q", c.in, join(got), c.want)
		}
	}
}

func TestTokensLieInTheSource(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		for _, k := range Tokens(nil, s) {
			if k.Start < 0 || k.Start >= k.End || int(k.End) > len(s) {
				t.Fatalf("%+v lies outside %q", k, s)
			}
			if !utf8.ValidString(k.Text) || k.Text == "" {
				t.Fatalf("%+v of %q", k, s)
			}
		}
	})
}

// The full rules of UAX #29 also keep "app.ini" and "3.14" together; cut at
// punctuation, both sides must agree on words of scripts with spaces.
func TestWordsAgreeWithUAX29(t *testing.T) {
	piece := rapid.SampledFrom([]string{"don't", "l’eau", "Straße", "пароль", "code", "x1", "2024", "λόγος", "naïve", "tiếng", " ", "  ", ", ", "! ", " - ", " (", ") ", "\n"})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), " ")
		var want []string
		for it := words.FromString(s); it.Next(); {
			w := it.Value()
			if r, _ := utf8.DecodeRuneInString(w); ScriptOf(r) == Word {
				want = append(want, string(Fold(nil, w)))
			}
		}
		if got := join(Tokens(nil, s)); got != strings.Join(want, " ") {
			t.Fatalf("%q: got %q, want %q", s, got, want)
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	const s = "How do I change the password of my account when the phone is lost?"
	var dst []Token
	for b.Loop() {
		dst = Tokens(dst[:0], s)
	}
}

package index

import (
	"math"
	"sort"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/text"
	"pgregory.net/rapid"
)

func open(t testing.TB, docs []Document, locale string) *Index {
	t.Helper()
	b, err := BuildDocuments(docs, locale)
	if err != nil {
		t.Fatal(err)
	}
	x, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var payments = []Document{
	{Title: "Change your password", Questions: []string{"How do I reset my password?", "forgot my login"}, Body: "Open Settings, then Security. Choose Change and follow the steps."},
	{Title: "Bind a bank card", Questions: []string{"add a credit card"}, Body: "The phone number must be the one your bank has on file."},
	{Title: "Refunds", Questions: []string{"When do I get my money back?"}, Headings: "How long a refund takes", Body: "A refund arrives within five working days on the card you paid with."},
	{Title: "Coupons do not stack", Body: "Only one coupon counts for each order, the one that saves you the most."},
}

func TestSearchFindsTheArticle(t *testing.T) {
	x := open(t, payments, "en")
	cases := []struct {
		query  string
		typing bool
		want   int32
	}{
		{"I forgot my password", false, 0},
		{"changing passwords", false, 0},
		{"pasword", false, 0},
		{"pass", true, 0},
		{"binding of my card", false, 1},
		{"refunded", false, 2},
		{"how long does a refund take", false, 2},
		{"several coupons", false, 3},
		{"REFUND!!!", false, 2},
	}
	for _, c := range cases {
		hits := x.Search(c.query, Context{Typing: c.typing}, 3)
		if len(hits) == 0 || hits[0].Article != c.want {
			t.Errorf("%q: got %+v, want article %d", c.query, hits, c.want)
		}
	}
	if hits := x.Search("xyzzy plugh", Context{}, 3); len(hits) != 0 {
		t.Errorf("nonsense found %+v", hits)
	}
}

func TestSearchChinese(t *testing.T) {
	x := open(t, []Document{
		{Title: "如何修改登录密码", Body: "打开设置，选择安全，然后点击修改。"},
		{Title: "绑定银行卡", Body: "手机号必须与银行预留的一致。"},
		{Title: "退款多久到账", Body: "一般在五个工作日内到账。"},
	}, "zh")
	for query, want := range map[string]int32{"密码怎么改": 0, "银行卡绑不上": 1, "退款什么时候到": 2} {
		hits := x.Search(query, Context{}, 3)
		if len(hits) == 0 || hits[0].Article != want {
			t.Errorf("%s: got %+v, want %d", query, hits, want)
		}
	}
}

// Without a dictionary: pairs of characters find words inside runs of letters,
// and Korean nouns below their particles.
func TestSearchJapaneseAndKorean(t *testing.T) {
	ja := open(t, []Document{{Title: "パスワードを変更する"}, {Title: "返金にかかる日数"}, {Title: "銀行カードを登録する"}}, "ja")
	for query, want := range map[string]int32{"パスワード変更の方法": 0, "返金はいつ届きますか": 1, "カードの登録ができない": 2, "ﾊﾟｽﾜｰﾄﾞ 変更": 0} {
		if hits := ja.Search(query, Context{}, 1); len(hits) == 0 || hits[0].Article != want {
			t.Errorf("%s: %+v, want %d", query, hits, want)
		}
	}
	ko := open(t, []Document{{Title: "비밀번호 변경하기"}, {Title: "환불은 며칠 걸리나요"}, {Title: "은행 카드 등록"}}, "ko")
	for query, want := range map[string]int32{"비밀번호를 바꾸고 싶어요": 0, "환불 기간": 1, "카드를 등록하려면": 2} {
		if hits := ko.Search(query, Context{}, 1); len(hits) == 0 || hits[0].Article != want {
			t.Errorf("%s: %+v, want %d", query, hits, want)
		}
	}
}

// Every language with a table finds another form of the word.
func TestSearchJoinsForms(t *testing.T) {
	cases := []struct{ locale, title, query string }{
		{"de", "Kündigung des Vertrags", "wie kündige ich"}, {"fr", "Supprimer un compte", "comment je supprime mes comptes"},
		{"es", "Cambiar la contraseña", "cambio de contraseñas"}, {"pt", "Cancelamento da encomenda", "quero cancelar encomendas"},
		{"it", "Rimborso di un ordine", "rimborsi degli ordini"}, {"nl", "Betaling wijzigen", "betalingen"}, {"ru", "Возврат оплаты", "возврата"},
	}
	for _, c := range cases {
		x := open(t, []Document{{Title: "xyz"}, {Title: c.title}, {Title: "abc"}}, c.locale)
		if hits := x.Search(c.query, Context{}, 1); len(hits) == 0 || hits[0].Article != 1 {
			t.Errorf("%s: %q does not find %q: %+v", c.locale, c.query, c.title, hits)
		}
	}
}

func TestTermsPointIntoTheQuestion(t *testing.T) {
	x := open(t, payments, "en")
	const q = "Was my PASSWORD changed?"
	hits := x.Search(q, Context{}, 1)
	var words []string
	for _, m := range hits[0].Terms {
		words = append(words, q[m.Start:m.End]+"="+m.Stem)
	}
	if got := strings.Join(words, " "); got != "my=my PASSWORD=password changed=chang" {
		t.Fatalf("got %q", got)
	}
}

func TestPriorLiftsWhatMatches(t *testing.T) {
	x := open(t, []Document{{Title: "Limits of a card"}, {Title: "Limits of an account"}, {Title: "Coupons"}}, "en")
	if hits := x.Search("limits", Context{}, 2); hits[0].Article != 0 {
		t.Fatalf("among equals the first article wins: %+v", hits)
	}
	if hits := x.Search("limits", Context{Prior: []Prior{{Article: 1, Weight: 500}}}, 2); hits[0].Article != 1 {
		t.Fatalf("the prior did not count: %+v", hits)
	}
	if hits := x.Search("coupon", Context{Prior: []Prior{{Article: 1, Weight: 1000}, {Article: -1}, {Article: 99}}}, 2); len(hits) != 1 {
		t.Fatalf("a prior alone made a hit: %+v", hits)
	}
}

// word draws from a small vocabulary, so that documents share stems.
func word() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"ant", "bee", "cow", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay", "密", "码"})
}

func sentence(t *rapid.T, name string) string {
	return strings.Join(rapid.SliceOfN(word(), 0, 8).Draw(t, name), " ")
}

// bruteForce is BM25F straight from the definition, without quantisation.
func bruteForce(docs []Document, weight [fieldCount]float64, query string) []float64 {
	tokens := func(s string) map[string]float64 {
		out := map[string]float64{}
		for _, t := range text.Tokens(nil, s) {
			out[t.Text]++
		}
		return out
	}
	size := func(m map[string]float64) (n float64) {
		for _, c := range m {
			n += c
		}
		return n
	}
	fields := make([][fieldCount]map[string]float64, len(docs))
	var mean, having [fieldCount]float64
	for i, d := range docs {
		fields[i] = [fieldCount]map[string]float64{tokens(d.Title), tokens(strings.Join(d.Questions, " ")), tokens(d.Headings), tokens(d.Body)}
		for f, m := range fields[i] {
			if size(m) > 0 {
				mean[f] += size(m)
				having[f]++
			}
		}
	}
	scores := make([]float64, len(docs))
	for term := range tokens(query) {
		df, tf := 0.0, make([]float64, len(docs))
		for i := range docs {
			for f, m := range fields[i] {
				if m[term] > 0 {
					tf[i] += weight[f] * m[term] / (1 - fieldB + fieldB*size(m)/(mean[f]/having[f]))
				}
			}
			if tf[i] > 0 {
				df++
			}
		}
		for i := range docs {
			scores[i] += math.Log(1+(float64(len(docs))-df+.5)/(df+.5)) * tf[i] / (saturation + tf[i])
		}
	}
	return scores
}

func TestSearchAgreesWithBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := make([]Document, rapid.IntRange(1, 12).Draw(t, "docs"))
		for i := range docs {
			docs[i] = Document{Title: sentence(t, "title"), Questions: []string{sentence(t, "question")}, Headings: sentence(t, "headings"), Body: sentence(t, "body")}
		}
		query := sentence(t, "query")
		b, err := BuildDocuments(docs, "en")
		if err != nil {
			t.Fatal(err)
		}
		x, err := Open(b)
		if err != nil {
			t.Fatal(err)
		}
		want := bruteForce(docs, count(docs, "en").weight, query)
		x.model.columns = 0
		hits := x.Search(query, Context{}, MaxHits)
		if !sort.SliceIsSorted(hits, func(i, j int) bool { return hits[i].Score > hits[j].Score }) {
			t.Fatalf("not sorted: %+v", hits)
		}
		// An impact is off by at most 1/32; a query has at most 8 words of idf < 4.
		for _, h := range hits {
			perfect := float64(x.query.ideal) / 1024 / (2*impactLevels - 1)
			if got := float64(h.Parts.Share) * perfect * (2*impactLevels - 1) / (2 * impactLevels); math.Abs(got-want[h.Article]) > 8*4.0/32+0.01*perfect {
				t.Fatalf("article %d scores %.3f, brute force %.3f", h.Article, got, want[h.Article])
			}
		}
		for doc, s := range want {
			found := false
			for _, h := range hits {
				found = found || h.Article == int32(doc)
			}
			if s > 0 && !found {
				t.Fatalf("article %d with %.3f is missing in %+v", doc, s, hits)
			}
		}
	})
}

func TestDictionaryFindsEveryStem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-d]{1,6}`), 1, 60, rapid.ID[string]).Draw(t, "words")
		sort.Strings(words)
		var w dictWriter
		for i, s := range words {
			w.add(s, i)
		}
		d := dict{w.blocks, w.data, w.sigs, w.terms}
		for i, s := range words {
			e, ok := d.find(s)
			if !ok || e.id != int32(i) || e.end-e.start != uint32(i) {
				t.Fatalf("find(%q) = %+v %v", s, e, ok)
			}
		}
		if _, ok := d.find("zzz"); ok {
			t.Fatal("found a word that is not there")
		}
	})
}

func TestDistance(t *testing.T) {
	cases := []struct {
		a, b string
		want int32
	}{{"password", "password", 0}, {"pasword", "password", 1}, {"passwrod", "password", 1}, {"passwort", "password", 1}, {"psswrd", "password", 2}, {"refund", "coupon", 3}}
	for _, c := range cases {
		if got := distance(c.a, []byte(c.b), 2); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	b, err := BuildDocuments(payments, "en")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b, "refund my pasword")
	f.Add([]byte(magic), "x")
	f.Fuzz(func(t *testing.T, b []byte, query string) {
		x, err := Open(b)
		if err != nil {
			return
		}
		for _, h := range x.Search(query, Context{Typing: true}, 5) {
			if h.Article < 0 || h.Article >= x.Len() {
				t.Fatalf("article %d of %d", h.Article, x.Len())
			}
		}
	})
}

func TestDamageNeverTraps(t *testing.T) {
	b, err := BuildDocuments(payments, "en")
	if err != nil {
		t.Fatal(err)
	}
	for i := range b {
		for _, flip := range []byte{0x01, 0x80, 0xFF} {
			bad := append([]byte(nil), b...)
			bad[i] ^= flip
			if x, err := Open(bad); err == nil {
				x.Search("refund pasword chan", Context{Typing: true}, 5)
			}
		}
		if x, err := Open(b[:i]); err == nil {
			x.Search("refund pasword chan", Context{Typing: true}, 5)
		}
	}
}

func TestNearestPhrasing(t *testing.T) {
	x := open(t, payments, "en")
	phrasings := []string{"How do I reset my password?", "I forgot my login", "add a credit card"}
	for q, want := range map[string]int32{"password reset": 0, "forgot the login": 1, "adding cards": 2, "xyzzy": -1} {
		if got, closeness := x.Nearest(q, phrasings); got != want || closeness < 0 || closeness > 1000 {
			t.Errorf("%q: %d at %d, want %d", q, got, closeness, want)
		}
	}
	if got, closeness := x.Nearest(phrasings[1], phrasings); got != 1 || closeness != 1000 {
		t.Errorf("itself: %d at %d", got, closeness)
	}
}

var phrased = []Document{
	{Title: "Password", Questions: []string{"change my password", "reset password", "forgot the password", "password does not work"}},
	{Title: "Refund", Questions: []string{"where is my refund", "money back for an order", "refund has not arrived", "how long is a refund"}},
	{Title: "Card", Questions: []string{"bind a card", "add my credit card", "new card please", "card was declined"}},
}

func TestModelLearnsPhrasings(t *testing.T) {
	x := open(t, phrased, "en")
	if x.model.columns != 3 {
		t.Fatalf("no model for %d phrasings each", len(phrased[0].Questions))
	}
	for q, want := range map[string]int32{"passwort resetting": 0, "I would like my money": 1, "declined": 2} {
		hits := x.Search(q, Context{}, 3)
		if len(hits) == 0 || hits[0].Article != want {
			t.Errorf("%q: %+v, want %d", q, hits, want)
		}
	}
	known, unknown := x.Search("reset my password", Context{}, 1), x.Search("recipe for pancakes", Context{}, 1)
	if known[0].Confidence < KnownAt {
		t.Errorf("a known question: %+v", known[0])
	}
	if len(unknown) > 0 && unknown[0].Confidence >= KnownAt {
		t.Errorf("an unknown question: %+v", unknown[0])
	}
}

func TestBuildIsTheSameEveryTime(t *testing.T) {
	for _, docs := range [][]Document{payments, phrased} {
		a, err := BuildDocuments(docs, "en")
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if b, _ := BuildDocuments(docs, "en"); string(a) != string(b) {
				t.Fatal("two builds of the same documents differ")
			}
		}
	}
}

func TestDamagedModelNeverTraps(t *testing.T) {
	b, err := BuildDocuments(phrased, "en")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(b); i++ {
		bad := append([]byte(nil), b...)
		bad[i] ^= byte(1 << (i % 8))
		if x, err := Open(bad); err == nil {
			x.Search("reset pasword card", Context{Typing: true}, 3)
		}
	}
}

func TestEmptyKnowledgeBase(t *testing.T) {
	for _, docs := range [][]Document{nil, {{}}, {{Title: "?"}}} {
		x := open(t, docs, "en")
		if hits := x.Search("anything", Context{Prior: []Prior{{Article: 0, Weight: 500}}}, 3); len(hits) != 0 {
			t.Errorf("%d documents: %+v", len(docs), hits)
		}
	}
}

func TestSearchKeepsItsLimits(t *testing.T) {
	x := open(t, payments, "en")
	if hits := x.Search("card", Context{}, 0); len(hits) != 0 {
		t.Errorf("k = 0: %+v", hits)
	}
	if hits := x.Search(strings.Repeat("refund card password ", 5000), Context{Typing: true}, 1000); len(hits) == 0 || len(hits) > MaxHits {
		t.Errorf("a long question: %d hits", len(hits))
	}
	x.Search(strings.Repeat("密", 3000), Context{}, 3)
}

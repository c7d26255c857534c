package index

import "github.com/lamplight-help/lamplight/engine/text"

const (
	// MaxQuery is the number of bytes of a question that are read. Longer
	// input is a pasted log, and its beginning says what it is about.
	MaxQuery = 2048
	// MaxHits caps k.
	MaxHits = 64

	maxTerms    = 32 // stems of a query that are scored; one bit each
	prefixTerms = 8  // completions of the last word that are scored
	// dictionary entries looked at for completions: one letter begins thousands
	prefixScanned = 256
	full          = 256

	// A pair of characters weighs this part of a word: its characters are
	// matched as well, and on Chinese questions they say more than the pair.
	pairPart = 4

	functionShare = 8 // an unknown "please" weighs this part of an unknown noun
)

// Context says what is known about the visitor besides the words.
type Context struct {
	// Prior names articles that are more probable here and now: those
	// anchored where the visitor is, those that answer a present struggle,
	// those that follow up on the one just read.
	Prior []Prior
	// Typing is true while the last word may be unfinished.
	Typing bool
}

// Prior is one article and how much more probable it is: 1000 lifts it by up
// to priorLift, a part of what a perfect match of the question would score.
type Prior struct {
	Article int32
	Weight  int32 // 0..1000
}

// Hit is one article that may answer.
type Hit struct {
	Article    int32
	Score      int32   // millionths, may be negative; only comparable within one search
	Confidence int32   // 0..1000, see KnownAt
	Belief     float64 // log-odds behind Confidence, for evaluation and traces
	Parts      Parts   // where it comes from, for traces
	Terms      []Term  // what matched, in the order of the question
}

// Parts are what a score and a confidence are made of.
type Parts struct {
	Share  float32 // BM25F as a share of what a perfect match of the question scores, 0..1
	Cover  float32 // BM25F as a share of what the article's own phrasings score, 0..1
	Lead   float32 // Share above that of the next hit, -1..1
	Weight float32 // BM25F against the mean of own phrasings of all articles, 0 up
	Known  float32 // what the matched words say of what all words say, grammar aside, 0..1
	Margin float32 // of the linear model, about -1..1; 0 without one
	Cosine float32 // to the article's prototype, 0..2; 0 without a model
}

// Term is one match between a word of the question and a stem of the article.
type Term struct {
	Start, End int32  // byte range in the question
	Stem       string // as in the dictionary: a prefix of the words to highlight, mostly
}

// query is the analysed question.
type query struct {
	tokens []text.Token
	stems  []string // one per token
	says   []int32  // per token, what it says about the subject: its idf, 0 for grammar
	terms  []queryTerm
	ideal  int64 // what a document would score that matches every word fully
}

// queryTerm is one stem to look for.
type queryTerm struct {
	entry  entry
	stem   string
	token  int32 // index of the token it stands for
	weight int32 // 256 for an exact match, less for a guess
	idf    int32
}

// Search returns up to k hits, best first, equal ones by article number.
func (x *Index) Search(q string, ctx Context, k int) []Hit {
	x.weigh(q, ctx.Typing)
	x.combine()
	x.addPriors(ctx.Prior)
	return x.top(min(k, MaxHits))
}

// weigh measures every document against a question, part by part.
func (x *Index) weigh(q string, typing bool) {
	if len(q) > MaxQuery {
		q = q[:MaxQuery]
	}
	x.analyse(q, typing)
	x.score()
	x.margin()
}

// analyse fills x.query with the stems of q and their stand-ins.
func (x *Index) analyse(q string, typing bool) {
	qy := &x.query
	qy.tokens = text.Tokens(qy.tokens[:0], q)
	qy.terms, qy.stems, qy.says, qy.ideal = qy.terms[:0], qy.stems[:0], qy.says[:0], 0
	for i := range qy.tokens {
		t := &qy.tokens[i]
		qy.stems, qy.says = append(qy.stems, cut(x.stemmer.Stem(t.Text))), append(qy.says, 0)
		if len(qy.terms) >= maxTerms || x.repeated(i) {
			continue
		}
		last := typing && i == len(qy.tokens)-1 && int(t.End) == len(q)
		v := x.match(int32(i), qy.stems[i], last)
		if t.Kind != text.Pair && !x.stemmer.IsFunction(t.Text) {
			qy.says[i] = v
		}
		qy.ideal += int64(v) * (2*impactLevels - 1)
	}
}

// repeated reports whether token i already occurred in the question.
func (x *Index) repeated(i int) bool {
	for j := 0; j < i; j++ {
		if x.query.tokens[j].Text == x.query.tokens[i].Text {
			return true
		}
	}
	return false
}

// match adds the stems that stand for one token and returns the token's idf. A
// word that the knowledge base does not hold counts like the rarest one.
func (x *Index) match(token int32, stem string, unfinished bool) int32 {
	share := int32(full)
	if x.query.tokens[token].Kind == text.Pair {
		share = full / pairPart
	}
	best := x.find(token, stem, share, unfinished)
	if best == 0 {
		best = x.guess(token, stem)
	}
	return best * share / full
}

// find adds the stem itself and, for an unfinished word, its completions. It
// returns 0 when there are none.
func (x *Index) find(token int32, stem string, share int32, unfinished bool) int32 {
	best := int32(0)
	if e, exact := x.dict.find(stem); exact {
		best = x.addTerm(token, stem, e, share)
	}
	if unfinished {
		best = max(best, x.complete(token, stem))
	}
	return best
}

// guess adds the stems that an unknown word may be a misspelling of, and
// returns what the word weighs.
func (x *Index) guess(token int32, stem string) int32 {
	t := &x.query.tokens[token]
	if t.Kind == text.Whole {
		for _, c := range x.similar(stem) {
			x.addTerm(token, x.termText(c.entry.id), c.entry, full*(4-c.distance)/5)
		}
	}
	rarest := idf(1, uint32(x.docs))
	if x.stemmer.IsFunction(t.Text) {
		return rarest / functionShare
	}
	return rarest
}

// addTerm appends a stem to the query and returns its idf.
func (x *Index) addTerm(token int32, stem string, e entry, weight int32) int32 {
	df, _ := uvarint(x.list(e), 0)
	v := idf(df, uint32(x.docs))
	if len(x.query.terms) < maxTerms {
		x.query.terms = append(x.query.terms, queryTerm{e, stem, token, weight, v})
	}
	return v
}

// complete adds the stems that begin with the unfinished word and that most
// documents hold, among the first prefixScanned in the dictionary.
func (x *Index) complete(token int32, stem string) int32 {
	type completion struct {
		entry entry
		df    uint32
	}
	var best [prefixTerms]completion
	var c cursor
	c.seek(&x.dict, x.dict.floor(stem))
	n := 0
	for scanned := 0; scanned < prefixScanned && c.step(); {
		if compare(c.next.text, stem) <= 0 {
			continue
		}
		if len(c.next.text) < len(stem) || string(c.next.text[:len(stem)]) != stem {
			break
		}
		scanned++
		df, _ := uvarint(x.list(c.next), 0)
		at := n
		for at > 0 && best[at-1].df < df {
			at--
		}
		if at >= prefixTerms {
			continue
		}
		n = min(n+1, prefixTerms)
		copy(best[at+1:n], best[at:n-1])
		best[at] = completion{c.next, df}
	}
	top := int32(0)
	for i := 0; i < n; i++ {
		best[i].entry.text = nil // it points into the cursor
		top = max(top, x.addTerm(token, x.termText(best[i].entry.id), best[i].entry, full/2))
	}
	return top
}

// termText returns the stem with the given number.
func (x *Index) termText(id int32) string {
	var c cursor
	c.seek(&x.dict, id/blockTerms)
	for c.step() {
		if c.next.id == id {
			return string(c.next.text)
		}
	}
	return ""
}

// score adds up the impacts of all stems. A document gets, for each word of the
// question, at most what the best stand-in of that word gives: postings of one
// token are merged by the maximum through the mask of the token.
func (x *Index) score() {
	x.reset()
	for i := range x.query.terms {
		t := &x.query.terms[i]
		var l list
		l.open(x.list(t.entry))
		bit := uint32(1) << i
		rivals := x.rivals(i)
		for {
			impact, ok := l.next()
			if !ok {
				break
			}
			if l.doc < 0 || l.doc >= x.docs || x.masks[l.doc]&rivals != 0 {
				continue
			}
			x.scores[l.doc] += t.idf * impact * t.weight / full
			x.masks[l.doc] |= bit
		}
	}
}

// rivals returns the bits of earlier terms that stand for the same token.
func (x *Index) rivals(i int) uint32 {
	var bits uint32
	for j := 0; j < i; j++ {
		if x.query.terms[j].token == x.query.terms[i].token {
			bits |= 1 << j
		}
	}
	return bits
}

func (x *Index) reset() {
	if x.scores == nil {
		x.scores, x.masks = make([]int32, x.docs), make([]uint32, x.docs)
		x.margins, x.cosines, x.fused = make([]float32, x.model.columns), make([]float32, x.model.columns), make([]float32, x.docs)
		return
	}
	clear(x.scores)
	clear(x.masks)
	clear(x.margins)
	clear(x.cosines)
}

// margin runs the linear model, when there is one.
func (x *Index) margin() {
	if x.model.columns == 0 {
		return
	}
	x.features.read(x.query.tokens, func(i int) string { return x.query.stems[i] })
	x.values = x.model.group(x.margins, x.cosines, x.features.words, x.values)
	x.values = x.model.group(x.margins, x.cosines, x.features.grams, x.values)
	for i := range x.margins {
		x.margins[i] = float32((x.margins[i] + x.model.bias(int32(i))) * x.model.scale)
		x.cosines[i] = float32(x.cosines[i] * x.model.protoScale)
	}
}

// addPriors lifts articles that matched something already. A prior decides
// between articles that the words leave close to each other, and never brings
// up one that the words leave behind: its whole lift goes to an article as good
// as the best, and none to one that is priorReach or more below it. Of several
// entries for one article the strongest counts.
func (x *Index) addPriors(prior []Prior) {
	if len(prior) == 0 || x.docs == 0 {
		return
	}
	best := x.fused[0]
	for _, v := range x.fused[1:] {
		best = max(best, v)
	}
	for i, p := range prior {
		if p.Article < 0 || p.Article >= x.docs || x.masks[p.Article] == 0 || weaker(prior, i) {
			continue
		}
		weight := float32(max(0, min(p.Weight, 1000))) / 1000
		near := 1 - float32(best-x.fused[p.Article])/priorReach
		if near > 0 {
			x.fused[p.Article] += float32(float32(weight*priorLift) * near)
		}
	}
}

// In shares of a perfect match, as fused scores are. On the demo's base the
// right article leads the next by about 0.4 when it is named, and by less than
// 0.15 when only a grey button is.
const (
	priorLift  = 0.35
	priorReach = 0.45
)

// weaker reports whether another entry speaks more strongly for the article of
// entry i, or as strongly and earlier.
func weaker(prior []Prior, i int) bool {
	for j, p := range prior {
		if p.Article == prior[i].Article && (p.Weight > prior[i].Weight || p.Weight == prior[i].Weight && j < i) {
			return true
		}
	}
	return false
}

package dialogue

import "github.com/lamplight-help/lamplight/engine/index"

// closeGap is how near the second hit must come to the first, in the millionths
// of index.Hit.Score, for the dialogue to ask which one is meant: five
// hundredths of a perfect match.
const closeGap = 50000

// failuresToPerson is after how many turns without help a person is offered
// beside every further answer.
const failuresToPerson = 2

// Index is what a conversation needs of *index.Index.
type Index interface {
	Search(q string, ctx index.Context, k int) []index.Hit
	Locale() string
}

// State is one conversation. The words of the last few questions are kept to
// understand follow-ups; they never leave the page.
type State struct {
	memory   *Memory
	asked    string  // the last question in words, as searched
	answered []int32 // articles shown, the last one at the end
	rejected []int32 // articles that did not help
	failures int32   // turns since the last one that helped
	engaged  bool    // something was asked or opened
	opened   bool    // the last question has an answer, and it was opened
	unhappy  bool    // the last judgement was no, or a correction followed
	person   bool    // a person was asked for
}

// New starts a conversation.
func New() *State { return &State{} }

// Open is the turn before the first word: the most probable questions.
func (s *State) Open(probable []index.Prior) Turn {
	t := turn(Suggest)
	for len(t.Options) < maxOptions {
		best := -1
		for i, p := range probable {
			if !contains(t.Options, p.Article) && (best < 0 || p.Weight > probable[best].Weight) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		t.Options = append(t.Options, probable[best].Article)
	}
	if len(t.Options) == 0 {
		t.Kind = Quiet
	}
	return t
}

// Ask answers what the visitor says.
func (s *State) Ask(x Index, ctx index.Context, words string) Turn {
	switch purpose(words) {
	case greeting:
		return turn(Greet)
	case farewell:
		s.failures = 0
		return turn(Done)
	case wantsPerson:
		s.Reached()
		t := turn(Person)
		t.Person = true
		return t
	}
	s.engaged, s.opened = true, false
	if s.memory == nil {
		s.memory = NewMemory(x.Locale())
	}
	words = s.correct(words)
	query, hits := s.search(x, s.remind(ctx), words)
	s.asked = query
	t := s.decide(hits)
	t.Query = query
	t.Person = t.Person || s.failures >= failuresToPerson
	return t
}

// correct handles "no, the other card": what was answered last is rejected,
// and the rest is asked together with the question before.
func (s *State) correct(words string) string {
	rest, ok := correction(words)
	if !ok || len(s.answered) == 0 {
		return words
	}
	s.reject()
	if rest == "" {
		return s.asked
	}
	return rest + " " + s.asked
}

// search asks the question as it stands, and once more with the words that it
// leaves out. The completed one counts when more is to be believed of it.
func (s *State) search(x Index, ctx index.Context, words string) (string, []index.Hit) {
	k := maxOptions + 1 + len(s.rejected)
	plain := s.allowed(x.Search(words, ctx, k))
	missing := s.memory.Resolve(words)
	if len(missing) == 0 {
		return words, plain
	}
	full := words
	for _, w := range missing {
		full += " " + w
	}
	hits := s.allowed(x.Search(full, ctx, k))
	if len(hits) == 0 || len(plain) > 0 && plain[0].Belief > hits[0].Belief {
		return words, plain
	}
	return full, hits
}

// remind adds the article that was just read to what is probable, so that a
// question that stays with it finds it again.
func (s *State) remind(ctx index.Context) index.Context {
	if n := len(s.answered); n > 0 {
		prior := append([]index.Prior(nil), ctx.Prior...)
		ctx.Prior = append(prior, index.Prior{Article: s.answered[n-1], Weight: readLast})
	}
	return ctx
}

// readLast is how much more probable the article read last is, of 1000.
const readLast = 150

// allowed drops the articles that the visitor said did not help.
func (s *State) allowed(hits []index.Hit) []index.Hit {
	var out []index.Hit
	for _, h := range hits {
		if !contains(s.rejected, h.Article) {
			out = append(out, h)
		}
	}
	return out
}

// decide chooses between answer, clarify and unknown.
func (s *State) decide(hits []index.Hit) Turn {
	if len(hits) == 0 || hits[0].Confidence < index.KnownAt {
		s.failures++
		t := turn(Unknown)
		t.Options, t.Person = options(hits), true
		if len(hits) > 0 {
			t.Confidence = hits[0].Confidence
		}
		return t
	}
	near := rivals(hits)
	if len(near) > 1 {
		t := turn(Clarify)
		t.Options, t.Confidence, t.Terms = options(near), hits[0].Confidence, hits[0].Terms
		return t
	}
	t := s.answer(hits[0].Article)
	t.Confidence, t.Terms, t.Options = hits[0].Confidence, hits[0].Terms, options(hits[1:])
	return t
}

// rivals returns the first hits whose scores are close to the best.
func rivals(hits []index.Hit) []index.Hit {
	n := 1
	for n < len(hits) && n < maxOptions && hits[0].Score-hits[n].Score <= closeGap &&
		hits[n].Confidence >= index.KnownAt {
		n++
	}
	return hits[:n]
}

// Choose answers with an article that the visitor picked.
func (s *State) Choose(article int32) Turn {
	t := s.answer(article)
	t.Confidence, t.Person = 1000, s.failures >= failuresToPerson
	return t
}

func (s *State) answer(article int32) Turn {
	s.answered = append(s.answered, article)
	if len(s.answered) > maxRemembered {
		s.answered = s.answered[1:]
	}
	s.engaged, s.opened = true, true
	t := turn(Answer)
	t.Article = article
	return t
}

// maxRemembered caps the lists of a conversation.
const maxRemembered = 32

// Judge takes the visitor's word on whether the last answer helped.
func (s *State) Judge(helped bool) Turn {
	if helped {
		s.failures, s.unhappy = 0, false
		return turn(Done)
	}
	s.failures++
	s.reject()
	t := turn(Person)
	t.Person = true
	return t
}

// reject notes that the last answer did not help.
func (s *State) reject() {
	s.unhappy = true
	if n := len(s.answered); n > 0 && !contains(s.rejected, s.answered[n-1]) && len(s.rejected) < maxRemembered {
		s.rejected = append(s.rejected, s.answered[n-1])
	}
}

// Reached notes that the visitor went on to a person.
func (s *State) Reached() { s.person = true }

// Resolved is the part of the strict definition that one conversation can see:
// the last question had an answer and it was opened, nothing said that it did
// not help, and no person was asked for. Whether a person was reached about it
// within 24 hours shows later.
func (s *State) Resolved() bool { return s.opened && !s.unhappy && !s.person }

// Settle ends the conversation for the count: whether there was one, and
// whether it was resolved. What follows counts anew.
func (s *State) Settle() (engaged, resolved bool) {
	engaged, resolved = s.engaged, s.Resolved()
	s.engaged, s.opened, s.unhappy, s.person = false, false, false, false
	return engaged, resolved
}

// Answered returns the articles shown so far, the last one at the end.
func (s *State) Answered() []int32 { return s.answered }

func options(hits []index.Hit) []int32 {
	var out []int32
	for i := 0; i < len(hits) && i < maxOptions; i++ {
		out = append(out, hits[i].Article)
	}
	return out
}

func contains(list []int32, v int32) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

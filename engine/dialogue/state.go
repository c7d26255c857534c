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
}

// State is one conversation. It holds no words that the engine would have to
// forget: only article numbers and counts.
type State struct {
	answered []int32 // articles shown, the last one at the end
	rejected []int32 // articles that did not help
	failures int32   // turns since the last one that helped
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

// Ask answers a question in words.
func (s *State) Ask(x Index, ctx index.Context, words string) Turn {
	hits := s.allowed(x.Search(words, ctx, maxOptions+1+len(s.rejected)))
	t := s.decide(hits)
	t.Person = t.Person || s.failures >= failuresToPerson
	return t
}

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
	t := turn(Answer)
	t.Article = article
	return t
}

// maxRemembered caps the lists of a conversation.
const maxRemembered = 32

// Judge takes the visitor's word on whether the last answer helped.
func (s *State) Judge(helped bool) Turn {
	if helped {
		s.failures = 0
		return turn(Done)
	}
	s.failures++
	if n := len(s.answered); n > 0 && !contains(s.rejected, s.answered[n-1]) && len(s.rejected) < maxRemembered {
		s.rejected = append(s.rejected, s.answered[n-1])
	}
	t := turn(Person)
	t.Person = true
	return t
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

// Package dialogue decides what to say, never how to put it.
//
// It is a state machine without I/O: a State and what the visitor just did give
// a Turn. A Turn is typed (its Kind, the articles, the options to offer, the
// words that matched); the sentences around it come from the widget's locale
// files by Kind, so the same conversation works in every language.
//
// The calls, in the order of a conversation:
//
//	s := dialogue.New()
//	turn := s.Open(probable)               // Suggest: the questions this visitor probably has
//	turn = s.Ask(index, context, "words")  // Answer, Clarify or Unknown
//	turn = s.Choose(article)               // Answer: a suggestion or an option was clicked
//	turn = s.Judge(false)                  // Person: "did this help?" was answered
//	numbers := dialogue.Complete(typed, phrasings, 3) // while typing
//
// Ask tells small talk, thanks and the wish for a person from questions
// (purpose.go), understands "no, the other card" as a correction, and completes
// follow-ups from the conversation (followup.go): "and how long does it take?"
// is searched as it stands and with the words it leaves out, and the better
// believed of the two counts; Turn.Query says which. Tasks are filled slot by
// slot by a Form (task.go; slot.go, number.go and date.go read the values):
// Begin, Say, Agree, Result. Settle says whether a conversation was resolved.
//
// Index is what the dialogue needs of *index.Index. An Answer is given when the
// first hit is known (index.KnownAt) and clearly ahead; a Clarify when known
// hits are close to each other; otherwise Unknown, which says so, offers the
// nearest articles and a person, and never pretends.
package dialogue

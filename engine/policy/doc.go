// Package policy decides whether to help, with what, in which form, and when.
//
// Help is worth showing when the probability of being stuck times what the
// help would save is more than what the interruption costs now. The cost
// depends on the moment: after a field was left, a step ended, a submit failed
// or a press did nothing, people look up anyway; while they type or drag they
// do not want to be spoken to. A good offer at a bad moment waits.
//
// Around that are the rules that no utility may break: the share of visitors
// who get no help so that its effect can be measured, caps per page, session
// and day, a cool-down, "not again", and never the same help twice.
//
// Every decision has a Verdict that says why, "no" included.
package policy

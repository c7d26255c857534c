package dialogue

import "github.com/lamplight-help/lamplight/engine/text"

// A task is an action that the product registered. The dialogue fills its slots
// one after the other, checks each value, shows all of them, and runs the
// action after a click. Words alone never run anything, not even "yes": a
// sentence can be misunderstood, a button cannot.

// SlotKind says which values a slot takes.
type SlotKind uint8

const (
	SlotText   SlotKind = iota // any words, up to MaxSlot bytes
	SlotNumber                 // a number from Least to Most, with a point or a comma
	SlotEmail                  // an address with one @ and a dot behind it
	SlotChoice                 // one of Options, by name, or by number from 1
)

// Caps of a task.
const (
	MaxSlots = 12
	MaxSlot  = 200 // bytes of a value
)

// Slot is one value that a task needs.
type Slot struct {
	Name        string
	Kind        SlotKind
	Options     []string // for SlotChoice
	Least, Most int64    // for SlotNumber, in thousandths; both 0 is any number
	Optional    bool     // may be skipped
}

// Task is a registered action.
type Task struct {
	Name  string
	Slots []Slot
}

// StepKind is what the page shows next.
type StepKind uint8

const (
	StepAsk       StepKind = iota // ask for Slot
	StepBad                       // the value did not fit Slot; ask again
	StepConfirm                   // show Values and a button
	StepRun                       // run the action with Values
	StepDone                      // say that it worked
	StepFailed                    // say that it did not, and offer a person
	StepCancelled                 // say that nothing was done
)

// Step is one move of a task.
type Step struct {
	Kind   StepKind
	Task   string
	Slot   int32    // for StepAsk and StepBad, else -1
	Values []string // one per slot so far, in order; empty where skipped
}

// Form is a task being filled. The zero value is not usable; see Begin.
type Form struct {
	task   Task
	values []string
	state  StepKind
}

// Begin starts a task. Slots whose value the opening words hold beyond doubt
// (a choice by its name, an e-mail address, the only number for the only
// number slot) are filled already. A task with more than MaxSlots slots is
// cut there.
func Begin(task Task, words string) (*Form, Step) {
	if len(task.Slots) > MaxSlots {
		task.Slots = task.Slots[:MaxSlots]
	}
	f := &Form{task: task}
	for i := range task.Slots {
		v, ok := found(&task.Slots[i], words)
		if !ok {
			break // values are asked in order; a later one can be given again
		}
		f.values = append(f.values, v)
	}
	return f, f.step()
}

// step is the move that follows from what is filled.
func (f *Form) step() Step {
	if len(f.values) < len(f.task.Slots) {
		return f.move(StepAsk, int32(len(f.values)))
	}
	return f.move(StepConfirm, -1)
}

func (f *Form) move(kind StepKind, slot int32) Step {
	f.state = kind
	return Step{Kind: kind, Task: f.task.Name, Slot: slot, Values: append([]string(nil), f.values...)}
}

// Over reports whether the task has ended.
func (f *Form) Over() bool {
	return f.state == StepDone || f.state == StepFailed || f.state == StepCancelled
}

// Say takes words of the visitor: a value, "back", "skip" or "cancel". While
// the action runs, and after the end, words change nothing.
func (f *Form) Say(words string) Step {
	command := commandOf(words)
	switch {
	case f.state == StepRun || f.Over():
		return f.move(f.state, -1)
	case command == cancels:
		return f.Cancel()
	case command == goesBack && len(f.values) > 0:
		f.values = f.values[:len(f.values)-1]
		return f.step()
	case f.state == StepConfirm:
		return f.step()
	}
	slot := &f.task.Slots[len(f.values)]
	if command == skips && slot.Optional {
		f.values = append(f.values, "")
		return f.step()
	}
	v, ok := valueOf(slot, words)
	if !ok {
		return f.move(StepBad, int32(len(f.values)))
	}
	f.values = append(f.values, v)
	return f.step()
}

// Agree is the click on the button. It runs the action when, and only when,
// all values were just shown.
func (f *Form) Agree() Step {
	if f.state != StepConfirm {
		return f.again()
	}
	return f.move(StepRun, -1)
}

// again repeats the present move.
func (f *Form) again() Step {
	if f.state == StepAsk || f.state == StepBad {
		return f.move(f.state, int32(len(f.values)))
	}
	return f.move(f.state, -1)
}

// Result takes what the action returned.
func (f *Form) Result(worked bool) Step {
	switch {
	case f.state != StepRun:
		return f.again()
	case worked:
		return f.move(StepDone, -1)
	}
	return f.move(StepFailed, -1)
}

// Cancel ends the task at any point before the action runs. What runs cannot
// be called back, so then it changes nothing.
func (f *Form) Cancel() Step {
	if f.state == StepRun || f.Over() {
		return f.again()
	}
	f.values = nil
	return f.move(StepCancelled, -1)
}

// formCommand is a word that steers a form.
type formCommand uint8

const (
	isValue formCommand = iota
	cancels
	goesBack
	skips
)

const (
	cancelWords text.WordList = "cancel stop abort quit nevermind abbrechen annuler cancelar annulla annuleren отмена 取消 算了 不要 停止"
	backWords   text.WordList = "back undo zuruck retour volver indietro terug назад 返回 上一 上一步"
	skipWords   text.WordList = "skip none uberspringen passer omitir salta overslaan пропустить 跳过 没有"
)

// commandOf reads words that are a command and nothing else.
func commandOf(words string) formCommand {
	tokens := text.Tokens(nil, words)
	if len(tokens) == 0 || len(tokens) > 6 {
		return isValue
	}
	first := tokens[0].Start
	for _, t := range tokens {
		if t.Start != first {
			break
		}
		whole := len(tokens) == 1 || t.Kind == text.Pair && len(tokens) <= 3
		switch {
		case whole && cancelWords.Has(t.Text):
			return cancels
		case whole && backWords.Has(t.Text):
			return goesBack
		case whole && skipWords.Has(t.Text):
			return skips
		}
	}
	if len(tokens) == 2 && tokens[0].Text == "never" && tokens[1].Text == "mind" {
		return cancels
	}
	return isValue
}

package dialogue

import (
	"github.com/lamplight-help/lamplight/engine/text"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// A task is an action that the product registered. The dialogue fills its slots
// one after the other, checks each value, shows all of them, and runs the
// action after a click. Words alone never run anything, not even "yes": a
// sentence can be misunderstood, a button cannot.

// Caps of a task.
const (
	MaxSlots = 12
	MaxSlot  = 200 // bytes of a value
)

// Form is a task being filled. The zero value is not usable; see Begin.
type Form struct {
	task    wire.Task
	habits  Habits
	values  []string
	editing int // the slot that is filled again, or -1
	state   wire.MoveKind
	trouble wire.Trouble
}

// Begin starts a task. Slots whose value the opening words hold beyond doubt
// (a choice by its name, an e-mail address, the only number for the only
// number slot) are filled already. A task with more than MaxSlots slots is
// cut there.
func Begin(task wire.Task, habits Habits, words string) (*Form, wire.Move) {
	if len(task.Slots) > MaxSlots {
		task.Slots = task.Slots[:MaxSlots]
	}
	f := &Form{task: task, habits: habits, editing: -1}
	for i := range task.Slots {
		v, ok := found(&task.Slots[i], habits, words)
		if !ok {
			break // values are asked in order; a later one can be given again
		}
		f.values = append(f.values, v)
	}
	return f, f.next()
}

// Task returns the name of the task.
func (f *Form) Task() string { return f.task.Name }

// Asking returns the slot that is asked for, or nil.
func (f *Form) Asking() *wire.Slot {
	if f.state != wire.MoveAsk && f.state != wire.MoveBad {
		return nil
	}
	return &f.task.Slots[f.asked()]
}

// asked is the number of the slot whose turn it is.
func (f *Form) asked() int {
	if f.editing >= 0 {
		return f.editing
	}
	return len(f.values)
}

// next is the move that follows from what is filled.
func (f *Form) next() wire.Move {
	if f.asked() < len(f.task.Slots) {
		return f.move(wire.MoveAsk)
	}
	return f.move(wire.MoveConfirm)
}

func (f *Form) move(kind wire.MoveKind) wire.Move {
	f.state = kind
	m := wire.Move{Kind: kind, Task: f.task.Name, Slot: -1, Values: append([]string(nil), f.values...)}
	if kind == wire.MoveAsk || kind == wire.MoveBad {
		m.Slot = int16(f.asked())
	}
	if kind == wire.MoveBad {
		m.Trouble = f.trouble
	}
	return m
}

// Again repeats the present move.
func (f *Form) Again() wire.Move { return f.move(f.state) }

// Over reports whether the task has ended. One that failed can be tried again,
// see Agree.
func (f *Form) Over() bool {
	return f.state == wire.MoveDone || f.state == wire.MoveFailed || f.state == wire.MoveCancelled
}

// Failed reports whether the action was run and did not work.
func (f *Form) Failed() bool { return f.state == wire.MoveFailed }

// Say takes words of the visitor: a value, "back", "skip" or "cancel". While
// the action runs, and after the end, words change nothing.
func (f *Form) Say(words string) wire.Move {
	command := commandOf(words)
	switch {
	case f.state == wire.MoveRun || f.Over():
		return f.Again()
	case command == cancels:
		return f.Cancel()
	case command == goesBack:
		return f.back()
	case f.state == wire.MoveConfirm:
		return f.next()
	case command == skips && f.task.Slots[f.asked()].Optional:
		return f.Skip()
	}
	return f.Fill(words)
}

// back asks for the slot before, or leaves the one that was to be filled again
// as it is.
func (f *Form) back() wire.Move {
	switch {
	case f.editing >= 0:
		f.editing = -1
	case len(f.values) > 0:
		f.values = f.values[:len(f.values)-1]
	}
	return f.next()
}

// Fill takes a value for the slot that was asked for, whatever it says.
func (f *Form) Fill(words string) wire.Move {
	slot := f.Asking()
	if slot == nil {
		return f.Again()
	}
	v, trouble := valueOf(slot, f.habits, words)
	if trouble != wire.TroubleNone {
		f.trouble = trouble
		return f.move(wire.MoveBad)
	}
	return f.put(v)
}

// Skip leaves the slot empty when it is optional.
func (f *Form) Skip() wire.Move {
	if slot := f.Asking(); slot == nil || !slot.Optional {
		return f.Again()
	}
	return f.put("")
}

func (f *Form) put(v string) wire.Move {
	if f.editing >= 0 {
		f.values[f.editing] = v
		f.editing = -1
	} else {
		f.values = append(f.values, v)
	}
	return f.next()
}

// Edit asks for a slot that was filled before. Its value stays until another
// one is given.
func (f *Form) Edit(slot int32) wire.Move {
	if f.state == wire.MoveRun || f.Over() || slot < 0 || int(slot) >= len(f.values) {
		return f.Again()
	}
	f.editing = int(slot)
	return f.next()
}

// Agree is the click on the button. It runs the action when, and only when,
// all values were just shown. After a failure it shows them again.
func (f *Form) Agree() wire.Move {
	if f.Failed() {
		return f.next()
	}
	if f.state != wire.MoveConfirm {
		return f.Again()
	}
	return f.move(wire.MoveRun)
}

// Result takes what the action returned.
func (f *Form) Result(worked bool) wire.Move {
	switch {
	case f.state != wire.MoveRun:
		return f.Again()
	case worked:
		return f.move(wire.MoveDone)
	}
	return f.move(wire.MoveFailed)
}

// Cancel ends the task at any point before the action runs. What runs cannot
// be called back, so then it changes nothing.
func (f *Form) Cancel() wire.Move {
	if f.state == wire.MoveRun || f.Over() {
		return f.Again()
	}
	f.values, f.editing = nil, -1
	return f.move(wire.MoveCancelled)
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

package engine

import (
	"github.com/lamplight-help/lamplight/engine/dialogue"
	"github.com/lamplight-help/lamplight/engine/text"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// maxTasks is how many actions a product may register at once.
const maxTasks = 32

// msPerDay counts on from the day that the page named.
const msPerDay = 86_400_000

// perform takes what concerns tasks.
func (e *Engine) perform(ev *wire.Event) {
	switch ev.Kind {
	case wire.EventTask:
		e.register(ev)
	case wire.EventUntask:
		e.unregister(ev.Body.(*wire.Name).Name)
	case wire.EventBegin:
		e.beginNamed(ev)
	default:
		e.fillForm(ev)
	}
}

// register takes a task, in the place of one of the same name.
func (e *Engine) register(ev *wire.Event) {
	task := *ev.Body.(*wire.Task)
	e.unregister(task.Name)
	if task.Name == "" || len(e.talk.tasks) == maxTasks {
		e.refuse(ev.Kind, wire.ErrUnknown, "a task needs a name, and there may be 32")
		return
	}
	e.talk.tasks = append(e.talk.tasks, task)
	e.talk.day, e.talk.dayAt = ev.N, e.now
}

func (e *Engine) unregister(name string) {
	for i := range e.talk.tasks {
		if e.talk.tasks[i].Name == name {
			e.talk.tasks = append(e.talk.tasks[:i], e.talk.tasks[i+1:]...)
			return
		}
	}
}

// task returns a registered task, or nil.
func (e *Engine) task(name string) *wire.Task {
	for i := range e.talk.tasks {
		if name != "" && e.talk.tasks[i].Name == name {
			return &e.talk.tasks[i]
		}
	}
	return nil
}

func (e *Engine) beginNamed(ev *wire.Event) {
	task := e.task(ev.Body.(*wire.Name).Name)
	if task == nil {
		e.refuse(ev.Kind, wire.ErrUnknown, "no task of this name is registered")
		return
	}
	e.begin(task, "")
}

// begin starts a task. Another one that is being filled is given up.
func (e *Engine) begin(task *wire.Task, words string) {
	if f := e.talk.form; f != nil {
		m := f.Cancel()
		if m.Kind == wire.MoveRun {
			e.emit(&m) // what runs cannot be called back
			return
		}
	}
	today := e.talk.day + int32((e.now-e.talk.dayAt)/msPerDay)
	f, m := dialogue.Begin(*task, dialogue.HabitsOf(e.locale, today), words)
	e.talk.form = f
	e.tally("task-begun:" + task.Name)
	e.move(m)
}

// fillForm takes what is done with the task that was begun. After a failure
// only another press of the button goes on.
func (e *Engine) fillForm(ev *wire.Event) {
	f := e.talk.form
	if f == nil || f.Failed() && ev.Kind != wire.EventRun {
		e.refuse(ev.Kind, wire.ErrOrder, "no task was begun")
		return
	}
	switch ev.Kind {
	case wire.EventFill:
		e.move(f.Fill(ev.Body.(*wire.Words).Text))
	case wire.EventSkip:
		e.move(f.Skip())
	case wire.EventEdit:
		e.move(f.Edit(ev.N))
	case wire.EventQuit:
		e.move(f.Cancel())
	case wire.EventRan:
		e.move(f.Result(ev.Code == 1))
	case wire.EventRun:
		if ev.Flags&wire.FlagTrusted == 0 {
			e.refuse(ev.Kind, wire.ErrOrder, "only a person runs a task")
			return
		}
		e.move(f.Agree())
	}
}

// taskEnds are the keys under which ends are counted.
var taskEnds = [...]string{wire.MoveDone: "task-done:", wire.MoveFailed: "task-failed:", wire.MoveCancelled: "task-cancelled:"}

// move tells the page what happens next, and counts how a task ended.
func (e *Engine) move(m wire.Move) {
	e.emit(&m)
	if int(m.Kind) < len(taskEnds) && taskEnds[m.Kind] != "" && e.talk.form != nil {
		e.tally(taskEnds[m.Kind] + m.Task)
		if m.Kind != wire.MoveFailed {
			e.talk.form = nil
		}
	}
}

// heed gives words to the task that is being filled. A question is answered
// instead, unless a text was asked for and it does not end like one; the task
// goes on after it. heed is false when the words are not for the task.
func (e *Engine) heed(words string) (done, goesOn bool) {
	f := e.talk.form
	if f == nil || f.Failed() {
		return false, false
	}
	if slot := f.Asking(); slot != nil && dialogue.IsQuestion(words) && (slot.Kind != wire.SlotText || asks(words)) {
		return false, true
	}
	e.move(f.Say(words))
	return true, false
}

// asks reports whether words end with a question mark.
func asks(words string) bool {
	for _, mark := range [...]string{"?", "？"} {
		if n := len(words) - len(mark); n >= 0 && words[n:] == mark {
			return true
		}
	}
	return false
}

// wanted is the task that a request is for: that of the article which answers
// it, or the one whose title the words hold.
func (e *Engine) wanted(article int32, words string) *wire.Task {
	if len(e.talk.tasks) == 0 || !dialogue.IsRequest(words) {
		return nil
	}
	if article >= 0 {
		if t := e.taskOf(article); t != nil {
			return t
		}
	}
	said := text.Tokens(nil, words)
	for i := range e.talk.tasks {
		if named(said, e.talk.tasks[i].Title, e.locale) {
			return &e.talk.tasks[i]
		}
	}
	return nil
}

// named reports whether words hold every word of a title that carries meaning.
func named(said []text.Token, title, locale string) bool {
	stemmer := text.NewStemmer(locale)
	n := 0
	for _, t := range text.Tokens(nil, title) {
		if t.Kind == text.Char || stemmer.IsFunction(t.Text) {
			continue
		}
		n++
		found, stem := false, stemmer.Stem(t.Text)
		for i := range said {
			found = found || stemmer.Stem(said[i].Text) == stem
		}
		if !found {
			return false
		}
	}
	return n > 0
}

// taskOf is the registered task that an article is about, or nil.
func (e *Engine) taskOf(article int32) *wire.Task {
	if len(e.talk.tasks) == 0 {
		return nil
	}
	a, err := e.base.bundle.Article(article)
	if err != nil {
		return nil
	}
	return e.task(a.Task)
}

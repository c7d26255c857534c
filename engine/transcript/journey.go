package transcript

import (
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// Journey is one recorded or written session.
type Journey struct {
	Comment  string // what it shows, before the first file
	Events   []wire.Event
	KB       fs.FS  // articles below "kb/", nil when it has none
	Commands string // what the engine should answer, as Run prints it
	archive  *txtar.Archive
}

// ReadJourney reads a txtar archive. The error names the file and line.
func ReadJourney(data []byte) (*Journey, error) {
	j := &Journey{archive: txtar.Parse(data)}
	j.Comment = strings.TrimSpace(string(j.archive.Comment))
	articles := fstest.MapFS{}
	for _, f := range j.archive.Files {
		switch name, below := strings.CutPrefix(f.Name, "kb/"); {
		case below:
			articles[name] = &fstest.MapFile{Data: f.Data}
		case f.Name == "events":
			events, err := ReadEvents(string(f.Data))
			if err != nil {
				return nil, fmt.Errorf("events: %w", err)
			}
			j.Events = events
		case f.Name == "commands":
			j.Commands = string(f.Data)
		}
	}
	if len(articles) > 0 {
		j.KB = articles
	}
	if len(j.Events) == 0 {
		return nil, fmt.Errorf("no file named \"events\", or it is empty")
	}
	return j, nil
}

// Update returns the archive with other commands.
func (j *Journey) Update(commands string) []byte {
	for i := range j.archive.Files {
		if f := &j.archive.Files[i]; f.Name == "commands" {
			f.Data = []byte(commands)
			return txtar.Format(j.archive)
		}
	}
	j.archive.Files = append(j.archive.Files, txtar.File{Name: "commands", Data: []byte(commands)})
	return txtar.Format(j.archive)
}

// Handler is an engine, wherever it runs.
type Handler interface {
	Handle(events []byte) (commands []byte, err error)
}

// headline prints an event above its commands. The length of a bundle is left
// out: it changes with every addition to the format.
func headline(e wire.Event) string {
	if e.Kind == wire.EventBundle {
		e.N = 0
	}
	return Event(&e)
}

// Run feeds the events to an engine one by one and prints what it answers:
// each event that was answered, then its commands, indented.
func (j *Journey) Run(h Handler) (string, error) {
	var b strings.Builder
	for i := range j.Events {
		out, err := h.Handle(wire.AppendEvent(nil, &j.Events[i]))
		if err != nil {
			return b.String(), fmt.Errorf("event %d, %s: %w", i+1, Event(&j.Events[i]), err)
		}
		if len(out) > 0 {
			b.WriteString(headline(j.Events[i]) + "\n")
		}
		for len(out) > 0 {
			c, rest, code := wire.ParseCommand(out)
			if code != wire.ErrNone {
				return b.String(), fmt.Errorf("a command of event %d: %w", i+1, code)
			}
			b.WriteString("\t" + Command(c) + "\n")
			out = rest
		}
	}
	return b.String(), nil
}

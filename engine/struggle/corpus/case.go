package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/transcript"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Case is one journey and what is right to report in it.
type Case struct {
	Name   string // file name without its ending
	About  string // what happens, for people
	Events []wire.Event
	Want   []Want
}

// Want is one finding that is right.
type Want struct {
	Cause  wire.Cause
	Target uint32 // 0 for any
}

// Read reads every case of a folder, sorted by name.
func Read(dir string) ([]Case, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	var out []Case
	for _, f := range files {
		c, err := readCase(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		out = append(out, c)
	}
	return out, nil
}

func readCase(file string) (c Case, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return c, err
	}
	a := txtar.Parse(b)
	c.Name = strings.TrimSuffix(filepath.Base(file), ".txtar")
	c.About = strings.TrimSpace(string(a.Comment))
	for _, f := range a.Files {
		switch f.Name {
		case "events":
			c.Events, err = transcript.ReadEvents(string(f.Data))
		case "signals":
			c.Want, err = readWants(string(f.Data))
		}
		if err != nil {
			return c, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	if len(c.Events) == 0 {
		return c, fmt.Errorf("has no events; add a file named \"events\"")
	}
	return c, nil
}

func readWants(text string) (out []Want, err error) {
	for line := range strings.Lines(text) {
		name, target, _ := strings.Cut(strings.TrimSpace(line), " #")
		if name == "" {
			continue
		}
		w := Want{Cause: causeOf(name)}
		if w.Cause == 0 {
			return nil, fmt.Errorf("there is no signal %q", name)
		}
		if target != "" {
			n, err := strconv.ParseUint(target, 10, 32)
			if err != nil {
				return nil, fmt.Errorf("%q is no element number", target)
			}
			w.Target = uint32(n)
		}
		out = append(out, w)
	}
	return out, nil
}

func causeOf(name string) wire.Cause {
	for c := wire.Cause(1); c <= struggle.Causes; c++ {
		if struggle.Name(c) == name {
			return c
		}
	}
	return 0
}

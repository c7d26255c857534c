package cli

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/lamplight-help/lamplight/engine/transcript"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/learn"
	"github.com/lamplight-help/lamplight/playground/miniwob"
)

// Read reads recordings of any form into one.
func Read(paths []string) (*learn.Recording, error) {
	r := &learn.Recording{Counts: learn.Counts{}}
	for _, path := range paths {
		if err := read(r, path); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// read adds one file to a recording.
func read(r *learn.Recording, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("%s cannot be read.", path), Remedy: "Check the path.", Cause: err}
	}
	defer f.Close()
	b := bufio.NewReaderSize(f, peek)
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return &command.Problem{What: fmt.Sprintf("%s is a damaged gzip file.", path), Remedy: "Pack it again.", Cause: err}
		}
		b = bufio.NewReaderSize(z, peek)
	}
	if err := take(r, path, b); err != nil {
		if p, ok := err.(*command.Problem); ok {
			return p
		}
		return &command.Problem{What: fmt.Sprintf("%s: %v.", path, err), Remedy: "Mend it, or leave it out.", Cause: err}
	}
	return nil
}

// take reads what the first bytes say that it is.
func take(r *learn.Recording, path string, b *bufio.Reader) error {
	switch format(b) {
	case "timeline":
		list, err := learn.ReadTimeline(b)
		r.Sessions = append(r.Sessions, list...)
		return err
	case "episode":
		return miniwob.Read(path, func(e *miniwob.Episode) error { r.Episodes = append(r.Episodes, e); return nil })
	case "counts":
		return learn.ReadCounts(b, r.Counts)
	case "trails":
		list, err := learn.ReadTrails(b)
		r.Trails = append(r.Trails, list...)
		return err
	case "journey":
		return readJourney(r, path, b)
	}
	return &command.Problem{What: fmt.Sprintf("%s has no format that journeys are recorded in.", path),
		Remedy: "It should be a timeline (user, help, ev), episodes (task, ok, ev), counts of the edge (days, or an export), a table of trails (user, dur_s, path) or a journey (txtar with the file events)."}
}

// maxJourney caps a journey's file, bytes.
const maxJourney = 8 << 20

// readJourney takes one session as it was recorded in the playground. Every
// file is a visitor of its own.
func readJourney(r *learn.Recording, path string, b io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(b, maxJourney+1))
	if err != nil {
		return err
	}
	if len(data) > maxJourney {
		return fmt.Errorf("it has more than %d MB", maxJourney>>20)
	}
	j, err := transcript.ReadJourney(data)
	if err != nil {
		return err
	}
	r.Walks = append(r.Walks, learn.EventWalk(filepath.Base(path), j.Events))
	return nil
}

// peek is how much of the first line is enough to know the format, bytes.
const peek = 4096

// format looks at the beginning of a file.
func format(b *bufio.Reader) string {
	head, _ := b.Peek(peek)
	line, _, _ := strings.Cut(string(head), "\n")
	switch {
	case strings.HasPrefix(strings.TrimSpace(line), "{"):
		return object(head)
	case strings.Contains(line, "dur_s") && strings.Contains(line, "\tpath"):
		return "trails"
	case strings.Contains("\n"+string(head), "\n-- "):
		return "journey"
	}
	return ""
}

// object looks at the keys of a JSON object before its events.
func object(head []byte) string {
	d := json.NewDecoder(bytes.NewReader(head))
	if _, err := d.Token(); err != nil {
		return ""
	}
	for {
		key, err := d.Token()
		if err != nil {
			return ""
		}
		switch key {
		case "help":
			return "timeline"
		case "task":
			return "episode"
		case "days", "lamplight":
			return "counts"
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return ""
		}
	}
}

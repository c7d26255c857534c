package record

import (
	"embed"
	"encoding/base64"
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/build"
)

//go:embed page/index.html page/more.html
var pages embed.FS

// script bundles page/record.ts with the widget's capture.
func script() ([]byte, error) {
	root, err := build.Root()
	if err != nil {
		return nil, err
	}
	r := api.Build(api.BuildOptions{
		EntryPoints: []string{filepath.Join(root, "playground", "record", "page", "record.ts")}, AbsWorkingDir: root,
		Bundle: true, Outdir: filepath.Join(root, ".cache"), Format: api.FormatIIFE, Target: api.ES2022, TsconfigRaw: "{}",
	})
	if len(r.Errors) > 0 {
		return nil, fmt.Errorf("bundle the recorder: %s", r.Errors[0].Text)
	}
	return r.OutputFiles[0].Contents, nil
}

// handler serves the pages, the script, and an API that answers
// as late and as badly as it is asked to.
func handler(script []byte) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /record.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(script)
	})
	mux.HandleFunc("GET /api", func(w http.ResponseWriter, r *http.Request) {
		ms, _ := strconv.Atoi(r.FormValue("ms"))
		status, _ := strconv.Atoi(r.FormValue("status"))
		select {
		case <-time.After(time.Duration(min(ms, 20_000)) * time.Millisecond):
			w.WriteHeader(max(status, http.StatusOK))
		case <-r.Context().Done():
		}
	})
	for path, name := range map[string]string{"GET /": "page/index.html", "GET /more/": "page/more.html"} {
		page, _ := pages.ReadFile(name)
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Write(page)
		})
	}
	return mux
}

// decode reads what the page recorded.
func decode(text string) ([]wire.Event, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	var out []wire.Event
	for len(b) > 0 {
		e, rest, code := wire.ParseEvent(b)
		if code != wire.ErrNone {
			return nil, fmt.Errorf("event %d: %w", len(out)+1, code)
		}
		out, b = append(out, e), rest
	}
	return out, nil
}

// rebase moves the times so that the first event is at 0. Elements that the
// capture described keep their numbers.
func rebase(events []wire.Event) {
	if len(events) == 0 {
		return
	}
	first := events[0].At
	for _, e := range events {
		first = min(first, e.At)
	}
	for i := range events {
		events[i].At -= first
	}
}

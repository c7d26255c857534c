package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/playground/command"
)

// tokenVariable holds the author token; among the arguments it would show in
// every list of processes.
const tokenVariable = "LAMPLIGHT_TOKEN"

// place is an edge. Nothing that is sent to it is secret from it.
type place interface {
	get(path string) ([]byte, error) // nil where there is nothing
	put(path string, body []byte) error
	close() error
}

func openPlace(env *command.Env, data, remote, site string) (place, error) {
	if remote != "" {
		return openRemote(remote, site)
	}
	dir := filepath.Join(data, "sites")
	if _, err := os.Stat(dir); err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("There is no data directory %s.", dir),
			Remedy: "Start the playground once, choose another directory with -data DIR, or name a running edge with -edge URL.", Cause: err}
	}
	s, err := native.Open(native.Config{Dir: dir, Log: func(line string) { fmt.Fprintln(env.Stderr, line) }})
	if errors.Is(err, native.ErrInUse) {
		return nil, &command.Problem{What: fmt.Sprintf("An edge is running on %s.", dir),
			Remedy: "Stop it first, or change it while it runs with -edge URL and an author token in " + tokenVariable + ".", Cause: err}
	}
	if err != nil {
		return nil, err
	}
	return local{s, site}, nil
}

// local is a data directory that no edge is using.
type local struct {
	server *native.Server
	site   string
}

func (l local) do(method, path string, body []byte) (edge.Effect, error) {
	return l.server.Do(edge.Request{Method: method, Path: "/v1/" + l.site + "/" + path, ContentType: "application/json", Body: body})
}

func (l local) get(path string) ([]byte, error) {
	e, err := l.do(http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	return answer(path, e.Status, e.Body)
}

func (l local) put(path string, body []byte) error {
	e, err := l.do(http.MethodPut, path, body)
	if err == nil {
		_, err = answer(path, e.Status, e.Body)
	}
	return err
}

func (l local) close() error { return l.server.Close() }

// answer is the body of a good answer, nil for "there is none".
func answer(path string, status int, body []byte) ([]byte, error) {
	var p struct{ Code, Detail string }
	switch {
	case status < 300:
		return body, nil
	case json.Unmarshal(body, &p) == nil && p.Code == "no-seal":
		return nil, nil
	}
	return nil, fmt.Errorf("the edge answers %s with %d %s: %s", path, status, p.Code, p.Detail)
}

// remote is a running edge.
type remote struct {
	base, token string
	client      *http.Client
}

func openRemote(address, site string) (place, error) {
	u, err := url.Parse(address)
	here := err == nil && u.Scheme == "http" && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost")
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !here {
		return nil, &command.Problem{What: fmt.Sprintf("%q is no address of an edge.", address), Remedy: "Write https://HOST, or http://127.0.0.1:PORT for this machine."}
	}
	token := os.Getenv(tokenVariable)
	if token == "" {
		return nil, &command.Problem{What: "There is no author token.", Remedy: "Set " + tokenVariable + " to the author token of the site."}
	}
	return remote{strings.TrimRight(u.String(), "/") + "/v1/" + url.PathEscape(site) + "/", token, &http.Client{Timeout: time.Minute}}, nil
}

func (r remote) do(method, path string, body []byte) ([]byte, error) {
	req, err := http.NewRequest(method, r.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, 2*directory.TeamCap))
	if err != nil {
		return nil, err
	}
	return answer(path, res.StatusCode, data)
}

func (r remote) get(path string) ([]byte, error) { return r.do(http.MethodGet, path, nil) }

func (r remote) put(path string, body []byte) error {
	_, err := r.do(http.MethodPut, path, body)
	return err
}

func (r remote) close() error { return nil }

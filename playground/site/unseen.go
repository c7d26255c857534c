package site

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/hidden"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
)

// unseen puts the waiting reports of a site together, or, without a site,
// shows the whole way in a directory of its own.
func unseen(env *command.Env, args []string) error {
	if len(args) > 0 {
		return with(1, func(j job) error { return j.ask("POST", "counted/collect", struct{}{}) })(env, args)
	}
	dir, err := os.MkdirTemp("", "lamplight-counted-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := native.Open(native.Config{Dir: dir, Limits: edge.Limits{Tallies: edge.Rate{Burst: 1000, Every: 1}}})
	if err != nil {
		return err
	}
	return errors.Join(countedShown(env, s), s.Close())
}

const shownReports = 200 // pages that report in the demonstration

var shownPlaces = []string{"bind a card", "verify the bank", "change the address", "none of them"}

func countedShown(env *command.Env, s *native.Server) error {
	origin := "https://shop.example"
	err := s.Configure(edge.Settings{Site: "demo", Origins: []string{origin}, DeskOrigins: []string{origin}, Counted: &edge.Counted{Buckets: shownPlaces, Min: shownReports}})
	if err != nil {
		return err
	}
	do := func(method, path string, body any) (edge.Effect, error) {
		data, err := json.Marshal(body)
		if err != nil {
			return edge.Effect{}, err
		}
		return s.Do(edge.Request{Method: method, Path: "/v1/demo/" + path, Origin: origin, ContentType: "application/json", Body: data})
	}
	task, key, err := shownTask(do)
	if err != nil {
		return err
	}
	for i := range shownReports {
		r, err := hidden.Split(task, []int{0, 0, 0, 1, 1, 3, 3, 3, 3, 2}[i%10], key, rand.Reader)
		if err != nil {
			return err
		}
		if i == 0 {
			fmt.Fprintf(env.Stdout, "a page that got stuck at %q sends %d bytes:\n  to the first aggregator   %x…\n  sealed to the second      %x…\n",
				shownPlaces[0], len(r.Public)+len(r.Share)+len(r.Sealed)+len(r.Nonce), r.Share[:24], r.Sealed[32:56])
		}
		if i == shownReports-1 {
			if err := countedRefused(env, do, *r); err != nil {
				return err
			}
		}
		if e, err := do("POST", "counted", r); err != nil || e.Status != 204 {
			return fmt.Errorf("report %d: %d %s %w", i, e.Status, e.Body, err)
		}
	}
	e, err := do("POST", "counted/collect", struct{}{})
	if err == nil {
		fmt.Fprintf(env.Stdout, "%d reports are a batch; together they say:\n  %s\n", shownReports, e.Body)
	}
	return err
}

// shownTask asks what to report; the second aggregator is being made meanwhile.
func shownTask(do func(string, string, any) (edge.Effect, error)) (hidden.Task, []byte, error) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		e, err := do("GET", "counted", nil)
		if err != nil {
			return hidden.Task{}, nil, err
		}
		if e.Status == 200 {
			var about struct {
				Task string
				Key  []byte
			}
			err := json.Unmarshal(e.Body, &about)
			return hidden.Task{ID: about.Task, Buckets: len(shownPlaces)}, about.Key, err
		}
	}
	return hidden.Task{}, nil, errors.New("the second aggregator does not answer")
}

// countedRefused shows what happens to a report that cheats, and to a batch
// that lacks one report.
func countedRefused(env *command.Env, do func(string, string, any) (edge.Effect, error), r hidden.Report) error {
	r.Share = append([]byte{}, r.Share...)
	r.Share[0] ^= 1
	e, err := do("POST", "counted", r)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "a report that was changed is refused:\n  %d %s\n", e.Status, e.Body)
	e, err = do("POST", "counted/collect", struct{}{})
	fmt.Fprintf(env.Stdout, "%d reports are no batch yet:\n  %s\n", shownReports-1, e.Body)
	return err
}

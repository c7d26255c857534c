package edgetest

import (
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/hidden"
)

// testCounted: reports that nobody can read, counted together by two
// aggregators. Line 64.
func testCounted(t *testing.T, h Host) {
	s := NewSite(t, h)
	runAll(t, s, []scenario{{name: "off until asked for", req: Request{Method: "GET", Path: "counted"}, status: 404, code: "not-found"}})
	s = &Site{Client: s.Client, Host: h, First: s.First, Author: s.Author, Key: s.Key, t: t}
	s.Client.Site = "counting-" + strings.ToLower(NewID()[20:])
	const least = 12
	settings := s.Settings()
	settings.Counted = &edge.Counted{Buckets: []string{"cards", "bank", "address"}, Min: least}
	h.Configure(t, settings)
	admin, err := s.SignIn(s.First, "Mei")
	must(t, admin, err)
	task, key := s.countedTask(t)
	n := &counter{s, admin, task, key}
	for i := range least - 1 {
		n.post(t, n.report(t, i%2), 204)
	}
	if r := n.results(t, "POST", "counted/collect"); len(r.Results) != 0 || r.Waiting != least-1 {
		t.Errorf("a batch that is too small: %+v", r)
	}
	good := n.report(t, 2)
	n.post(t, good, 204)
	n.post(t, good, 204) // the same again counts once
	n.postBad(t, good)
	r := n.results(t, "POST", "counted/collect")
	if len(r.Results) != 1 || r.Waiting != 0 || r.Results[0].N != least || r.Results[0].Counts["cards"] != 6 || r.Results[0].Counts["bank"] != 5 || r.Results[0].Counts["address"] != 1 {
		t.Errorf("results %+v", r)
	}
	n.post(t, good, 204) // known, and in its sum already
	if r := n.results(t, "POST", "counted/collect"); len(r.Results) != 1 || r.Waiting != 0 {
		t.Errorf("collected again: %+v", r)
	}
	if r := n.results(t, "GET", "counted/results"); len(r.Results) != 1 {
		t.Errorf("results %+v", r)
	}
}

// counter reports and collects.
type counter struct {
	*Site
	admin string
	task  hidden.Task
	key   []byte
}

func (n *counter) report(t *testing.T, bucket int) *hidden.Report {
	t.Helper()
	r, err := hidden.Split(n.task, bucket, n.key, rand.Reader)
	return must(t, r, err)
}

func (n *counter) post(t *testing.T, r *hidden.Report, status int) {
	t.Helper()
	if got, err := n.Do(Request{Method: "POST", Path: "counted", Body: r}); err != nil || got.Status != status {
		t.Errorf("a report: %d %s %v, want %d", got.Status, got.Body, err, status)
	}
}

// postBad sends what must be refused and must leave the batch as it is.
func (n *counter) postBad(t *testing.T, good *hidden.Report) {
	t.Helper()
	again, other, forged := *good, n.report(t, 0), n.report(t, 0)
	again.Share = n.report(t, 1).Share
	n.post(t, &again, 422) // a nonce used again
	other.Task = "another/task"
	n.post(t, other, 422)
	forged.Share[3] ^= 1
	n.post(t, forged, 422)
	foreign, err := hidden.Split(hidden.Task{ID: n.task.ID, Buckets: 7}, 6, n.key, rand.Reader)
	n.post(t, must(t, foreign, err), 422) // a bucket out of range
}

type countedNow struct {
	Results []edge.CountedResult
	Waiting int64
}

func (n *counter) results(t *testing.T, method, path string) (out countedNow) {
	t.Helper()
	r := Request{Method: method, Path: path, Token: n.admin}
	if method == "POST" {
		r.Body = "{}"
	}
	if err := n.call(r, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// countedTask asks what is to be reported, until the second aggregator is there.
func (s *Site) countedTask(t *testing.T) (hidden.Task, []byte) {
	t.Helper()
	var out struct {
		Task    string
		Buckets []string
		Key     []byte
	}
	for end := time.Now().Add(Patience); ; time.Sleep(50 * time.Millisecond) {
		r, err := s.Do(Request{Method: "GET", Path: "counted"})
		if err == nil && r.Status == 200 && json.Unmarshal(r.Body, &out) == nil {
			return hidden.Task{ID: out.Task, Buckets: len(out.Buckets)}, out.Key
		}
		if time.Now().After(end) {
			t.Fatalf("there is no second aggregator: %d %s %v", r.Status, r.Body, err)
		}
	}
}

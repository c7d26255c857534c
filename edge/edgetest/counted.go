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
	report := func(bucket int) *hidden.Report {
		r, err := hidden.Split(task, bucket, key, rand.Reader)
		return must(t, r, err)
	}
	post := func(r *hidden.Report, status int) {
		t.Helper()
		if got, err := s.Do(Request{Method: "POST", Path: "counted", Body: r}); err != nil || got.Status != status {
			t.Errorf("a report: %d %s %v, want %d", got.Status, got.Body, err, status)
		}
	}
	results := func(method, path string) (out struct {
		Results []edge.CountedResult
		Waiting int64
	}) {
		t.Helper()
		r := Request{Method: method, Path: path, Token: admin}
		if method == "POST" {
			r.Body = "{}"
		}
		if err := s.call(r, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	for i := range least - 1 {
		post(report(i%2), 204)
	}
	if r := results("POST", "counted/collect"); len(r.Results) != 0 || r.Waiting != least-1 {
		t.Errorf("a batch that is too small: %+v", r)
	}
	good := report(2)
	post(good, 204)
	post(good, 204) // the same again counts once
	again, other, forged := *good, report(0), report(0)
	again.Share = report(1).Share
	post(&again, 422) // a nonce used again
	other.Task = "another/task"
	post(other, 422)
	forged.Share[3] ^= 1
	post(forged, 422)
	foreign, err := hidden.Split(hidden.Task{ID: task.ID, Buckets: 7}, 6, key, rand.Reader)
	post(must(t, foreign, err), 422) // a bucket out of range
	r := results("POST", "counted/collect")
	if len(r.Results) != 1 || r.Waiting != 0 || r.Results[0].N != least || r.Results[0].Counts["cards"] != 6 || r.Results[0].Counts["bank"] != 5 || r.Results[0].Counts["address"] != 1 {
		t.Errorf("results %+v", r)
	}
	post(good, 204) // known, and in its sum already
	if r := results("POST", "counted/collect"); len(r.Results) != 1 || r.Waiting != 0 {
		t.Errorf("collected again: %+v", r)
	}
	if r := results("GET", "counted/results"); len(r.Results) != 1 {
		t.Errorf("results %+v", r)
	}
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

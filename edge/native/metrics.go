package native

import (
	"fmt"
	"io"
	"net/http"
)

// serveHealth says whether the process takes requests.
func (s *Server) serveHealth(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	io.WriteString(w, "ok\n")
}

// serveMetrics writes counters in the Prometheus text format. They hold no
// names of sites or people.
func (s *Server) serveMetrics(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	open := len(s.sites)
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	for _, m := range []struct {
		name, kind, help string
		value            int64
	}{
		{"lamplight_sites_open", "gauge", "Sites whose database is open.", int64(open)},
		{"lamplight_sockets", "gauge", "WebSockets connected.", s.counts.sockets.Load()},
		{"lamplight_requests_total", "counter", "Requests under /v1/.", s.counts.requests.Load()},
		{"lamplight_inputs_total", "counter", "Inputs handled.", s.counts.inputs.Load()},
		{"lamplight_commits_total", "counter", "Transactions committed.", s.counts.commits.Load()},
		{"lamplight_aborts_total", "counter", "Inputs that failed and were rolled back.", s.counts.aborts.Load()},
		{"lamplight_deliveries_failed_total", "counter", "Webhook attempts without a 2xx answer.", s.counts.failed.Load()},
	} {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n%s %d\n", m.name, m.help, m.name, m.kind, m.name, m.value)
	}
}

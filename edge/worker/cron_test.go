//go:build !js

package main

import (
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
)

// TestCron: the scheduled visit reaches every site of both places, tells about
// a head that expires, and creates no object for a site that nobody uses.
func TestCron(t *testing.T) {
	long(t)
	t.Parallel()
	h := workertest.Start(t, workertest.Options{Bindings: map[string]any{
		"SITES": map[string]any{"shop": map[string]any{"origins": []string{edgetest.PageOrigin}}, "unused": map[string]any{}},
	}})
	shop := edgetest.Client{Base: h.URL(), Site: "shop", Origin: edgetest.PageOrigin}
	if _, err := shop.Ask("used"); err != nil {
		t.Fatal(err)
	}
	s := edgetest.NewSite(t, h)
	ask(t, s, "used too")
	h.Scheduled(t)
	if log := h.Logged("cron:", 1); !strings.Contains(log, "cron: 3 sites tended") || strings.Contains(log, "ALERT") {
		t.Errorf("the log says\n%s", log)
	}
}

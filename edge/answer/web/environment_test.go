package web_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/answer/modeltest"
	"github.com/lamplight-help/lamplight/edge/answer/web"
)

func TestFromEnvironment(t *testing.T) {
	raw := bundle(t)
	library := web.Bundles(func(string) ([]byte, error) { return raw, nil })
	endpoint := modeltest.Serve(t, modeltest.Says("Open Cards and press Unblock [1].", 9))
	for _, c := range []struct {
		name   string
		env    map[string]string
		status int
		fault  string
	}{
		{"off", nil, 404, ""},
		{"a key alone is off", map[string]string{web.EnvKey: "sk-1"}, 404, ""},
		{"on", map[string]string{web.EnvEndpoint: endpoint, web.EnvModel: "m"}, 200, ""},
		{"no model", map[string]string{web.EnvEndpoint: endpoint, web.EnvKey: "sk-1"}, 0, "model's name"},
	} {
		h, err := web.FromEnvironment(func(k string) string { return c.env[k] }, []string{page}, library, nil)
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) || strings.Contains(err.Error(), "sk-1") {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(h)
		if res, body := ask(t, "POST", srv.URL, good); res.StatusCode != c.status {
			t.Errorf("%s: %d %s", c.name, res.StatusCode, body)
		}
		srv.Close()
	}
}

package edge

import "testing"

// TestHardening89Targets: what a Worker refuses, which dials no address itself.
func TestHardening89Targets(t *testing.T) {
	for _, good := range []string{"https://crm.example/in", "https://crm.example:443/in?x=1", "https://8.8.8.8/", "https://[2001:4860:4860::8888]/",
		"http://127.0.0.1:8080/hook", "http://localhost:9999/"} {
		if err := CheckTarget(good); err != nil {
			t.Errorf("%s is refused", good)
		}
	}
	for _, bad := range []string{"", "http://crm.example/", "ftp://crm.example/", "https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/",
		"https://0x7f.1/", "https://2130706433/", "https://017700000001/", "https://127.1/", "https://10.1.2.3/", "https://192.168.0.1/", "https://172.20.0.1/",
		"https://100.64.1.1/", "https://[::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[64:ff9b::a00:1]/", "https://0.0.0.0/", "https://224.0.0.1/",
		"https://user@crm.example/", "https://user:pass@crm.example/", "https://crm.example.:443/", "https://crm.example:25/", "https://crm.example:8443/",
		"https://localhost/", "https://intranet/", "https://db.internal/", "https://printer.local/", "https:crm.example", "https:///x"} {
		if CheckTarget(bad) == nil {
			t.Errorf("%s is let through", bad)
		}
	}
}

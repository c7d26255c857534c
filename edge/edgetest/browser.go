package edgetest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// browser keeps cookies and follows redirects one at a time, so that a test
// sees every step of a sign-in.
type browser struct {
	t      testing.TB
	client *http.Client
}

func newBrowser(t testing.TB) *browser {
	jar, err := cookiejar.New(nil)
	must(t, jar, err)
	return &browser{t, &http.Client{Jar: jar, Timeout: Patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// page is an answer with its body read.
type page struct {
	*http.Response
	body string
}

func (b *browser) send(req *http.Request) page {
	b.t.Helper()
	res, err := b.client.Do(req)
	must(b.t, res, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(b.t, body, err)
	return page{res, string(body)}
}

func (b *browser) get(address string) page {
	b.t.Helper()
	req, err := http.NewRequest("GET", address, nil)
	must(b.t, req, err)
	return b.send(req)
}

func (b *browser) post(address string, form url.Values) page {
	b.t.Helper()
	req, err := http.NewRequest("POST", address, strings.NewReader(form.Encode()))
	must(b.t, req, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(req)
}

// location is where a redirect leads, resolved.
func (p page) location(t testing.TB) string {
	t.Helper()
	to, err := p.Location()
	if err != nil {
		t.Fatalf("%s: status %d, no redirect: %s", p.Request.URL, p.StatusCode, p.body)
	}
	return to.String()
}

var formAction = regexp.MustCompile(`action="([^"]+)"`)

// authenticate goes through the provider's own pages as somebody, from its
// authorization endpoint to the address that it sends the browser back to.
func (b *browser) authenticate(at, login, redirect string) string {
	b.t.Helper()
	for range 20 {
		if strings.HasPrefix(at, redirect) {
			return at
		}
		p := b.get(at)
		for p.StatusCode == 200 {
			action := formAction.FindStringSubmatch(p.body)
			prompt := "login"
			if strings.Contains(p.body, `value="consent"`) {
				prompt = "consent"
			}
			if action == nil {
				b.t.Fatalf("the provider shows a page without a form: %s", p.body)
			}
			p = b.post(action[1], url.Values{"prompt": {prompt}, "login": {login}, "password": {"any"}})
		}
		at = p.location(b.t)
	}
	b.t.Fatal("the provider redirects for ever")
	return ""
}

// cookie finds what a response sets.
func (p page) cookie(name string) (*http.Cookie, error) {
	for _, c := range p.Cookies() {
		if strings.HasSuffix(c.Name, name) {
			return c, nil
		}
	}
	return nil, fmt.Errorf("no cookie %q in %v", name, p.Header["Set-Cookie"])
}

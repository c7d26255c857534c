package publish

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Links are allowed by scheme: https, mailto, tel, article:ID (another
// article) and help:ID (an element of the page). An https host must be a
// public name in ASCII; addresses, names without a dot, names of private
// networks, user names and odd ports are refused. When a site lists hosts,
// only those and their sub-domains pass.

var (
	telForm    = regexp.MustCompile(`^\+?[0-9][0-9().-]{2,30}$`)
	mailForm   = regexp.MustCompile(`^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$`)
	helpForm   = regexp.MustCompile(`^[^\s"'<>]{1,128}$`)
	labelForm  = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$`)
	privateEnd = []string{"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "test", "invalid", "onion", "arpa"}
)

// checkLink returns the link in the form in which it is stored, or a sentence
// that says why it cannot be clicked.
func checkLink(raw string, hosts []string) (ref, problem string) {
	if len(raw) > MaxURL || strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' || hidden(r) }) {
		return "", "The link has blanks, control characters or backslashes, or is too long."
	}
	scheme, rest, found := strings.Cut(raw, ":")
	if !found {
		return "", "The link is relative."
	}
	switch strings.ToLower(scheme) {
	case "article":
		if !idForm.MatchString(rest) {
			return "", fmt.Sprintf("%q is no article id.", rest)
		}
		return "article:" + rest, ""
	case "help":
		if !helpForm.MatchString(rest) {
			return "", fmt.Sprintf("%q is no help id.", rest)
		}
		return "help:" + rest, ""
	case "mailto":
		if !mailForm.MatchString(rest) {
			return "", "The mail address is not one plain address."
		}
		return "mailto:" + rest, ""
	case "tel":
		if !telForm.MatchString(rest) {
			return "", "The telephone number has other characters than digits, brackets, dots and dashes."
		}
		return "tel:" + rest, ""
	case "https":
		return checkHTTPS(raw, hosts)
	}
	return "", fmt.Sprintf("The scheme %q is not allowed.", clip(scheme, 20))
}

func checkHTTPS(raw string, hosts []string) (ref, problem string) {
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || u.Host == "" {
		return "", "The link is not a URL."
	}
	host := strings.ToLower(u.Hostname())
	switch {
	case u.User != nil:
		return "", "The link holds a user name."
	case u.Port() != "" && u.Port() != "443":
		return "", "The link has a port."
	case !publicName(host):
		return "", fmt.Sprintf("%q is not a public host name in ASCII.", clip(host, 60))
	case len(hosts) > 0 && !slices.ContainsFunc(hosts, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) }):
		return "", fmt.Sprintf("The host %q is not in the site's list.", clip(host, 60))
	}
	u.Scheme, u.Host = "https", host
	return u.String(), ""
}

// publicName accepts names with a dot whose last label is not a number and
// not one of a private network; so every way to write an IP address falls out.
func publicName(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil || len(host) > 253 {
		return false
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || slices.Contains(privateEnd, last) || last == "" || last[0] >= '0' && last[0] <= '9' {
		return false
	}
	return !slices.ContainsFunc(labels, func(l string) bool { return !labelForm.MatchString(l) })
}

func clip(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "") + "…"
	}
	return s
}

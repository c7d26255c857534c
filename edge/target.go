package edge

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// ErrTarget says that a hand-off must not go to an address.
var ErrTarget = errors.New("hand-offs go to public https addresses only")

// CheckTarget refuses addresses that hand-offs must not reach, by what can be
// read of them: private and special networks in every spelling, names of a
// local network, other ports than 443, credentials. Plain http is for the
// developer's own machine. Natively the address that is dialled is checked
// besides, so that a name cannot lead elsewhere.
func CheckTarget(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Opaque != "" {
		return ErrTarget
	}
	host := strings.ToLower(u.Hostname())
	if u.Scheme == "http" && (host == "127.0.0.1" || host == "localhost" || host == "::1") {
		return nil
	}
	if u.Scheme != "https" || u.Port() != "" && u.Port() != "443" || !publicHost(host) {
		return ErrTarget
	}
	return nil
}

// publicHost wants a name in a public domain, or a public address.
func publicHost(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		a = a.Unmap()
		return a.IsGlobalUnicast() && !a.IsPrivate() && !sharedSpace.Contains(a) && !nat64.Contains(a) && a.Zone() == ""
	}
	dot := strings.LastIndexByte(host, '.')
	if dot < 0 || dot == len(host)-1 || strings.HasPrefix(host, ".") {
		return false // one label, or a trailing dot
	}
	switch top := host[dot+1:]; {
	case top[0] >= '0' && top[0] <= '9': // 0x7f.1, 127.1, 017700000001: addresses in disguise
		return false
	case top == "local", top == "internal", top == "localhost", top == "lan", top == "home", top == "arpa":
		return false
	}
	return true
}

var (
	sharedSpace = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598
	nat64       = netip.MustParsePrefix("64:ff9b::/96")  // RFC 6052: may lead to any IPv4 address
)

package edge

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// configure creates the site or replaces its settings. Bad settings are
// reported and change nothing.
func (t *turn) configure() {
	s := t.in.Settings
	if s == nil {
		t.report("configure without settings")
		return
	}
	if err := s.Check(); err != nil {
		t.report("configure: " + err.Error())
		return
	}
	for _, token := range s.Tokens {
		t.exec(`INSERT INTO tokens (hash, role, subject, name, created, expires) VALUES (?, ?, '', ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
			hashToken(token.Secret), string(token.Role), token.Name, t.now, token.Until)
	}
	old := t.settings()
	if old == nil || old.RetainDays != s.RetainDays {
		t.changeRetention(s.RetainDays)
	}
	kept := *s
	kept.Tokens = nil
	value, err := json.Marshal(kept)
	if err != nil {
		panic(err)
	}
	if t.meta("settings") != string(value) {
		t.audit("operator", "configure", "")
	}
	t.setMeta("settings", string(value))
	t.tellShards()
	if t.meta("secret") == "" {
		t.setMeta("secret", base64.RawURLEncoding.EncodeToString(t.random(32)))
	}
}

// changeRetention gives conversations that are closed already their new end.
func (t *turn) changeRetention(days int64) {
	var after any
	if days > 0 {
		after = days * day
	}
	t.exec(`UPDATE conversations SET due = updated + ? WHERE state IN ('resolved', 'expired')`, after)
	t.timesChanged = true
}

// Check says what is wrong with the settings, nil when nothing is.
func (s *Settings) Check() error {
	if !validSite(s.Site) {
		return fmt.Errorf("settings: site %q is not 1 to 63 of a-z, 0-9 and - ", s.Site)
	}
	for _, list := range [][]string{s.Origins, s.DeskOrigins} {
		for _, o := range list {
			u, err := url.Parse(o)
			if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.Scheme+"://"+u.Host != o {
				return fmt.Errorf("settings: origin %q is not scheme://host or scheme://host:port", o)
			}
		}
	}
	for i, key := range s.RootKeys {
		if len(key) != 32 {
			return fmt.Errorf("settings: root key %d has %d bytes, an Ed25519 key has 32", i, len(key))
		}
	}
	if s.RetainDays < 0 || s.RetainDays > 36500 {
		return fmt.Errorf("settings: retain_days is %d, want 0 to 36500", s.RetainDays)
	}
	if err := s.Identity.check(); err != nil {
		return err
	}
	if err := errors.Join(s.OIDC.check(s), s.Access.check()); err != nil {
		return err
	}
	if len(s.Lines) > linesCap {
		return fmt.Errorf("settings: %d lines, at most %d are kept apart", len(s.Lines), linesCap)
	}
	for _, l := range s.Lines {
		if err := l.check(); err != nil {
			return err
		}
	}
	if err := checkWebhooks(s.Webhooks); err != nil {
		return err
	}
	if err := s.Counted.check(); err != nil {
		return err
	}
	for i, token := range s.Tokens {
		if len(token.Secret) < 20 {
			return fmt.Errorf("settings: token %d is shorter than 20 characters", i)
		}
		if token.Role != RoleFirst && token.Role != RoleAuthor && token.Role != RoleAdmin {
			return fmt.Errorf("settings: token %d has role %q, want %q, %q or %q", i, token.Role, RoleFirst, RoleAuthor, RoleAdmin)
		}
	}
	return nil
}

func checkWebhooks(hooks []Webhook) error {
	seen := map[string]bool{}
	for _, h := range hooks {
		u, err := url.Parse(h.URL)
		if checkLine("id", h.ID, 1, 64) != nil || strings.Contains(h.ID, ".") || seen[h.ID] || err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
			return fmt.Errorf("settings: webhook %q needs an id of its own and an https address without credentials", h.ID)
		}
		seen[h.ID] = true
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(h.Secret, "whsec_"))
		if err != nil || len(key) < 24 || len(key) > 64 || !strings.HasPrefix(h.Secret, "whsec_") {
			return fmt.Errorf(`settings: the secret of webhook %q must be "whsec_" and the base64 of 24 to 64 bytes`, h.ID)
		}
	}
	return nil
}

// settings loads what the operator configured; nil before the first configure.
func (t *turn) settings() *Settings {
	value := t.meta("settings")
	if value == "" {
		return nil
	}
	var s Settings
	if err := json.Unmarshal([]byte(value), &s); err != nil {
		panic(fmt.Sprintf("meta.settings: %v", err))
	}
	return &s
}

func validSite(s string) bool {
	if len(s) == 0 || len(s) > 63 || s[0] == '-' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}

package edge_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// TestAuditOfPeople: what concerns people and sessions is in the log, by
// person, and the chain holds.
func TestAuditOfPeople(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	admin := w.signIn("Ada")
	mei, bo := w.join(admin, "Mei", "agent"), w.join(admin, "Bo", "agent")
	asked := w.ask("who did what?")
	desk := w.dial(mei.session)
	w.send(desk, edge.ClientFrame{T: "take", ID: w.id(), Conversation: asked.Conversation})
	w.send(desk, edge.ClientFrame{T: "hand", ID: w.id(), Conversation: asked.Conversation, To: bo.id})
	for _, step := range []struct {
		method, path, token string
		body                any
		status              int
	}{
		{"GET", "transcript/" + asked.Conversation, mei.session, nil, 200},
		{"PUT", "people/" + mei.id, admin, map[string]string{"name": "Mei", "role": "lead"}, 204},
		{"POST", "people/" + bo.id, admin, map[string]string{}, 201},
		{"DELETE", "sessions/" + bo.id, admin, nil, 204},
		{"DELETE", "people/" + bo.id, admin, nil, 204},
		{"DELETE", "session", mei.session, nil, 204},
	} {
		if status, body := w.request(step.method, step.path, step.token, step.body); status != step.status {
			t.Errorf("%s %s: %d %s", step.method, step.path, status, body)
		}
	}
	var out struct{ Entries []edge.AuditEntry }
	w.get(&out, "GET", "audit", admin, nil)
	var did []string
	for _, e := range out.Entries {
		did = append(did, e.Action)
		if e.Action == "take" && e.Actor != mei.id || e.Action == "person-remove" && (e.Actor == mei.id || e.About != bo.id) {
			t.Errorf("%+v", e)
		}
	}
	for _, want := range []string{"first-admin", "sign-in", "person-add", "take", "handed", "transcript", "person-change", "person-key", "revoke", "person-remove", "sign-out"} {
		if !slices.Contains(did, want) {
			t.Errorf("%q is not in the log: %v", want, did)
		}
	}
	if err := edge.CheckAudit("", out.Entries); err != nil {
		t.Error(err)
	}
	if n := w.value(`SELECT count(*) FROM conversations WHERE agent = ?`, bo.id); n != 0 {
		t.Error("somebody removed still holds a conversation")
	}
}

// TestFirstStartToken: it makes one admin, then agents by name as long as
// nobody was added, and then opens for that admin alone.
func TestFirstStartToken(t *testing.T) {
	w := newWorld(t, edge.Limits{Sessions: edge.Rate{Burst: 100, Every: 1}})
	in := func(name string) (edge.Session, int) {
		t.Helper()
		var s edge.Session
		status, body := w.request("POST", "session", "", map[string]string{"token": "the-first-start-token", "name": name})
		if status == 201 {
			w.must(json.Unmarshal(body, &s))
		}
		return s, status
	}
	ada, _ := in("Ada")
	eve, _ := in("Eve")
	again, _ := in("Ada")
	if ada.Roles[0] != edge.RoleAdmin || eve.Roles[0] != edge.RoleAgent || again.Agent != ada.Agent || again.Roles[0] != edge.RoleAdmin {
		t.Errorf("%+v, %+v, %+v", ada, eve, again)
	}
	w.join(ada.Session, "Mei", "agent")
	if _, status := in("Eve"); status != 403 {
		t.Errorf("Eve gets in beside the people: %d", status)
	}
	if _, status := in("Ada"); status != 201 {
		t.Errorf("the first admin is locked out: %d", status)
	}
}

// TestLastAdmin: a site is never left without somebody who could run it.
func TestLastAdmin(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	admin := w.signIn("Ada")
	var me edge.Session
	w.get(&me, "GET", "session", admin, nil)
	for _, try := range []func() (int, []byte){
		func() (int, []byte) { return w.request("DELETE", "people/"+me.Agent, admin, nil) },
		func() (int, []byte) {
			return w.request("PUT", "people/"+me.Agent, admin, map[string]string{"name": "Ada", "role": "agent"})
		},
	} {
		if status, body := try(); status != 409 {
			t.Errorf("%d %s", status, body)
		}
	}
	w.join(admin, "Second", "admin")
	if status, body := w.request("DELETE", "people/"+me.Agent, admin, nil); status != 204 {
		t.Errorf("with a second one: %d %s", status, body)
	}
	if status, _ := w.request("GET", "people", admin, nil); status != 401 {
		t.Errorf("somebody removed still asks: %d", status)
	}
}

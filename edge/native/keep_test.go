package native

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/store"
	"github.com/lamplight-help/lamplight/engine/kb"
)

func ask(t *testing.T, s *edgetest.Site, question string) edge.Escalated {
	t.Helper()
	asked, err := s.Ask(question)
	if err != nil {
		t.Fatal(err)
	}
	return asked
}

// whole is a conversation as its visitor reads it.
func whole(t *testing.T, s *edgetest.Site, asked edge.Escalated) (edge.Conversation, int) {
	t.Helper()
	r, err := s.Do(edgetest.Request{Method: "GET", Path: "conversations/" + asked.Conversation, Token: asked.Token})
	if err != nil {
		t.Fatal(err)
	}
	var c edge.Conversation
	if r.Status == 200 {
		if err := json.Unmarshal(r.Body, &c); err != nil {
			t.Fatal(err)
		}
	}
	return c, r.Status
}

// TestBackupAndRestore backs up while visitors write, goes on, and returns to
// the moment of the backup. Files that are no backup of the site are refused.
func TestBackupAndRestore(t *testing.T) {
	h := newTestHost(t)
	s := edgetest.NewSite(t, h)
	before := ask(t, s, "before the backup")
	file := filepath.Join(t.TempDir(), "copy.db")
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 5 {
			if _, err := s.Ask(fmt.Sprint("meanwhile ", i)); err != nil {
				t.Error(err)
			}
		}
	})
	if err := Backup(h.dir, s.Client.Site, file); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	after := ask(t, s, "after the backup")
	if err := Backup(h.dir, s.Client.Site, file); err == nil {
		t.Error("a backup was overwritten")
	}
	if err := h.server.Restore("another", file); err == nil {
		t.Error("restored under another name")
	}
	cut := filepath.Join(t.TempDir(), "cut.db")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cut, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := h.server.Restore(s.Client.Site, cut); err == nil {
		t.Error("half a backup was restored")
	}
	if _, status := whole(t, s, after); status != 200 {
		t.Fatalf("a refused restore changed the site: status %d", status)
	}
	if err := h.server.Restore(s.Client.Site, file); err != nil {
		t.Fatal(err)
	}
	if c, status := whole(t, s, before); status != 200 || c.Question != "before the backup" {
		t.Errorf("after restoring: %d %+v", status, c)
	}
	if _, status := whole(t, s, after); status == 200 {
		t.Error("what came after the backup is still there")
	}
}

// TestExportAndImport moves a site to another directory and compares exports.
func TestExportAndImport(t *testing.T) {
	h, other := newTestHost(t), newTestHost(t)
	s := edgetest.NewSite(t, h)
	name := s.Client.Site
	asked := ask(t, s, `quotes " and 漢字 and '; DROP TABLE meta`)
	bundle, err := kb.Marshal(&kb.Source{Site: name, Locale: "en", Index: bytes.Repeat([]byte{0, 1, 254, 255}, 400_000)})
	if err != nil {
		t.Fatal(err)
	}
	head := edge.Head{Site: name, Version: 3, Issued: 1, Expires: 2,
		Bundles: map[string]edge.BundleRef{"en": {Hash: edgetest.Hash(bundle), Size: int64(len(bundle))}}}
	if err := h.server.Publish(name, s.Sign(head), bundle); err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	if err := Export(h.dir, name, &first); err != nil {
		t.Fatal(err)
	}
	if err := other.server.Import("wrong-name", bytes.NewReader(first.Bytes())); err == nil {
		t.Error("imported under another name")
	}
	for _, bad := range []string{"", "{}", "nonsense\n", first.String()[:first.Len()-50], strings.Replace(first.String(), `"conversations"`, `"sqlite_master"`, 1)} {
		if err := other.server.Import(name, strings.NewReader(bad)); err == nil {
			t.Errorf("a bad export of %d bytes was imported", len(bad))
		}
		if st, err := other.server.site(name); st != nil || err != nil {
			t.Fatalf("a failed import left a site behind (%v)", err)
		}
	}
	if err := other.server.Import(name, bytes.NewReader(first.Bytes())); err != nil {
		t.Fatal(err)
	}
	if err := other.server.Import(name, bytes.NewReader(first.Bytes())); err == nil {
		t.Error("imported over an existing site")
	}
	if err := Export(other.dir, name, &second); err != nil {
		t.Fatal(err)
	}
	if a, b := withoutAlarm(first.String()), withoutAlarm(second.String()); a != b {
		t.Errorf("exports differ:\n%.2000s\n\n%.2000s", a, b)
	}
	moved := *s
	moved.Base = other.URL()
	if c, status := whole(t, &moved, asked); status != 200 || c.Question != `quotes " and 漢字 and '; DROP TABLE meta` {
		t.Errorf("the visitor's token at the new place: %d %+v", status, c)
	}
}

// withoutAlarm leaves out the line that each host writes for itself.
func withoutAlarm(export string) string {
	var kept []string
	for line := range strings.Lines(export) {
		if !strings.Contains(line, `["alarm"`) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// TestForgetLeavesNoByte erases one visitor of two and searches every file of
// the site for what they wrote.
func TestForgetLeavesNoByte(t *testing.T) {
	h := newTestHost(t)
	s := edgetest.NewSite(t, h)
	secrets := []string{"wrote-this-once-7261", "visitor-v-8811", "route-3391", "hook-secret-word"}
	forgotten, err := s.Escalate(edge.Escalation{ID: edgetest.NewID(), Question: "wrote-this-once-7261", Locale: "en", Visitor: "visitor-v-8811",
		Context: json.RawMessage(`{"page":"/route-3391"}`)})
	if err != nil {
		t.Fatal(err)
	}
	kept := ask(t, s, "stays-here")
	sock, err := s.Dial(forgotten.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer sock.Cut()
	for i := range 30 {
		id := edgetest.NewID()
		if err := sock.Send(edge.ClientFrame{T: "send", ID: id, Text: fmt.Sprint("hook-secret-word ", i, strings.Repeat(" long", 300))}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := sock.Until(edgetest.Is("ack", id)); err != nil {
			t.Fatal(err)
		}
	}
	secrets = append(secrets, "inside-a-file-4410", "name-of-a-file")
	note := []byte("inside-a-file-4410")
	if r, err := s.Attach(forgotten.Token, forgotten.Conversation, edgetest.NewID(), "name-of-a-file.txt", "text/plain", note); err != nil || r.Status != 200 {
		t.Fatalf("a file: %d %s %v", r.Status, r.Body, err)
	}
	half := edge.AttachmentDeclared{ID: edgetest.NewID(), Name: "name-of-a-file", Type: "text/plain", Size: edge.PieceSize + 1}
	if r, err := s.Declare(forgotten.Token, forgotten.Conversation, half); err != nil || r.Status != 201 {
		t.Fatalf("half a file: %d %s %v", r.Status, r.Body, err)
	}
	if hits := search(t, h.dir, secrets); len(hits) != len(secrets) {
		t.Fatalf("before: found only %v, the search does not work", hits)
	}
	r, err := h.server.Do(edge.Request{Method: "POST", Path: "/v1/" + s.Client.Site + "/forget", ContentType: "application/json", Body: []byte(`{"visitor":"visitor-v-8811"}`)})
	if err != nil || r.Status != 200 || string(r.Body) != `{"conversations":1}` {
		t.Fatalf("forget: %v %d %s", err, r.Status, r.Body)
	}
	if hits := search(t, h.dir, append(secrets, forgotten.Conversation)); len(hits) != 0 {
		t.Errorf("still in the files: %v", hits)
	}
	if code := sock.CloseCode(); code != 4004 {
		t.Errorf("the visitor's socket closed with %d, want 4004", code)
	}
	if _, status := whole(t, s, forgotten); status != 404 && status != 401 {
		t.Errorf("the forgotten conversation answers %d", status)
	}
	if _, status := whole(t, s, kept); status != 200 {
		t.Errorf("the other visitor's answers %d", status)
	}
}

// search returns which of the words occur in any file of the directory.
func search(t *testing.T, dir string, words []string) (hits []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		for _, f := range files {
			if data, err := os.ReadFile(f); err == nil && bytes.Contains(data, []byte(w)) {
				hits = append(hits, w+" in "+filepath.Base(f))
				break
			}
		}
	}
	return hits
}

// TestHardening73DiskFull fills a real database up to its page limit: what is
// refused is not stored, what was acknowledged stays, and with room again the
// same ids go through without a gap.
func TestHardening73DiskFull(t *testing.T) {
	h := newTestHost(t)
	s := edgetest.NewSite(t, h)
	asked := ask(t, s, "question")
	st, err := h.server.site(s.Client.Site)
	if err != nil {
		t.Fatal(err)
	}
	pages := func(q string) {
		t.Helper()
		if err := st.exclusive(func(db *store.DB) error { _, err := db.Query(q); return err }); err != nil {
			t.Fatal(err)
		}
	}
	sock, err := s.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer sock.Cut()
	pages("PRAGMA max_page_count = 1") // the current size
	send := func(id string) edgetest.Frame {
		t.Helper()
		if err := sock.Send(edge.ClientFrame{T: "send", ID: id, Text: strings.Repeat("x", 3900)}); err != nil {
			t.Fatal(err)
		}
		f, _, err := sock.Until(func(f edgetest.Frame) bool { return f.ID == id })
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	var acked, refused []string
	for range 20 {
		id := edgetest.NewID()
		if f := send(id); f.T == "ack" {
			acked = append(acked, id)
		} else if refused = append(refused, id); f.Code != "unavailable" {
			t.Errorf("refused with %s", f.Raw)
		}
	}
	if len(refused) == 0 {
		t.Fatal("the disk never was full")
	}
	pages("PRAGMA max_page_count = 1000000")
	for _, id := range refused {
		if f := send(id); f.T != "ack" {
			t.Errorf("with room again: %s", f.Raw)
		}
	}
	c, _ := whole(t, s, asked)
	if want := 2 + len(acked) + len(refused); int(c.Seq) != want || len(c.Messages) != want {
		t.Errorf("%d messages up to seq %d, want %d", len(c.Messages), c.Seq, want)
	}
}

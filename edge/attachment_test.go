package edge_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/store"
)

// attach sends a text as a file of a visitor and returns its id.
func (w *world) attach(asked edge.Escalated, text string) string {
	w.t.Helper()
	id := w.id()
	var s edge.AttachmentStatus
	w.get(&s, "POST", "attachments/"+asked.Conversation, asked.Token, edge.AttachmentDeclared{ID: id, Name: "note.txt", Type: "text/plain", Size: int64(len(text))})
	r := edge.Request{Method: "PUT", Path: fmt.Sprintf("/v1/demo/attachments/%s.%s.0", asked.Conversation, id), Origin: origin,
		ContentType: "application/octet-stream", Body: []byte(text)}
	if e := w.requestAs(r, asked.Token, nil); e.Status != 200 || !strings.Contains(string(e.Body), `"attachment"`) {
		w.t.Fatalf("%d %s", e.Status, e.Body)
	}
	return id
}

func (w *world) show(asked edge.Escalated, ids ...string) {
	w.t.Helper()
	w.send(w.dial(asked.Token), edge.ClientFrame{T: "send", ID: w.id(), Attachments: ids})
	if n := w.value(`SELECT count(*) FROM attachments WHERE message = ''`); n != 0 {
		w.t.Fatalf("%d files were not sent", n)
	}
}

// TestUnsentFilesAreForgotten: what nobody sends is gone after a day, and what
// was sent stays, though its bytes are the same.
func TestUnsentFilesAreForgotten(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	asked := w.ask("files")
	w.show(asked, w.attach(asked, "the same"))
	w.attach(asked, "the same")
	w.attach(asked, "another")
	if n := w.value(`SELECT count(DISTINCT hash) FROM pieces`); n != 2 {
		t.Errorf("%d contents are kept, want 2", n)
	}
	w.now += 23 * 3_600_000
	w.do(edge.Input{Kind: edge.KindTended})
	if n := w.value(`SELECT count(*) FROM attachments`); n != 3 {
		t.Errorf("%d files after 23 hours", n)
	}
	w.now += 2 * 3_600_000
	w.do(edge.Input{Kind: edge.KindTended})
	if files, bytes := w.value(`SELECT count(*) FROM attachments`), w.value(`SELECT count(*) FROM pieces`); files != 1 || bytes != 1 {
		t.Errorf("%d files and %d contents after 25 hours", files, bytes)
	}
}

// TestFilesGoWithTheirConversation: a retention that ends takes rows and bytes.
func TestFilesGoWithTheirConversation(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	w.configure(edge.Settings{RetainDays: 1})
	asked := w.ask("files")
	w.show(asked, w.attach(asked, "short-lived"))
	w.send(w.dial(asked.Token), edge.ClientFrame{T: "resolve", ID: w.id()})
	w.later(25 * 3_600_000)
	for _, table := range []string{"conversations", "attachments", "pieces"} {
		if n := w.value(`SELECT count(*) FROM ` + table); n != 0 {
			t.Errorf("%d rows are left in %s", n, table)
		}
	}
}

// TestFilesAreExported: an export brings a file to another host, byte for byte.
func TestFilesAreExported(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	asked := w.ask("files")
	id := w.attach(asked, "carried along")
	w.show(asked, id)
	var lines [][]byte
	w.must(edge.Export(w.db, func(line []byte) error {
		lines = append(lines, append([]byte{}, line...))
		return nil
	}))
	db, err := store.Memory()
	w.must(err)
	defer db.Close()
	w.db = db
	w.do(edge.Input{Kind: edge.KindStarted})
	w.must(edge.Import(db, func() ([]byte, error) {
		if len(lines) == 0 {
			return nil, nil
		}
		line := lines[0]
		lines = lines[1:]
		return line, nil
	}))
	if status, body := w.request("GET", "attachments/"+asked.Conversation+"."+id, asked.Token, nil); status != 200 || string(body) != "carried along" {
		t.Errorf("%d %s", status, body)
	}
}

// TestFileInTranscript: the file names it, and the data of one visitor lists it.
func TestFileInTranscript(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	admin := w.signIn("Ada")
	var asked edge.Escalated
	w.get(&asked, "POST", "escalations", "", edge.Escalation{ID: edgetest.NewID(), Question: "files", Locale: "en", Visitor: "v1"})
	w.show(asked, w.attach(asked, "words"))
	if status, body := w.request("GET", "transcript/"+asked.Conversation, admin, nil); status != 200 || !strings.Contains(string(body), "[note.txt, text/plain]") {
		t.Errorf("%d %s", status, body)
	}
	if status, body := w.request("POST", "visitor", admin, map[string]string{"visitor": "v1"}); status != 200 || !strings.Contains(string(body), `"name":"note.txt"`) {
		t.Errorf("%d %s", status, body)
	}
}

package desk_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/store"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// longest is how many messages line 85 speaks of.
const longest = 50_000

// grow makes a conversation long, in the database itself: nobody types that.
func (s *stage) grow(t *testing.T, id string) {
	t.Helper()
	if err := s.server.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(filepath.Join(s.dir, s.Client.Site+".db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO messages (conversation, seq, id, role, author, name, text, event, articles, at)
		SELECT ?, i, printf('01KAHYSPM0%016d', i), iif(i % 3, 'visitor', 'agent'), '', iif(i % 3, '', 'Mei'), 'message ' || i || iif(i % 7, '', ' and a longer one that needs a second line on most screens, so that heights differ'), '', '', 1763686800000 + i FROM n`,
		`UPDATE conversations SET seq = ?, read_agent = ? - 5 WHERE id = ?`,
	} {
		args := []any{int64(longest), id}
		if q[:6] == "UPDATE" {
			args = []any{int64(longest), int64(longest), id}
		}
		if err := db.Exec(q, args...); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s.start(t)
}

// pause is the longest time in ms that the page's main thread was busy at a
// stretch since it was last asked.
const pause = `(() => { const n = globalThis.__long ?? 0; globalThis.__long = 0; return n; })()`

const watchPauses = `new PerformanceObserver((l) => { for (const e of l.getEntries()) globalThis.__long = Math.max(globalThis.__long ?? 0, e.duration); }).observe({type: "longtask"});`

// TestHardening85FiftyThousandMessages opens a conversation of 50,000
// messages: its end is there at once, one can go back as far as one likes, the
// page holds a window only, and writing goes on.
func TestHardening85FiftyThousandMessages(t *testing.T) {
	s := newStage(t)
	admin := s.Admin(t)
	mei := s.Join(t, admin, "Mei", edge.RoleAgent)
	asked, err := s.Ask("a long story")
	if err != nil {
		t.Fatal(err)
	}
	s.grow(t, asked.Conversation)
	visitor, err := s.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer visitor.Cut()
	if err := visitor.Send(edge.ClientFrame{T: "resume", Cursor: longest}); err != nil {
		t.Fatal(err)
	}

	tab := browsertest.New(t, browsertest.Before(watchPauses))
	s.signIn(t, tab, mei.Key)
	began := time.Now()
	tab.Click(browsertest.CSS(".entry"))
	tab.Wait(fmt.Sprintf(`document.querySelector('[data-seq="%d"]')`, longest))
	t.Logf("the end is on screen after %v", time.Since(began).Round(10*time.Millisecond))
	tab.Wait(`document.querySelector(".log").scrollTop > 0`)
	tab.Shot("desk-long-end")

	const seqs = `[...document.querySelectorAll("[data-seq]")].map((e) => +e.dataset.seq)`
	pages := 0
	for before := longest; before > longest-3000; pages++ { // back through fifteen pages
		tab.Run(`document.querySelector(".log").scrollTop = 0`)
		tab.Wait(fmt.Sprintf(`Math.min(...%s) < %d`, seqs, before))
		list := browsertest.Eval[[]int](tab, seqs)
		for i := range list[1:] {
			if list[i+1] != list[i]+1 {
				t.Fatalf("a gap after %d", list[i])
			}
		}
		if len(list) > 600 {
			t.Fatalf("%d messages in the page, want a window of 600", len(list))
		}
		before = list[0]
	}
	t.Logf("%d pages back, window of %d, longest pause %.0f ms, heap %.0f MB", pages, browsertest.Eval[int](tab, seqs+".length"),
		browsertest.Eval[float64](tab, pause), browsertest.Eval[float64](tab, `performance.memory.usedJSHeapSize / 1048576`))

	// What is in view does not move when a page arrives above it.
	at := browsertest.Eval[int](tab, `(() => { const box = document.querySelector(".log"); box.scrollTop = 900;
		const top = box.getBoundingClientRect().top; return +[...box.querySelectorAll("[data-seq]")].find((e) => e.getBoundingClientRect().bottom > top).dataset.seq; })()`)
	first := browsertest.Eval[int](tab, `Math.min(...`+seqs+`)`)
	tab.Run(`document.querySelector(".log").scrollTop -= 150`)
	tab.Wait(fmt.Sprintf(`Math.min(...%s) < %d`, seqs, first))
	moved := browsertest.Eval[float64](tab, fmt.Sprintf(`(() => { const box = document.querySelector(".log");
		return document.querySelector('[data-seq="%d"]').getBoundingClientRect().top - box.getBoundingClientRect().top; })()`, at))
	if moved < 50 || moved > 250 {
		t.Errorf("message %d is %.0f px below the top after a page came, want about 150", at, moved)
	}

	// A message that comes meanwhile does not disturb, and is not lost.
	if err := visitor.Send(edge.ClientFrame{T: "send", ID: edgetest.NewID(), Text: "are you still there?"}); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`document.querySelector("[role=log]").textContent.includes("still there")`)
	tab.Click(browsertest.CSS(".to-end"))
	tab.Wait(fmt.Sprintf(`document.querySelector('[data-seq="%d"]')?.textContent.includes("still there")`, longest+1))
	tab.Run(`document.querySelector("#reply").focus()`)
	browsertest.Eval[float64](tab, pause)
	tab.Type("Yes, I have read it all.")
	tab.Press(kb.Enter)
	tab.Wait(`[...document.querySelectorAll(".from-agent .text")].some((e) => e.textContent === "Yes, I have read it all.")`)
	if _, _, err := visitor.Until(func(f edgetest.Frame) bool { return f.Text == "Yes, I have read it all." }); err != nil {
		t.Error(err)
	}
	t.Logf("typing and sending: longest pause %.0f ms", browsertest.Eval[float64](tab, pause))
	tab.NoFaults()
}

package native

import (
	"bufio"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
)

const (
	kills   = 5
	writers = 4
	// underLoad is how many acks a round waits for before it kills, so that
	// the signal hits in the middle of the writing.
	underLoad = 300
)

// TestHardening65KilledUnderLoad ends the server with SIGKILL in the middle of
// four writers, five times. Writers do as PROTOCOL.md asks: what was not
// acknowledged is sent again with the same id. In the end every acknowledged
// message is stored exactly once, under the seq of its ack.
func TestHardening65KilledUnderLoad(t *testing.T) {
	d := startDurable(t, buildDurable(t))
	asked := make([]edge.Escalated, writers)
	for i := range asked {
		var err error
		if asked[i], err = d.client().Ask(fmt.Sprint("writer ", i)); err != nil {
			t.Fatal(err)
		}
	}
	acked := make([]map[string]int64, writers)
	pending := make([]*outgoing, writers)
	for i := range acked {
		acked[i], pending[i] = map[string]int64{}, &outgoing{}
	}
	for range kills {
		acks := make(chan struct{}, 1<<16)
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() { keepWriting(t, d.client(), asked[i], acked[i], pending[i], acks) })
		}
		for range underLoad {
			select {
			case <-acks:
			case <-time.After(edgetest.Patience):
				t.Error("no acks")
			}
		}
		d.kill()
		wg.Wait()
		d.start(t)
	}
	total := 0
	for i := range writers {
		total += len(acked[i])
		checkStored(t, d.client(), asked[i], acked[i])
	}
	t.Logf("%d kills, %d writers, %d acknowledged messages, all stored exactly once", kills, writers, total)
}

// outgoing is a writer's outbox of one message.
type outgoing struct {
	id, text string
	n        int
}

// keepWriting sends one message after the other until the server is gone. The one
// without an ack stays in p and is the first of the next round.
func keepWriting(t *testing.T, c edgetest.Client, asked edge.Escalated, acked map[string]int64, p *outgoing, acks chan<- struct{}) {
	sock, err := c.Dial(asked.Token)
	if err != nil {
		return // killed while dialling
	}
	defer sock.Cut()
	for p.n < 100_000 {
		if p.id == "" {
			p.n++
			p.id, p.text = edgetest.NewID(), fmt.Sprint("message ", p.n)
		}
		if sock.Send(edge.ClientFrame{T: "send", ID: p.id, Text: p.text}) != nil {
			return
		}
		f, _, err := sock.Until(func(f edgetest.Frame) bool { return f.ID == p.id && (f.T == "ack" || f.T == "error") })
		switch {
		case err != nil:
			return
		case f.Code == "slow-down":
			time.Sleep(time.Duration(f.Retry) * time.Millisecond)
		case f.T == "error":
			t.Errorf("refused: %s", f.Raw)
			return
		default:
			acked[p.id], p.id = f.Seq, ""
			acks <- struct{}{}
		}
	}
}

// checkStored compares the whole conversation with the acks.
func checkStored(t *testing.T, c edgetest.Client, asked edge.Escalated, acked map[string]int64) {
	t.Helper()
	sock, err := c.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer sock.Cut()
	stored := map[string]int64{}
	for cursor := int64(0); ; {
		if err := sock.Send(edge.ClientFrame{T: "resume", Cursor: cursor}); err != nil {
			t.Fatal(err)
		}
		end, page, err := sock.Until(edgetest.Is("resumed"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page {
			if _, twice := stored[f.ID]; twice || f.Seq != int64(len(stored)+1) {
				t.Errorf("a gap or a repeat: %s", f.Raw)
			}
			stored[f.ID] = f.Seq
		}
		if cursor = end.Seq; !end.More {
			break
		}
	}
	for id, seq := range acked {
		if stored[id] != seq {
			t.Errorf("message %s was acknowledged as %d and is stored as %d", id, seq, stored[id])
		}
	}
}

// durable is the server process.
type durable struct {
	bin, dir, url string
	cmd           *exec.Cmd
}

func buildDurable(t testing.TB) string {
	bin := filepath.Join(t.TempDir(), "durable")
	if out, err := exec.Command("go", "build", "-o", bin, "./internal/durable").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}

func startDurable(t testing.TB, bin string) *durable {
	d := &durable{bin: bin, dir: t.TempDir()}
	d.start(t)
	t.Cleanup(d.kill)
	return d
}

func (d *durable) start(t testing.TB) {
	t.Helper()
	d.cmd = exec.Command(d.bin, d.dir, "demo", edgetest.PageOrigin)
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v", err)
	}
	d.url = strings.TrimSpace(line)
}

// kill is SIGKILL: no handler runs, nothing is flushed.
func (d *durable) kill() {
	d.cmd.Process.Kill()
	d.cmd.Wait()
}

func (d *durable) client() edgetest.Client {
	return edgetest.Client{Base: d.url, Site: "demo", Origin: edgetest.PageOrigin}
}

package native

import (
	"bufio"
	"encoding/json"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
)

// TestHardening65KilledUnderLoad ends a server process with SIGKILL in the
// middle of four writers, five times.
func TestHardening65KilledUnderLoad(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "durable")
	if out, err := exec.Command("go", "build", "-o", bin, "./internal/durable").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	d := &durable{bin: bin, dir: t.TempDir()}
	d.Resume(t)
	t.Cleanup(d.Kill)
	edgetest.KilledUnderLoad(t, d)
	edgetest.KilledWhileSpreading(t, d)
}

// durable is the server process, an edgetest.Killable.
type durable struct {
	bin, dir, url string
	cmd           *exec.Cmd
	in            io.Writer
	out           *bufio.Reader
}

func (d *durable) URL() string { return d.url }

// Configure passes the settings to the process and waits until it has them.
func (d *durable) Configure(t testing.TB, s edge.Settings) {
	t.Helper()
	if err := json.NewEncoder(d.in).Encode(s); err != nil {
		t.Fatal(err)
	}
	if line, err := d.out.ReadString('\n'); err != nil || line != "configured\n" {
		t.Fatalf("configure: %q %v", line, err)
	}
}

// Resume starts the process on the data that the last one left.
func (d *durable) Resume(t testing.TB) {
	t.Helper()
	d.cmd = exec.Command(d.bin, d.dir)
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if d.in, err = d.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d.out = bufio.NewReader(out)
	line, err := d.out.ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v", err)
	}
	d.url = strings.TrimSpace(line)
}

// Kill is SIGKILL: no handler runs, nothing is flushed.
func (d *durable) Kill() {
	d.cmd.Process.Kill()
	d.cmd.Wait()
}

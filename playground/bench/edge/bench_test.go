package edgebench

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/playground/command"
)

// TestMain lets this test binary be the process that the bench starts.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "bench" && os.Args[2] == "edge-host" {
		env := &command.Env{Ctx: context.Background(), Stdout: os.Stdout, Stderr: os.Stderr}
		if err := runHost(env, os.Args[3:]); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func testEnv(t *testing.T) (*command.Env, *bytes.Buffer) {
	var out bytes.Buffer
	return &command.Env{Ctx: t.Context(), Stdout: &out, Stderr: t.Output()}, &out
}

func TestNativeUnderLoad(t *testing.T) {
	for _, target := range targets(t.TempDir()) {
		if target.name != "native" {
			continue
		}
		r, err := measure(t.Context(), target, plan{time: 200 * time.Millisecond, connections: 2, writers: 2})
		if err != nil {
			t.Fatal(err)
		}
		if r.requests.perSecond == 0 || r.messages.perSecond == 0 || r.messages.p99 < r.messages.p50 {
			t.Errorf("%+v", r)
		}
	}
}

func TestSocketsHeldAndBack(t *testing.T) {
	env, out := testEnv(t)
	if err := hold(env, 40, filepath.Join(t.TempDir(), "idle")); err != nil {
		t.Error(err)
	}
	if err := resumeNative(env, 40, filepath.Join(t.TempDir(), "resume")); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"native holds 40 idle sockets", "native restarted under 40 sockets", "all resumed after"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
}

func TestTable(t *testing.T) {
	var out bytes.Buffer
	ms := time.Millisecond
	print(&out, []result{
		{"workerd", rates{4000, 2 * ms, 10 * ms}, rates{3000, 7 * ms, 55 * ms}},
		{"stock", rates{200, 25 * ms, 63 * ms}, rates{}},
	})
	want := `     host  requests/s       p50       p99  durable messages/s      p50       p99
  workerd        4000   2.00 ms  10.00 ms                3000  7.00 ms  55.00 ms
    stock         200  25.00 ms  63.00 ms                   -        -         -
workerd answers 20.0 times the requests of the stock worker
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestUnknownFlag(t *testing.T) {
	if _, err := parse([]string{"-speed", "9"}); !errors.Is(err, command.ErrUsage) {
		t.Error(err)
	}
}

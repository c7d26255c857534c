package pagebench

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/bench/browser"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/buildtest"
)

func testWorld(t *testing.T) (World, []byte) {
	t.Helper()
	bundle, err := demoBundle(nil)
	if err != nil {
		t.Fatal(err)
	}
	world, err := worldOf(bundle)
	if err != nil || len(world.Routes) == 0 || len(world.Helps) == 0 {
		t.Fatalf("%+v, %v", world, err)
	}
	return world, bundle
}

func TestShortStreamBeginsTheLong(t *testing.T) {
	world, _ := testWorld(t)
	short, long := Stream(world, 500), Stream(world, 5000)
	if !bytes.HasPrefix(long, short) || bytes.Equal(short, long) {
		t.Error("500 events are not the first of 5000")
	}
}

// TestStreamIsTaken: the engine refuses no event of the visitor, and all kinds
// that the measurement promises are among them.
func TestStreamIsTaken(t *testing.T) {
	world, bundle := testWorld(t)
	e := engine.New(engine.Config{})
	hello := wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Site: "bench", Locale: "en"}}
	e.Handle(&hello)
	e.Bundle(bundle)
	e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventBundle, At: 1, N: int32(len(bundle))}})
	seen := map[wire.EventKind]int{}
	n := 0
	for b := Stream(world, 5000); len(b) > 0; n++ {
		size := wire.HeadSize + int(b[20]) + int(b[21])<<8 + int(b[22])<<16
		seen[wire.EventKind(b[0])]++
		out, err := e.HandleBytes(b[:size], nil)
		if err != nil || refused(out) {
			t.Fatalf("event %d, %v, was not taken: %v", n, wire.EventKind(b[0]), err)
		}
		b = b[size:]
	}
	if n != 5000 {
		t.Errorf("%d events", n)
	}
	for _, kind := range []wire.EventKind{
		wire.EventMove, wire.EventClick, wire.EventKey, wire.EventInput, wire.EventMutation, wire.EventFocus,
		wire.EventBlur, wire.EventScroll, wire.EventPlace, wire.EventElement, wire.EventNetEnd, wire.EventInvalid,
	} {
		if seen[kind] == 0 {
			t.Errorf("no %v among the events", kind)
		}
	}
}

// refused reports whether the first of some commands is a refusal.
func refused(out []byte) bool { return len(out) > 0 && wire.CommandKind(out[0]) == wire.CommandRefuse }

func TestFlags(t *testing.T) {
	for _, args := range [][]string{{"-runs", "0"}, {"-events", "120"}, {"-many", "5"}, {"more"}, {"-speed", "9"}} {
		if _, err := parse(args); !errors.Is(err, command.ErrUsage) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// TestInChromium runs a short measurement. It judges memory and no times.
func TestInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("no browser with -short")
	}
	if _, err := browser.Find(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("SKIPPED, nothing was measured in a browser: %v", err)
	}
	dir := t.TempDir()
	file, copied := filepath.Join(dir, "engine.wasm"), filepath.Join(dir, "out")
	if err := os.WriteFile(file, buildtest.Engine(t, build.TinyGo), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	env := &command.Env{Ctx: t.Context(), Stdout: &out, Stderr: t.Output()}
	if err := run(env, []string{"-events", "2000", "-many", "40000", "-runs", "2", "-engine", file, "-out", copied}); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for line := range strings.Lines(out.String()) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || value == "" {
			t.Errorf("the line %q has no value", line)
		}
		values[name] = value
	}
	for _, name := range []string{"median_us", "p99_us", "start_ms", "bundle_ready_ms", "mean_us:click", "mean_us:tick"} {
		if values[name] == "" {
			t.Errorf("no %s", name)
		}
	}
	if values["memory:2000"] != values["memory:40000"] {
		t.Errorf("memory grew from %s to %s", values["memory:2000"], values["memory:40000"])
	}
	if again, err := os.ReadFile(copied); err != nil || string(again) != out.String() {
		t.Errorf("the copy differs: %v", err)
	}
}

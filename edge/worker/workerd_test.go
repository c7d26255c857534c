//go:build !js

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/pack"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
	"github.com/lamplight-help/lamplight/widget/build"
)

func TestConformance(t *testing.T) {
	var host *workertest.Host
	edgetest.Run(t, func(t *testing.T) edgetest.Host {
		host = workertest.Start(t, workertest.Options{})
		return host
	})
	for _, secret := range edgetest.NeverLogged {
		if found := secret.FindString(host.Log()); found != "" {
			t.Errorf("the log holds %q", found)
		}
	}
}

// forgetful stands in for site.mjs: it builds the object anew for every single
// event, as if it had been evicted or had slept since the last one.
const forgetful = `
import { DurableObject } from "cloudflare:workers";
import { Site as Real } from "./real.mjs";

export class Site extends DurableObject {
	fetch(request) { return new Real(this.ctx, this.env).fetch(request); }
	ask(...event) { return new Real(this.ctx, this.env).ask(...event); }
	alarm() { return new Real(this.ctx, this.env).alarm(); }
	delivered(...event) { return new Real(this.ctx, this.env).delivered(...event); }
	webSocketMessage(...event) { return new Real(this.ctx, this.env).webSocketMessage(...event); }
	webSocketClose(...event) { return new Real(this.ctx, this.env).webSocketClose(...event); }
	webSocketError(...event) { return new Real(this.ctx, this.env).webSocketError(...event); }
}
`

// TestHardening66EvictedBetweenAnyTwoFrames runs the whole suite against an
// object that remembers nothing from one event to the next.
func TestHardening66EvictedBetweenAnyTwoFrames(t *testing.T) {
	long(t)
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	workertest.Require(t)
	modules, err := pack.Build(t.Context(), pack.Options{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "modules")
	err = errors.Join(
		os.CopyFS(dir, os.DirFS(modules)),
		os.Rename(filepath.Join(dir, "site.mjs"), filepath.Join(dir, "real.mjs")),
		os.WriteFile(filepath.Join(dir, "site.mjs"), []byte(forgetful), 0o600),
	)
	if err != nil {
		t.Fatal(err)
	}
	edgetest.Run(t, func(t *testing.T) edgetest.Host {
		return forgetfulHost{workertest.Start(t, workertest.Options{Modules: dir})}
	})
}

// forgetfulHost has no links: they keep their object awake, and end with it.
type forgetfulHost struct{ *workertest.Host }

func (forgetfulHost) ForgetsLinks() {}

func TestHardening65KilledUnderLoad(t *testing.T) {
	long(t)
	h := workertest.Start(t, workertest.Options{})
	edgetest.KilledUnderLoad(t, h)
	edgetest.KilledWhileSpreading(t, h)
}

// TestHardening58CrashedCore lets the resident Go instance die at the worst
// moment, in frames and in a request. Only that one input gets an error, with
// nothing of it stored; everybody else of every site in the isolate goes on,
// and sending it again succeeds.
func TestHardening58CrashedCore(t *testing.T) {
	long(t)
	h := workertest.Start(t, workertest.Options{Tags: []string{"faults"}})
	s, other := edgetest.NewSite(t, h), edgetest.NewSite(t, h)
	asked, bystander := ask(t, s, "before"), ask(t, other, "elsewhere")
	visitor, reader := dial(t, s, asked.Token), dial(t, other, bystander.Token)
	faults := []string{"fault-panic", "fault-stack", "fault-block"}
	for i, fault := range faults {
		frame := edge.ClientFrame{T: "send", ID: edgetest.NewID(), Text: "hello"}
		send(t, visitor, struct {
			edge.ClientFrame
			Note string `json:"note"`
		}{frame, fault})
		if f := wait(t, visitor, frame.ID); f.T != "error" || f.Code != "internal" {
			t.Fatalf("%s: %s, want an internal error", fault, f.Raw)
		}
		send(t, visitor, frame)
		if f := wait(t, visitor, frame.ID); f.T != "ack" || f.Seq != int64(i+3) { // after question and "queued"
			t.Errorf("%s, sent again: %s, want an ack with seq %d", fault, f.Raw, i+3)
		}
		id := edgetest.NewID()
		send(t, reader, edge.ClientFrame{T: "send", ID: id, Text: "unharmed"})
		if f := wait(t, reader, id); f.T != "ack" {
			t.Errorf("another site: %s", f.Raw)
		}
	}
	lost := edge.Escalation{ID: edgetest.NewID(), Question: "fault-panic", Locale: "en"}
	if _, err := s.Escalate(lost); err == nil || !strings.Contains(err.Error(), `"code":"internal"`) {
		t.Errorf("crash in a request: %v", err)
	}
	lost.Question = "the same id is free"
	if _, err := s.Escalate(lost); err != nil {
		t.Error(err)
	}
	for what, want := range map[string]int{"planted crash": len(faults) + 1, "the Go core started": len(faults) + 2} {
		if n := strings.Count(h.Log(), what); n != want {
			t.Errorf("%q is in the log %d times, want %d", what, n, want)
		}
	}
}

func ask(t *testing.T, s *edgetest.Site, question string) edge.Escalated {
	t.Helper()
	asked, err := s.Ask(question)
	if err != nil {
		t.Fatal(err)
	}
	return asked
}

func dial(t *testing.T, s *edgetest.Site, token string) *edgetest.Socket {
	t.Helper()
	sock, err := s.Dial(token)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sock.Cut)
	return sock
}

func send(t *testing.T, s *edgetest.Socket, frame any) {
	t.Helper()
	if err := s.Send(frame); err != nil {
		t.Fatal(err)
	}
}

// wait returns the answer to the frame with this id.
func wait(t *testing.T, s *edgetest.Socket, id string) edgetest.Frame {
	t.Helper()
	f, _, err := s.Until(func(f edgetest.Frame) bool { return f.ID == id })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

//go:build !js

package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
)

// BenchmarkMessage is a visitor's message from send to ack, durable, over one
// socket, under workerd.
func BenchmarkMessage(b *testing.B) {
	s := benchSite(b)
	sock := benchSocket(b, s)
	for b.Loop() {
		roundTrip(b, sock)
	}
}

// BenchmarkMessages is the same from 32 visitors at once: what one site takes.
func BenchmarkMessages(b *testing.B) {
	s := benchSite(b)
	sockets := make([]*edgetest.Socket, 32)
	for i := range sockets {
		sockets[i] = benchSocket(b, s)
	}
	var next atomic.Int64
	b.SetParallelism(len(sockets) / runtime.GOMAXPROCS(0))
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		sock := sockets[int(next.Add(1)-1)%len(sockets)]
		for p.Next() {
			roundTrip(b, sock)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkHead is the request that every page makes.
func BenchmarkHead(b *testing.B) {
	s := benchSite(b)
	for b.Loop() {
		if r, err := s.Do(edgetest.Request{Method: "GET", Path: "root"}); err != nil || r.Status != 200 {
			b.Fatal(r.Status, err)
		}
	}
}

func benchSite(b *testing.B) *edgetest.Site {
	h := workertest.Start(b, workertest.Options{Tags: []string{"open"}})
	s := edgetest.NewSite(b, h)
	s.Base = h.DirectURL()
	return s
}

func benchSocket(b *testing.B, s *edgetest.Site) *edgetest.Socket {
	asked, err := s.Ask("benchmark")
	if err != nil {
		b.Fatal(err)
	}
	sock, err := s.Dial(asked.Token)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(sock.Cut)
	return sock
}

var sent atomic.Int64

func roundTrip(b *testing.B, sock *edgetest.Socket) {
	id := edgetest.NewID()
	if err := sock.Send(edge.ClientFrame{T: "send", ID: id, Text: fmt.Sprint("message ", sent.Add(1))}); err != nil {
		b.Error(err)
		return
	}
	f, _, err := sock.Until(func(f edgetest.Frame) bool { return f.ID == id })
	if err != nil || f.T != "ack" {
		b.Errorf("%s %v", f.Raw, err)
	}
}

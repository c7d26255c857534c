// Package edgebench measures the edge on its hosts, in one run and with the
// same load, beside two Workers that others would write:
//
//	workerd   the site object: Go resident in a Durable Object
//	native    the same core in a Go process
//	          and both once more with the conversations in four shards
//	stock     Go in syumai/workers with an instance per request
//	plain     JavaScript alone, with the least SQL that stores a message
//
// Everything runs on this machine over loopback, so figures compare with each
// other and with nothing else. The load is bounded: a few connections for a
// few seconds.
//
//	bench.go    the command and what it prints
//	target.go   the hosts
//	load.go     requests and messages, and their latencies
//	sockets.go  idle sockets and the resume after a restart
//	host.go     the native edge alone in a process
package edgebench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/lamplight-help/lamplight/playground/command"
)

// Commands are `bench edge` and the process that it starts.
func Commands() []command.Command {
	return []command.Command{
		{
			Name:    "edge",
			Usage:   "[-time 4s] [-connections 8] [-writers 32] [-idle 5000] [-resume 1000]",
			Summary: "requests, durable messages and sockets of the edge on workerd and natively",
			Run:     runBench,
		},
		{
			Name:    "edge-host",
			Usage:   "DIR",
			Summary: "the native edge without rate limits, alone in a process, for bench edge",
			Run:     runHost,
		},
	}
}

// plan is how much to measure.
type plan struct {
	time        time.Duration // of each load
	connections int           // that send requests
	writers     int           // sockets that send messages
	idle        int           // sockets held natively
	resume      int           // sockets that come back after a restart
}

func parse(args []string) (plan, error) {
	var p plan
	f := flag.NewFlagSet("bench edge", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.DurationVar(&p.time, "time", 4*time.Second, "")
	f.IntVar(&p.connections, "connections", 8, "")
	f.IntVar(&p.writers, "writers", 32, "")
	f.IntVar(&p.idle, "idle", 5000, "")
	f.IntVar(&p.resume, "resume", 1000, "")
	if err := f.Parse(args); err != nil || f.NArg() > 0 {
		return p, fmt.Errorf("%w: bench edge: %w", command.ErrUsage, err)
	}
	return p, nil
}

func runBench(env *command.Env, args []string) error {
	p, err := parse(args)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "lamplight-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	results, err := throughput(env, p, dir)
	if err != nil {
		return err
	}
	print(env.Stdout, results)
	return sockets(env, p, dir)
}

// result is one line of the table.
type result struct {
	target             string
	requests, messages rates
}

// throughput loads one target after the other, so that each has the machine.
func throughput(env *command.Env, p plan, dir string) ([]result, error) {
	var results []result
	for _, t := range targets(dir) {
		fmt.Fprintf(env.Stderr, "measuring %s\n", t.name)
		r, err := measure(env.Ctx, t, p)
		if err != nil {
			return nil, fmt.Errorf("bench edge: %s: %w", t.name, err)
		}
		results = append(results, r)
	}
	return results, nil
}

func measure(ctx context.Context, t target, p plan) (r result, err error) {
	r.target = t.name
	running, err := t.start(ctx)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, running.stop()) }()
	if r.requests, err = sendRequests(ctx, running.url+t.path, p.connections, p.time); err != nil {
		return r, err
	}
	if t.dial == nil {
		return r, nil
	}
	r.messages, err = sendMessages(ctx, running, t.dial, p.writers, p.time)
	return r, err
}

func print(out io.Writer, results []result) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "host\trequests/s\tp50\tp99\tdurable messages/s\tp50\tp99\t")
	byName := map[string]result{}
	for _, r := range results {
		byName[r.target] = r
		fmt.Fprintf(w, "%s\t%s\t%s\t\n", r.target, r.requests, r.messages)
	}
	w.Flush()
	ours, stock := byName["workerd"].requests, byName["stock"].requests
	if stock.perSecond > 0 {
		fmt.Fprintf(out, "workerd answers %.1f times the requests of the stock worker\n", ours.perSecond/stock.perSecond)
	}
}

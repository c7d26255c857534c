package edgebench

import (
	"fmt"
	"net"
	"net/http"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
)

// free is a rate that stops nobody: the load comes from one address.
var free = edge.Rate{Burst: 1 << 30, Every: 1}

// runHost serves one site natively, prints the address and ends with the
// process that started it.
func runHost(env *command.Env, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%w: bench edge-host wants a data directory", command.ErrUsage)
	}
	server, err := native.Open(native.Config{
		Dir:    args[0],
		Limits: edge.Limits{Frames: free, Escalations: free, Sessions: free, Tickets: free},
		Log:    func(line string) { fmt.Fprintln(env.Stderr, line) },
	})
	if err != nil {
		return err
	}
	defer server.Close()
	if err := server.Configure(settings()); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout, "http://"+listener.Addr().String())
	go func() {
		<-env.Ctx.Done()
		listener.Close()
	}()
	if err := http.Serve(listener, server.Handler()); env.Ctx.Err() == nil {
		return err
	}
	return nil
}

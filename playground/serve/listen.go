package serve

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/lamplight-help/lamplight/playground/command"
)

// listen opens addr, and says what to do when that fails.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &command.Problem{
			What:   fmt.Sprintf("The address %s is taken by another program.", addr),
			Remedy: "Stop that one, or choose another port: go run ./playground -addr 127.0.0.1:0 takes a free one.",
			Cause:  err,
		}
	case errors.Is(err, syscall.EACCES):
		return nil, &command.Problem{
			What:   fmt.Sprintf("This user may not listen on %s.", addr),
			Remedy: "Choose a port above 1023, for example -addr 127.0.0.1:8787.",
			Cause:  err,
		}
	}
	return nil, &command.Problem{
		What:   fmt.Sprintf("%q is no address that can be listened on.", addr),
		Remedy: "Write it as host:port, for example -addr 127.0.0.1:8787.",
		Cause:  err,
	}
}

// writable makes dir and proves that files can be written there, before
// SQLite finds out in harder words.
func writable(dir string) error {
	err := os.MkdirAll(dir, 0o700)
	var probe *os.File
	if err == nil {
		probe, err = os.CreateTemp(dir, ".probe-")
	}
	if err != nil {
		return &command.Problem{
			What:   fmt.Sprintf("The data directory %s cannot be written.", dir),
			Remedy: "Make it writable, or choose another one with -data DIR.",
			Cause:  err,
		}
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// opener is the command that shows an address in the user's browser.
func opener(address string) (name string, args []string) {
	switch runtime.GOOS {
	case "darwin":
		return "open", []string{address}
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	return "xdg-open", []string{address}
}

// defaultData is beside the build, so that a checkout is whole in itself and
// deleting .cache starts afresh.
func defaultData(root string) string { return filepath.Join(root, ".cache", "data") }

// Command durable is a server to be killed. It prints its address, then takes
// one site's settings per line of standard input. The durability test writes
// to it, ends it with SIGKILL and starts it again on the same data.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: durable DIR")
	}
	server, err := native.Open(native.Config{
		Dir:    os.Args[1],
		Limits: edge.Limits{Frames: edge.Rate{Burst: 10_000, Every: 1}}, // as fast as the disk takes it
		Log:    func(line string) { log.Print(line) },
	})
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("http://" + listener.Addr().String())
	go func() { log.Fatal(http.Serve(listener, server.Handler())) }()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var s edge.Settings
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			log.Fatal(err)
		}
		if err := server.Configure(s); err != nil {
			log.Fatal(err)
		}
		fmt.Println("configured")
	}
	select {}
}

// Command durable is a server to be killed: it hosts one site on a loopback
// port and prints the address. The durability test starts it, writes to it,
// ends it with SIGKILL and starts it again on the same data.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: durable DIR SITE ORIGIN")
	}
	server, err := native.Open(native.Config{
		Dir:    os.Args[1],
		Limits: edge.Limits{Frames: edge.Rate{Burst: 10_000, Every: 1}}, // as fast as the disk takes it
		Log:    func(line string) { log.Print(line) },
	})
	if err != nil {
		log.Fatal(err)
	}
	origins := []string{os.Args[3]}
	if err := server.Configure(edge.Settings{Site: os.Args[2], Origins: origins, DeskOrigins: origins}); err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("http://" + listener.Addr().String())
	log.Fatal(http.Serve(listener, server.Handler()))
}

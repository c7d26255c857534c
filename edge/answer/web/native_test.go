package web_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/answer"
	"github.com/lamplight-help/lamplight/edge/answer/modeltest"
	"github.com/lamplight-help/lamplight/edge/answer/web"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/edge/publish"
)

// live is how a native host hands its bundles over.
func live(server *native.Server, site string) web.Bundles {
	get := func(path string) ([]byte, error) {
		e, err := server.Do(edge.Request{Method: http.MethodGet, Path: "/v1/" + site + path})
		if err != nil || e.Status != http.StatusOK {
			return nil, err
		}
		return e.Body, nil
	}
	return func(locale string) ([]byte, error) {
		env, err := get("/head")
		if err != nil || env == nil {
			return nil, err
		}
		head, err := publish.Unverified(env) // the edge verified it when it was published
		if err != nil || head.Bundles[locale].Hash == "" {
			return nil, err
		}
		return get("/bundle/" + head.Bundles[locale].Hash)
	}
}

// TestOnTheNativeHost publishes the demo's articles to a real edge and asks
// about one of them beside it.
func TestOnTheNativeHost(t *testing.T) {
	server, err := native.Open(native.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	keys, _, err := publish.LoadKeys(t.TempDir() + "/site.key")
	if err != nil {
		t.Fatal(err)
	}
	made, err := publish.Publish(publish.Options{Site: "demo", FS: os.DirFS("../../../playground/demo/kb"), Keys: keys, Version: 1, Now: time.Now().UnixMilli()})
	if err != nil {
		t.Fatal(err)
	}
	err = server.Configure(edge.Settings{Site: "demo", Origins: []string{page}, DeskOrigins: []string{page}, RootKeys: [][]byte{keys.Public()[0].Key}})
	if err == nil {
		err = server.Publish("demo", made.Envelope, made.Files()...)
	}
	if err != nil {
		t.Fatal(err)
	}
	service, err := answer.New(answer.Config{Endpoint: modeltest.Serve(t, modeltest.Says(
		"Kite and your bank each keep their own number [1]. Please change it at your bank as well [1]. Send your PIN to the bank [1].", 5)), Model: "m"}, web.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", server.Handler())
	mux.Handle("/v1/demo/answer", web.Handler(web.Options{Service: service, Origins: []string{page}, Library: live(server, "demo")}))
	srv := httptest.NewServer(mux)
	defer srv.Close()
	_, body := ask(t, "POST", srv.URL+"/v1/demo/answer", `{"question":"I have a new phone number","locale":"en","articles":["account-phone"]}`)
	got := events(t, body)
	if len(got) != 3 || got[0].Citations[0].Article != "account-phone" || got[2].Type != answer.TypeDone || got[2].Dropped != 1 {
		t.Errorf("%+v", got)
	}
}

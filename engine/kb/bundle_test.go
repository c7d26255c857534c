package kb

import (
	"reflect"
	"slices"
	"testing"
)

func marshal(t testing.TB, src *Source) []byte {
	t.Helper()
	b, err := Marshal(src)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBundleRoundTrip(t *testing.T) {
	b := marshal(t, sample())
	if err := Check(b); err != nil {
		t.Fatal(err)
	}
	v, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	got, err := v.Article(v.ByID("account/password"))
	if err != nil {
		t.Fatal(err)
	}
	want := password()
	want.Locale = "en"
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if v.Site() != "demo" || v.Locale() != "en" || v.Len() != 3 || string(v.Index()) != "\x01\x02\x03" {
		t.Errorf("meta: %q %q %d %v", v.Site(), v.Locale(), v.Len(), v.Index())
	}
	raw, err := v.Blocks(0)
	if err != nil {
		t.Fatal(err)
	}
	if blocks, err := DecodeBlocks(raw); err != nil || !reflect.DeepEqual(blocks, everyKind()) {
		t.Errorf("blocks: %v %v", err, blocks)
	}
}

func TestMarshalIgnoresOrder(t *testing.T) {
	a, b := sample(), sample()
	slices.Reverse(b.Articles)
	slices.Reverse(b.Media)
	if !slices.Equal(marshal(t, a), marshal(t, b)) {
		t.Error("the order of articles or media changed the bytes")
	}
}

func TestLookup(t *testing.T) {
	v, err := Open(marshal(t, sample()))
	if err != nil {
		t.Fatal(err)
	}
	ids := func(list []Found) (out []string) {
		for _, f := range list {
			out = append(out, v.ID(f.Article))
		}
		return out
	}
	check := func(name string, list []Found, want ...string) {
		t.Helper()
		if got := ids(list); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	check("help", v.AppendPlaces(nil, ByHelp, "password-next"), "account/password", "account/two-step")
	check("role", v.AppendRole(nil, "button", "NEXT step"), "account/password")
	check("selector", v.AppendPlaces(nil, BySelector, "#pw > button"), "account/password")
	check("route", v.AppendRoute(nil, "/settings/42/password/"), "account/password")
	check("no route", v.AppendRoute(nil, "/settings/42"))
	check("signal", v.AppendPlaces(nil, BySignal, "rage_click"), "account/password", "account/two-step")
	check("nothing", v.AppendPlaces(nil, ByHelp, "password"))
	if a, err := v.Anchor(v.AppendRole(nil, "button", "next step")[0]); err != nil || a.Route != "/settings/*" {
		t.Errorf("anchor: %+v %v", a, err)
	}
	if v.ByID("account") != -1 || v.ByID("zzz") != -1 || v.Title(2) != "Bind a card" || v.Title(3) != "" {
		t.Error("ids that are not there")
	}
}

func TestMatchRoute(t *testing.T) {
	for _, c := range []struct {
		template, route string
		want            bool
	}{
		{"/", "/", true}, {"/", "", true}, {"/", "/a", false},
		{"/a/:id", "/a/7", true}, {"/a/:id", "/a", false}, {"/a/*", "/a/7/b", false},
		{"/a/**", "/a/7/b", true}, {"/a/**", "/a", true}, {"/a/**", "/b", false},
		{"/a/**/b", "/a/x/b", false}, {"/a/b/", "//a//b", true},
	} {
		if got := MatchRoute(c.template, c.route); got != c.want {
			t.Errorf("MatchRoute(%q, %q) = %v", c.template, c.route, got)
		}
	}
}

func TestPlain(t *testing.T) {
	if got, want := Headings(everyKind()), "Before you start\n"; got != want {
		t.Errorf("headings %q", got)
	}
	const body = "Open two-step\nnowesc\none\nPress Next\nThe form with its button\nA film\na < b\nIt signs you out elsewhere.\n规则\n"
	if got := Body(everyKind()); got != body {
		t.Errorf("body %q\nwant %q", got, body)
	}
}

package publish

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/lamplight-help/lamplight/engine/kb"
)

const password = `---
id: account/password
locale: en
title: Change your password
questions:
  - How do I change my password?
  - "where is: the next button"
anchors:
  - help: password-next
    route: /settings/*
  - {role: Button, name: Next}
signals: [rage-click, dead_click]
audience: personal
followups: [account/two-step]
task: password
keywords: [passcode]
variants:
  - form: hint
    text: |
      Two more letters, then **Next**.
---
# Steps

1. Open [Settings](help:nav-settings).
2. Press [Next](help:password-next)\*, see [two-step](article:account/two-step).

> [!WARNING]
> It signs you out &amp; elsewhere.

| a | b |
|---|--:|
| 1 | <b>2</b> |
`

func TestPublishVerifyOpen(t *testing.T) {
	p := publishOne(t, 3, "en/password.md", password, "en/two.md", article("account/two-step", "Text."), "zh/two.md",
		"---\nid: account/two-step\ntitle: 两步验证\n---\n打开\n设置。\n")
	if len(p.Diagnostics) != 0 {
		t.Errorf("diagnostics: %s", rules(p.Diagnostics))
	}
	v, err := Verify(p.Envelope, Trust{Site: "demo", Keys: testKeys(t, 1).Public(), Seen: 2, Quantum: true}, start+1)
	if err != nil || v.Stale || !reflect.DeepEqual(v.Head, p.Head) {
		t.Fatalf("verify: %v %+v", err, v)
	}
	e := v.Bundles["en"]
	if err := CheckBundle(p.Bundles[e.Hash], e); err != nil {
		t.Fatal(err)
	}
	if err := kb.Check(p.Bundles[e.Hash]); err != nil {
		t.Fatal(err)
	}
	b, err := kb.Open(p.Bundles[e.Hash])
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Article(b.ByID("account/password"))
	if err != nil {
		t.Fatal(err)
	}
	if want := wantPassword(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	zh, _ := kb.Open(p.Bundles[v.Bundles["zh"].Hash])
	if a, _ := zh.Article(0); kb.Plain(a.Blocks) != "打开设置。\n" {
		t.Errorf("a line end in Chinese became a blank: %q", kb.Plain(a.Blocks))
	}
}

func wantPassword() kb.Article {
	text := func(s string) kb.Block { return kb.Block{Kind: kb.Text, Text: s} }
	line := func(kids ...kb.Block) kb.Block { return kb.Block{Kind: kb.Paragraph, Kids: kids} }
	ref := func(k kb.Kind, ref, s string) kb.Block {
		return kb.Block{Kind: k, Ref: ref, Kids: []kb.Block{text(s)}}
	}
	return kb.Article{
		ID: "account/password", Locale: "en", Title: "Change your password",
		Questions: []string{"How do I change my password?", "where is: the next button"},
		Keywords:  []string{"passcode"}, Signals: []string{"rage-click", "dead-click"},
		Audience: []string{"personal"}, Followups: []string{"account/two-step"}, Task: "password",
		Anchors:  []kb.Anchor{{Help: "password-next", Route: "/settings/*"}, {Role: "button", Name: "Next"}},
		Variants: []kb.Variant{{Name: "hint-1", Form: "hint", Blocks: []kb.Block{line(text("Two more letters, then "), kb.Block{Kind: kb.Strong, Kids: []kb.Block{text("Next")}}, text("."))}}},
		Blocks: []kb.Block{
			{Kind: kb.Heading, Arg: 2, Kids: []kb.Block{text("Steps")}},
			{Kind: kb.Steps, Kids: []kb.Block{
				{Kind: kb.Item, Ref: "nav-settings", Kids: []kb.Block{line(text("Open "), ref(kb.Element, "nav-settings", "Settings"), text("."))}},
				{Kind: kb.Item, Ref: "password-next", Kids: []kb.Block{line(text("Press "), ref(kb.Element, "password-next", "Next"), text("*, see "), ref(kb.Link, "article:account/two-step", "two-step"), text("."))}},
			}},
			{Kind: kb.Note, Arg: kb.NoteWarning, Kids: []kb.Block{line(text("It signs you out & elsewhere."))}},
			{Kind: kb.Table, Arg: 1, Kids: []kb.Block{
				{Kind: kb.Row, Kids: []kb.Block{{Kind: kb.Cell, Kids: []kb.Block{text("a")}}, {Kind: kb.Cell, Arg: 2, Kids: []kb.Block{text("b")}}}},
				{Kind: kb.Row, Kids: []kb.Block{{Kind: kb.Cell, Kids: []kb.Block{text("1")}}, {Kind: kb.Cell, Arg: 2, Kids: []kb.Block{text("<b>2</b>")}}}},
			}},
		},
	}
}

func TestPublishIsDeterministic(t *testing.T) {
	a, b := publishOne(t, 1, "a.md", article("a", "x")), publishOne(t, 1, "a.md", article("a", "x"))
	if !bytes.Equal(a.Envelope, b.Envelope) {
		t.Error("the same folder, version and time gave different bytes")
	}
	c := publishOne(t, 2, "a.md", article("a", "x"))
	if c.Head.Bundles["en"].Hash != a.Head.Bundles["en"].Hash {
		t.Error("a bundle that did not change has a new name")
	}
}

func TestFoldersAndLocales(t *testing.T) {
	file := func(locale string) string { return "---\nid: a\n" + locale + "title: A\n---\n" }
	for name, c := range map[string]struct{ path, text, want string }{
		"folder says":       {"zh/a.md", file(""), "zh"},
		"both agree":        {"pt-BR/a.md", file("locale: pt-BR\n"), "pt-BR"},
		"no language":       {"api/a.md", file("locale: en\n"), "en"},
		"not ISO":           {"ui/a.md", file("locale: en\n"), "en"},
		"they differ":       {"zh/a.md", file("locale: en\n"), "zh/a.md:3:9 locale"},
		"nobody says":       {"a.md", file(""), "a.md:2:5 locale"},
		"not a tag":         {"a.md", file("locale: English\n"), "a.md:3:9 locale"},
		"deeper folders no": {"docs/zh/a.md", file(""), "docs/zh/a.md:2:5 locale"},
	} {
		p, d := readOne(c.path, c.text)
		got := rules(d)
		if p != nil {
			got = p.Locale
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestRenewNamesTheSameBundles(t *testing.T) {
	keys := testKeys(t, 1)
	p := publishOne(t, 4, "a.md", article("a", "x"))
	r, err := Renew(p.Envelope, "demo", keys, start+3*day, 0)
	if err != nil {
		t.Fatal(err)
	}
	v, err := Verify(r.Envelope, Trust{Site: "demo", Keys: keys.Public(), Seen: 4, Quantum: true}, start+9*day)
	if err != nil || v.Stale || v.Version != 5 || !reflect.DeepEqual(v.Bundles, p.Head.Bundles) {
		t.Errorf("%+v %v", v, err)
	}
	if _, err := Renew(p.Envelope, "demo", testKeys(t, 2), start, 0); err == nil {
		t.Error("a head was renewed with another key")
	}
}

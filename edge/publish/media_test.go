package publish

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/engine/kb"
)

const (
	png = "\x89PNG\r\n\x1a\n and the picture"
	mp4 = "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom and the film"
	vtt = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n"
)

func mediaFolder(text string) fstest.MapFS {
	return folder("en/a.md", text, "en/img/a.png", png, "en/b.mp4", mp4, "en/b.vtt", vtt, "en/x.svg", "<svg onload=alert(1)>", "secret.png", png+"secret")
}

func TestMediaTravelByHash(t *testing.T) {
	f := Read(mediaFolder("---\nid: a\ntitle: A\nmedia:\n  - file: b.mp4\n    alt: A film\n    captions: b.vtt\n    poster: img/a.png\n---\nSee ![The form](img/a.png) here.\n\n![](b.mp4)\n"))
	if len(f.Diagnostics) != 0 {
		t.Fatal(rules(f.Diagnostics))
	}
	p, err := PublishFolder(f, Options{Site: "demo", Keys: testKeys(t, 1), Version: 1, Now: start})
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := "media:"+Hash([]byte(png)), "media:"+Hash([]byte(mp4)), "media:"+Hash([]byte(vtt))
	for ref, want := range map[string]string{a: png, b: mp4, c: vtt} {
		if string(p.Media[ref]) != want {
			t.Errorf("%s is %q", ref, p.Media[ref])
		}
	}
	if len(p.Files()) != 4 {
		t.Errorf("%d files to upload", len(p.Files()))
	}
	v, err := kb.Open(p.Bundles[p.Head.Bundles["en"].Hash])
	if err != nil {
		t.Fatal(err)
	}
	if list, err := v.Media(); err != nil || len(list) != 3 {
		t.Errorf("media table %v %v", list, err)
	}
	art, _ := v.Article(0)
	if len(art.Blocks) != 3 || art.Blocks[0].Kind != kb.Paragraph || art.Blocks[1].Ref != a || art.Blocks[1].Text != "The form" ||
		art.Blocks[2].Kind != kb.Video || art.Blocks[2].Text != "A film" || art.Blocks[2].Kids[0].Ref != c || art.Blocks[2].Kids[0].Text != "en" {
		t.Errorf("blocks %+v", art.Blocks)
	}
	store := Store{Dir: t.TempDir()}
	if err := store.Write(p); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{a, b, c} {
		if _, err := store.Blob(strings.TrimPrefix(ref, "media:")); err != nil {
			t.Errorf("pruned with its bundle alive: %v", err)
		}
	}
}

func TestPicturesInLinesTablesAndListsComeAfterThem(t *testing.T) {
	f := Read(mediaFolder("---\nid: a\ntitle: A\n---\n| a | b |\n|---|---|\n| ![x](img/a.png) | c |\n\n1. One ![y](img/a.png)\n2. Two\n\n## Head ![z](img/a.png)\n"))
	if len(f.Diagnostics) != 0 {
		t.Fatal(rules(f.Diagnostics))
	}
	b := f.Pages[0].Blocks
	if len(b) != 5 || b[0].Kind != kb.Table || b[1].Text != "x" || b[2].Kind != kb.Steps || len(b[2].Kids[0].Kids) != 2 || b[2].Kids[0].Kids[1].Text != "y" || b[4].Text != "z" {
		t.Errorf("blocks %+v", b)
	}
}

func TestMediaOutsideTheFolderAndForeignKinds(t *testing.T) {
	for name, want := range map[string]string{
		"x.svg": "Only PNG", "../../etc/passwd": "not a path inside", "/etc/passwd": "not a path inside", "../secret.png": "", "missing.png": "cannot be read",
		"img\\a.png": "not a path inside", "data:image/png;base64,AAAA": "lies on another host",
	} {
		f := Read(mediaFolder("---\nid: a\ntitle: A\n---\n![x](<" + name + ">)\n"))
		switch {
		case want == "" && len(f.Diagnostics) == 0:
		case want != "" && len(f.Diagnostics) == 1 && strings.Contains(f.Diagnostics[0].What, want):
		default:
			t.Errorf("%s: %v, want %q", name, f.Diagnostics, want)
		}
	}
	big := mediaFolder("---\nid: a\ntitle: A\n---\n![x](img/a.png)\n")
	big["en/img/a.png"].Data = []byte(png + strings.Repeat("x", MaxImage))
	if f := Read(big); len(f.Diagnostics) != 1 || !strings.Contains(f.Diagnostics[0].What, "cap") {
		t.Errorf("a picture over its cap: %v", f.Diagnostics)
	}
}

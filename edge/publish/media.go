package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// shelf holds the media of a whole folder by the hash of their bytes.
type shelf struct {
	fsys  fs.FS
	hosts []string
	files map[string][]byte // ref to bytes
	known map[string]kb.Asset
}

// library resolves the media of one article: names are relative to its file.
type library struct {
	*shelf
	dir      string
	locale   string               // of the article, for captions
	declared map[string]kb.Medium // by the name that the body uses
	used     []kb.Asset
}

// signatures tell a file's kind by its first bytes; "?" is any byte. SVG is a
// program and not among them.
var signatures = []struct {
	begins, mime string
	limit        int
}{
	{"\x89PNG\r\n\x1a\n", "image/png", MaxImage},
	{"\xff\xd8\xff", "image/jpeg", MaxImage},
	{"GIF87a", "image/gif", MaxImage},
	{"GIF89a", "image/gif", MaxImage},
	{"RIFF????WEBPVP", "image/webp", MaxImage},
	{"????ftypavif", "image/avif", MaxImage},
	{"????ftyp", "video/mp4", MaxVideo},
	{"\x1a\x45\xdf\xa3", "video/webm", MaxVideo},
	{"WEBVTT", "text/vtt", MaxCaptions},
}

// sniff returns the kind of a file and its cap, or "".
func sniff(b []byte) (mime string, limit int) {
	for _, s := range signatures {
		if len(b) < len(s.begins) {
			continue
		}
		match := true
		for i := range s.begins {
			match = match && (s.begins[i] == '?' || s.begins[i] == b[i])
		}
		if match {
			return s.mime, s.limit
		}
	}
	return "", 0
}

// asset returns the ref of a file beside the article, or of an allowed URL.
func (l *library) asset(name string) (a kb.Asset, problem string) {
	if strings.Contains(name, ":") || strings.HasPrefix(name, "//") {
		return l.remote(name)
	}
	file := path.Join(l.dir, name)
	if name == "" || path.IsAbs(name) || !fs.ValidPath(file) || strings.ContainsAny(name, "\\\x00") {
		return a, "It is not a path inside the folder."
	}
	if a, ok := l.known[file]; ok {
		l.used = append(l.used, a)
		return a, ""
	}
	b, err := readCapped(l.fsys, file, MaxVideo)
	if err != nil {
		return a, fmt.Sprintf("The file %s cannot be read.", file)
	}
	mime, limit := sniff(b)
	switch {
	case mime == "":
		return a, "Only PNG, JPEG, GIF, WebP, AVIF, MP4, WebM and .vtt files can be shown."
	case len(b) > limit:
		return a, fmt.Sprintf("The file has %d bytes; the cap is %d.", len(b), limit)
	}
	sum := sha256.Sum256(b)
	a = kb.Asset{Ref: "media:" + hex.EncodeToString(sum[:]), Type: mime, Size: uint32(len(b))}
	l.known[file], l.files[a.Ref] = a, b
	l.used = append(l.used, a)
	return a, ""
}

// remote lets through pictures of hosts that the site lists, and no others:
// a picture fetched from elsewhere tells that host who reads what.
func (l *library) remote(name string) (kb.Asset, string) {
	if len(l.hosts) == 0 {
		return kb.Asset{}, "It lies on another host."
	}
	if !strings.HasPrefix(strings.ToLower(name), "https:") {
		return kb.Asset{}, "It is neither a file in the folder nor an https URL."
	}
	ref, problem := checkLink(name, l.hosts)
	if problem != "" {
		return kb.Asset{}, problem
	}
	mime := map[string]string{".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
		".avif": "image/avif", ".mp4": "video/mp4", ".webm": "video/webm", ".vtt": "text/vtt"}[strings.ToLower(path.Ext(strings.SplitN(ref, "?", 2)[0]))]
	if mime == "" {
		return kb.Asset{}, "Its name does not end like a picture or film."
	}
	a := kb.Asset{Ref: ref, Type: mime}
	l.used = append(l.used, a)
	return a, ""
}

// block makes the block for a picture or film that the body shows.
func (l *library) block(name, alt string) (kb.Block, string) {
	if m, ok := l.declared[name]; ok {
		return l.medium(m, alt), ""
	}
	a, problem := l.asset(name)
	return l.medium(kb.Medium{Ref: a.Ref, Type: a.Type}, alt), problem
}

// medium makes the block; words in the body win over those declared.
func (l *library) medium(m kb.Medium, alt string) kb.Block {
	if alt == "" {
		alt = m.Alt
	}
	b := kb.Block{Kind: kb.Image, Ref: m.Ref, Text: alt}
	if strings.HasPrefix(m.Type, "video/") {
		b.Kind = kb.Video
		if m.Captions != "" {
			b.Kids = []kb.Block{{Kind: kb.Captions, Ref: m.Captions, Text: l.locale}}
		}
	}
	return b
}

var errTooBig = errors.New("file is over its cap")

// readCapped reads a file and stops one byte after the cap, whatever the
// file system says about its size.
func readCapped(fsys fs.FS, name string, limit int64) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(f, limit+1))
	if err == nil && n > limit {
		return nil, errTooBig
	}
	return b.Bytes(), err
}

func newShelf(fsys fs.FS, hosts []string) *shelf {
	return &shelf{fsys: fsys, hosts: hosts, files: map[string][]byte{}, known: map[string]kb.Asset{}}
}

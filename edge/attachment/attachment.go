// Package attachment reads files that strangers send into conversations: it
// says what a file is by its bytes, refuses what it does not know whole, and
// takes out what the file tells besides its content.
//
//	Clean(bytes, claimed type) ─► what is it? ─► reader of that kind ─► bytes without the rest
//
//	image/png, jpeg, gif, webp    rewritten piece by piece from a list of what may stay;
//	                              text, EXIF (place, camera, time), XMP, colour profiles and
//	                              whatever follows the picture are gone, the pixels are the same
//	audio/webm, ogg, mp4          tags, titles and covers are blanked where they lie, so that
//	                              the positions inside the file stay true; no film is let in
//	text/plain                    UTF-8 without control characters, nothing that begins as markup
//	application/pdf               checked at both ends; what is inside is left as it is (Kept)
//
// It is pure and works on hostile bytes: every length is checked before it is
// trusted, nothing is decompressed, and the output is never longer than the
// input and 64 bytes.
package attachment

import (
	"bytes"
	"strings"
)

// File is what remains of an attachment.
type File struct {
	Type string // one of Types
	Data []byte // may share the memory of the input
	// Kept says that metadata may still be inside: the format has no part that
	// could be taken out without rewriting it.
	Kept bool
}

// Refusal says in a sentence why a file is not taken.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// The refusals that do not depend on a format's details.
const (
	ErrEmpty   = Refusal("The file is empty.")
	ErrUnknown = Refusal("Files of this kind are not taken. Pictures (PNG, JPEG, GIF, WebP), PDF, plain text and voice notes are.")
	ErrWrong   = Refusal("The file is not what it says it is.")
	ErrDamaged = Refusal("The file is damaged, or more than one kind of file at once.")
	ErrHuge    = Refusal("The picture has too many pixels.")
	ErrFilm    = Refusal("Films are not taken, voice notes are.")
)

// PixelCap is how many pixels a picture may have: 64 million, more than any
// phone's camera takes, and 256 MB for whoever decodes it.
const PixelCap = 64 << 20

type kind struct {
	name  string
	is    func([]byte) bool
	clean func([]byte) ([]byte, error)
	kept  bool
}

var kinds = []kind{
	{"image/png", prefix("\x89PNG\r\n\x1a\n"), cleanPNG, false},
	{"image/jpeg", prefix("\xff\xd8\xff"), cleanJPEG, false},
	{"image/gif", prefix("GIF8"), cleanGIF, false},
	{"image/webp", isWebP, cleanWebP, false},
	{"application/pdf", prefix("%PDF-"), cleanPDF, true},
	{"audio/webm", prefix("\x1a\x45\xdf\xa3"), cleanWebM, false},
	{"audio/ogg", prefix("OggS"), cleanOgg, false},
	{"audio/mp4", isMP4, cleanMP4, false},
	{"text/plain", isText, same, false},
}

// Types lists what is taken, in the order in which it is looked for.
func Types() []string {
	list := make([]string, len(kinds))
	for i, k := range kinds {
		list[i] = k.name
	}
	return list
}

// Spoken reports a type of voice notes.
func Spoken(typ string) bool { return strings.HasPrefix(typ, "audio/") }

// other are names that browsers give to the same things.
var other = map[string]string{
	"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/apng": "image/png",
	"audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4", "audio/opus": "audio/ogg", "application/ogg": "audio/ogg",
	"text/csv": "text/plain", "text/markdown": "text/plain", "text/x-log": "text/plain",
}

// Claimed is the type that a client's word means, "" when none of Types is.
func Claimed(typ string) string {
	typ, _, _ = strings.Cut(strings.ToLower(typ), ";")
	typ = strings.TrimSpace(typ)
	if name, ok := other[typ]; ok {
		typ = name
	}
	for _, k := range kinds {
		if k.name == typ {
			return typ
		}
	}
	return ""
}

// Clean reads a whole file. claimed is what the client called it; bytes that
// say something else are refused.
func Clean(data []byte, claimed string) (File, error) {
	if len(data) == 0 {
		return File{}, ErrEmpty
	}
	for _, k := range kinds {
		if !k.is(data) {
			continue
		}
		if k.name != Claimed(claimed) {
			return File{}, ErrWrong
		}
		out, err := k.clean(data)
		if err != nil {
			return File{}, err
		}
		return File{k.name, out, k.kept}, nil
	}
	return File{}, ErrUnknown
}

func prefix(p string) func([]byte) bool {
	return func(data []byte) bool { return bytes.HasPrefix(data, []byte(p)) }
}

func same(data []byte) ([]byte, error) { return data, nil }

// pixels refuses pictures that cost more to decode than they are worth.
func pixels(width, height uint32) error {
	if width == 0 || height == 0 {
		return ErrDamaged
	}
	if uint64(width)*uint64(height) > PixelCap {
		return ErrHuge
	}
	return nil
}

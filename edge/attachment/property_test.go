package attachment

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"pgregory.net/rapid"
)

// anyPicture is a picture of any small size.
func anyPicture(t *rapid.T) *image.Paletted {
	p := image.NewPaletted(image.Rect(0, 0, rapid.IntRange(1, 40).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height")),
		color.Palette{color.White, color.Black, color.RGBA{200, 30, 60, 255}, color.Transparent})
	seed := rapid.Uint32().Draw(t, "pixels")
	for i := range p.Pix {
		seed = seed*1664525 + 1013904223
		p.Pix[i] = byte(seed >> 30)
	}
	return p
}

// added is how each format takes words in, at a place where it may.
var added = map[string]func(t *rapid.T, data []byte, words string) []byte{
	"image/png": func(t *rapid.T, data []byte, words string) []byte {
		name := rapid.SampledFrom([]string{"tEXt", "zTXt", "iTXt", "eXIf", "tIME", "prVt", "caBX"}).Draw(t, "chunk")
		at := rapid.SampledFrom([]int{33, bytes.LastIndex(data, []byte("IEND")) - 4}).Draw(t, "at")
		return insert(data, at, chunk(name, words))
	},
	"image/jpeg": func(t *rapid.T, data []byte, words string) []byte {
		marker := rapid.SampledFrom([]byte{0xe0, 0xe1, 0xe2, 0xe5, 0xed, 0xef, 0xfe}).Draw(t, "marker")
		return insert(data, 2, segment(marker, words))
	},
	"image/gif": func(t *rapid.T, data []byte, words string) []byte {
		label := rapid.SampledFrom([]string{"\xfe", "\x01", "\xff\x0bsomebody1.0"}).Draw(t, "label")
		return insert(data, 13+table(data[10]), "!"+label+string([]byte{byte(len(words))})+words+"\x00")
	},
}

// TestAnyPicture: whatever the picture and wherever the words, the words go
// and the pixels stay.
func TestAnyPicture(t *testing.T) {
	encoders := map[string]func(*bytes.Buffer, image.Image) error{
		"image/png":  func(b *bytes.Buffer, p image.Image) error { return png.Encode(b, p) },
		"image/jpeg": func(b *bytes.Buffer, p image.Image) error { return jpeg.Encode(b, p, nil) },
		"image/gif":  func(b *bytes.Buffer, p image.Image) error { return gif.Encode(b, p, nil) },
	}
	rapid.Check(t, func(t *rapid.T) {
		typ := rapid.SampledFrom([]string{"image/png", "image/jpeg", "image/gif"}).Draw(t, "type")
		var b bytes.Buffer
		if err := encoders[typ](&b, anyPicture(t)); err != nil {
			t.Fatal(err)
		}
		data := b.Bytes()
		for range rapid.IntRange(1, 3).Draw(t, "times") {
			data = added[typ](t, data, secret)
		}
		f, err := Clean(append(data, secret...), typ)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(f.Data, []byte(secret)) {
			t.Fatal("the words are still there")
		}
		before, _, err := image.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		after, _, err := image.Decode(bytes.NewReader(f.Data))
		if err != nil {
			t.Fatal(err)
		}
		for y := range before.Bounds().Dy() {
			for x := range before.Bounds().Dx() {
				if before.At(x, y) != after.At(x, y) {
					t.Fatalf("pixel %d,%d is another", x, y)
				}
			}
		}
	})
}

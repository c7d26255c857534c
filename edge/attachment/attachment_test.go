package attachment

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

const secret = "48.8584N 2.2945E by Mei's camera"

// picture has enough in it that a lost row shows.
func picture() *image.Paletted {
	p := image.NewPaletted(image.Rect(0, 0, 23, 17), color.Palette{color.White, color.Black, color.RGBA{200, 30, 60, 255}})
	for i := range p.Pix {
		p.Pix[i] = byte(i*i/7) % 3
	}
	return p
}

func encoded(t testing.TB, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func plainPNG(t testing.TB) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, picture()) })
}

func plainJPEG(t testing.TB) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, picture(), nil) })
}

func plainGIF(t testing.TB) []byte {
	return encoded(t, func(b *bytes.Buffer) error {
		return gif.EncodeAll(b, &gif.GIF{Image: []*image.Paletted{picture(), picture()}, Delay: []int{5, 7}})
	})
}

func chunk(name, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

// exif is a JPEG segment with a direction and a place.
func exif(order binary.AppendByteOrder, turned uint16) string {
	mark := "MM\x00*"
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		mark = "II*\x00"
	}
	b := order.AppendUint32([]byte(mark), 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(order.AppendUint16(b, 0x0112), 3)
	b = order.AppendUint16(order.AppendUint32(b, 1), turned)
	b = append(b, 0, 0, 0, 0, 0, 0)
	return segment(0xe1, "Exif\x00\x00"+string(b)+secret)
}

func segment(marker byte, body string) string {
	return string([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}) + body
}

// insert puts text into data at a place.
func insert(data []byte, at int, text string) []byte {
	return append(append(append([]byte{}, data[:at]...), text...), data[at:]...)
}

func tagged(t testing.TB) map[string][]byte {
	p, j, g := plainPNG(t), plainJPEG(t), plainGIF(t)
	return map[string][]byte{
		"image/png": append(insert(p, 33, chunk("tEXt", "Comment\x00"+secret)+chunk("eXIf", "MM"+secret)+
			chunk("iTXt", "XML:com.adobe.xmp\x00"+secret)+chunk("iCCP", secret)), secret...),
		"image/jpeg": append(insert(j, 2, exif(binary.BigEndian, 6)+segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret)+
			segment(0xe2, "ICC_PROFILE\x00"+secret)+segment(0xed, secret)+segment(0xfe, secret)), secret...),
		"image/gif": append(insert(g, bytes.Index(g, []byte("!\xf9")), "!\xfe"+string(rune(len(secret)))+secret+"\x00"+
			"!\xff\x0bXMP DataXMP"+string(rune(len(secret)))+secret+"\x00"), secret...),
		"image/webp": webp(t, chunkRIFF("VP8X", "\x2c\x00\x00\x00\x01\x00\x00\x01\x00\x00")+chunkRIFF("ICCP", secret)+lossless+
			chunkRIFF("EXIF", secret)+chunkRIFF("XMP ", secret)+chunkRIFF("what", secret), secret),
		"audio/webm": recordedWebM(secret), "audio/ogg": oggFile(secret), "audio/mp4": mp4File(secret, "soun"),
	}
}

// lossless is a WebP picture of 2x2 pixels (VP8L), whole but for its data.
var lossless = chunkRIFF("VP8L", "\x2f\x01\x40\x00\x00\x07\x10\xfd\x8f\xfe\x07\x22\xa2\xff\x01")

func chunkRIFF(name, body string) string {
	b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	if b = append(b, body...); len(b)&1 == 1 {
		b = append(b, 0)
	}
	return string(b)
}

func webp(t testing.TB, chunks, after string) []byte {
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(chunks)))
	return append(append(b, "WEBP"+chunks...), after...)
}

// TestHardening82Stripped: nothing of what a file tells besides its content is
// in what is kept.
func TestHardening82Stripped(t *testing.T) {
	for typ, data := range tagged(t) {
		f, err := Clean(data, typ)
		if err != nil {
			t.Errorf("%s: %v", typ, err)
			continue
		}
		if bytes.Contains(f.Data, []byte(secret)) || bytes.Contains(f.Data, []byte("camera")) {
			t.Errorf("%s still holds what was to go", typ)
		}
		again, err := Clean(f.Data, typ)
		if err != nil || !bytes.Equal(again.Data, f.Data) {
			t.Errorf("%s: cleaning twice is not cleaning once: %v", typ, err)
		}
		if f.Kept || f.Type != typ {
			t.Errorf("%s: %+v", typ, f)
		}
	}
}

// TestSamePixels decodes before and after.
func TestSamePixels(t *testing.T) {
	decoders := map[string]func([]byte) (image.Image, error){
		"image/png":  func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
		"image/jpeg": func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
		"image/gif":  func(b []byte) (image.Image, error) { return gif.Decode(bytes.NewReader(b)) },
	}
	for typ, decode := range decoders {
		data := tagged(t)[typ]
		f, err := Clean(data, typ)
		if err != nil {
			t.Fatalf("%s: %v", typ, err)
		}
		before, err := decode(data)
		if typ == "image/png" { // the decoder here reads profiles, and ours is none
			before, err = decode(plainPNG(t))
		}
		if err != nil {
			t.Fatal(err)
		}
		after, err := decode(f.Data)
		if err != nil {
			t.Fatalf("%s: %v", typ, err)
		}
		samePixels(t, typ, before, after)
	}
	g, err := Clean(tagged(t)["image/gif"], "image/gif")
	if err != nil {
		t.Fatal(err)
	}
	all, err := gif.DecodeAll(bytes.NewReader(g.Data))
	if err != nil || len(all.Image) != 2 || all.Delay[1] != 7 || all.LoopCount != 0 {
		t.Errorf("an animation does not move as before: %v", err)
	}
}

func samePixels(t *testing.T, what string, a, b image.Image) {
	t.Helper()
	if a.Bounds() != b.Bounds() {
		t.Fatalf("%s: %v, was %v", what, b.Bounds(), a.Bounds())
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("%s: pixel %d,%d is another", what, x, y)
			}
		}
	}
}

// TestTurned: a picture that a phone took on its side stays upright, whichever
// way round the phone writes numbers.
func TestTurned(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		f, err := Clean(insert(plainJPEG(t), 2, exif(order, 6)), "image/jpeg")
		if err != nil {
			t.Fatal(err)
		}
		_, body, _, ok := jpegSegment(f.Data, 2)
		if !ok || orientation(body) != 6 || len(body) != 32 {
			t.Errorf("%v: direction %d in %d bytes", order, orientation(body), len(body))
		}
	}
	if f, err := Clean(insert(plainJPEG(t), 2, exif(binary.BigEndian, 1)), "image/jpeg"); err != nil || !bytes.Equal(f.Data, plainJPEG(t)) {
		t.Error("an upright picture gets an EXIF block")
	}
}

// TestHardening82Refused is what nobody gets in with, under any name.
func TestHardening82Refused(t *testing.T) {
	bomb := []byte(strings.Replace(string(plainPNG(t)), string(plainPNG(t)[16:24]), "\x00\x00\xff\xff\x00\x00\xff\xff", 1))
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	wide := insert(plainGIF(t), 0, "")
	copy(wide[6:], "\xff\xff\xff\xff")
	half := plainJPEG(t)
	for name, c := range map[string]struct {
		data []byte
		typ  string
		want error
	}{
		"svg":                {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "image/svg+xml", ErrUnknown},
		"svg as text":        {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "text/plain", ErrUnknown},
		"html as text":       {[]byte("\ufeff \n<!DOCTYPE html><script>alert(1)</script>"), "text/plain", ErrUnknown},
		"xml as text":        {[]byte(`<?xml version="1.0"?><svg/>`), "text/plain", ErrUnknown},
		"html as png":        {[]byte("<html><script>alert(1)</script>"), "image/png", ErrUnknown},
		"GIF/HTML":           {[]byte("GIF89a/*<html><script>alert(1)</script>*/=1;"), "image/gif", ErrHuge}, // its letters are a size
		"small GIF/HTML":     {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00<html><script>alert(1)</script>;"), "image/gif", ErrDamaged},
		"zip":                {[]byte("PK\x03\x04\x14\x00\x00\x00"), "application/zip", ErrUnknown},
		"zip as text":        {[]byte("PK\x03\x04\x14\x00\x00\x00"), "text/plain", ErrUnknown},
		"gzip bomb":          {[]byte("\x1f\x8b\x08\x00\x00\x00"), "image/png", ErrUnknown},
		"PDF and zip":        {[]byte("%PDF-1.4\nPK\x03\x04 PK\x05\x06\n%%EOF\n"), "application/pdf", ErrDamaged},
		"PDF and more":       {[]byte("%PDF-1.4\n%%EOF\n<html>"), "application/pdf", ErrDamaged},
		"PDF without an end": {[]byte("%PDF-1.4\n"), "application/pdf", ErrDamaged},
		"picture bomb":       {bomb, "image/png", ErrHuge},
		"GIF bomb":           {wide, "image/gif", ErrHuge},
		"png as jpeg":        {plainPNG(t), "image/jpeg", ErrWrong},
		"png as pdf":         {plainPNG(t), "application/pdf", ErrWrong},
		"png as svg":         {plainPNG(t), "image/svg+xml", ErrWrong},
		"half a jpeg":        {half[:len(half)/2], "image/jpeg", ErrDamaged},
		"half a png":         {plainPNG(t)[:60], "image/png", ErrDamaged},
		"wrong sum":          {bytes.Replace(plainPNG(t), []byte("IDAT"), []byte("IDAU"), 1), "image/png", ErrDamaged},
		"film":               {mp4File("", "vide"), "audio/mp4", ErrFilm},
		"webm film":          {bytes.Replace(recordedWebM(""), []byte{0x83, 0x81, 2}, []byte{0x83, 0x81, 1}, 1), "audio/webm", ErrFilm},
		"AVIF":               {[]byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1"), "image/avif", ErrUnknown},
		"program":            {[]byte("MZ\x90\x00\x03\x00\x00\x00"), "text/plain", ErrUnknown},
		"control":            {[]byte("a\x1b[31mb"), "text/plain", ErrUnknown},
		"empty":              {nil, "text/plain", ErrEmpty},
	} {
		if f, err := Clean(c.data, c.typ); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v (%d bytes kept)", name, err, c.want, len(f.Data))
		}
	}
}

// TestTaken is what must get through.
func TestTaken(t *testing.T) {
	for name, c := range map[string]struct{ data, typ, want string }{
		"words":           {"我的卡 1 < 2\n", "text/plain;charset=utf-8", "text/plain"},
		"a list":          {"a,b\r\n1,2\r\n", "text/csv", "text/plain"},
		"a PDF":           {"%PDF-1.7\n1 0 obj\n%%EOF\r\n", "application/pdf", "application/pdf"},
		"as browsers say": {string(recordedWebM("x")), "audio/webm;codecs=opus", "audio/webm"},
		"as iPhones say":  {string(mp4File("x", "soun")), "audio/x-m4a", "audio/mp4"},
		"as Windows says": {string(plainJPEG(t)), "image/pjpeg", "image/jpeg"},
		"upper case":      {string(plainPNG(t)), "IMAGE/PNG", "image/png"},
		"a simple WebP":   {string(webp(t, lossless, "")), "image/webp", "image/webp"},
	} {
		if f, err := Clean([]byte(c.data), c.typ); err != nil || f.Type != c.want {
			t.Errorf("%s: %+v %v", name, f.Type, err)
		}
	}
	if f, _ := Clean([]byte("%PDF-1.7\n%%EOF"), "application/pdf"); !f.Kept {
		t.Error("a PDF is said to be without metadata")
	}
}

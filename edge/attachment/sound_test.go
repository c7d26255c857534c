package attachment

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// el is an EBML element with a size of two bytes.
func el(id, body string) string {
	return id + string([]byte{0x40 | byte(len(body)>>8), byte(len(body))}) + body
}

// recordedWebM is what a browser records: segment and cluster without a size.
func recordedWebM(words string) []byte {
	info := el("\x15\x49\xa9\x66", el("\x2a\xd7\xb1", "\x0f\x42\x40")+el("\x7b\xa9", words)+el("\x44\x61", "12345678"))
	tracks := "\x16\x54\xae\x6b\x40\x12" + el("\xae", "\xd7\x81\x01\x83\x81\x02\x86\x86A_OPUS")[0:]
	tags := el("\x12\x54\xc3\x67", el("\x73\x73", el("\x67\xc8", el("\x45\xa3", words))))
	cluster := "\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff\xe7\x81\x00" + el("\xa3", "\x81\x00\x00\x80sound")
	return []byte(el("\x1a\x45\xdf\xa3", el("\x42\x82", "webm")) +
		"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + info + fixed(tracks) + tags + cluster + cluster)
}

// fixed makes the size of a track list fit what is in it.
func fixed(tracks string) string {
	return el(tracks[:4], tracks[6:])
}

func page(n byte, body string) string {
	var segments []byte
	for rest := len(body); ; rest -= 255 {
		if rest < 255 {
			segments = append(segments, byte(rest))
			break
		}
		segments = append(segments, 255)
	}
	b := []byte("OggS\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00SERI")
	b = append(b, n, 0, 0, 0, 0, 0, 0, 0, byte(len(segments)))
	b = append(append(b, segments...), body...)
	binary.LittleEndian.PutUint32(b[22:], oggSum(b))
	return string(b)
}

func oggFile(words string) []byte {
	tags := "OpusTags\x03\x00\x00\x00lib\x01\x00\x00\x00" + string(rune(len(words))) + "\x00\x00\x00" + words
	return []byte(page(0, "OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00") + page(1, tags) + page(2, "sound"))
}

func box(name, body string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + name + body
}

func mp4File(words, handler string) []byte {
	times := "\x00\x00\x00\x00" + "made" + "then" + "\x00\x00\x03\xe8\x00\x00\x00\x00"
	track := box("trak", box("tkhd", times)+box("mdia", box("mdhd", times)+box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00"+handler+"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"+words+"\x00")))
	return []byte(box("ftyp", "M4A \x00\x00\x00\x00M4A ") + box("moov", box("mvhd", times)+track+box("udta", box("meta", words))) +
		box("free", words) + box("mdat", "sound"))
}

// TestSoundStays: what is heard lies where it lay.
func TestSoundStays(t *testing.T) {
	for typ, data := range map[string][]byte{"audio/webm": recordedWebM(secret), "audio/ogg": oggFile(secret), "audio/mp4": mp4File(secret, "soun")} {
		f, err := Clean(data, typ)
		if err != nil {
			t.Errorf("%s: %v", typ, err)
			continue
		}
		if len(f.Data) != len(data) || bytes.LastIndex(f.Data, []byte("sound")) != bytes.LastIndex(data, []byte("sound")) {
			t.Errorf("%s: the sound has moved", typ)
		}
		if bytes.Contains(f.Data, []byte("madethen")) || bytes.Contains(f.Data, []byte("12345678")) {
			t.Errorf("%s still says when", typ)
		}
		if typ == "audio/ogg" {
			p, _ := oggAt(f.Data, 0)
			p, _ = oggAt(f.Data, p.end)
			if oggSum(f.Data[p.at:p.end]) != binary.LittleEndian.Uint32(f.Data[p.at+22:]) {
				t.Error("the page's checksum is wrong")
			}
		}
	}
}

// FuzzClean: no bytes make a reader panic, grow, or change their mind.
func FuzzClean(f *testing.F) {
	for typ, data := range tagged(f) {
		f.Add(data, typ)
	}
	f.Add(webp(f, chunkRIFF("VP8X", "\x02\x00\x00\x00\x01\x00\x00\x01\x00\x00")+chunkRIFF("ANIM", "\x00\x00\x00\x00\x00\x00")+
		chunkRIFF("ANMF", "0123456789abcdef"+lossless+chunkRIFF("EXIF", secret)), ""), "image/webp")
	f.Add([]byte("%PDF-1.4\n%%EOF"), "application/pdf")
	f.Add([]byte("words"), "text/plain")
	f.Fuzz(func(t *testing.T, data []byte, typ string) {
		before := bytes.Clone(data)
		file, err := Clean(data, typ)
		if !bytes.Equal(before, data) {
			t.Fatal("the input was changed")
		}
		if err != nil {
			return
		}
		if len(file.Data) > len(data)+64 {
			t.Fatalf("%d bytes became %d", len(data), len(file.Data))
		}
		again, err := Clean(file.Data, file.Type)
		if err != nil || !bytes.Equal(again.Data, file.Data) {
			t.Fatalf("cleaning twice is not cleaning once: %v", err)
		}
	})
}

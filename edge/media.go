package edge

// mediaKinds tell what a file of articles is by its first bytes; "?" is any
// byte. They are what edge/publish lets through. SVG is a program and not
// among them, and what is none of these is handed out as bytes.
var mediaKinds = []struct{ begins, kind string }{
	{"\x89PNG\r\n\x1a\n", "image/png"},
	{"\xff\xd8\xff", "image/jpeg"},
	{"GIF87a", "image/gif"},
	{"GIF89a", "image/gif"},
	{"RIFF????WEBPVP", "image/webp"},
	{"????ftypavif", "image/avif"},
	{"????ftyp", "video/mp4"},
	{"\x1a\x45\xdf\xa3", "video/webm"},
	{"WEBVTT", "text/vtt"},
}

// kindOf returns the content type of a file.
func kindOf(data []byte) string {
	for _, k := range mediaKinds {
		if len(data) >= len(k.begins) && begins(data, k.begins) {
			return k.kind
		}
	}
	return "application/octet-stream"
}

func begins(data []byte, pattern string) bool {
	for i := range pattern {
		if pattern[i] != '?' && pattern[i] != data[i] {
			return false
		}
	}
	return true
}

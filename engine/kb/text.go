package kb

// Plain returns the words of blocks without their form: one line per block,
// image and video texts included, code included.
func Plain(blocks []Block) string { return view(appendPlain(nil, blocks, all)) }

// Headings returns the words of the headings alone, one per line.
func Headings(blocks []Block) string { return view(appendPlain(nil, blocks, headings)) }

// Body returns the words that are not in headings.
func Body(blocks []Block) string { return view(appendPlain(nil, blocks, body)) }

type part uint8

const (
	all part = iota
	headings
	body
)

func appendPlain(dst []byte, blocks []Block, want part) []byte {
	for i := range blocks {
		b := &blocks[i]
		if b.Kind == Captions || b.Kind == Heading && want == body {
			continue
		}
		inner := want
		if b.Kind == Heading && want == headings {
			inner = all
		}
		if want != headings {
			dst = append(dst, b.Text...)
		}
		dst = appendPlain(dst, b.Kids, inner)
		if endsLine(b.Kind) && len(dst) > 0 && dst[len(dst)-1] != '\n' {
			dst = append(dst, '\n')
		}
	}
	return dst
}

func endsLine(k Kind) bool { return k == Break || !k.Inline() }

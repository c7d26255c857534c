package host

import "strings"

// tail keeps the first kilobyte of what the stock Go build prints when it
// panics; the TinyGo build prints nothing.
type tail struct{ text []byte }

const tailBytes = 1024

// Write never fails: what does not fit is dropped.
func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p[:min(len(p), tailBytes-len(t.text))]...)
	return len(p), nil
}

func (t *tail) reset() { t.text = t.text[:0] }

// suffix is the text in brackets for the end of an error message.
func (t *tail) suffix() string {
	s := strings.TrimSpace(string(t.text))
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

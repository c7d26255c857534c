package attachment

import (
	"bytes"
	"unicode/utf8"
)

// cleanPDF wants the file to begin and end as a PDF does and to be no archive
// as well. Author, title and dates inside stay: taking them out means
// rewriting the document, and signed ones would break.
func cleanPDF(data []byte) ([]byte, error) {
	end := bytes.LastIndex(data, []byte("%%EOF"))
	if end < 0 {
		return nil, ErrDamaged
	}
	after := bytes.TrimLeft(data[end+5:], "\r\n\t \x00")
	if len(after) > 0 || bytes.Contains(data, []byte("PK\x05\x06")) || len(data) < 8 || data[5] < '1' || data[5] > '2' {
		return nil, ErrDamaged
	}
	return data, nil
}

// isText reports UTF-8 that a reader sees whole. What begins with a tag is
// markup to a browser that guesses, whatever it is called.
func isText(data []byte) bool {
	if !utf8.Valid(data) {
		return false
	}
	for _, b := range data {
		if b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f' || b == 0x7f {
			return false
		}
	}
	rest := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n\f")
	if len(rest) < 2 || rest[0] != '<' {
		return true
	}
	c := rest[1] | 0x20
	return !(c >= 'a' && c <= 'z' || rest[1] == '!' || rest[1] == '?' || rest[1] == '/')
}

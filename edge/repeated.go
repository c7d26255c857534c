package edge

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
)

// repeats says whether an object anywhere in valid JSON has a field twice. One
// reader takes the first of two, another the last; a visitor may have agreed
// to one of them and an agent be shown the other. Names that differ only in
// case count as one, as encoding/json reads them. It takes time in proportion
// to the body.
func repeats(body []byte) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var objects []map[string]bool // nil for an array
	name := false                 // the next string names a field
	for {
		token, err := d.Token()
		if err != nil {
			return false
		}
		inside := len(objects) > 0 && objects[len(objects)-1] != nil
		switch v := token.(type) {
		case json.Delim:
			switch v {
			case '{':
				objects = append(objects, map[string]bool{})
			case '[':
				objects = append(objects, nil)
			default:
				objects = objects[:len(objects)-1]
			}
			name = len(objects) > 0 && objects[len(objects)-1] != nil
			continue
		case string:
			if inside && name {
				key := strings.Map(folded, v)
				if objects[len(objects)-1][key] {
					return true
				}
				objects[len(objects)-1][key] = true
				name = false
				continue
			}
		}
		name = inside
	}
}

// folded is one representative of the letters that differ only in case.
func folded(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}

package edge

import (
	"strings"
	"testing"
)

// TestHardening24JSON: whatever can be wrong with JSON before its fields are
// looked at. A body within the cap is refused in one pass.
func TestHardening24JSON(t *testing.T) {
	deep := strings.Repeat(`[`, 10_000) + strings.Repeat(`]`, 10_000)
	for name, body := range map[string]string{
		"10,000 deep":             `{"context":` + deep + `}`,
		"deep and not closed":     `{"context":` + strings.Repeat(`{"a":`, 10_000),
		"a field twice":           `{"question":"agreed","question":"sent"}`,
		"in another case":         `{"question":"agreed","Question":"sent"}`,
		"with a long s":           `{"question":"agreed","que\u017ftion":"sent"}`,
		"twice below":             `{"question":"q","context":{"page":"/a","page":"/b"}}`,
		"twice behind a list":     `{"context":{"steps":[{"at":1},{"at":2}],"page":"/"},"Context":null}`,
		"a number beyond a float": `{"context":{"steps":[{"at":1e400}]}}`,
		"NaN":                     `{"context":{"steps":[{"at":NaN}]}}`,
		"a fraction for a count":  `{"context":{"steps":[{"at":1.5}]}}`,
		"2^64":                    `{"context":{"steps":[{"at":18446744073709551616}]}}`,
	} {
		var into struct {
			Question string
			Context  struct {
				Page  string
				Steps []struct{ At int64 }
			}
		}
		if err := decode([]byte(body), &into); err == nil || err.Code != "bad-json" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, good := range []string{
		`{"a":"a","b":"a","c":{"a":"b","b":"a"}}`, `[{"a":1},{"a":1}]`, `{"a":["a","a",{"a":"a"}],"b":null}`, `{"a":{},"b":[]}`, `"a"`, `{}`,
	} {
		if repeats([]byte(good)) {
			t.Errorf("%s has no field twice", good)
		}
	}
}

package intake

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Columns of a table of questions and answers, with the names that sheets in
// the wild give them.
var columns = map[string]string{
	"id": "id", "key": "id", "gold_id": "id",
	"question": "question", "q": "question", "title": "title",
	"answer": "answer", "a": "answer", "answers": "answer", "response": "answer", "text": "answer",
	"alt_questions": "questions", "questions": "questions", "phrasings": "questions", "utterances": "questions",
	"keywords": "keywords", "tags": "keywords", "locale": "locale", "lang": "locale", "language": "locale",
}

// questions reads CSV, TSV or JSONL of questions and answers. Needed are a
// question and an answer; lists in a cell are separated by "|".
func (r *reader) questions(name, text string) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		r.questionLines(name, text)
		return
	}
	sheet := csv.NewReader(strings.NewReader(text))
	sheet.Comma, sheet.LazyQuotes, sheet.FieldsPerRecord = separator(text), true, -1
	head, err := sheet.Read()
	if err != nil {
		r.problem(name, 1, "the table has no header line: "+err.Error())
		return
	}
	at, ok := r.header(name, head)
	for ok {
		row, err := sheet.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		line, _ := sheet.FieldPos(0)
		if err != nil {
			r.problem(name, line, "the row cannot be read: "+err.Error())
			return
		}
		cells := map[string][]string{}
		for i, cell := range row {
			if i < len(at) && at[i] != "" && strings.TrimSpace(cell) != "" {
				cells[at[i]] = append(cells[at[i]], cell)
			}
		}
		r.answer(name, line, cells)
	}
}

func separator(text string) rune {
	head, _, _ := strings.Cut(text, "\n")
	for _, c := range "\t;" {
		if strings.Count(head, string(c)) > strings.Count(head, ",") {
			return c
		}
	}
	return ','
}

// header maps the columns of a table to fields.
func (r *reader) header(name string, head []string) (at []string, ok bool) {
	var known []string
	for _, h := range head {
		field := columns[strings.ToLower(strings.TrimSpace(h))]
		at = append(at, field)
		known = append(known, field)
	}
	joined := " " + strings.Join(known, " ") + " "
	if !strings.Contains(joined, " question ") && !strings.Contains(joined, " title ") || !strings.Contains(joined, " answer ") {
		r.problem(name, 1, fmt.Sprintf("the columns are %q; there must be \"question\" and \"answer\"", head))
		return nil, false
	}
	return at, true
}

// questionLines reads JSONL; a value is a text or a list of texts.
func (r *reader) questionLines(name, text string) {
	scan := bufio.NewScanner(strings.NewReader(text))
	scan.Buffer(nil, 4<<20)
	for line := 1; scan.Scan(); line++ {
		if strings.TrimSpace(scan.Text()) == "" {
			continue
		}
		var raw map[string]any
		if err := json.Unmarshal(scan.Bytes(), &raw); err != nil {
			r.problem(name, line, "the line is not a JSON object: "+err.Error())
			continue
		}
		cells := map[string][]string{}
		for _, key := range slices.Sorted(maps.Keys(raw)) {
			field := columns[strings.ToLower(key)]
			switch v := raw[key].(type) {
			case string:
				cells[field] = append(cells[field], v)
			case float64:
				cells[field] = append(cells[field], fmt.Sprint(v))
			case []any:
				for _, x := range v {
					if s, ok := x.(string); ok {
						cells[field] = append(cells[field], strings.ReplaceAll(s, "|", "/"))
					}
				}
			}
		}
		r.answer(name, line, cells)
	}
	if err := scan.Err(); err != nil {
		r.problem(name, 0, err.Error())
	}
}

// answer adds one row.
func (r *reader) answer(name string, line int, cells map[string][]string) {
	question := strings.TrimSpace(strings.Join(cells["question"], " "))
	title := strings.TrimSpace(strings.Join(cells["title"], " "))
	body := strings.TrimSpace(strings.Join(cells["answer"], "\n\n"))
	if title == "" {
		title = question
	}
	if title == "" || body == "" {
		r.problem(name, line, "the row has no question or no answer")
		return
	}
	id := slug(strings.Join(cells["id"], " "))
	if len(cells["id"]) == 0 {
		id = slug(title)
	}
	item := Item{ID: id, Locale: r.localeOf(strings.Join(cells["locale"], "")), Title: title, Body: body,
		Questions: split(cells["questions"]), Keywords: split(cells["keywords"])}
	if question != "" {
		item.Questions = append([]string{question}, item.Questions...)
	}
	r.items = append(r.items, item)
}

func split(cells []string) (list []string) {
	for _, cell := range cells {
		for _, s := range strings.Split(cell, "|") {
			if s = strings.TrimSpace(s); s != "" {
				list = append(list, s)
			}
		}
	}
	return list
}

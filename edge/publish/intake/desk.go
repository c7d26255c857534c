package intake

import (
	"encoding/json"
	"fmt"
	"strings"
)

// number is an id that some desks write as a number and some as a text.
type number string

func (n *number) UnmarshalJSON(b []byte) error {
	*n = number(strings.Trim(string(b), `"`))
	return nil
}

// deskArticle holds the fields of the four desks' articles that we use.
type deskArticle struct {
	ID     number `json:"id"`
	Title  string `json:"title"`
	Locale string `json:"locale"`

	Body        string `json:"body"`        // zendesk, intercom: HTML
	Description string `json:"description"` // freshdesk: HTML; elsewhere a summary
	Content     string `json:"content"`     // chatwoot: Markdown

	Draft  bool            `json:"draft"`  // zendesk
	State  string          `json:"state"`  // intercom: "published", "draft"
	Status json.RawMessage `json:"status"` // freshdesk: 1 draft, 2 published; chatwoot: "published" …

	Labels   []string `json:"label_names"` // zendesk
	Tags     []string `json:"tags"`        // freshdesk
	Category struct {
		Locale string `json:"locale"`
	} `json:"category"` // chatwoot

	Translated map[string]json.RawMessage `json:"translated_content"` // intercom
}

// desk reads one page of a help desk's list of articles, as its API returns
// it: the list itself, or an object that holds it.
func (r *reader) desk(format, name, text string) {
	list, err := deskList(text)
	if err != nil {
		line := 0
		if e, ok := err.(*json.SyntaxError); ok {
			line = 1 + strings.Count(text[:min(int(e.Offset), len(text))], "\n")
		}
		r.problem(name, line, "this is not a list of articles as "+format+" exports it: "+err.Error())
		return
	}
	for i := range list {
		r.deskArticle(format, name, &list[i])
	}
}

func deskList(text string) ([]deskArticle, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		var list []deskArticle
		return list, json.Unmarshal([]byte(text), &list)
	}
	var page struct {
		Articles []deskArticle   `json:"articles"` // zendesk
		Data     []deskArticle   `json:"data"`     // intercom
		Payload  json.RawMessage `json:"payload"`  // chatwoot: a list, or one article
	}
	if err := json.Unmarshal([]byte(text), &page); err != nil {
		return nil, err
	}
	list := append(page.Articles, page.Data...)
	if len(page.Payload) > 0 {
		var more []deskArticle
		if err := json.Unmarshal(page.Payload, &more); err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("there is no list of articles in it")
	}
	return list, nil
}

func (r *reader) deskArticle(format, name string, a *deskArticle) {
	if a.ID == "" || strings.TrimSpace(a.Title) == "" {
		r.problem(name, 0, fmt.Sprintf("an article (id %q) has no id or no title", a.ID))
		return
	}
	if a.hidden(format) {
		return
	}
	html := a.Body
	if format == "freshdesk" {
		html = a.Description
	}
	body := a.Content
	if format != "chatwoot" {
		body = Markdown(html)
	}
	id := format + "-" + slug(string(a.ID))
	locale := a.Locale
	if locale == "" {
		locale = a.Category.Locale
	}
	r.add(Item{ID: id, Locale: r.localeOf(locale), Title: a.Title, Keywords: append(a.Labels, a.Tags...), Body: body})
	for tag, raw := range a.Translated {
		var t deskArticle
		if len(tag) > 5 || json.Unmarshal(raw, &t) != nil || t.hidden(format) || t.Title == "" || r.localeOf(tag) == r.localeOf(locale) {
			continue // "type", a draft, or the language we have
		}
		r.add(Item{ID: id, Locale: r.localeOf(tag), Title: t.Title, Body: Markdown(t.Body)})
	}
}

// hidden reports drafts and archived articles. The numbers mean different
// things: 1 is a draft at Freshdesk and published at Chatwoot.
func (a *deskArticle) hidden(format string) bool {
	status := strings.Trim(string(a.Status), `"`)
	switch format {
	case "freshdesk":
		return status == "1"
	case "chatwoot":
		return status == "draft" || status == "archived" || status == "0" || status == "2"
	}
	return a.Draft || a.State == "draft"
}

func (r *reader) add(item Item) {
	item.Title, item.Body = strings.TrimSpace(item.Title), strings.TrimSpace(item.Body)
	if item.Body != "" {
		r.items = append(r.items, item)
	}
}

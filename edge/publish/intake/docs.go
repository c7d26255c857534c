package intake

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// sections reads JSONL in which one line is one section of a document:
// {"path", "lang", "title", "section", "text"}.
func (r *reader) sections(name, text string) {
	scan := bufio.NewScanner(strings.NewReader(text))
	scan.Buffer(nil, 4<<20)
	for line := 1; scan.Scan(); line++ {
		if strings.TrimSpace(scan.Text()) == "" {
			continue
		}
		var s struct{ Path, Lang, Title, Section, Text string }
		if err := json.Unmarshal(scan.Bytes(), &s); err != nil {
			r.problem(name, line, "the line is not a JSON object: "+err.Error())
			continue
		}
		if strings.TrimSpace(s.Text) == "" {
			continue
		}
		r.section(s.Path, r.localeOf(s.Lang), s.Title, s.Section, s.Text)
	}
	if err := scan.Err(); err != nil {
		r.problem(name, 0, err.Error())
	}
}

// section adds one section as an article, named by its document and its heading.
func (r *reader) section(file, locale, title, section, text string) {
	title, section = plainTitle(title), plainTitle(section)
	if title == "" {
		title = plainTitle(stem(file))
	}
	id, name := slug(stem(file)), title
	if dir := path.Base(path.Dir(file)); dir != "." && dir != "/" && dir != stem(file) && len(dir) > 2 {
		id = slug(dir) + "/" + id
	}
	if section != "" && section != title {
		id, name = id+"/"+slug(section), section+" – "+title
	}
	r.items = append(r.items, Item{ID: id, Locale: locale, Title: name, Body: strings.TrimSpace(text)})
}

// stem is the name of a document: the file without folders, extension and
// language; index pages take the name of their folder.
func stem(file string) string {
	base := strings.TrimSuffix(path.Base(file), path.Ext(file))
	base = languageEnd.ReplaceAllString(base, "")
	if base == "index" || base == "_index" || base == "README" {
		if dir := path.Base(path.Dir(file)); dir != "." && dir != "/" {
			return dir
		}
	}
	return base
}

var (
	languageEnd = regexp.MustCompile(`\.[a-z]{2}(-[a-zA-Z]{2,4})?$`)
	titleMarks  = regexp.MustCompile("[`*]+|\\s+")
	linkInTitle = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	headingLine = regexp.MustCompile(`^(#{1,6})\s+(.*?)\s*#*$`)
	mdLink      = regexp.MustCompile(`\]\(([^)\s]+)\)`)
)

func plainTitle(s string) string {
	s = linkInTitle.ReplaceAllString(s, "$1")
	return strings.TrimSpace(titleMarks.ReplaceAllStringFunc(s, func(m string) string {
		if strings.TrimSpace(m) == "" {
			return " "
		}
		return ""
	}))
}

// docs reads a folder of Markdown documents. Each heading of the first two
// levels begins an article; links between documents become article links.
func (r *reader) docs(fsys fs.FS, files []string) {
	first := map[string]string{} // file to id of its first section
	from := map[int]string{}     // item to file
	for _, name := range files {
		if ext := path.Ext(name); ext != ".md" && ext != ".markdown" {
			continue
		}
		raw, err := fs.ReadFile(fsys, name)
		if err != nil || len(raw) > MaxSource {
			r.problem(name, 0, "the file cannot be read or is too big")
			continue
		}
		text, ok := r.decode(name, raw)
		if !ok {
			continue
		}
		start := len(r.items)
		r.document(name, text)
		for i := start; i < len(r.items); i++ {
			from[i] = name
			first[name+"#"+path.Base(r.items[i].ID)] = r.items[i].ID // its heading, as links name it
		}
		if start < len(r.items) {
			first[name] = r.items[start].ID
		}
	}
	for i := range r.items {
		r.items[i].Body = relink(r.items[i].Body, from[i], first)
	}
}

// document splits one file at its headings.
func (r *reader) document(name, text string) {
	meta, body := cutFront(text)
	title, section := meta["title"], ""
	locale := r.fileLocale(name)
	var part []string
	fenced := false
	flush := func() {
		if joined := strings.TrimSpace(strings.Join(part, "\n")); joined != "" {
			r.section(name, locale, title, section, joined)
		}
		part = part[:0]
	}
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\n")
		if t := strings.TrimLeft(line, " "); strings.HasPrefix(t, "```") || strings.HasPrefix(t, "~~~") {
			fenced = !fenced
		}
		m := headingLine.FindStringSubmatch(line)
		if fenced || m == nil || len(m[1]) > 2 {
			part = append(part, line)
			continue
		}
		flush()
		if len(m[1]) == 1 && title == "" {
			title, section = m[2], ""
			continue
		}
		section = m[2]
	}
	flush()
}

// fileLocale finds a language in "guide.de.md" or "de/guide.md".
func (r *reader) fileLocale(name string) string {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if m := languageEnd.FindString(base); m != "" {
		return r.localeOf(m[1:])
	}
	first, _, nested := strings.Cut(name, "/")
	if nested && slices.Contains([]string{"en", "zh", "de", "fr", "es", "pt", "it", "nl", "ru", "ja", "ko"}, strings.ToLower(first[:min(2, len(first))])) &&
		(len(first) == 2 || len(first) == 5 && (first[2] == '-' || first[2] == '_')) {
		return r.localeOf(first)
	}
	return r.locale
}

// cutFront takes "key: value" lines from front matter in YAML or TOML; only
// plain values matter here.
func cutFront(text string) (meta map[string]string, body string) {
	meta = map[string]string{}
	for _, fence := range []string{"---\n", "+++\n"} {
		if !strings.HasPrefix(text, fence) {
			continue
		}
		front, rest, ok := strings.Cut(text[len(fence):], "\n"+fence)
		if !ok {
			continue
		}
		for line := range strings.Lines(front) {
			key, value, ok := strings.Cut(line, ":")
			if fence == "+++\n" {
				key, value, ok = strings.Cut(line, "=")
			}
			if ok {
				meta[strings.TrimSpace(key)] = strings.Trim(strings.TrimSpace(value), `"'`)
			}
		}
		return meta, rest
	}
	return meta, text
}

// relink turns links to documents of the same source, and to their headings,
// into article links.
func relink(body, own string, first map[string]string) string {
	return mdLink.ReplaceAllStringFunc(body, func(m string) string {
		target := m[2 : len(m)-1]
		if strings.Contains(target, ":") {
			return m
		}
		file, heading, _ := strings.Cut(target, "#")
		name := own
		if file != "" {
			name = path.Join(path.Dir(own), file)
		}
		for _, key := range []string{name + "#" + slug(heading), name} {
			if id, ok := first[key]; ok && (file != "" || heading != "") {
				return "](article:" + id + ")"
			}
		}
		return m
	})
}

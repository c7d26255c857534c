package publish

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// fields are the keys of the front matter; AUTHORING.md shows each.
var fields = []string{"id", "locale", "title", "questions", "anchors", "signals", "audience",
	"followups", "task", "media", "variants", "keywords"}

// word is a string and where it was written.
type word struct {
	text string
	at   Pos
}

// variant and medium are as written; their text is not parsed yet.
type variant struct {
	name, form, text word
}

type medium struct {
	file, alt, captions, poster word
}

type anchor struct {
	kb.Anchor
	at Pos
}

// front is the front matter of one file.
type front struct {
	id, locale, title, task                           word
	questions, signals, audience, followups, keywords []word
	anchors                                           []anchor
	media                                             []medium
	variants                                          []variant
}

// yamlReader walks over a YAML tree and notes what does not fit.
type yamlReader struct {
	s   *source
	out *Diagnostics
}

// readFront parses the front matter. Aliases, tags, merge keys and unknown
// keys are errors; a single value stands for a list of one.
func readFront(s *source, out *Diagnostics) *front {
	y := yamlReader{s, out}
	f, before := &front{}, len(*out)
	if root := y.parse(s.front); root != nil {
		y.fields(root, f)
	}
	if len(*out) > before && (*out)[before:].Broken() {
		return nil
	}
	return f
}

// parse returns the root of a document, nil when it is empty or no YAML. The
// parser is somebody else's and text is anybody's, so a panic in it is one
// more way of being no YAML.
func (y yamlReader) parse(text []byte) (root ast.Node) {
	defer func() {
		if r := recover(); r != nil {
			y.syntax(fmt.Errorf("%v", r))
			root = nil
		}
	}()
	file, err := parser.ParseBytes(text, 0)
	switch {
	case err != nil:
		y.syntax(err)
	case len(file.Docs) > 1:
		y.syntax(errors.New("more than one document"))
	case len(file.Docs) == 1:
		root = file.Docs[0].Body
	}
	return root
}

func (y yamlReader) syntax(err error) {
	at, what := y.s.pos(0), "The front matter is not YAML."
	if e, ok := err.(yaml.Error); ok {
		if tk := e.GetToken(); tk != nil && tk.Position != nil {
			at = Pos{y.s.file, tk.Position.Line + y.s.frontLine - 1, tk.Position.Column}
		}
		what = "The front matter is not YAML: " + strings.TrimSuffix(e.GetMessage(), ".") + "."
	}
	y.out.add(Error, at, "yaml", what, "Put values with : # [ { or quotes into double quotes, and indent with blanks.")
}

func (y yamlReader) at(n ast.Node) Pos {
	if tk := n.GetToken(); tk != nil && tk.Position != nil {
		return Pos{y.s.file, tk.Position.Line + y.s.frontLine - 1, tk.Position.Column}
	}
	return y.s.pos(0)
}

func (y yamlReader) wrong(n ast.Node, what, remedy string) {
	y.out.add(Error, y.at(n), "front-matter", what, remedy)
}

// pairs returns the entries of a mapping, or notes that n is none. A key
// that is not among known, or comes twice, is an error.
func (y yamlReader) pairs(n ast.Node, known []string) []*ast.MappingValueNode {
	var list []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		list = m.Values
	case *ast.MappingValueNode:
		list = []*ast.MappingValueNode{m}
	default:
		y.wrong(n, "Here must be fields.", "Write them as \"name: value\", one per line; known are "+strings.Join(known, ", ")+".")
		return nil
	}
	seen := map[string]bool{}
	kept := list[:0:0]
	for _, p := range list {
		key, _ := y.scalar(p.Key)
		switch {
		case !slices.Contains(known, key.text):
			y.out.add(Error, key.at, "unknown-field", fmt.Sprintf("There is no field %q.", key.text), didYouMean(key.text, known))
		case seen[key.text]:
			y.out.add(Error, key.at, "double-field", fmt.Sprintf("The field %q comes twice.", key.text), "Keep one.")
		default:
			seen[key.text] = true
			kept = append(kept, p)
		}
	}
	return kept
}

func (y yamlReader) fields(n ast.Node, f *front) {
	for _, p := range y.pairs(n, fields) {
		switch key := p.Key.GetToken().Value; key {
		case "id":
			f.id = y.str(p.Value)
		case "locale":
			f.locale = y.str(p.Value)
		case "title":
			f.title = y.str(p.Value)
		case "task":
			f.task = y.str(p.Value)
		case "questions":
			f.questions = y.strs(p.Value)
		case "signals":
			f.signals = y.strs(p.Value)
		case "audience":
			f.audience = y.strs(p.Value)
		case "followups":
			f.followups = y.strs(p.Value)
		case "keywords":
			f.keywords = y.strs(p.Value)
		case "anchors":
			f.anchors = y.anchors(p.Value)
		case "media":
			f.media = y.media(p.Value)
		case "variants":
			f.variants = y.variants(p.Value)
		}
	}
}

// scalar reads one value as text, whatever YAML takes it for: `title: 404`
// is the text "404".
func (y yamlReader) scalar(n ast.Node) (word, bool) {
	at := y.at(n)
	switch v := n.(type) {
	case *ast.StringNode:
		return word{v.Value, at}, true
	case *ast.LiteralNode:
		return word{v.Value.Value, at}, true
	case *ast.NullNode:
		return word{"", at}, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return word{n.GetToken().Value, at}, true
	}
	return word{at: at}, false
}

func (y yamlReader) str(n ast.Node) word {
	w, ok := y.scalar(n)
	if !ok {
		y.wrong(n, "Here must be one text.", "Write a plain value; aliases, tags and lists are not taken.")
	}
	w.text = strings.TrimSpace(w.text)
	return w
}

// items returns the entries of a list; a single value is a list of one.
func (y yamlReader) items(n ast.Node) []ast.Node {
	switch v := n.(type) {
	case *ast.SequenceNode:
		return v.Values
	case *ast.NullNode:
		return nil
	}
	return []ast.Node{n}
}

func (y yamlReader) strs(n ast.Node) (list []word) {
	for _, item := range y.items(n) {
		if w := y.str(item); w.text != "" {
			list = append(list, w)
		}
	}
	return list
}

func (y yamlReader) anchors(n ast.Node) (list []anchor) {
	for _, item := range y.items(n) {
		a := anchor{at: y.at(item)}
		into := map[string]*string{"help": &a.Help, "role": &a.Role, "name": &a.Name, "selector": &a.Selector, "route": &a.Route}
		for _, p := range y.pairs(item, []string{"help", "role", "name", "selector", "route"}) {
			w := y.str(p.Value)
			*into[p.Key.GetToken().Value] = w.text
			a.at = min2(a.at, y.at(p.Key))
		}
		if problem := anchorProblem(&a.Anchor); problem != "" {
			y.out.add(Error, a.at, "anchor", problem, "Write one of {help: ID}, {role: button, name: Next}, {selector: CSS} or {route: /path}; route can stand with any of them.")
			continue
		}
		list = append(list, a)
	}
	return list
}

// min2 returns the earlier of two places of one file.
func min2(a, b Pos) Pos {
	if b.Line < a.Line || b.Line == a.Line && b.Column < a.Column {
		return b
	}
	return a
}

func anchorProblem(a *kb.Anchor) string {
	switch {
	case *a == kb.Anchor{}:
		return "The anchor is empty."
	case (a.Role == "") != (a.Name == ""):
		return "An anchor by role needs both role and name."
	case a.Route != "" && !strings.HasPrefix(a.Route, "/"):
		return "A route begins with \"/\"."
	}
	return ""
}

func (y yamlReader) media(n ast.Node) (list []medium) {
	for _, item := range y.items(n) {
		if w, ok := y.scalar(item); ok {
			list = append(list, medium{file: w})
			continue
		}
		var m medium
		into := map[string]*word{"file": &m.file, "alt": &m.alt, "captions": &m.captions, "poster": &m.poster}
		for _, p := range y.pairs(item, []string{"file", "alt", "captions", "poster"}) {
			*into[p.Key.GetToken().Value] = y.str(p.Value)
		}
		if m.file.text == "" {
			y.wrong(item, "The medium has no file.", "Add \"file:\" with a path beside the article.")
			continue
		}
		list = append(list, m)
	}
	return list
}

func (y yamlReader) variants(n ast.Node) (list []variant) {
	for _, item := range y.items(n) {
		var v variant
		into := map[string]*word{"name": &v.name, "form": &v.form, "text": &v.text}
		for _, p := range y.pairs(item, []string{"name", "form", "text"}) {
			*into[p.Key.GetToken().Value] = y.str(p.Value)
		}
		if !slices.Contains(forms, v.form.text) || v.text.text == "" {
			y.wrong(item, fmt.Sprintf("The variant has the form %q and a text of %d bytes.", v.form.text, len(v.text.text)),
				"Give it a form ("+strings.Join(forms, ", ")+") and a text.")
			continue
		}
		if v.name.text == "" {
			v.name.text = fmt.Sprintf("%s-%d", v.form.text, len(list)+1)
		}
		list = append(list, v)
	}
	return list
}

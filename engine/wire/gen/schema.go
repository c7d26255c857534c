package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// schema is what schema.go declares, in its order.
type schema struct {
	abi     string
	enums   []*enum
	structs []*record
	byName  map[string]*record
	enumOf  map[string]*enum
}

// enum is a named integer type with its constants.
type enum struct {
	name, base, doc string
	values          []value
}

type value struct{ name, number, doc string }

// record is a struct: an event body, a command, or a part of one.
type record struct {
	name, doc string
	bodyOf    []string // event kinds that carry it
	command   bool
	fields    []field
}

type field struct{ name, typ, doc string } // typ as in Go: "uint16", "[]Block", "string"

func readSchema(path string) (*schema, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	s := &schema{byName: map[string]*record{}, enumOf: map[string]*enum{}}
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			return nil, fmt.Errorf("%s: only types and constants belong in the schema", path)
		}
		switch g.Tok {
		case token.TYPE:
			for _, spec := range g.Specs {
				s.addType(spec.(*ast.TypeSpec), g.Doc)
			}
		case token.CONST:
			for _, spec := range g.Specs {
				s.addConst(spec.(*ast.ValueSpec))
			}
		}
	}
	return s, s.check()
}

func (s *schema) addType(t *ast.TypeSpec, doc *ast.CommentGroup) {
	switch typ := t.Type.(type) {
	case *ast.Ident:
		e := &enum{name: t.Name.Name, base: typ.Name, doc: text(doc)}
		s.enums = append(s.enums, e)
		s.enumOf[e.name] = e
	case *ast.StructType:
		r := &record{name: t.Name.Name, doc: text(doc)}
		r.directives(doc)
		for _, f := range typ.Fields.List {
			for _, n := range f.Names {
				r.fields = append(r.fields, field{n.Name, goType(f.Type), text(f.Comment)})
			}
		}
		s.structs = append(s.structs, r)
		s.byName[r.name] = r
	}
}

func (s *schema) addConst(v *ast.ValueSpec) {
	number := v.Values[0].(*ast.BasicLit).Value
	typ := v.Type.(*ast.Ident).Name
	if v.Names[0].Name == "ABI" {
		s.abi = number
		return
	}
	s.enumOf[typ].values = append(s.enumOf[typ].values, value{v.Names[0].Name, number, text(v.Comment)})
}

// directives reads the //wire: lines of a doc comment.
func (r *record) directives(doc *ast.CommentGroup) {
	if doc == nil {
		return
	}
	for _, c := range doc.List {
		if kinds, ok := strings.CutPrefix(c.Text, "//wire:body "); ok {
			r.bodyOf = strings.Fields(kinds)
		}
		if c.Text == "//wire:command" {
			r.command = true
		}
	}
}

// check makes sure that every field can be encoded and every kind exists.
func (s *schema) check() error {
	for _, r := range s.structs {
		for _, f := range r.fields {
			if _, err := s.shape(f.typ); err != nil {
				return fmt.Errorf("%s.%s: %w", r.name, f.name, err)
			}
		}
		for _, k := range r.bodyOf {
			if !s.enumOf["EventKind"].has("Event" + k) {
				return fmt.Errorf("%s: no event kind %s", r.name, k)
			}
		}
		if r.command && !s.enumOf["CommandKind"].has("Command"+r.name) {
			return fmt.Errorf("%s: no command kind of that name", r.name)
		}
	}
	return nil
}

func (e *enum) has(name string) bool {
	for _, v := range e.values {
		if v.name == name {
			return true
		}
	}
	return false
}

// shape sorts a Go type into what the codecs know.
type shape struct {
	kind string // "scalar", "bool", "string", "bytes", "struct", "list"
	base string // scalar: uint8 …; struct: its name
	cast string // the enum's name when the scalar has one
	elem *shape // of a list
}

var sizes = map[string]int{"uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8, "int16": 2, "int32": 4}

func (s *schema) shape(typ string) (shape, error) {
	if typ == "[]byte" {
		return shape{kind: "bytes"}, nil
	}
	if elem, ok := strings.CutPrefix(typ, "[]"); ok {
		e, err := s.shape(elem)
		return shape{kind: "list", elem: &e}, err
	}
	switch {
	case typ == "bool" || typ == "string":
		return shape{kind: typ}, nil
	case sizes[typ] > 0:
		return shape{kind: "scalar", base: typ}, nil
	case typ == "Error":
		return shape{kind: "scalar", base: "uint8", cast: "Error"}, nil
	case s.enumOf[typ] != nil:
		return shape{kind: "scalar", base: s.enumOf[typ].base, cast: typ}, nil
	case s.byName[typ] != nil:
		return shape{kind: "struct", base: typ}, nil
	}
	return shape{}, fmt.Errorf("type %s has no encoding", typ)
}

func goType(e ast.Expr) string {
	switch t := e.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.ArrayType:
		return "[]" + goType(t.Elt)
	}
	return fmt.Sprintf("%T", e)
}

func text(g *ast.CommentGroup) string {
	if g == nil {
		return ""
	}
	return strings.TrimSpace(g.Text())
}

// Command gen reads engine/wire/schema.go and writes the codecs of both sides:
// codec_gen.go and names_gen.go beside the schema, and widget/src/wire.ts.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
)

func main() {
	root := "../.."
	if err := run(".", filepath.Join(root, "widget", "src", "wire.ts")); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run reads the schema in dir and writes all three files.
func run(dir, tsPath string) error {
	s, err := readSchema(filepath.Join(dir, "schema.go"))
	if err != nil {
		return err
	}
	files := []struct {
		path string
		make func(*schema) []byte
	}{
		{filepath.Join(dir, "codec_gen.go"), goCodec},
		{filepath.Join(dir, "names_gen.go"), goNames},
		{tsPath, typeScript},
	}
	for _, f := range files {
		text := f.make(s)
		if filepath.Ext(f.path) == ".go" {
			if text, err = format.Source(text); err != nil {
				return fmt.Errorf("%s: %w", f.path, err)
			}
		}
		if old, err := os.ReadFile(f.path); err == nil && bytes.Equal(old, text) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(f.path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

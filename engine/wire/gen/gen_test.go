package main

import (
	"bytes"
	"go/format"
	"os"
	"testing"
)

// TestGeneratedFilesAreCurrent fails when schema.go was edited without
// `go generate ./engine/wire`.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	s, err := readSchema("../schema.go")
	if err != nil {
		t.Fatal(err)
	}
	for path, make := range map[string]func(*schema) []byte{
		"../codec_gen.go":             goCodec,
		"../names_gen.go":             goNames,
		"../../../widget/src/wire.ts": typeScript,
	} {
		want := make(s)
		if path != "../../../widget/src/wire.ts" {
			if want, err = format.Source(want); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what schema.go says: run go generate ./engine/wire", path)
		}
	}
}

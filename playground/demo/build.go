package demo

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// source holds Kite's own files, so that Build works from any directory.
//
//go:embed kite/index.html kite/kite.css kite/src
var source embed.FS

//go:embed kb
var articles embed.FS

// Articles are Kite's help articles: en/ and zh/ with one Markdown file per
// article, and site.yaml.
func Articles() fs.FS {
	sub, err := fs.Sub(articles, "kb")
	if err != nil {
		panic(err) // the name is valid
	}
	return sub
}

// Build bundles Kite into outDir: index.html, assets/kite.js and
// assets/kite.css. nodeModules is a node_modules folder that holds preact
// and @preact/signals.
func Build(nodeModules, outDir string) error {
	if _, err := os.Stat(filepath.Join(nodeModules, "preact")); err != nil {
		return fmt.Errorf("build kite: no preact in %s: run npm ci in widget/: %w", nodeModules, err)
	}
	modules, err := filepath.Abs(nodeModules)
	if err != nil {
		return fmt.Errorf("build kite: %w", err)
	}
	work, err := os.MkdirTemp("", "kite-*")
	if err != nil {
		return fmt.Errorf("build kite: %w", err)
	}
	defer os.RemoveAll(work)
	if err := os.CopyFS(work, source); err != nil {
		return fmt.Errorf("build kite: copy sources: %w", err)
	}
	root := filepath.Join(work, "kite")
	if err := bundle(root, modules, filepath.Join(outDir, "assets")); err != nil {
		return fmt.Errorf("build kite: %w", err)
	}
	page, err := fs.ReadFile(source, "kite/index.html")
	if err != nil {
		return fmt.Errorf("build kite: %w", err)
	}
	return os.WriteFile(filepath.Join(outDir, "index.html"), page, 0o644)
}

func bundle(root, nodeModules, outDir string) error {
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: []api.EntryPoint{
			{InputPath: filepath.Join(root, "src", "main.tsx"), OutputPath: "kite"},
			{InputPath: filepath.Join(root, "kite.css"), OutputPath: "kite"},
		},
		Outdir:            outDir,
		AbsWorkingDir:     root,
		Bundle:            true,
		Write:             true,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		JSX:               api.JSXAutomatic,
		JSXImportSource:   "preact",
		NodePaths:         []string{nodeModules},
		MinifyWhitespace:  true,
		MinifySyntax:      true,
		MinifyIdentifiers: true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		TsconfigRaw:       "{}",
	})
	if len(result.Errors) == 0 {
		return nil
	}
	text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
	return errors.New(strings.TrimSpace(strings.Join(text, "\n")))
}

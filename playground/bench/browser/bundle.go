package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Bundle makes one module of a TypeScript file of the checkout at root, given
// by its slash-separated path. nodePaths are node_modules folders.
func Bundle(root, entry string, nodePaths ...string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:   []string{filepath.Join(root, filepath.FromSlash(entry))},
		AbsWorkingDir: root,
		Bundle:        true,
		Format:        api.FormatESModule,
		Platform:      api.PlatformBrowser,
		Target:        api.ES2022,
		Charset:       api.CharsetUTF8,
		NodePaths:     nodePaths,
		MinifySyntax:  true,
		LegalComments: api.LegalCommentsNone,
		TsconfigRaw:   "{}",
	})
	if len(result.Errors) > 0 {
		text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, errors.New(strings.TrimSpace(strings.Join(text, "\n")))
	}
	return result.OutputFiles[0].Contents, nil
}

// Engine returns the engine that ships: file when it is not empty, else the
// one that TinyGo makes of the checkout.
func Engine(ctx context.Context, root, file string, log io.Writer) ([]byte, error) {
	if file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, &command.Problem{What: fmt.Sprintf("The engine %s cannot be read.", file), Remedy: "Name a file made by `go run ./playground build`.", Cause: err}
		}
		return b, nil
	}
	b, _, err := build.Engine(ctx, root, build.Options{Flavour: build.TinyGo, Log: log})
	if err != nil {
		return nil, &command.Problem{What: "The engine that ships cannot be built: " + err.Error(), Remedy: "`go run ./playground toolchain` gets its compiler.", Cause: err}
	}
	return b, nil
}

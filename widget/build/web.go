package build

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// A product embeds lamplight.js under this stable name. It is a classic
// script, so that one `<script async>` works everywhere; it names the engine
// and the panel by the hash of their content, so that those two can be
// cached for ever and are never mixed from two builds.
const loaderName = "lamplight.js"

// pages are the static pages for people other than visitors: each folder
// with src/main.ts or src/main.tsx becomes NAME/NAME.js, beside the HTML,
// images and styles that lie in the folder itself.
var pages = []struct{ name, dir string }{
	{"desk", "edge/desk"},
	{"console", "edge/console"},
}

// copied are the kinds of file that a page's folder may hold as they are.
var copied = map[string]bool{".html": true, ".css": true, ".svg": true, ".png": true, ".ico": true, ".webmanifest": true}

// chunks are ES modules that few pages need: widget/src/NAME.ts becomes
// NAME.HASH.js, and the name in the second column stands for it in the panel,
// the shell and the loader.
var chunks = []struct{ name, define string }{
	{"spare", "__SPARE__"},
	{"answer", "__ANSWER__"},
	{"person", "__PERSON__"},
	{"task", "__TASK__"},
	{"offer", "__OFFER__"},
}

// lent is what a chunk does not bring itself: the panel hands its preact over.
var lent = map[string]string{
	"preact/hooks":       "./widget/src/view/panel/kit.ts",
	"preact/jsx-runtime": "./widget/src/view/panel/kit.ts",
}

// builtWeb is what web remembers of a run.
type builtWeb struct {
	Stamp  string
	Result Result
}

// web bundles everything that is TypeScript and puts the engine beside it.
func (b *builder) web(engine, seal builtModule) (Result, error) {
	stamp, err := b.webStamp(engine, seal)
	if err != nil {
		return Result{}, err
	}
	dist := filepath.Join(b.cache, "dist")
	var last builtWeb
	if load(b.record("web"), &last) && last.Stamp == stamp && complete(last.Result) && last.Result.Dir == dist {
		last.Result.Cached = engine.cached && seal.cached
		return last.Result, nil
	}
	fmt.Fprintln(b.log, "bundling the widget and the pages")
	files, r, err := b.bundle(engine, seal)
	if err != nil {
		return Result{}, err
	}
	r.Dir, r.Flavour, r.Files = dist, engine.Flavour, slices.Sorted(maps.Keys(files))
	if err := publish(dist, files); err != nil {
		return Result{}, err
	}
	return r, save(b.record("web"), builtWeb{stamp, r})
}

// webStamp covers every file below the folders that are bundled from.
func (b *builder) webStamp(engine, seal builtModule) (string, error) {
	dirs := []string{"widget/src"}
	for _, p := range pages {
		dirs = append(dirs, p.dir)
	}
	var files []string
	for _, dir := range dirs {
		list, err := inputs(b.root, dir, func(path string) bool { return filepath.Ext(path) != ".go" })
		if err != nil {
			return "", err
		}
		files = append(files, list...)
	}
	files = append(files, "widget/package-lock.json")
	return hashFiles(b.root, "web 4\n"+engine.Stamp+"\n"+seal.Stamp+"\n"+esbuildVersion(), files)
}

// esbuildVersion is empty when the program was built without module data.
func esbuildVersion() string {
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return ""
	}
	for _, m := range info.Deps {
		if m.Path == "github.com/evanw/esbuild" {
			return m.Version
		}
	}
	return ""
}

// asset is how the loader learns where a part is and that it is the right
// one. The names match widget/build/globals.d.ts.
type asset struct {
	URL     string  `json:"url"`    // relative to the loader's own address
	SHA256  string  `json:"sha256"` // of the whole file, lower-case hex
	Flavour Flavour `json:"flavour,omitempty"`
}

// bundle makes every file in memory. The engine comes first and the loader
// last: each name is baked into what loads it.
func (b *builder) bundle(engine, seal builtModule) (map[string][]byte, Result, error) {
	files := map[string][]byte{}
	var r Result
	r.Engine = hashed("engine.wasm", engine.bytes)
	files[r.Engine] = engine.bytes
	engineAsset := asset{r.Engine, digest(engine.bytes), engine.Flavour}

	sealName := hashed("seal.wasm", seal.bytes)
	files[sealName] = seal.bytes
	sealAsset := asset{sealName, digest(seal.bytes), seal.Flavour}

	defines := map[string]any{"__BUILD__": engine.Stamp[:16], "__ENGINE__": engineAsset, "__SEAL__": sealAsset}
	rare, err := b.chunks(files, defines)
	if err != nil {
		return nil, r, err
	}
	panel, err := b.script("widget/src/panel", api.FormatESModule, defines, nil)
	if err != nil {
		return nil, r, err
	}
	r.Panel = hashed("panel.js", panel)
	files[r.Panel] = panel

	defines["__PANEL__"] = asset{URL: r.Panel, SHA256: digest(panel)}
	shell, err := b.script("widget/src/shell", api.FormatESModule, defines, nil)
	if err != nil {
		return nil, r, err
	}
	r.Shell = hashed("shell.js", shell)
	files[r.Shell] = shell

	defines["__SHELL__"] = asset{URL: r.Shell, SHA256: digest(shell)}
	loader, err := b.script("widget/src/main", api.FormatIIFE, defines, nil)
	if err != nil {
		return nil, r, err
	}
	r.Loader = loaderName
	files[r.Loader] = loader
	r.Parts = []Part{engine.Part, measure("loader", loader), measure("shell", shell), measure("panel", panel)}
	r.Parts = append(append(r.Parts, rare...), seal.Part)
	for _, p := range pages {
		if err := b.page(p.name, p.dir, fromFolder(defines), files, &r); err != nil {
			return nil, r, err
		}
	}
	return files, r, nil
}

// chunks makes the chunks that are there and tells the others their names.
func (b *builder) chunks(files map[string][]byte, defines map[string]any) (parts []Part, err error) {
	for _, c := range chunks {
		base := "widget/src/" + c.name
		if b.entry(base) == "" {
			continue
		}
		data, err := b.script(base, api.FormatESModule, defines, lent)
		if err != nil {
			return nil, err
		}
		name := hashed(c.name+".js", data)
		files[name] = data
		defines[c.define] = asset{URL: name, SHA256: digest(data)}
		parts = append(parts, measure(c.name, data))
	}
	return parts, nil
}

// fromFolder names what pages load as it is seen from a folder of their own.
func fromFolder(defines map[string]any) map[string]any {
	out := map[string]any{}
	for _, name := range []string{"__ENGINE__", "__SEAL__", "__SPARE__"} {
		if a, ok := defines[name].(asset); ok {
			a.URL = "../" + a.URL
			out[name] = a
		}
	}
	return out
}

// page adds one static page, or nothing when the folder has no script.
func (b *builder) page(name, dir string, defines map[string]any, files map[string][]byte, r *Result) error {
	if b.entry(dir+"/src/main") == "" {
		return nil
	}
	script, err := b.script(dir+"/src/main", api.FormatESModule, defines, nil)
	if err != nil {
		return err
	}
	files[name+"/"+name+".js"] = script
	r.Parts = append(r.Parts, measure(name, script))
	entries, err := os.ReadDir(filepath.Join(b.root, dir))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !copied[filepath.Ext(e.Name())] {
			continue
		}
		data, err := os.ReadFile(filepath.Join(b.root, dir, e.Name()))
		if err != nil {
			return err
		}
		files[name+"/"+e.Name()] = data
	}
	return nil
}

// entry finds base.ts or base.tsx, and is empty when there is neither.
func (b *builder) entry(base string) string {
	for _, ext := range []string{".ts", ".tsx"} {
		if path := filepath.Join(b.root, base+ext); exists(path) {
			return path
		}
	}
	return ""
}

// script bundles one entry point. The target is what runs WebAssembly SIMD:
// Chrome 91, Firefox 89, Safari 16.4 and later. alias puts modules in the
// place of packages.
func (b *builder) script(base string, format api.Format, defines map[string]any, alias map[string]string) ([]byte, error) {
	entry := b.entry(base)
	if entry == "" {
		return nil, fmt.Errorf("%s.ts is missing. Get it back with git checkout.", base)
	}
	define, err := constants(defines)
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		AbsWorkingDir:     b.root,
		Bundle:            true,
		Write:             false,
		Outdir:            filepath.Join(b.cache, "dist"),
		Format:            format,
		Platform:          api.PlatformBrowser,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		JSX:               api.JSXAutomatic,
		JSXImportSource:   "preact",
		NodePaths:         []string{filepath.Join(b.root, "widget", "node_modules")},
		Loader:            map[string]api.Loader{".svg": api.LoaderText},
		Plugins:           []api.Plugin{styles},
		Define:            define,
		Alias:             alias,
		MinifyWhitespace:  true,
		MinifySyntax:      true,
		MinifyIdentifiers: true,
		LegalComments:     api.LegalCommentsNone,
		TsconfigRaw:       "{}",
	})
	if len(result.Errors) > 0 {
		text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, errors.New(strings.TrimSpace(strings.Join(text, "\n")))
	}
	if len(result.OutputFiles) != 1 {
		return nil, fmt.Errorf("%s gave %d files and only one is served. Import styles as text.", base, len(result.OutputFiles))
	}
	return result.OutputFiles[0].Contents, nil
}

// constants writes the defines as JSON. A script that needs no more of a part
// than its address gets that alone: a hash in the loader that nothing reads
// costs every visitor 35 bytes.
func constants(defines map[string]any) (map[string]string, error) {
	define := map[string]string{}
	for name, value := range defines {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		define[name] = string(text)
		if part, ok := value.(asset); ok {
			define[name+".url"] = strconv.Quote(part.URL)
		}
	}
	return define, nil
}

// styles bundles a style sheet as text without its comments and white space:
// the widget adopts it as a constructed style sheet.
var styles = api.Plugin{Name: "styles", Setup: func(b api.PluginBuild) {
	b.OnLoad(api.OnLoadOptions{Filter: `\.css$`, Namespace: "file"}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		source, err := os.ReadFile(args.Path)
		if err != nil {
			return api.OnLoadResult{}, err
		}
		result := api.Transform(string(source), api.TransformOptions{
			Loader: api.LoaderCSS, Target: api.ES2022, Charset: api.CharsetUTF8, Sourcefile: args.Path,
			MinifyWhitespace: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
		})
		text := strings.TrimSpace(string(result.Code))
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderText, Errors: result.Errors}, nil
	})
}}

// complete reports whether a remembered build is still on disk.
func complete(r Result) bool {
	for _, name := range r.Files {
		if !exists(filepath.Join(r.Dir, filepath.FromSlash(name))) {
			return false
		}
	}
	return len(r.Files) > 0
}

// publish writes the files and then removes those of earlier builds. The
// loader is written last: a page that loads meanwhile finds what it names.
func publish(dist string, files map[string][]byte) error {
	loader := files[loaderName]
	for name, data := range files {
		if name == loaderName {
			continue
		}
		if err := replace(filepath.Join(dist, filepath.FromSlash(name)), data); err != nil {
			return err
		}
	}
	if err := replace(filepath.Join(dist, loaderName), loader); err != nil {
		return err
	}
	return filepath.WalkDir(dist, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dist, path)
		if err == nil && files[filepath.ToSlash(rel)] == nil {
			err = os.Remove(path)
		}
		return err
	})
}

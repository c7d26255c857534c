package kb

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge/publish/intake"
	"github.com/lamplight-help/lamplight/playground/command"
)

// importInto is `kb import`.
func importInto(env *command.Env, args []string) error {
	f := flags("import")
	to := f.String("to", "", "folder of articles to write into")
	from := f.String("from", "", "format: "+strings.Join(intake.Formats, ", "))
	locale := f.String("locale", "en", "locale where the source names none")
	name := f.String("name", "", "name of this import; the same name again updates it")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	if *to == "" {
		return &command.Problem{What: "Nothing says where to write the articles.", Remedy: "Add -to DIR."}
	}
	if *from != "" && !slices.Contains(intake.Formats, *from) {
		return &command.Problem{What: fmt.Sprintf("There is no format %q.", *from), Remedy: "Known are " + strings.Join(intake.Formats, ", ") + "."}
	}
	fsys, base, err := source(rest[0])
	if err != nil {
		return err
	}
	if *name == "" {
		*name = base
	}
	items, problems, err := intake.Read(fsys, *from, *locale)
	for _, p := range problems {
		fmt.Fprintf(env.Stderr, "passed over: %v\n", p)
	}
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("Nothing was imported from %s: %v.", rest[0], err), Remedy: "The folder is as it was; see `kb import -h` for the formats.", Cause: err}
	}
	res, err := intake.Write(*to, *name, items)
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("The import stopped: %v.", err), Remedy: "Import again when that is mended; it goes on where it stopped.", Cause: err}
	}
	for _, k := range res.Kept {
		fmt.Fprintf(env.Stderr, "edited since the last import, left alone: %s\n", filepath.Join(*to, k))
	}
	fmt.Fprintf(env.Stdout, "articles\t%d\nadded\t%d\nupdated\t%d\nsame\t%d\nremoved\t%d\nkept\t%d\npassed_over\t%d\n",
		len(items), res.Added, res.Updated, res.Same, res.Removed, len(res.Kept), len(problems))
	return nil
}

// source opens a folder, or the folder of a file restricted to that file.
func source(path string) (fsys fs.FS, name string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, "", &command.Problem{What: fmt.Sprintf("There is no %s.", path), Remedy: "Name a file or a folder to import.", Cause: err}
	}
	if info.IsDir() {
		return os.DirFS(path), filepath.Base(path), nil
	}
	fsys, err = oneFile(path)
	return fsys, filepath.Base(path), err
}

// oneFile is a file system that holds one file.
func oneFile(path string) (fs.FS, error) {
	sub := os.DirFS(filepath.Dir(path))
	return single{sub, filepath.Base(path)}, nil
}

type single struct {
	fs.FS
	name string
}

// ReadDir lists the one file.
func (s single) ReadDir(dir string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(s.FS, dir)
	return slices.DeleteFunc(list, func(e fs.DirEntry) bool { return e.Name() != s.name }), err
}

package kb

import (
	"fmt"
	"path/filepath"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/edge/publish/lint"
	"github.com/lamplight-help/lamplight/playground/command"
)

// check is `kb check`.
func check(env *command.Env, args []string) error {
	f := flags("check")
	strict := f.Bool("warnings-fail", false, "warnings make the command fail too")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	folder, err := openFolder(rest[0])
	if err != nil {
		return err
	}
	findings := lint.Check(folder)
	errors, warnings := 0, 0
	for _, d := range findings {
		d.File = filepath.Join(rest[0], d.File)
		fmt.Fprintln(env.Stdout, d)
		if d.Severity == publish.Error {
			errors++
		} else {
			warnings++
		}
	}
	fmt.Fprintf(env.Stdout, "articles\t%d\nerrors\t%d\nwarnings\t%d\n", len(folder.Pages), errors, warnings)
	if errors > 0 || *strict && warnings > 0 {
		return &command.Problem{What: fmt.Sprintf("%s has %d errors and %d warnings.", rest[0], errors, warnings), Remedy: "Each line above says how to mend it."}
	}
	return nil
}

// Package kb holds the author's commands: check, import, expand, publish,
// renew, rotate, verify, diff and pack.
//
// Each command is a thin shell over edge/publish and its sub-packages lint
// and intake; what they print is meant for people and for scripts alike:
// findings as file:line:column, figures as name<TAB>value.
package kb

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/playground/command"
)

// Commands returns the group `kb`.
func Commands() []command.Command {
	return []command.Command{{
		Name: "kb", Summary: "write, check, import and publish knowledge",
		Sub: []command.Command{
			{Name: "check", Usage: "DIR [-warnings-fail]", Summary: "lint a folder of articles like a compiler", Run: check},
			{Name: "import", Usage: "SOURCE -to DIR [-from sections|docs|qa|zendesk|intercom|freshdesk|chatwoot] [-locale L] [-name N]", Summary: "bring in docs, questions and answers, or a help desk's export", Run: importInto},
			{Name: "expand", Usage: "DIR --endpoint URL --model M [--kind openai|workers-ai] [--out FILE] [--per N] | DIR --accept FILE", Summary: "let a language model propose further questions; write the accepted ones into the articles", Run: expand},
			{Name: "publish", Usage: "DIR [-out DIR] [-site S] [-key FILE] [-to EDGE] [-counts FILE|live] [-model FILE]", Summary: "build and sign the bundles of a folder", Run: publishDir},
			{Name: "renew", Usage: "OUT [-site S] [-key FILE] [-to EDGE] [-counts FILE|live] [-model FILE]", Summary: "sign the live head anew before it goes stale, with what pages have counted since", Run: renew},
			{Name: "rotate", Usage: "OUT -to EDGE [-key FILE] [-new FILE] [-site S]", Summary: "let another key sign from now on, and tell the pages", Run: rotate},
			{Name: "verify", Usage: "OUT [-site S] [-key FILE | -trust ID:KEY]", Summary: "check a published head and everything it names", Run: verify},
			{Name: "diff", Usage: "A B", Summary: "what changed from one bundle or folder to another", Run: diff},
			{Name: "pack", Usage: "DIR [-out FILE]", Summary: "build unsigned bundles and print where their bytes go", Run: pack},
		},
	}}
}

// flags makes a flag set that reports like the other commands do.
func flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	return f
}

// parse accepts flags before, between and after the n arguments.
func parse(f *flag.FlagSet, args []string, n int) ([]string, error) {
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			return nil, fmt.Errorf("%w: %w", command.ErrUsage, err)
		}
		if f.NArg() == 0 {
			break
		}
		rest, args = append(rest, f.Arg(0)), f.Args()[1:]
	}
	if len(rest) != n {
		return nil, fmt.Errorf("%w: the command takes %d names, there are %d", command.ErrUsage, n, len(rest))
	}
	return rest, nil
}

// openFolder reads a folder of articles, or says why it cannot.
func openFolder(dir string) (*publish.Folder, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, &command.Problem{What: fmt.Sprintf("There is no folder %s.", dir), Remedy: "Name a folder with .md files.", Cause: err}
	case !info.IsDir():
		return nil, &command.Problem{What: fmt.Sprintf("%s is a file.", dir), Remedy: "Name the folder it is in."}
	}
	// A root keeps links in the folder from leading out of it.
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("The folder %s cannot be opened: %v.", dir, err), Remedy: "Check its rights.", Cause: err}
	}
	defer root.Close()
	return publish.Read(root.FS()), nil
}

// broken turns the errors of a folder into one problem.
func broken(dir string, err error) error {
	var d publish.Diagnostics
	if !errors.As(err, &d) {
		return err
	}
	return &command.Problem{What: d.Error(), Remedy: fmt.Sprintf("\nNothing was published; mend these first (`kb check %s` shows everything).", dir), Cause: err}
}

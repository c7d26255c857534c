package loadbench

import (
	"errors"
	"testing"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/playground/command"
)

func TestArguments(t *testing.T) {
	p, err := parse([]string{"-articles", "10,20", "-runs", "1"})
	if err != nil || len(p.articles) != 2 || p.articles[1] != 20 {
		t.Errorf("%+v, %v", p, err)
	}
	for _, bad := range [][]string{{"-articles", "x"}, {"-articles", "0"}, {"-runs", "0"}, {"more"}} {
		if _, err := parse(bad); !errors.Is(err, command.ErrUsage) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestArticlesCanBePublished(t *testing.T) {
	if f := publish.Read(articles(200)); f.Diagnostics.Broken() || len(f.Pages) != 200 {
		t.Errorf("%d articles: %v", len(f.Pages), f.Diagnostics)
	}
}

package site

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
)

// reshardPatience is how long a re-shard may make no progress.
const reshardPatience = time.Minute

// reshard spreads a site's conversations and waits until they are where they
// belong. Without -shards it says how they are spread.
func reshard(j job) error {
	flags := flag.NewFlagSet("reshard", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	shards := flags.Int64("shards", 0, "")
	if len(j.args) == 0 || flags.Parse(j.args[1:]) != nil || flags.NArg() > 0 {
		return command.ErrUsage
	}
	site := j.args[0]
	return j.serve(func(s *native.Server) error {
		l, err := layout(s, site, "GET", nil)
		if err == nil && *shards != 0 {
			l, err = layout(s, site, "POST", map[string]int64{"shards": *shards})
		}
		for err == nil && l.Next > 0 {
			l, err = followReshard(j, s, site, l)
		}
		if err != nil {
			return err
		}
		where := "in the site object"
		if l.Shards > 1 {
			where = fmt.Sprintf("over %d shards", l.Shards)
		}
		fmt.Fprintf(j.Stdout, "the conversations of %s are %s (epoch %d)\n", site, where, l.Epoch)
		return nil
	})
}

// followReshard waits for the end of a re-shard that is under way.
func followReshard(j job, s *native.Server, site string, l edge.Layout) (edge.Layout, error) {
	fmt.Fprintf(j.Stdout, "spreading %s over %d …\n", site, l.Next)
	for end := time.Now().Add(reshardPatience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		now, err := layout(s, site, "GET", nil)
		if err != nil || now.Next == 0 {
			return now, err
		}
	}
	return l, &command.Problem{What: fmt.Sprintf("The re-shard of %s has not ended within %v.", site, reshardPatience),
		Remedy: "It goes on whenever the edge runs; the same command shows how far it is."}
}

func layout(s *native.Server, site, method string, body any) (l edge.Layout, err error) {
	data, err := json.Marshal(body)
	if err != nil {
		return l, err
	}
	e, err := s.Do(edge.Request{Method: method, Path: "/v1/" + site + "/shards", ContentType: "application/json", Body: data})
	if err != nil {
		return l, err
	}
	if e.Status >= 300 {
		return l, fmt.Errorf("the edge answers %d: %s", e.Status, e.Body)
	}
	return l, json.Unmarshal(e.Body, &l)
}

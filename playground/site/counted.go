package site

import (
	"fmt"
	"io"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/counted"
)

// tallies prints the pages' counts as they are stored.
func tallies(j job) error {
	_, err := j.counted(j.Stdout)
	return err
}

// effect prints what help brings.
func effect(j job) error {
	c, err := j.counted(io.Discard)
	if err == nil {
		c.Print(j.Stdout)
	}
	return err
}

func (j job) counted(raw io.Writer) (c counted.Counted, err error) {
	err = j.serve(func(s *native.Server) (err error) {
		c, err = counted.Ask(0, raw, func(query string) ([]byte, error) {
			e, err := s.Do(edge.Request{Method: "GET", Path: "/v1/" + j.args[0] + "/tallies", Query: query})
			if err == nil && e.Status != 200 {
				err = fmt.Errorf("the edge answers %d: %s", e.Status, e.Body)
			}
			return e.Body, err
		})
		return err
	})
	return c, err
}

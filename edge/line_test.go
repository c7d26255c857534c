package edge

import (
	"testing"
	"time"
)

func TestOpens(t *testing.T) {
	week := []int{1, 2, 3, 4, 5}
	shop := Line{Name: "shop", Offset: 480, Hours: []Hours{{week, 9 * 60, 12 * 60}, {week, 13 * 60, 18 * 60}}} // Shanghai
	at := func(s string) int64 {
		tm, err := time.Parse("Mon 2006-01-02 15:04:05 -0700", s)
		if err != nil {
			t.Fatal(err)
		}
		return tm.UnixMilli()
	}
	for _, c := range []struct{ now, opens string }{
		{"Mon 2026-11-23 09:00:00 +0800", "Mon 2026-11-23 09:00:00 +0800"},
		{"Mon 2026-11-23 11:59:59 +0800", "Mon 2026-11-23 11:59:59 +0800"},
		{"Mon 2026-11-23 12:00:00 +0800", "Mon 2026-11-23 13:00:00 +0800"},
		{"Mon 2026-11-23 12:59:59 +0800", "Mon 2026-11-23 13:00:00 +0800"},
		{"Mon 2026-11-23 18:00:00 +0800", "Tue 2026-11-24 09:00:00 +0800"},
		{"Fri 2026-11-27 23:00:00 +0800", "Mon 2026-11-30 09:00:00 +0800"},
		{"Sat 2026-11-28 10:00:00 +0800", "Mon 2026-11-30 09:00:00 +0800"},
		{"Sun 2026-11-29 23:30:00 +0000", "Mon 2026-11-30 09:00:00 +0800"},
		{"Mon 2026-11-30 01:30:00 +0000", "Mon 2026-11-30 01:30:00 +0000"},
	} {
		if got := shop.opens(at(c.now)); got != at(c.opens) {
			t.Errorf("at %s it opens at %s, want %s", c.now, time.UnixMilli(got).UTC(), c.opens)
		}
	}
	if now := at("Sun 2026-11-29 03:00:00 +0000"); (Line{}).opens(now) != now {
		t.Error("a line without hours is closed")
	}
	for _, bad := range []Line{{Name: "a b"}, {Offset: 900}, {Hours: []Hours{{nil, 1, 2}}}, {Hours: []Hours{{[]int{7}, 1, 2}}}, {Hours: []Hours{{week, 5, 5}}}} {
		if bad.check() == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
}

func TestPackLines(t *testing.T) {
	if got := packLines([]string{"a", "", "b"}); got != " a  b " {
		t.Errorf("%q", got)
	}
}

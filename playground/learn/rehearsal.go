package learn

import (
	"fmt"

	"github.com/lamplight-help/lamplight/playground/miniwob"
)

// Rehearsal is a made-up recording of a product with so many places, for
// measuring: people wander from place to place, each has habits, and some
// places send them to the help. The same numbers give the same recording.
func Rehearsal(places int, seed uint64) *Recording {
	r, random := new(Recording), seed
	next := func(n int) int { // splitmix64
		random += 0x9e3779b97f4a7c15
		z := (random ^ random>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return int((z ^ z>>31) % uint64(n))
	}
	for user := range 40 {
		s := Session{ID: fmt.Sprint(user), User: fmt.Sprint(user), Help: []string{"/help"}}
		at, here := uint32(0), next(places)
		for range 250 {
			stay := Stay{At: at, Place: fmt.Sprintf("/place/%d", here), Dwell: uint32(1000 + next(9000+500*user)), Clicks: next(6)}
			s.Stays = append(s.Stays, stay)
			at += stay.Dwell
			if hard := here%5 == 0; hard && next(3) == 0 || next(40) == 0 {
				s.Stays = append(s.Stays, Stay{At: at, Place: "/help", Dwell: 4000})
				at += 4000
			}
			here = (here + next(9) - 3 + places) % places
		}
		r.Sessions = append(r.Sessions, s)
	}
	for i := range 600 {
		e := &miniwob.Episode{ID: fmt.Sprint(i), Task: fmt.Sprintf("place/%d", i%places), Group: fmt.Sprint(i % 40), OK: 1}
		at, gap := 0, 300+next(2500)
		for k := range 12 {
			at += gap/2 + next(gap)
			e.Events = append(e.Events, miniwob.Gesture{At: uint32(at), Kind: "click", Tag: "BUTTON", ID: fmt.Sprint(k % 7), Changed: next(4) > 0, X: next(300), Y: next(300)})
		}
		if e.Dur = miniwob.Millis(at + 500); next(16_000) < at {
			e.OK = 0
		}
		r.Episodes = append(r.Episodes, e)
	}
	return r
}

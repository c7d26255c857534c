package learn

import (
	"bytes"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/wire"
)

func placeEvents(routes ...string) (list []wire.Event) {
	for i, r := range routes {
		list = append(list, wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: uint32(i) * 1000}, Body: &wire.Place{Route: r}})
	}
	return list
}

// made are walks of which those over /maze miss the goal four times in five,
// and the others one time in ten.
func made(n int) (out []Walk) {
	for i := range n {
		by, misses := "/hall", i%20 < 2
		if i%2 == 0 {
			by, misses = "/maze", i%10 < 8
		}
		w := Walk{Group: string(rune('a' + i%17)), Events: placeEvents("/door", by, "/room", "/desk"), End: 9000}
		if !misses {
			w.Goals = []uint32{8000}
		}
		out = append(out, w)
	}
	return out
}

func stepsOf(list []Walk) (out []Step) {
	for i := range list {
		out = append(out, list[i].Steps(i, nil)...)
	}
	return out
}

// TestCourseRemembersTheWay wants the same place to promise different ends,
// depending on the way there, and the right time.
func TestCourseRemembersTheWay(t *testing.T) {
	o := CourseDefaults(1)
	b, err := Course(stepsOf(made(800)), o)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Course(stepsOf(made(800)), o); !bytes.Equal(b, again) {
		t.Error("the same walks gave other bytes")
	}
	m, err := course.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	at := func(by string) (misses float64, left uint32) {
		w := Walk{Group: "x", Events: placeEvents("/door", by, "/room"), End: 9000}
		steps := w.Steps(0, nil)
		s := steps[len(steps)-3] // on arrival; two fixed times come later
		l := m.Fill(s.Row, s.Keys)
		return m.Probability(s.Row), course.Milliseconds(l)
	}
	hard, left := at("/maze")
	easy, _ := at("/hall")
	if hard < 0.65 || easy > 0.3 || left < 4500 || left > 7500 {
		t.Errorf("over the maze %.2f in %d ms, over the hall %.2f", hard, left, easy)
	}
}

// TestTrailsGoBack follows "<" and takes the end of a trail as giving up.
func TestTrailsGoBack(t *testing.T) {
	list, err := ReadTrails(strings.NewReader("user\tts\tdur_s\tpath\ttarget\tquit_type\nu\t1\t12\tA;B;<;C\tX\trestart\n"))
	if err != nil || strings.Join(list[0].Places, " ") != "A B A C" {
		t.Fatalf("%v, %v", list, err)
	}
	w := list[0].Walk()
	for i, s := range w.Steps(0, []uint32{0, 3000, 6000, 9000}) {
		if want := i == 3; s.Misses != want {
			t.Errorf("step %d at %d: given up %v", i, s.At, s.Misses)
		}
	}
	r := Recording{Trails: list}
	if p := r.Points()[0]; p.Place != "C" || p.Trouble != 1 || p.Sticks {
		t.Errorf("most trouble at %+v", p)
	}
	for _, bad := range []string{"", "user\tpath\n", "user\tdur_s\tpath\nx\n", "user\tdur_s\tpath\nx\ty\tz\n"} {
		if _, err := ReadTrails(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestMixIsCalibrated wants the head with what half of the walks taught to be
// right on the other half about how often goals are missed.
func TestMixIsCalibrated(t *testing.T) {
	walks := made(1600)
	b, err := Product(&Recording{Walks: walks[:800]}, 1)
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	said, happened := 0.0, 0.0
	list := Judge(m, &Recording{Walks: walks[800:]})
	for _, j := range list {
		said += j.Probability / float64(len(list))
		happened += outcome(j.Happens) / float64(len(list))
	}
	if d := said - happened; d < -0.03 || d > 0.03 {
		t.Errorf("%.3f was said, %.3f happened", said, happened)
	}
}

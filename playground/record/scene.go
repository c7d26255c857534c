package record

import "math"

// scene is one thing that a person does with the page.
type scene struct {
	name  string   // file name in the corpus, without its ending
	about string   // what happens
	want  []string // signals that are right; none for the quiet ones
	touch bool
	wait  int // ms that the page is watched after the last act; 0 is rest
	play  func(h *hand)
}

// rest is long enough for a dead click to be found.
const rest = 3200

// circle is a way round a point, as a pen draws it.
func circle(n int, radius float64) [][2]float64 {
	out := make([][2]float64, n)
	for i := range out {
		a := 2 * math.Pi * float64(i) / 12
		out[i] = [2]float64{radius*math.Cos(a) - radius, radius * math.Sin(a)}
	}
	return out
}

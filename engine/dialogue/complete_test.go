package dialogue

import (
	"slices"
	"strconv"
	"testing"
)

func TestComplete(t *testing.T) {
	phrasings := []string{"How do I change my password?", "Change your phone", "How long does a change take", "怎么修改登录密码", "退款什么时候到账"}
	cases := []struct {
		typed string
		want  []int32
	}{
		{"cha", []int32{1, 2, 0}},
		{"how do i ch", []int32{0}},
		{"change pass", []int32{0}},
		{"password change", nil},
		{"修改", []int32{3}},
		{"退款什", []int32{4}},
		{"", nil},
		{"  ", nil},
	}
	for _, c := range cases {
		if got := Complete(c.typed, phrasings, 3); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %v, want %v", c.typed, got, c.want)
		}
	}
}

func BenchmarkComplete(b *testing.B) {
	var phrasings []string
	for i := range 5000 {
		phrasings = append(phrasings, "how do I change the number "+strconv.Itoa(i)+" of my card")
	}
	b.ReportAllocs()
	for b.Loop() {
		Complete("change numb", phrasings, 3)
	}
}

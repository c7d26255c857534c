package likeness

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

var corpus = []string{
	"how do I get a refund", "when does my refund arrive", "I want my money back", "when does my money arrive",
	"how do I change my password", "I forgot my password", "why can I not pay", "why can I pay",
	"怎么退款", "退款什么时候到账", "为什么不能付款", "为什么能付款", "怎么修改密码",
}

func TestLikenessOrders(t *testing.T) {
	m := New(corpus, "en")
	cases := []struct{ q, near, far string }{
		{"refunds please", "how do I get a refund", "how do I change my password"},
		{"why can I not pay today", "why can I not pay", "why can I pay"},
		{"付款不行", "为什么不能付款", "为什么能付款"},
		{"退款多久", "怎么退款", "怎么修改密码"},
	}
	for _, c := range cases {
		if near, far := m.Likeness(c.q, c.near), m.Likeness(c.q, c.far); near <= far {
			t.Errorf("%q: %q gets %.3f, %q gets %.3f", c.q, c.near, near, c.far, far)
		}
	}
}

func TestLikenessIsSymmetric(t *testing.T) {
	m := New(corpus, "en")
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SampledFrom(corpus).Draw(t, "a"), rapid.String().Draw(t, "b")
		if ab, ba := m.Likeness(a, b), m.Likeness(b, a); math.Abs(ab-ba) > 1e-9 || ab != ab {
			t.Fatalf("%v one way, %v the other", ab, ba)
		}
		if same := m.Likeness(a, a); same < 1 {
			t.Fatalf("%q is %.3f like itself", a, same)
		}
	})
}

func TestLikenessIsTheSameEveryTime(t *testing.T) {
	a, b := New(corpus, "en"), New(corpus, "en")
	for _, q := range corpus {
		if x, y := a.Likeness(q, "refund my money"), b.Likeness(q, "refund my money"); x != y {
			t.Fatalf("%q: %v and %v", q, x, y)
		}
	}
}

func BenchmarkLikeness(b *testing.B) {
	m := New(corpus, "en")
	for b.Loop() {
		m.Likeness("when do I get my money", "when does my refund arrive")
	}
}

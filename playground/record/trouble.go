package record

import "github.com/chromedp/chromedp/kb"

// trouble are the scenes that must raise the signals they name.
var trouble = []scene{
	{name: "disabled-pressed-recorded", about: "A disabled Next, pressed three times: the browser sends no click.", want: []string{"disabled-pressed", "rage-click"},
		play: func(h *hand) { h.click("grey", 3, 220) }},
	{name: "disabled-pressed-recorded-aria", about: "A button that only says that it is disabled.", want: []string{"disabled-pressed"},
		play: func(h *hand) { h.click("aria", 1, 0); h.wait(1400); h.click("aria", 1, 0) }},
	{name: "disabled-pressed-recorded-touch", about: "A disabled button under a finger.", want: []string{"disabled-pressed", "rage-click"}, touch: true,
		play: func(h *hand) { h.tap("grey", 3, 200) }},
	{name: "dead-click-recorded", about: "A button that changes its style under the pointer and does nothing.", want: []string{"dead-click"},
		play: func(h *hand) { h.click("dead", 1, 0) }},
	{name: "dead-click-recorded-div", about: "A box with a pointing hand that does nothing.", want: []string{"dead-click"},
		play: func(h *hand) { h.click("deaddiv", 1, 0) }},
	{name: "dead-click-recorded-keys", about: "Enter on a dead button.", want: []string{"dead-click"},
		play: func(h *hand) { h.focus("dead"); h.wait(200); h.keys(kb.Enter, 50) }},
	{name: "dead-click-recorded-touch", about: "A tap on a dead button.", want: []string{"dead-click"}, touch: true,
		play: func(h *hand) { h.tap("dead", 1, 50) }},
	{name: "rage-click-recorded", about: "A dead button is hammered.", want: []string{"rage-click", "dead-click"},
		play: func(h *hand) { h.click("dead", 4, 140) }},
	{name: "rage-click-recorded-touch", about: "A dead button is hammered by a finger.", want: []string{"rage-click", "dead-click"}, touch: true,
		play: func(h *hand) { h.tap("dead", 4, 150) }},
	{name: "rage-click-recorded-keys", about: "Enter on a dead button, again and again.", want: []string{"rage-click", "dead-click"},
		play: func(h *hand) {
			h.focus("dead")
			for range 4 {
				h.keys(kb.Enter, 350)
			}
		}},
	{name: "slow-response-recorded", about: "A search that says nothing for four and a half seconds.", want: []string{"slow-response"}, wait: 6000,
		play: func(h *hand) { h.click("slow", 1, 0) }},
	{name: "dead-click-recorded-hang", about: "A balance that does not come for nine seconds.", want: []string{"slow-response", "dead-click"}, wait: 8500,
		play: func(h *hand) { h.click("hang", 1, 0) }},
	{name: "error-click-recorded", about: "A coupon that the server refuses.", want: []string{"error-click"},
		play: func(h *hand) { h.click("refuse", 1, 0) }},
	{name: "error-click-recorded-throw", about: "A button whose handler throws.", want: []string{"error-click", "dead-click"},
		play: func(h *hand) { h.click("throw", 1, 0) }},
	{name: "system-failure-recorded", about: "Paying ends with 500.", want: []string{"system-failure"},
		play: func(h *hand) { h.click("broken", 1, 0) }},
	{name: "repeated-invalid-recorded", about: "A telephone number is refused three times.", want: []string{"repeated-invalid", "reenter"},
		play: func(h *hand) {
			for range 3 {
				h.fill("phone", "0171")
				h.click("send", 1, 0)
				h.wait(1300)
			}
		}},
	{name: "repeated-invalid-recorded-native", about: "The browser itself refuses an address, three times.", want: []string{"repeated-invalid", "reenter"},
		play: func(h *hand) {
			for range 3 {
				h.fill("mailfield", "a")
				h.click("join", 1, 0)
				h.wait(1300)
			}
		}},
	{name: "repeated-invalid-recorded-retry", about: "The same number is sent again and again without an edit.", want: []string{"repeated-invalid"},
		play: func(h *hand) {
			h.fill("phone", "0171")
			for range 3 {
				h.click("send", 1, 0)
				h.wait(1500)
			}
		}},
	{name: "rewrite-recorded", about: "A street is typed, erased, typed, erased and typed.", want: []string{"rewrite"},
		play: func(h *hand) {
			h.fill("street", "High Street")
			for range 2 {
				h.erase(11, 40)
				h.keys("Long Lane 5", 50)
			}
		}},
	{name: "scroll-hunt-recorded", about: "Up and down the same pages by wheel.", want: []string{"scroll-hunt"},
		play: func(h *hand) {
			for range 4 {
				h.wheel(400, 2, 280)
				h.wheel(-400, 2, 280)
			}
		}},
	{name: "thrash-recorded", about: "The pointer is shaken.", want: []string{"thrash"},
		play: func(h *hand) {
			h.to("term")
			x, y := h.x, h.y
			for i := range 40 {
				h.move(x+float64(i%2*2-1)*90, y+float64(i%3)*6)
				h.wait(52)
			}
		}},
	{name: "loop-recorded", about: "Settings, security, settings, security.", want: []string{"loop"},
		play: func(h *hand) {
			for range 3 {
				h.click("go1", 1, 0)
				h.wait(3200)
				h.click("go2", 1, 0)
				h.wait(3200)
			}
		}},
	{name: "abandon-recorded", about: "Three fields filled in, then away by a link.", want: []string{"abandon"},
		play: func(h *hand) {
			h.fill("city", "Leeds")
			h.fill("street", "High Street")
			h.fill("ref", "None")
			h.wait(800)
			h.click("gol", 1, 0)
		}},
	{name: "seek-help-recorded", about: "The page is searched twice with the browser's own search.", want: []string{"seek-help"},
		play: func(h *hand) { h.find(); h.wait(1500); h.find() }},
	{name: "switching-recorded", about: "Three looks into another window.", want: []string{"switching"},
		play: func(h *hand) {
			for range 3 {
				h.away(2200)
				h.wait(900)
			}
		}},
	{name: "reenter-recorded", about: "A field is entered and left empty, four times.", want: []string{"reenter"},
		play: func(h *hand) {
			for range 4 {
				h.click("ref", 1, 0)
				h.wait(900)
				h.click("city", 1, 0)
				h.wait(700)
			}
		}},
}

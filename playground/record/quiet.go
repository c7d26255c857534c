package record

import "github.com/chromedp/chromedp/kb"

// quiet are the scenes that must raise nothing, named after their family.
var quiet = []scene{
	{name: "01-recorded-plus", about: "A plus is pressed seven times as fast as a hand goes.",
		play: func(h *hand) { h.click("plus", 7, 120) }},
	{name: "01-recorded-plus-words", about: "The same on a button with words; only the number beside it changes.",
		play: func(h *hand) { h.click("more", 6, 130) }},
	{name: "01-recorded-pager", about: "Five pages of a list, each fetched.",
		play: func(h *hand) { h.click("pager", 5, 260) }},
	{name: "01-recorded-slides", about: "Pictures slide by under quick presses.",
		play: func(h *hand) { h.click("slide", 5, 230) }},
	{name: "01-recorded-plus-touch", about: "A finger taps a plus six times.", touch: true,
		play: func(h *hand) { h.tap("plus", 6, 150) }},
	{name: "02-recorded-double", about: "A word is selected by a double click.",
		play: func(h *hand) { h.click("term", 2, 70) }},
	{name: "02-recorded-triple", about: "A paragraph is selected by a triple click, and another time.",
		play: func(h *hand) { h.click("term", 3, 70); h.wait(900); h.click("term", 3, 70) }},
	{name: "02-recorded-five", about: "Five fast clicks on a paragraph until the right part is marked.",
		play: func(h *hand) { h.click("term", 5, 80) }},
	{name: "03-recorded-backdrop", about: "A box is opened and closed by a click beside it.",
		play: func(h *hand) { h.click("openmodal", 1, 0); h.wait(900); h.path(60, 500); h.press(1) }},
	{name: "03-recorded-thrice", about: "Open and close, three times over.",
		play: func(h *hand) {
			for range 3 {
				h.click("openmodal", 1, 0)
				h.wait(400)
				h.path(60, 500)
				h.press(1)
				h.wait(300)
			}
		}},
	{name: "03-recorded-button", about: "The box is closed by its button.",
		play: func(h *hand) { h.click("openmodal", 1, 0); h.wait(600); h.click("close", 1, 0) }},
	{name: "04-recorded-mousedown", about: "A menu opens when the button goes down.",
		play: func(h *hand) { h.click("dropdown", 1, 0) }},
	{name: "04-recorded-mousedown-toggle", about: "And is opened and closed four times.",
		play: func(h *hand) { h.click("dropdown", 4, 170) }},
	{name: "04-recorded-native", about: "A choice from a native list by keyboard.",
		play: func(h *hand) {
			h.focus("native")
			h.keys(kb.ArrowDown, 300)
			h.keys(kb.ArrowDown, 300)
			h.keys(kb.Tab, 100)
		}},
	{name: "05-recorded-file", about: "The file picker of the system is opened and closed without a choice.",
		play: func(h *hand) { h.click("file", 1, 0) }},
	{name: "05-recorded-print", about: "A button that would print.",
		play: func(h *hand) { h.click("print", 1, 0) }},
	{name: "06-recorded-toggle", about: "Text is shown and hidden in the same task as the click.",
		play: func(h *hand) { h.click("toggle", 1, 0) }},
	{name: "06-recorded-toggle-often", about: "The same, five times.",
		play: func(h *hand) { h.click("toggle", 5, 180) }},
	{name: "06-recorded-css-only", about: "Small print that opens by style alone: a label ticks a hidden box.",
		play: func(h *hand) { h.click("acclabel", 1, 0) }},
	{name: "06-recorded-details", about: "A native disclosure.",
		play: func(h *hand) { h.click("det", 1, 0); h.wait(700); h.click("det", 1, 0) }},
	{name: "07-recorded-download", about: "A download is clicked.",
		play: func(h *hand) { h.click("dl", 1, 0) }},
	{name: "07-recorded-mail", about: "A mail address is clicked, twice, because nothing comes.",
		play: func(h *hand) { h.click("mail", 1, 0); h.wait(1500); h.click("mail", 1, 0) }},
	{name: "08-recorded-canvas", about: "Dots on a canvas, some on the same spot.",
		play: func(h *hand) { h.click("canvas", 6, 120) }},
	{name: "08-recorded-drawing", about: "A flourish on a canvas.",
		play: func(h *hand) { h.drag("canvas", circle(40, 30)...) }},
	{name: "08-recorded-slider", about: "A slider to and fro.",
		play: func(h *hand) {
			h.drag("range", [2]float64{20, 0}, [2]float64{40, 0}, [2]float64{-20, 0}, [2]float64{-40, 0}, [2]float64{30, 0}, [2]float64{-30, 0}, [2]float64{10, 0})
		}},
	{name: "09-recorded-months", about: "Eight months on, then a day.",
		play: func(h *hand) { h.click("month", 8, 140); h.wait(400); h.click("days", 1, 0) }},
	{name: "09-recorded-colours", about: "Six colours are tried.",
		play: func(h *hand) {
			for _, id := range []string{"sred", "sgreen", "sblue", "sgold", "steal", "snavy"} {
				h.click(id, 1, 0)
				h.wait(180)
			}
		}},
	{name: "09-recorded-number", about: "A number field counted up by keyboard.",
		play: func(h *hand) {
			h.focus("num")
			for range 12 {
				h.keys(kb.ArrowUp, 60)
			}
		}},
	{name: "10-recorded-checks", about: "Eight boxes ticked quickly by their labels.",
		play: func(h *hand) {
			for _, id := range []string{"l0", "l1", "l2", "l3", "l4", "l5", "l6", "l7"} {
				h.click(id, 1, 0)
				h.wait(90)
			}
		}},
	{name: "10-recorded-label-often", about: "One label on, off, on, off.",
		play: func(h *hand) { h.click("l2", 4, 190) }},
	{name: "10-recorded-box-often", about: "The box itself on, off, on.",
		play: func(h *hand) { h.click("c3", 3, 200) }},
	{name: "11-recorded-editor", about: "Writing, deleting and writing again in an editable region.",
		play: func(h *hand) {
			h.click("edit", 1, 0)
			for range 3 {
				h.keys("some words of a note", 25)
				h.erase(18, 20)
			}
		}},
	{name: "11-recorded-caret", about: "Clicks that set the caret in an editable region.",
		play: func(h *hand) { h.click("edit", 5, 170) }},
	{name: "11-recorded-fields", about: "Three fields are filled in one after the other.",
		play: func(h *hand) { h.fill("city", "Leeds"); h.fill("street", "High Street"); h.fill("ref", "None") }},
	{name: "12-recorded-copy", about: "A copy button that touches only the clipboard and says so nowhere.",
		play: func(h *hand) { h.click("copy", 1, 0) }},
	{name: "12-recorded-turn", about: "A wheel beside the button turns.",
		play: func(h *hand) { h.click("turn", 3, 450) }},
	{name: "12-recorded-heart", about: "A heart beats, three times.",
		play: func(h *hand) { h.click("heart", 3, 260) }},
	{name: "12-recorded-spinner", about: "Five seconds of work, announced.", wait: 6500,
		play: func(h *hand) { h.click("spin", 1, 0) }},
	{name: "13-recorded-hidden", about: "The tab is left right after a press and comes back.", wait: 1500,
		play: func(h *hand) { h.click("dead", 1, 0); h.wait(250); h.away(4000) }},
	{name: "13-recorded-new-tab", about: "A link opens a new tab.",
		play: func(h *hand) { h.click("tab", 1, 0) }},
	{name: "14-recorded-reading", about: "A long text is read by wheel, with a look back.",
		play: func(h *hand) {
			h.wheel(220, 4, 900)
			h.wheel(-260, 1, 1200)
			h.wheel(220, 4, 900)
		}},
	{name: "14-recorded-refused-once", about: "A field is refused once and mended.",
		play: func(h *hand) {
			h.fill("phone", "0171")
			h.click("send", 1, 0)
			h.wait(1200)
			h.fill("phone", "01711234567890123456")
			h.click("send", 1, 0)
		}},
	{name: "15-recorded-tabbing", about: "The form is walked through with Tab, three times.",
		play: func(h *hand) {
			for range 3 {
				h.focus("phone")
				for range 5 {
					h.keys(kb.Tab, 160)
				}
			}
		}},
	{name: "15-recorded-space", about: "Boxes are ticked by keyboard.",
		play: func(h *hand) {
			h.focus("c0")
			for range 5 {
				h.keys(" ", 120)
				h.keys(kb.Tab, 120)
			}
		}},
	{name: "15-recorded-enter", about: "Enter on a plus, six times.",
		play: func(h *hand) {
			h.focus("plus")
			for range 6 {
				h.keys(kb.Enter, 180)
			}
		}},
}

package record

import "github.com/chromedp/chromedp/kb"

// unseen are quiet scenes that were invented from the families of false
// positives alone, before the detectors were looked at: what they raised at
// first is what a product would have seen. They play on page/more.html.
var unseen = []scene{
	{name: "01-unseen-overshoot", about: "Fewer guests, pressed until there is one, and twice more.",
		play: func(h *hand) { h.click("minus", 4, 150) }},
	{name: "01-unseen-replaced", about: "Every press puts a new button in the place of the old one.",
		play: func(h *hand) { h.click("anew", 5, 160) }},
	{name: "01-unseen-to-and-fro", about: "Earlier, later, earlier: a week is looked for.",
		play: func(h *hand) {
			for range 4 {
				h.click("prev", 1, 0)
				h.wait(90)
				h.click("next", 2, 110)
			}
		}},
	{name: "01-unseen-fingers", about: "Two fingers' worth of quick taps on later.", touch: true,
		play: func(h *hand) { h.tap("next", 8, 70) }},
	{name: "02-unseen-cell", about: "A cell of a table opens for editing at a double click.",
		play: func(h *hand) { h.click("cell", 2, 90) }},
	{name: "02-unseen-quote", about: "A paragraph is marked three times and copied by keyboard each time.",
		play: func(h *hand) {
			h.click("quote", 3, 80)
			h.copy()
			h.wait(900)
			h.click("quote", 3, 80)
			h.copy()
		}},
	{name: "02-unseen-drag", about: "Text is marked by dragging, to and fro until the end is right.",
		play: func(h *hand) {
			h.drag("quote", [2]float64{60, 0}, [2]float64{160, 4}, [2]float64{120, 0}, [2]float64{180, 2}, [2]float64{150, 0}, [2]float64{170, 0})
		}},
	{name: "03-unseen-outside", about: "A popover is closed by a press anywhere, and a second press in the void.",
		play: func(h *hand) {
			h.click("popopen", 1, 0)
			h.wait(500)
			h.path(900, 60)
			h.press(1)
			h.wait(300)
			h.press(1)
		}},
	{name: "03-unseen-dialog", about: "A native dialog is closed by a tap on its backdrop.", touch: true,
		play: func(h *hand) {
			h.tap("dlgopen", 1, 600)
			h.touch("touchStart", 30, 30)
			h.wait(60)
			h.touch("touchEnd", 0, 0)
		}},
	{name: "03-unseen-escape", about: "A native dialog is opened by Enter and closed by Escape, twice.",
		play: func(h *hand) {
			h.focus("dlgopen")
			for range 2 {
				h.keys(kb.Enter, 500)
				h.keys(kb.Escape, 500)
			}
		}},
	{name: "04-unseen-select", about: "A native list is opened and left as it was, three times.",
		play: func(h *hand) {
			for range 3 {
				h.click("country", 1, 0)
				h.wait(500)
				h.keys(kb.Escape, 400)
			}
		}},
	{name: "04-unseen-combobox", about: "A box of choices opens as the button goes down; the choice is made by keyboard.",
		play: func(h *hand) { h.click("combo", 1, 0); h.wait(300); h.keys(kb.ArrowDown, 200); h.keys(kb.Enter, 200) }},
	{name: "05-unseen-share", about: "The share sheet of the system.",
		play: func(h *hand) { h.click("share", 1, 0) }},
	{name: "05-unseen-photo", about: "A photo is to be chosen, with a finger, twice.", touch: true,
		play: func(h *hand) { h.tap("upl", 1, 1500); h.tap("upl", 1, 300) }},
	{name: "05-unseen-fullscreen", about: "Full screen is asked for.",
		play: func(h *hand) { h.click("full", 1, 0) }},
	{name: "06-unseen-pointerdown", about: "All happens as the pointer goes down, four times.",
		play: func(h *hand) { h.click("down", 4, 140) }},
	{name: "06-unseen-pointerdown-touch", about: "The same under a finger.", touch: true,
		play: func(h *hand) { h.tap("down", 4, 120) }},
	{name: "06-unseen-shadow", about: "A component of its own changes only inside its shadow tree.",
		play: func(h *hand) { h.click("shadow", 3, 200) }},
	{name: "06-unseen-frame", about: "A link shows its page in a frame beside it.",
		play: func(h *hand) { h.click("preview", 1, 0) }},
	{name: "07-unseen-call", about: "A telephone number is tapped.", touch: true,
		play: func(h *hand) { h.tap("tel", 1, 50) }},
	{name: "07-unseen-export", about: "A file is made by a script and saved, twice.",
		play: func(h *hand) { h.click("blob", 1, 0); h.wait(1600); h.click("blob", 1, 0) }},
	{name: "08-unseen-map", about: "A map made of elements is dragged to its edge and further, and zoomed by a double click.",
		play: func(h *hand) {
			for range 3 {
				h.drag("map", [2]float64{-20, -10}, [2]float64{-60, -20}, [2]float64{-120, -30}, [2]float64{-200, -30})
				h.wait(200)
			}
			h.click("map", 2, 90)
		}},
	{name: "08-unseen-map-touch", about: "And by a finger, past its edge.", touch: true,
		play: func(h *hand) {
			for range 3 {
				h.swipe("map", 120, 40)
				h.wait(250)
			}
		}},
	{name: "08-unseen-knob", about: "A slider of its own making, held by an arrow key.",
		play: func(h *hand) { h.focus("knob"); h.held("ArrowRight", 14) }},
	{name: "08-unseen-range-touch", about: "A native slider under a finger, to and fro.", touch: true,
		play: func(h *hand) {
			h.swipe("vol", 50, 0)
			h.wait(200)
			h.swipe("vol", -40, 0)
			h.wait(200)
			h.swipe("vol", 30, 0)
		}},
	{name: "09-unseen-spin", about: "The arrows of a number field are clicked quickly.",
		play: func(h *hand) {
			h.edge("qty")
			for i := range 6 {
				h.press(int64(i + 1))
				h.wait(120)
			}
		}},
	{name: "09-unseen-backspace", about: "Backspace is held until a note is empty, and it is written again.",
		play: func(h *hand) {
			h.fill("note", "see you at the usual place")
			h.held("Backspace", 28)
			h.wait(300)
			h.keys("see you there", 60)
		}},
	{name: "10-unseen-range", about: "A range of mails is picked with Shift.",
		play: func(h *hand) { h.click("b1", 1, 0); h.wait(300); h.shifted("b6"); h.wait(300); h.shifted("b3") }},
	{name: "10-unseen-radio", about: "What is chosen already is pressed again.",
		play: func(h *hand) { h.click("r1", 2, 300) }},
	{name: "10-unseen-chips", about: "Chips are tapped on and off.", touch: true,
		play: func(h *hand) { h.tap("ch1", 1, 90); h.tap("ch2", 1, 90); h.tap("ch3", 1, 90); h.tap("ch2", 3, 130) }},
	{name: "11-unseen-manager", about: "A password manager fills both fields and moves the focus about.",
		play: func(h *hand) {
			h.click("user", 1, 0)
			h.wait(400)
			h.tab.Run(`for (const id of ["user", "pass", "user", "pass"]) { const e = document.getElementById(id); e.focus(); e.value = "abc"; e.dispatchEvent(new Event("input", {bubbles: true})); e.dispatchEvent(new Event("change", {bubbles: true})); e.blur(); }`)
		}},
	{name: "11-unseen-undo", about: "A note is written, undone and written again.",
		play: func(h *hand) {
			h.fill("note", "a first thought")
			for range 3 {
				h.undo()
				h.wait(150)
			}
			h.keys("a second one", 60)
		}},
	{name: "12-unseen-dark", about: "Dark, light, dark: only variables of the root change.",
		play: func(h *hand) { h.click("dark", 3, 350) }},
	{name: "12-unseen-tone", about: "A tone is played, twice; nothing is to be seen.",
		play: func(h *hand) { h.click("beep", 1, 0); h.wait(900); h.click("beep", 1, 0) }},
	{name: "12-unseen-top", about: "Back to top, where one is already almost.",
		play: func(h *hand) {
			h.wheel(120, 1, 300)
			h.tab.Run(`document.getElementById("top").focus()`)
			h.wait(500)
			h.keys(kb.Enter, 900)
			h.keys(kb.Enter, 300)
		}},
	{name: "13-unseen-back", about: "Away for a minute by the clock, right after a press, and on.",
		play: func(h *hand) { h.click("next", 2, 120); h.away(2500); h.click("next", 2, 120) }},
	{name: "14-unseen-offers", about: "The list, an offer, the list, the offer: two are compared.", wait: 1000,
		play: func(h *hand) {
			h.click("golist", 1, 0)
			for range 2 {
				h.wait(2600)
				h.click("gooffer", 1, 0)
				h.wait(3700)
				h.tab.Run("history.back()")
			}
		}},
	{name: "14-unseen-eye", about: "A password is typed, shown, hidden and mended.",
		play: func(h *hand) {
			h.fill("pass", "harbour-2026")
			h.click("eye", 1, 0)
			h.wait(900)
			h.click("eye", 1, 0)
			h.click("pass", 1, 0)
			h.erase(3, 60)
			h.keys("027", 90)
		}},
	{name: "15-unseen-implicit", about: "Enter in a field: the browser itself presses the button of its form, three times over.",
		play: func(h *hand) {
			for _, word := range []string{"rent", "gas", "water"} {
				h.focus("q")
				h.tab.Run(`document.getElementById("q").select()`)
				h.keys(word, 80)
				h.keys(kb.Enter, 700)
			}
		}},
	{name: "15-unseen-keyup", about: "A button of its own making acts when the key comes up, five times.",
		play: func(h *hand) {
			h.focus("keyup")
			for range 5 {
				h.keys(" ", 170)
			}
		}},
	{name: "15-unseen-held-enter", about: "Enter is held a little too long on a plus.",
		play: func(h *hand) { h.focus("next"); h.held("Enter", 6) }},
}

// felt are scenes of trouble by touch and keyboard, and of signals that the first page has no scene for. They play on more.html too.
var felt = []scene{
	{name: "dead-click-recorded-implicit", about: "Enter in a field: the browser presses a button that does nothing.", want: []string{"dead-click"}, wait: 8500,
		play: func(h *hand) {
			h.focus("code")
			h.keys("AB12", 90)
			h.keys(kb.Enter, 100)
		}},
	{name: "dead-swipe-recorded", about: "A gallery that does not slide is swiped three times.", want: []string{"dead-swipe"}, touch: true,
		play: func(h *hand) {
			for range 3 {
				h.swipe("still", -90, 4)
				h.wait(700)
			}
		}},
	{name: "quick-back-recorded", about: "Into an offer and straight back, twice.", want: []string{"quick-back"},
		play: func(h *hand) {
			h.click("golist", 1, 0)
			for range 2 {
				h.wait(4000)
				h.click("gooffer", 1, 0)
				h.wait(900)
				h.tab.Run("history.back()")
			}
		}},
	{name: "reload-recorded", about: "The page is loaded anew after an error.", want: []string{"reload"},
		play: func(h *hand) { h.wait(1500); h.tab.Reload(); h.tab.Wait("window.recorded"); h.wait(900) }},
	{name: "zoom-recorded", about: "Two fingers make the page larger.", want: []string{"zoom"}, touch: true,
		play: func(h *hand) { h.pinch("quote", 2.2); h.wait(800) }},
	{name: "hesitation-recorded", about: "Three fields go quickly, the tax number does not.", want: []string{"hesitation"}, wait: 16_000,
		play: func(h *hand) {
			h.fill("iname", "Maya Lindqvist")
			h.fill("istreet", "High Street 5")
			h.fill("itown", "Leeds")
			h.click("itax", 1, 0)
		}},
}

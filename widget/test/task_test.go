package widget_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// Tasks: what the product registers, filled, confirmed and run in the chat.

const tasks = `
	window.ran = [];
	(window.lamplight ||= []).push(["task", "refund", {
		title: {en: "Refund an order", zh: "退款"},
		slots: [
			{name: "order", label: {en: "Order number", zh: "订单号"}, check: (v) => /^A-/.test(v) ? "" : "Order numbers begin with A-."},
			{name: "amount", label: {en: "Amount", zh: "金额"}, kind: "number", min: 1, max: 500},
			{name: "reason", label: {en: "Reason", zh: "原因"}, kind: "choice", options: [{value: "b", label: {en: "Broken", zh: "损坏"}}, {value: "s", label: {en: "Wrong size", zh: "尺寸不对"}}]},
			{name: "day", label: {en: "Day of purchase", zh: "购买日期"}, kind: "date", optional: true},
			{name: "pin", label: {en: "PIN", zh: "密码"}, kind: "secret"},
		],
		async run(values, progress) {
			ran.push(values);
			progress({en: "Asking the shop…", zh: "正在联系商家…"});
			await new Promise((done) => setTimeout(done, window.takes ?? 0));
			if (values.amount === 13) throw Object.assign(new Error("The shop refused."), {remedy: "Try another amount."});
			if (values.amount === 14) throw new TypeError("x is undefined");
			return {en: "The money is on its way.", zh: "退款已在路上。"};
		},
	}]);`

var (
	slotField = browsertest.CSS(".slot input")
	runButton = browsertest.CSS(".task .run")
)

// fill types into the slot that is asked for.
func fill(tab *browsertest.Tab, label, value string) {
	tab.Wait(browsertest.Text(".slot b", label))
	tab.Wait(`document.querySelector("lamplight-panel").shadowRoot.activeElement?.matches(".slot input")`)
	tab.Type(value + "\r")
}

// again types over a value that was refused; it is selected by then.
func again(tab *browsertest.Tab, value string) {
	tab.Wait(slotField + `?.selectionEnd > 0 && ` + slotField + `.selectionStart === 0`)
	tab.Type(value + "\r")
}

// fillRefund answers everything but the last press.
func fillRefund(tab *browsertest.Tab, amount string) {
	fill(tab, "Order number", "A-7")
	fill(tab, "Amount", amount)
	tab.Click(browsertest.Text(".choices button", "Wrong size"))
	tab.Click(browsertest.Text(".slot button", "Skip"))
	fill(tab, "PIN", "s3cret-pin")
	tab.Wait(runButton)
}

func TestTaskIsFilledCheckedAndRunByAPress(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form), policy: strict}, browsertest.Before(tasks), browsertest.Before(listen))
	ask(tab, "How do I get my money back?")
	tab.Click(browsertest.Text(".task-start button", "Refund an order"))
	fill(tab, "Order number", "7")
	tab.Wait(browsertest.Text(".trouble-line", "begin with A-"))
	again(tab, "A-7")
	fill(tab, "Amount", "many")
	tab.Wait(browsertest.Text(".trouble-line", "one number"))
	again(tab, "900")
	tab.Wait(browsertest.Text(".trouble-line", "500 or less"))
	tab.Shot("task-trouble")
	again(tab, "20,50")
	// A question on the way is answered, and the task goes on.
	tab.Wait(browsertest.Text(".choices button", "Broken"))
	ask(tab, "How do I pay?")
	tab.Wait(browsertest.Text(".answer h3", "How to pay"))
	tab.Click(browsertest.Text(".choices button", "Wrong size"))
	fill(tab, "Day of purchase", "11212026")
	tab.Wait(browsertest.Text(".slot b", "PIN"))
	if browsertest.Eval[bool](tab, "!!"+composer) {
		t.Error("a secret could be typed into the chat")
	}
	fill(tab, "PIN", "s3cret-pin")
	tab.Wait(runButton)
	tab.Shot("task-confirm")
	text := browsertest.Eval[string](tab, browsertest.CSS(".task dl")+".innerText")
	for _, want := range []string{"A-7", "20.5", "Wrong size", "November 21, 2026", "••••••"} {
		contains(t, "the card", text, want)
	}
	// One of them is changed; the others stay.
	tab.Click(browsertest.CSS(`.task [aria-label="Change: Amount"]`))
	fill(tab, "Amount", "30")
	tab.Wait(runButton)
	// Words and scripts run nothing.
	ask(tab, "yes")
	tab.Run(runButton + ".click(); " + runButton + `.dispatchEvent(new MouseEvent("click", {bubbles: true, composed: true}))`)
	time.Sleep(200 * time.Millisecond)
	if n := count(tab, "ran.length"); n != 0 {
		t.Fatalf("ran %d times without a press", n)
	}
	tab.Run("window.takes = 400")
	tab.Click(runButton)
	tab.Wait(browsertest.Text(".working", "Asking the shop"))
	tab.Wait(browsertest.Text(".done", "on its way"))
	got := browsertest.Eval[string](tab, "JSON.stringify(ran)")
	if got != `[{"order":"A-7","amount":30,"reason":"s","day":"2026-11-21","pin":"s3cret-pin"}]` {
		t.Errorf("ran with %s", got)
	}
	for i, part := range browsertest.Eval[[]string](tab, "inbox.map(String)") {
		if strings.Contains(part, "s3cret") {
			t.Errorf("part %d of what the engine was told holds the secret", i)
		}
	}
	if stored := browsertest.Eval[string](tab, "JSON.stringify(localStorage) + JSON.stringify(seen.trace)"); strings.Contains(stored, "s3cret") {
		t.Error("the secret was kept")
	}
	clean(t, tab)
}

func TestTaskThatThrowsSaysWhatToDo(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(tasks))
	ask(tab, "I want my money back please")
	fillRefund(tab, "13")
	tab.Click(runButton)
	tab.Wait(browsertest.Text(".failure p", "The shop refused. Try another amount."))
	tab.Shot("task-failed")
	tab.Click(browsertest.Text(".failure button", "Try again"))
	tab.Wait(runButton) // all is still there
	tab.Click(browsertest.CSS(`.task [aria-label="Change: Amount"]`))
	fill(tab, "Amount", "14")
	tab.Click(runButton)
	tab.Wait(browsertest.Text(".failure p", "Try again in a moment"))
	if text := browsertest.Eval[string](tab, browsertest.CSS(".log")+".innerText"); strings.Contains(text, "undefined") {
		t.Error("a visitor reads an exception")
	}
	clean(t, tab)
}

func TestTaskIsCancelledAtAnyPoint(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(tasks))
	ask(tab, "I want my money back please")
	tab.Wait(browsertest.Text(".slot b", "Order number"))
	ask(tab, "never mind")
	tab.Wait(browsertest.Text(".note-line", "nothing was done"))
	ask(tab, "I want my money back please")
	fillRefund(tab, "20")
	time.Sleep(looks) // it scrolls
	tab.Click(browsertest.Text(".task header button", "Cancel"))
	tab.Wait(`!(` + runButton + `)`)
	if n := count(tab, "ran.length"); n != 0 {
		t.Errorf("ran %d times", n)
	}
	// Taken back: the answer has no button any more.
	tab.Run(`lamplight.task("refund")`)
	ask(tab, "How do I get my money back?")
	if browsertest.Eval[bool](tab, "!!"+browsertest.CSS(".task-start")) {
		t.Error("a task that was taken back is offered")
	}
	clean(t, tab)
}

func TestTaskInChinese(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: strings.Replace(host(form), "lang=en", "lang=zh-CN", 1)}, browsertest.Before(tasks), browsertest.Locale("zh-CN"), browsertest.Size(360, 740))
	ask(tab, "我要退款")
	fill(tab, "订单号", "A-7")
	fill(tab, "金额", "1万")
	tab.Wait(browsertest.Text(".trouble-line", "不能大于 500"))
	tab.Shot("task-zh")
	ask(tab, "算了")
	tab.Wait(browsertest.Text(".note-line", "没有执行任何操作"))
	clean(t, tab)
}

package loop

// words are what a visitor or an agent of one language sees and writes. The
// tests find buttons by their words, as people do.
type words struct {
	locale   string
	query    string // added to the demo's addresses
	secret   string // a password that the hidden rule refuses
	article  string // words of the callout
	gotIt    string
	question string // something that the base does not hold
	asks     string // "ask a person"
	send     string // consent
	signIn   string
	take     string
	reply    string // what the agent adds
}

var english = words{
	locale: "en-US", query: "?lang=en", secret: "harbour2026",
	article: "Add a symbol", gotIt: "Got it",
	question: "Do you sponsor football clubs in Norway?",
	asks:     "Ask a person", send: "Send to a person",
	signIn: "Sign in", take: "Take it",
	reply: "Not yet, but I will ask my colleagues.",
}

var chinese = words{
	locale: "zh-CN", query: "?lang=zh", secret: "harbour2026",
	article: "符号", gotIt: "知道了",
	question: "你们赞助挪威的足球俱乐部吗？",
	asks:     "找人工客服", send: "发送给人工客服",
	signIn: "登录", take: "接下来",
	reply: "暂时没有，我去问问同事。",
}

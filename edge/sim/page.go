package sim

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/lamplight-help/lamplight/edge"
)

// page is a visitor's page or an agent's desk, written after PROTOCOL.md
// alone. What is marked as kept survives a reload.
type page struct {
	sim   *Sim
	name  string
	agent bool

	token  string  // kept
	conv   string  // kept; the conversation that is on screen
	outbox []*item // kept; the oldest first
	ask    *edge.Escalation

	link    *link
	tries   int
	cursor  int64            // highest seq without a gap below
	log     map[int64]string // seq to id, as on screen
	state   edge.State       // as on screen
	resume  bool             // asked for what is missing, no answer yet
	noQueue bool             // a desk without its queue on this link

	sent   map[string]int64 // ids that were shown as sent, with their seq; for the checker
	acts   map[string]*item // everything that the person did; for the checker
	failed map[string]string
}

// item is something a person did that the edge has not acknowledged.
type item struct {
	frame   edge.ClientFrame
	invoked int // step
	acked   int // step, 0 until then
}

// act is the person doing something.
func (p *page) act() {
	s := p.sim
	switch {
	case p.token == "" && !p.agent:
		if p.ask == nil {
			p.ask = &edge.Escalation{ID: s.id(), Question: "a question of " + p.name, Locale: "en"}
			s.say("%s: asks", p.name)
		}
		return
	case p.agent && p.conv == "":
		p.choose()
		return
	}
	kinds := []string{"send", "send", "send", "read", "resolve", "reopen"}
	if p.agent {
		kinds = append(kinds, "take", "release")
	}
	f := edge.ClientFrame{T: kinds[s.rng.IntN(len(kinds))], Conversation: p.conv}
	if f.T == "read" {
		f.Seq = p.cursor
		p.put(f)
		return
	}
	f.ID = s.id()
	if f.T == "send" {
		f.Text = "text of " + f.ID
	}
	it := &item{frame: f, invoked: s.step}
	p.outbox = append(p.outbox, it)
	if p.acts == nil {
		p.acts = map[string]*item{}
	}
	p.acts[f.ID] = it
	s.say("%s: %s %s", p.name, f.T, short(f.ID))
	p.put(f)
	if s.bug.ForgetsUnacked {
		p.outbox = slices.DeleteFunc(p.outbox, func(o *item) bool { return o == it })
	}
}

// choose opens a conversation on the desk.
func (p *page) choose() {
	for _, other := range p.sim.pages {
		if other.conv != "" && !other.agent && (p.conv == "" || p.sim.chance(50)) {
			p.conv = other.conv
		}
	}
	if p.conv != "" {
		p.log, p.cursor = map[int64]string{}, 0
		p.follow()
	}
}

func short(id string) string { return "#" + id[len(id)-4:] }

// put sends a frame if there is a link.
func (p *page) put(f edge.ClientFrame) {
	if p.link == nil {
		return
	}
	text, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	p.link.up = append(p.link.up, string(text))
}

func (p *page) follow() {
	if p.conv != "" {
		p.resume = true
		p.put(edge.ClientFrame{T: "resume", Conversation: p.conv, Cursor: p.cursor})
	}
}

// call is an HTTP request over the same bad network: lost before it arrives,
// or after.
func (p *page) call(whole bool, method, path, token, socket, protocol string, body any) *edge.Effect {
	s := p.sim
	data, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	if !whole && s.chance(15) {
		s.say("%s: %s %s is lost", p.name, method, path)
		return nil
	}
	answer := s.host.request(method, path, token, socket, protocol, data)
	if !whole && s.chance(15) {
		s.say("%s: the answer to %s %s is lost", p.name, method, path)
		return nil
	}
	return answer
}

// connect gets a token if there is none yet, and then a socket.
func (p *page) connect()      { p.dial(false) }
func (p *page) connectWhole() { p.dial(true) }

func (p *page) dial(whole bool) {
	if p.link != nil || p.agent == false && p.token == "" && p.ask == nil {
		return
	}
	if p.token == "" && !p.login(whole) {
		return
	}
	var ticket struct{ Ticket string }
	a := p.call(whole, "POST", "tickets", p.token, "", "", struct{}{})
	if !read(a, &ticket) {
		p.refused(a)
		return
	}
	p.tries++
	protocol := edge.Subprotocol + ", ticket." + ticket.Ticket
	l := &link{id: fmt.Sprintf("%s-%d-socket", p.name, p.tries), page: p, at: p.sim.host.at(edge.ShardOf(protocol))}
	if l.at == nil {
		return
	}
	l.at.links[l.id] = l
	a = p.call(whole, "GET", "socket", "", l.id, protocol, nil)
	if a == nil || a.Kind != edge.EffectAccept || l.at.links[l.id] != l {
		delete(l.at.links, l.id)
		l.at.hangUp(l.id)
		l.at.input(edge.Input{Kind: edge.KindClosed, Socket: l.id})
		return
	}
	p.link = l
	p.sim.say("%s: connected", p.name)
	p.noQueue = p.agent
	if p.log == nil {
		p.log = map[int64]string{}
	}
	p.resume = p.conv != "" && (!p.sim.bug.NoResume || p.tries == 1)
	p.resend()
}

// login escalates, or signs an agent in.
func (p *page) login(whole bool) bool {
	if p.agent {
		var out struct{ Session string }
		if read(p.call(whole, "POST", "session", "", "", "", map[string]string{"token": first, "name": p.name}), &out) {
			p.token = out.Session
		}
		return p.token != ""
	}
	var out edge.Escalated
	if read(p.call(whole, "POST", "escalations", "", "", "", p.ask), &out) {
		p.token, p.conv = out.Token, out.Conversation
		p.sim.say("%s: conversation %s", p.name, short(p.conv))
	}
	return p.token != ""
}

func read(a *edge.Effect, into any) bool {
	return a != nil && a.Status < 300 && json.Unmarshal(a.Body, into) == nil
}

func (p *page) refused(a *edge.Effect) {
	if a != nil && a.Status == 401 {
		p.sim.fault("%s: the edge does not know its own token: %s", p.name, a.Body)
	}
}

// resend sends everything again that was not acknowledged, in order.
func (p *page) resend() {
	if p.resume {
		p.follow()
	}
	if p.noQueue {
		p.put(edge.ClientFrame{T: "queue"})
	}
	for _, it := range p.outbox {
		if p.sim.bug.NewIDs {
			it.frame.ID = p.sim.id()
		}
		p.put(it.frame)
	}
}

// reload forgets what is not kept.
func (p *page) reload() {
	p.sim.say("%s: reloads", p.name)
	p.drop()
	p.cursor, p.log, p.state = 0, nil, ""
	if p.agent && p.sim.chance(50) {
		p.conv = "" // and may open another conversation
		for _, it := range p.outbox {
			p.conv = it.frame.Conversation
		}
	}
	if p.sim.bug.VolatileOutbox {
		p.outbox = nil
	}
}

package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge"
)

// check compares what people were told with what is stored, after everything
// has healed. Each clause says which promise it is; the numbers are those of
// "nothing lost". Then the desks leave, and the states have to follow.
func (s *Sim) check() error {
	for _, clause := range []func() error{
		s.checkHomes, s.checkTables, s.checkActs, s.checkScreens, s.checkOrder, s.checkStates, s.checkHandOffs, s.checkEscalations,
	} {
		if err := clause(); err != nil {
			return err
		}
	}
	for _, p := range s.pages {
		if p.agent {
			p.drop()
		}
	}
	s.settle()
	return s.checkStates()
}

// stored is a message as the database has it.
type stored struct {
	seq          int64
	id, event    string
	conversation string
}

func (s *Sim) messages(conversation string) []stored {
	rows := s.query(`SELECT seq, id, event FROM messages WHERE conversation = ? ORDER BY seq`, conversation)
	list := make([]stored, len(rows))
	for i, r := range rows {
		list[i] = stored{r[0].(int64), r[1].(string), r[2].(string), conversation}
	}
	return list
}

func (s *Sim) conversations() []string {
	rows := s.query(`SELECT id FROM conversations ORDER BY id`)
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = r[0].(string)
	}
	return list
}

// checkTables (3, 4): no gap, no repeat, and the row agrees with its messages.
func (s *Sim) checkTables() error {
	for _, c := range s.conversations() {
		ids := map[string]bool{}
		list := s.messages(c)
		for i, m := range list {
			if m.seq != int64(i+1) {
				return fmt.Errorf("clause 4: message %d of %s has seq %d", i+1, short(c), m.seq)
			}
			if ids[m.id] {
				return fmt.Errorf("clause 3: %s is stored twice", short(m.id))
			}
			ids[m.id] = true
		}
		if n := s.value(`SELECT seq FROM conversations WHERE id = ?`, c); n != int64(len(list)) {
			return fmt.Errorf("clause 1: %s says seq %d and has %d messages: half an input was stored", short(c), n, len(list))
		}
	}
	return nil
}

// checkActs (1, 2): everything that a person did is stored once where the ack
// said, or was shown as not sent for a reason; nothing is still waiting.
func (s *Sim) checkActs() error {
	where := map[string]stored{}
	texts := map[string]int{}
	for _, c := range s.conversations() {
		for _, m := range s.messages(c) {
			where[m.id] = m
		}
	}
	rows := s.query(`SELECT text FROM messages WHERE text LIKE 'text of %'`)
	for _, r := range rows {
		if texts[r[0].(string)]++; texts[r[0].(string)] > 1 {
			return fmt.Errorf("clause 3: %q is stored twice", r[0])
		}
	}
	for _, p := range s.pages {
		if p.ask != nil && p.token == "" {
			return fmt.Errorf("clause 2: the question of %s never arrived", p.name)
		}
		if len(p.outbox) > 0 {
			return fmt.Errorf("clause 2: %s still waits for %s", p.name, short(p.outbox[0].frame.ID))
		}
		for _, id := range slices.Sorted(maps.Keys(p.acts)) {
			it := p.acts[id]
			seq, acked := p.sent[it.frame.ID]
			code, failed := p.failed[it.frame.ID]
			m, isStored := where[it.frame.ID]
			switch {
			case acked && it.frame.T == "send" && !isStored, acked && isStored && seq != m.seq && seq != 0:
				return fmt.Errorf("clause 1: %s was shown as sent with seq %d and is stored as %d", short(id), seq, m.seq)
			case !acked && !failed:
				return fmt.Errorf("clause 2: %s of %s is gone without a word", short(id), p.name)
			case failed && it.frame.T == "send" && (isStored || !p.agent || code != "illegal-move"):
				return fmt.Errorf("clause 2: %s of %s was shown as not sent (%s)", short(id), p.name, code)
			}
		}
	}
	return nil
}

// checkScreens (5, 8): every screen shows the whole conversation, in its order.
func (s *Sim) checkScreens() error {
	for _, p := range s.pages {
		if p.conv == "" {
			continue
		}
		list := s.messages(p.conv)
		if p.cursor != int64(len(list)) {
			return fmt.Errorf("clause 5: %s sees %d of %d messages", p.name, p.cursor, len(list))
		}
		for _, m := range list {
			if p.log[m.seq] != m.id {
				return fmt.Errorf("clause 5: %s sees %q at %d, stored is %q", p.name, p.log[m.seq], m.seq, m.id)
			}
		}
	}
	return nil
}

// checkOrder: the log is linearisable. What was shown as sent before somebody
// began to write the next thing stands before it.
func (s *Sim) checkOrder() error {
	acts := map[string]*item{}
	for _, p := range s.pages {
		for _, it := range p.acts {
			acts[it.frame.ID] = it
		}
	}
	for _, c := range s.conversations() {
		latest := 0 // the latest invocation among lower seqs
		for _, m := range s.messages(c) {
			it := acts[m.id]
			if it == nil {
				continue
			}
			if it.acked > 0 && latest > it.acked {
				return fmt.Errorf("order: %s was sent at step %d, but something begun at step %d stands before it", short(m.id), it.acked, latest)
			}
			latest = max(latest, it.invoked)
		}
	}
	return nil
}

// checkStates: the state is one of the drawing, agrees with who holds it and
// who is there, and is what every screen shows.
func (s *Sim) checkStates() error {
	rows := s.query(`SELECT id, state, agent FROM conversations`)
	for _, r := range rows {
		id, state, agent := r[0].(string), edge.State(r[1].(string)), r[2].(string)
		held := state == edge.Taken || state == edge.Answered || state == edge.Waiting
		if held != (agent != "") && state != edge.Resolved {
			return fmt.Errorf("state: %s is %s and held by %q", short(id), state, agent)
		}
		desks := 0
		for _, p := range s.pages {
			if p.agent && p.link != nil {
				desks++
			}
			if p.conv == id && p.link != nil && p.state != state {
				return fmt.Errorf("state: %s is %s, %s shows %q", short(id), state, p.name, p.state)
			}
		}
		if state == edge.Queued && desks > 0 || state == edge.Offered && desks == 0 {
			return fmt.Errorf("state: %s is %s with %d desks connected", short(id), state, desks)
		}
	}
	return nil
}

// checkHandOffs (6): every event that is handed off arrived, under one id.
func (s *Sim) checkHandOffs() error {
	events := int(s.value(`SELECT count(*) FROM messages WHERE event IN ('queued', 'escalated-again', 'expired')`))
	if waiting := s.value(`SELECT count(*) FROM outbox WHERE state = 'pending'`); waiting == 0 && len(s.hook.arrived) < events {
		return fmt.Errorf("clause 6: %d of %d hand-offs arrived and none waits", len(s.hook.arrived), events)
	}
	if len(s.hook.arrived) > events {
		ids := slices.Sorted(maps.Keys(s.hook.arrived))
		return fmt.Errorf("clause 6: %d hand-offs arrived for %d events: %s", len(ids), events, strings.Join(ids, " "))
	}
	return nil
}

// checkEscalations (7): nobody waits longer than was promised.
func (s *Sim) checkEscalations() error {
	rows := s.query(`SELECT id, ? - unheld, escalations FROM conversations WHERE state IN ('queued', 'offered', 'reopened')`, s.now)
	for _, r := range rows {
		id, waited, again := r[0].(string), r[1].(int64), r[2].(int64)
		for i, after := range edge.DefaultLimits().EscalateAfter {
			if waited > after+60_000 && again <= int64(i) {
				return fmt.Errorf("clause 7: %s waits for %d s and escalated %d times", short(id), waited/1000, again)
			}
		}
	}
	return nil
}

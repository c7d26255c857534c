package edge

import (
	"net/url"
	"slices"
	"strings"
)

// Search finds conversations again, resolved ones too: by what was asked or
// said, by visitor, page or agent. It reads the newest ones only, so that it
// costs the same on a site of any age.

const (
	searchDepth = 2000 // conversations that are looked at, newest first
	searchCap   = 50   // that are found
)

type searchReply struct {
	Items []Item `json:"items"` // newest first
}

// getSearch answers GET search?q=WORDS. Nothing asked for finds the newest.
func (t *turn) getSearch(c *call) *Error {
	if e := t.limit("q:"+c.token.hash, t.core.cfg.Limits.Tickets); e != nil {
		return e
	}
	q, err := url.ParseQuery(c.Query)
	if err != nil || len(q.Get("q")) > 400 {
		return fail("bad-request", "q must be a few words.")
	}
	lines := allowedLines(c.token.rank, c.token.lines, "")
	words := strings.ToLower(strings.TrimSpace(q.Get("q")))
	// instr has no wildcards, so what is typed is what is looked for.
	rows := t.query(`SELECT `+convColumns+` FROM (SELECT * FROM conversations ORDER BY id DESC LIMIT ?) c
		WHERE (? = '' OR instr(?, ' ' || line || ' ') > 0 OR agent = ?) AND (? = '' OR
			instr(lower(question || char(10) || visitor || char(10) || page || char(10) || name || char(10) || id), ?) > 0 OR
			EXISTS (SELECT 1 FROM messages m WHERE m.conversation = c.id AND instr(lower(m.text), ?) > 0))
		ORDER BY id DESC LIMIT ?`,
		int64(searchDepth), lines, lines, c.token.subject, words, words, words, int64(searchCap))
	reply := searchReply{Items: make([]Item, len(rows))}
	for i, row := range rows {
		reply.Items[i] = t.item(scanConv(row))
	}
	t.respondJSON(200, reply)
	return nil
}

// mergeSearch is the search of all objects.
func mergeSearch(t *turn, _ *call, replies []Reply) {
	list, ok := merged[searchReply](t, replies)
	if !ok {
		return
	}
	all := searchReply{Items: []Item{}}
	for _, r := range list {
		all.Items = append(all.Items, r.Items...)
	}
	slices.SortFunc(all.Items, func(a, b Item) int { return strings.Compare(b.Conversation, a.Conversation) })
	all.Items = slices.CompactFunc(all.Items, func(a, b Item) bool { return a.Conversation == b.Conversation })
	all.Items = all.Items[:min(len(all.Items), searchCap)]
	t.respondJSON(200, all)
}

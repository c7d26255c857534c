package edge

// adopt writes the session of a desk, and whose it is, into this shard as the
// site object has them, so that a link is found here as a desk's socket is.
func (t *turn) adopt(k *token) {
	t.exec(`INSERT INTO tokens (hash, role, subject, name, created, expires) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (hash) DO UPDATE SET expires = excluded.expires`,
		k.hash, string(RoleAgent), k.subject, k.name, t.now, k.expires)
	t.exec(`INSERT INTO people (`+personColumns+`) VALUES (?, ?, ?, ?, '', '', '', ?, 0)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, lines = excluded.lines`,
		k.subject, k.name, string(k.rank), k.lines, t.now)
}

// colleagueRow is what a shard knows of a person: who they are and may be.
type colleagueRow struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Role  Role   `json:"role"` // "" once removed
	Lines string `json:"lines,omitempty"`
}

// colleagues are the site's people, for the shards.
func (t *turn) colleagues() []colleagueRow {
	var list []colleagueRow
	for _, row := range t.query(`SELECT id, name, role, lines FROM people ORDER BY id`) {
		list = append(list, colleagueRow{text(row[0]), text(row[1]), Role(text(row[2])), text(row[3])})
	}
	return list
}

// takeColleagues stores what the site object says about people. What somebody
// holds who no longer answers visitors goes back to the queue.
func (t *turn) takeColleagues(list []colleagueRow) {
	for _, r := range list {
		p := t.person(r.ID)
		if p == nil {
			p = &person{id: r.ID, created: t.now}
		}
		before := p.role
		p.name, p.role, p.lines = r.Name, r.Role, r.Lines
		t.savePerson(p)
		if before.side() == RoleAgent && p.role.side() != RoleAgent {
			t.letGo(p)
		}
	}
}

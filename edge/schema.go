package edge

import (
	"fmt"
	"strconv"
)

// migrations build the schema one version after the other. Version n is what
// the first n entries make. Entries are never changed once released, only
// appended; migrate_test.go starts from every earlier version with data in it.
var migrations = [][]string{{
	`CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,

	`CREATE TABLE tokens (
		hash TEXT PRIMARY KEY, -- hex SHA-256 of the secret
		role TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL,
		created INTEGER NOT NULL, expires INTEGER NOT NULL -- 0: never
	) WITHOUT ROWID`,
	`CREATE TABLE tickets (
		hash TEXT PRIMARY KEY, role TEXT NOT NULL,
		token TEXT NOT NULL,        -- an agent's session (hash), '' for a visitor
		conversation TEXT NOT NULL, -- a visitor's conversation, '' for an agent
		origin TEXT NOT NULL, expires INTEGER NOT NULL
	) WITHOUT ROWID`,
	`CREATE TABLE rates (key TEXT PRIMARY KEY, tat INTEGER NOT NULL) WITHOUT ROWID`,

	`CREATE TABLE sockets (
		id TEXT PRIMARY KEY, role TEXT NOT NULL,
		token TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL,
		conversation TEXT NOT NULL,
		queue INTEGER NOT NULL DEFAULT 0, -- 1: follows the queue
		opened INTEGER NOT NULL,
		tat INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0
	) WITHOUT ROWID`,
	`CREATE TABLE follows (
		conversation TEXT NOT NULL, socket TEXT NOT NULL,
		PRIMARY KEY (conversation, socket)
	) WITHOUT ROWID`,
	`CREATE INDEX follows_socket ON follows (socket)`,

	`CREATE TABLE conversations (
		id TEXT PRIMARY KEY, state TEXT NOT NULL,
		locale TEXT NOT NULL, line TEXT NOT NULL, question TEXT NOT NULL,
		visitor TEXT NOT NULL, page TEXT NOT NULL,
		context TEXT NOT NULL,     -- as agreed, byte for byte; '' for none
		suggestions TEXT NOT NULL, -- JSON
		digest TEXT NOT NULL,      -- hex SHA-256 of the escalation's body
		agent TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '',
		opened INTEGER NOT NULL, updated INTEGER NOT NULL,
		seq INTEGER NOT NULL DEFAULT 0,
		answered INTEGER NOT NULL DEFAULT 0, -- seq of the agent's last message
		read_visitor INTEGER NOT NULL DEFAULT 0, read_agent INTEGER NOT NULL DEFAULT 0,
		unheld INTEGER NOT NULL DEFAULT 0,   -- since when nobody holds it, ms
		escalations INTEGER NOT NULL DEFAULT 0,
		due INTEGER -- when time alone changes it; NULL: never
	) WITHOUT ROWID`,
	`CREATE INDEX conversations_due ON conversations (due) WHERE due IS NOT NULL`,
	`CREATE INDEX conversations_open ON conversations (opened) WHERE state NOT IN ('resolved', 'expired')`,
	`CREATE TABLE messages (
		conversation TEXT NOT NULL, seq INTEGER NOT NULL,
		id TEXT NOT NULL, role TEXT NOT NULL, author TEXT NOT NULL, name TEXT NOT NULL,
		text TEXT NOT NULL, event TEXT NOT NULL, articles TEXT NOT NULL, at INTEGER NOT NULL,
		PRIMARY KEY (conversation, seq)
	) WITHOUT ROWID`,
	`CREATE UNIQUE INDEX messages_id ON messages (conversation, id)`,

	`CREATE TABLE bundles (
		hash TEXT PRIMARY KEY, size INTEGER NOT NULL, stored INTEGER NOT NULL,
		media TEXT NOT NULL -- what the bundle shows: "media:HASH …"
	) WITHOUT ROWID`,
	`CREATE TABLE chunks (hash TEXT NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (hash, n))`,
	`CREATE TABLE heads (
		version INTEGER PRIMARY KEY, envelope TEXT NOT NULL,
		bundles TEXT NOT NULL, -- JSON, locale to hash and size
		expires INTEGER NOT NULL, stored INTEGER NOT NULL
	)`,
	`CREATE TABLE outbox (
		id TEXT PRIMARY KEY, hook TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
		created INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL,
		state TEXT NOT NULL, -- pending or dead
		error TEXT NOT NULL
	) WITHOUT ROWID`,
	`CREATE INDEX outbox_due ON outbox (due) WHERE state = 'pending'`,
}, {
	// With thousands of idle visitors a message must not look at every socket.
	`CREATE INDEX sockets_queue ON sockets (queue) WHERE queue = 1`,
	`CREATE INDEX sockets_conversation ON sockets (conversation)`,
	`CREATE INDEX sockets_token ON sockets (token)`,
	`CREATE INDEX conversations_state ON conversations (state)`,
	`CREATE INDEX conversations_visitor ON conversations (visitor)`,
	`ALTER TABLE outbox ADD COLUMN conversation TEXT NOT NULL DEFAULT ''`,
}, {
	// 1: the visitor's name is proven by the product's backend.
	`ALTER TABLE conversations ADD COLUMN verified INTEGER NOT NULL DEFAULT 0`,
	`CREATE TABLE audit (
		seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL,
		action TEXT NOT NULL, about TEXT NOT NULL, hash TEXT NOT NULL
	)`,
}, {
	// The lines that a desk has on screen, between blanks; '' is all.
	`ALTER TABLE sockets ADD COLUMN lines TEXT NOT NULL DEFAULT ''`,
}, {
	`CREATE TABLE tallies (
		day INTEGER NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL,
		PRIMARY KEY (day, key)
	) WITHOUT ROWID`,
	`CREATE TABLE tallied (id TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID`,
}, {
	// Until here an agent was a name. Whoever is known becomes a person, one
	// who came by the first-start token.
	`CREATE TABLE people (
		id TEXT PRIMARY KEY, name TEXT NOT NULL,
		role TEXT NOT NULL,    -- agent, lead, author or admin; '' once removed
		lines TEXT NOT NULL,   -- between blanks; '' is all
		email TEXT NOT NULL, subject TEXT NOT NULL, via TEXT NOT NULL,
		created INTEGER NOT NULL, seen INTEGER NOT NULL
	) WITHOUT ROWID`,
	`INSERT INTO people SELECT subject, max(name), 'agent', '', '', '', 'first', min(created), max(created) FROM tokens WHERE role = 'agent' GROUP BY subject`,
	`INSERT INTO people SELECT agent, max(name), 'agent', '', '', '', 'first', 0, 0 FROM conversations WHERE agent <> '' GROUP BY agent ON CONFLICT DO NOTHING`,
	`CREATE INDEX tokens_subject ON tokens (subject)`,
	`ALTER TABLE tokens ADD COLUMN via TEXT NOT NULL DEFAULT 'token'`,
	`ALTER TABLE tokens ADD COLUMN seen INTEGER NOT NULL DEFAULT 0`,
	`CREATE INDEX sockets_subject ON sockets (subject)`,
	`CREATE INDEX conversations_agent ON conversations (agent) WHERE agent <> ''`,
	// Sign-ins that have left for an identity provider.
	`CREATE TABLE signins (
		state TEXT PRIMARY KEY, browser TEXT NOT NULL, -- hex SHA-256 of both
		page TEXT NOT NULL, spent INTEGER NOT NULL, expires INTEGER NOT NULL
	) WITHOUT ROWID`,
	// Public files of identity providers: discovery, key sets.
	`CREATE TABLE documents (url TEXT PRIMARY KEY, body TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID`,
}, {
	// Sealing: what the edge cannot read lies beside the columns that it would
	// have filled.
	`ALTER TABLE conversations ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0`, // epoch of the newest thread, 0: none
	`ALTER TABLE conversations ADD COLUMN envelope TEXT NOT NULL DEFAULT ''`, // the question
	`ALTER TABLE conversations ADD COLUMN enclosed TEXT NOT NULL DEFAULT ''`, // the context
	`ALTER TABLE messages ADD COLUMN sealed TEXT NOT NULL DEFAULT ''`,
	`CREATE TABLE sealkeys (id TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID`,
}, {
	// The epoch in which it moves to another object, 0 while it stays.
	`ALTER TABLE conversations ADD COLUMN leaving INTEGER NOT NULL DEFAULT 0`,
	`CREATE TABLE arrived (conversation TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID`,
	`CREATE TABLE admitted (
		id TEXT PRIMARY KEY, digest TEXT NOT NULL,
		visitor TEXT NOT NULL, verified INTEGER NOT NULL, sealed INTEGER NOT NULL, at INTEGER NOT NULL
	) WITHOUT ROWID`,
	`CREATE INDEX admitted_at ON admitted (at)`,
	`CREATE TABLE gathered (
		socket TEXT NOT NULL, n INTEGER NOT NULL,
		shard INTEGER NOT NULL, text TEXT NOT NULL, -- see link.go
		PRIMARY KEY (socket, n)
	) WITHOUT ROWID`,
}, {
	// 1: the words of this message do not travel.
	`ALTER TABLE messages ADD COLUMN secret INTEGER NOT NULL DEFAULT 0`,
}, {
	// Audit logs of shards, as an import brought them.
	`CREATE TABLE chains (
		shard INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
		action TEXT NOT NULL, about TEXT NOT NULL, hash TEXT NOT NULL,
		PRIMARY KEY (shard, seq)
	) WITHOUT ROWID`,
}, {
	// Blind tokens: the double-spend set of the epochs that count, and numbers.
	`CREATE TABLE spent (epoch INTEGER NOT NULL, input TEXT NOT NULL, PRIMARY KEY (epoch, input)) WITHOUT ROWID`,
	`CREATE TABLE tokencounts (day INTEGER NOT NULL, what TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, what)) WITHOUT ROWID`,
}, {
	// What is counted without being seen; see counted.go.
	`CREATE TABLE counted (
		nonce TEXT PRIMARY KEY, task TEXT NOT NULL, digest TEXT NOT NULL,
		message BLOB, share BLOB NOT NULL, -- empty once it is in a sum
		batch TEXT NOT NULL, at INTEGER NOT NULL
	) WITHOUT ROWID`,
	`CREATE INDEX counted_batch ON counted (task, batch)`,
	`CREATE TABLE counts (
		batch TEXT PRIMARY KEY, task TEXT NOT NULL, at INTEGER NOT NULL, n INTEGER NOT NULL,
		body TEXT NOT NULL -- counts by bucket; at the second aggregator its sum
	) WITHOUT ROWID`,
}, {
	// Files in conversations; see attachment.go.
	`ALTER TABLE messages ADD COLUMN attachments TEXT NOT NULL DEFAULT ''`, // JSON
	`CREATE TABLE attachments (
		conversation TEXT NOT NULL, id TEXT NOT NULL,
		role TEXT NOT NULL, author TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
		size INTEGER NOT NULL, -- declared, then of what is kept
		kept INTEGER NOT NULL, got INTEGER NOT NULL,
		hash TEXT NOT NULL,    -- hex SHA-256 of what is kept; '' until it is whole
		message TEXT NOT NULL, -- id of the message that shows it
		at INTEGER NOT NULL,
		PRIMARY KEY (conversation, id)
	) WITHOUT ROWID`,
	`CREATE INDEX attachments_unsent ON attachments (at) WHERE message = ''`,
	`CREATE TABLE pieces (
		conversation TEXT NOT NULL,
		hash TEXT NOT NULL, -- the attachment's, or its id while pieces come
		n INTEGER NOT NULL, data BLOB NOT NULL,
		PRIMARY KEY (conversation, hash, n)
	)`,
}, {
	// Hooks: other systems answer; see hook.go and heard.go.
	`CREATE TABLE hooks (id TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID`,
	`CREATE TABLE hooksecrets (
		hook TEXT NOT NULL, n INTEGER NOT NULL, secret TEXT NOT NULL, -- whsec_…
		created INTEGER NOT NULL, expires INTEGER NOT NULL, -- 0: never
		used INTEGER NOT NULL, -- 0: never
		PRIMARY KEY (hook, n)
	) WITHOUT ROWID`,
	`CREATE TABLE heard (
		conversation TEXT NOT NULL, hook TEXT NOT NULL, id TEXT NOT NULL, -- webhook-id
		digest TEXT NOT NULL, -- hex SHA-256 of the body
		seq INTEGER NOT NULL, at INTEGER NOT NULL,
		PRIMARY KEY (conversation, hook, id)
	) WITHOUT ROWID`,
	`ALTER TABLE messages ADD COLUMN via TEXT NOT NULL DEFAULT ''`,
}}

// SchemaVersion is the version that this code works on.
var SchemaVersion = len(migrations)

// started migrates the schema and forgets the sockets that did not survive.
func (t *turn) started() {
	version := t.schemaVersion()
	if version > len(migrations) {
		panic(fmt.Sprintf("the database has schema %d, this program knows up to %d; run the newer program", version, len(migrations)))
	}
	for _, steps := range migrations[version:] {
		for _, statement := range steps {
			t.exec(statement)
		}
	}
	if version < len(migrations) {
		t.setMeta("schema", strconv.Itoa(len(migrations)))
	}
	t.keepSockets(t.in.Sockets)
	if t.place().Shard == 0 && t.layout().spread() {
		t.dropDesks() // their links are gone
	}
	if t.reshardDue() > 0 {
		t.setReshard(t.now) // whoever had the answer to its last step is gone
	}
	t.rearm(true)
}

func (t *turn) schemaVersion() int {
	if t.row(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'`) == nil {
		return 0
	}
	version, err := strconv.Atoi(t.meta("schema"))
	if err != nil {
		panic(fmt.Sprintf("meta.schema: %v", err))
	}
	return version
}

// meta reads a value of the site's small facts, "" when there is none.
func (t *turn) meta(key string) string {
	if row := t.row(`SELECT value FROM meta WHERE key = ?`, key); row != nil {
		return text(row[0])
	}
	return ""
}

func (t *turn) setMeta(key, value string) {
	t.exec(`INSERT INTO meta (key, value) VALUES (?, ?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`, key, value) // Workers bill written rows
}

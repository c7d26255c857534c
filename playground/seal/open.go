package seal

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/edge/seal/operator"
	"github.com/lamplight-help/lamplight/edge/seal/shares"
	"github.com/lamplight-help/lamplight/edge/seal/team"
	"github.com/lamplight-help/lamplight/edge/store"
	"github.com/lamplight-help/lamplight/playground/command"
)

// openExport prints what an export holds, opened with one key: an agent's,
// the operator's, or the recovery key.
func openExport(env *command.Env, args []string) error {
	flags := flag.NewFlagSet("open", flag.ContinueOnError)
	flags.SetOutput(env.Stderr)
	keyFile := flags.String("key", "", "key file: an agent's, the operator's, or the recovery key")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 || *keyFile == "" {
		return command.ErrUsage
	}
	key, err := readSecret(*keyFile)
	if err != nil {
		return err
	}
	x, err := readExport(flags.Arg(0))
	if err != nil {
		return err
	}
	defer x.db.Close()
	if err := x.unlock(key); err != nil {
		return err
	}
	n, err := x.print(env.Stdout)
	if err == nil && n == 0 {
		fmt.Fprintln(env.Stderr, "this export holds no sealed conversation")
	}
	return err
}

// exported is a site from a file, in memory.
type exported struct {
	db       *store.DB
	site     string
	team     *directory.Team
	secrets  team.Secrets
	recovery []byte // seed, when that is the key
	threads  map[[16]byte]*operator.Thread
}

func readExport(path string) (*exported, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("%s cannot be read.", path), Remedy: "Give a file that `site export` wrote.", Cause: err}
	}
	defer file.Close()
	db, err := store.Memory()
	if err != nil {
		return nil, err
	}
	edge.New(edge.Config{}).Handle(edge.Input{Kind: edge.KindStarted, Now: time.Now().UnixMilli(), Seed: make([]byte, edge.SeedSize)}, db)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	err = edge.Import(db, func() ([]byte, error) {
		if !lines.Scan() {
			return nil, lines.Err()
		}
		return lines.Bytes(), nil
	})
	x := &exported{db: db, threads: map[[16]byte]*operator.Thread{}}
	if err == nil {
		err = x.readTeam()
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return x, nil
}

func (x *exported) readTeam() error {
	rows, err := x.db.Query(`SELECT value FROM meta WHERE key = 'seal.team'`)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return &command.Problem{What: "This export holds no key directory.", Remedy: "Its conversations are not sealed; read the file itself."}
	}
	text, _ := rows[0][0].(string)
	if err := json.Unmarshal([]byte(text), &x.team); err != nil {
		return err
	}
	x.site = x.team.Site
	return nil
}

// unlock finds out what kind of key it is.
func (x *exported) unlock(key []byte) (err error) {
	if x.secrets, err = team.OpenShare(x.team, key); err == nil {
		return nil
	}
	seed, errSeed := shares.Seed(key)
	if errSeed == nil {
		if public, e := operator.Public(seed); e == nil && string(public) == string(x.team.Recovery) {
			x.recovery = seed
			return nil
		}
	}
	return &command.Problem{What: "This key opens nothing here.", Remedy: "Take the key of an agent who was in the team when the export was made, or the recovery key.", Cause: errors.Join(err, errSeed)}
}

// print writes one conversation after the other and says how many.
func (x *exported) print(w io.Writer) (int, error) {
	list, err := x.db.Query(`SELECT id, state, enclosed FROM conversations WHERE sealed > 0 ORDER BY id`)
	if err != nil {
		return 0, err
	}
	for _, c := range list {
		id, _ := c[0].(string)
		fmt.Fprintf(w, "conversation %s  %v\n", id, c[1])
		rows, err := x.db.Query(`SELECT seq, id, role, name, text, event, sealed FROM messages WHERE conversation = ? ORDER BY seq`, id)
		if err != nil {
			return 0, err
		}
		for _, r := range rows {
			fmt.Fprintf(w, "%5v  %-8v %v\n", r[0], r[2], x.line(id, r))
		}
		if enclosed, _ := c[2].(string); enclosed != "" {
			fmt.Fprintf(w, "       context  %s\n", x.open(id, id, enclosed, envelope.Context, envelope.ToTeam))
		}
		fmt.Fprintln(w)
	}
	return len(list), nil
}

// line is what one message says.
func (x *exported) line(conversation string, r []any) string {
	sealed, _ := r[6].(string)
	text, _ := r[4].(string)
	if event, _ := r[5].(string); event != "" {
		return "(" + event + ")"
	}
	if sealed == "" {
		return text
	}
	direction := envelope.ToTeam
	if r[2] == "agent" {
		direction = envelope.ToVisitor
	}
	id, _ := r[1].(string)
	return x.open(conversation, id, sealed, envelope.Message, direction)
}

// open says in brackets why a text cannot be shown.
func (x *exported) open(conversation, message, text string, kind envelope.Kind, direction envelope.Direction) string {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "[" + err.Error() + "]"
	}
	e, err := envelope.Parse(raw)
	if err != nil {
		return "[" + err.Error() + "]"
	}
	id, err := ulid.ParseStrict(message)
	if err != nil {
		return "[" + err.Error() + "]"
	}
	t, err := x.thread(e)
	if err != nil {
		return "[" + err.Error() + "]"
	}
	plain, err := t.OpenAt(e, kind, direction, id)
	if err != nil || ulid.ULID(e.Conversation).String() != conversation {
		return "[" + seal.ErrOpen.Error() + "]"
	}
	return string(plain)
}

func (x *exported) thread(e *envelope.Envelope) (t *operator.Thread, err error) {
	if t = x.threads[e.Thread]; t != nil {
		return t, nil
	}
	if x.recovery != nil {
		t, err = operator.Recovery(x.site, e, x.recovery)
	} else {
		t, err = operator.Team(x.site, e, x.secrets[e.Epoch])
	}
	if err == nil {
		x.threads[e.Thread] = t
	}
	return t, err
}

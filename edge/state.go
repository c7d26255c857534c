package edge

// State is where the hand-over of a conversation stands.
//
//	queued ◄─► offered ─► taken ─► answered ─► waiting
//	   ▲                    ▲          │           │
//	   │                    └──────────┴── visitor writes
//	   └── release ── taken, answered, waiting
//	any open state ─► taken by somebody else (hand)
//	any open state ─► resolved ─► reopened ─► (offered) taken
//	queued, offered, reopened, answered, waiting ─► expired ─► reopened
type State string

// The states at the edge. Asked, consented and sealed exist only in the page.
const (
	Queued   State = "queued"   // stored; no desk is connected
	Offered  State = "offered"  // at least one desk has it on screen
	Taken    State = "taken"    // an agent holds it and owes an answer
	Answered State = "answered" // the agent wrote last; not yet read
	Waiting  State = "waiting"  // the visitor has read the answer; the next word is theirs
	Resolved State = "resolved" // somebody said that it is solved
	Reopened State = "reopened" // it was not; waits for an agent like Queued
	Expired  State = "expired"  // nobody took it, or nobody replied, in time
)

// Move is a reason for a state to change.
type Move string

// The moves.
const (
	MoveOffer   Move = "offer"   // a desk connected
	MoveUnoffer Move = "unoffer" // the last desk went
	MoveTake    Move = "take"
	MoveRelease Move = "release"
	MoveHand    Move = "hand"   // to a colleague
	MoveAnswer  Move = "answer" // the agent wrote
	MoveRead    Move = "read"   // the visitor read up to the agent's last word
	MoveReply   Move = "reply"  // the visitor wrote
	MoveResolve Move = "resolve"
	MoveReopen  Move = "reopen"
	MoveExpire  Move = "expire"
)

// moves is the whole machine: what is not in it is illegal.
var moves = map[State]map[Move]State{
	Queued: {MoveOffer: Offered, MoveHand: Taken, MoveTake: Taken, MoveReply: Queued,
		MoveResolve: Resolved, MoveExpire: Expired},
	Offered: {MoveUnoffer: Queued, MoveHand: Taken, MoveTake: Taken, MoveReply: Offered,
		MoveResolve: Resolved, MoveExpire: Expired},
	Taken: {MoveHand: Taken, MoveRelease: Queued, MoveAnswer: Answered, MoveReply: Taken,
		MoveResolve: Resolved},
	Answered: {MoveHand: Taken, MoveRelease: Queued, MoveAnswer: Answered, MoveRead: Waiting, MoveReply: Taken,
		MoveResolve: Resolved, MoveExpire: Expired},
	Waiting: {MoveHand: Taken, MoveRelease: Queued, MoveAnswer: Answered, MoveReply: Taken,
		MoveResolve: Resolved, MoveExpire: Expired},
	Resolved: {MoveReopen: Reopened, MoveReply: Reopened},
	Reopened: {MoveHand: Taken, MoveTake: Taken, MoveReply: Reopened,
		MoveResolve: Resolved, MoveExpire: Expired},
	Expired: {MoveReopen: Reopened, MoveReply: Reopened},
}

// Next is the state after move, and whether the move is legal.
func (s State) Next(move Move) (State, bool) {
	next, ok := moves[s][move]
	return next, ok
}

// Open reports whether the conversation still waits for somebody's word.
func (s State) Open() bool { return s != Resolved && s != Expired }

// Unheld reports whether the conversation waits for an agent to take it.
func (s State) Unheld() bool { return s == Queued || s == Offered || s == Reopened }

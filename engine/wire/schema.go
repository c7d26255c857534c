package wire

// ABI is the version of this vocabulary. The page sends it in Hello; the
// engine refuses any other.
const ABI uint16 = 2

// EventKind says what happened.
type EventKind uint8

// The kinds of event. The numbers are part of the ABI.
const (
	// The session.
	EventHello   EventKind = 1 // always first; body Hello
	EventTick    EventKind = 2 // the time asked for by Wake has come
	EventPlace   EventKind = 3 // the visitor is at a place (first load, SPA route); body Place
	EventElement EventKind = 4 // describes Target, sent before its first use or when it changed; body Element
	EventBundle  EventKind = 5 // a knowledge bundle lies in the bundle region; N is its length in bytes
	EventStep    EventKind = 6 // the host says that a step begins; body Name
	EventGoal    EventKind = 7 // the host says that a goal was reached; body Name
	EventTrack   EventKind = 8 // the host counts something; body Name, N the amount
	// EventAudience: the host says to which groups the visitor belongs; body
	// Name, labels with commas between them, "" for no group in particular
	EventAudience EventKind = 9

	// What a person does.
	EventDown    EventKind = 16 // pointer pressed on Target at X, Y
	EventUp      EventKind = 17 // pointer released
	EventMove    EventKind = 18 // pointer moved to X, Y (sampled, at most 20 a second)
	EventClick   EventKind = 19 // click on Target at X, Y; N is the browser's click count
	EventKey     EventKind = 20 // a key went down in Target; Code is a KeyClass, never the key
	EventFocus   EventKind = 21 // Target has the focus
	EventBlur    EventKind = 22 // Target lost the focus
	EventInput   EventKind = 23 // Target was edited; Code is an EditClass, N the change in length
	EventInvalid EventKind = 24 // Target shows a validation failure; Code is a Validity
	EventValid   EventKind = 25 // Target is valid again
	EventSubmit  EventKind = 26 // form Target was submitted
	EventScroll  EventKind = 27 // Target (0 the page) scrolled; N is the offset in px, Y the change
	EventSelect  EventKind = 28 // text was selected in Target; N is its length
	EventCopy    EventKind = 29 // text was copied from Target
	EventHover   EventKind = 30 // the pointer rested on Target for N ms
	EventSwipe   EventKind = 31 // a touch moved by X, Y px over Target and ended
	EventZoom    EventKind = 32 // zoom or pinch; N is the new scale in percent
	EventDrag    EventKind = 33 // a drag of at least a few px began on Target
	EventFind    EventKind = 34 // in-page find or a site search was used
	EventHelp    EventKind = 35 // the visitor opened a help place of the host

	// Signs of life: what the page does.
	EventMutation EventKind = 48 // the DOM changed; N nodes, Target the nearest described element or 0
	EventNetStart EventKind = 49 // a request began; N is its number
	EventNetEnd   EventKind = 50 // request N ended; Code is the HTTP status, 0 when it failed
	EventFault    EventKind = 51 // an exception or unhandled rejection reached the window
	EventMedia    EventKind = 52 // audio or video started, paused or was sought
	EventDownload EventKind = 53 // a download or another application was started
	EventDialog   EventKind = 54 // the window lost the focus to a dialog, a picker or another window
	EventHidden   EventKind = 55 // the page is hidden
	EventVisible  EventKind = 56 // the page is visible again
	EventFreeze   EventKind = 57 // the page is about to be frozen or kept in the back/forward cache
	EventRestore  EventKind = 58 // it came back; N is the wall time away in ms, at most 1<<30
	EventReload   EventKind = 59 // this load was a reload
	EventLeave    EventKind = 60 // the page goes away
	EventAnimate  EventKind = 61 // an animation or transition began on Target

	// What became of a tip. N is the tip's number.
	EventShown     EventKind = 64 // it is on the screen
	EventMissing   EventKind = 65 // its anchor was not found in time
	EventOpened    EventKind = 66 // the visitor opened it further
	EventDismissed EventKind = 67 // closed without use
	EventAccepted  EventKind = 68 // closed with "got it"
	EventFollowed  EventKind = 69 // a link or step in it was used
	EventNever     EventKind = 70 // "not again"; Code is a Scope

	// Words.
	EventPanel    EventKind = 80 // the chat panel was opened
	EventAway     EventKind = 81 // the chat panel was closed
	EventTyping   EventKind = 82 // the question so far; body Words
	EventAsk      EventKind = 83 // a question; body Words
	EventChoose   EventKind = 84 // an article was chosen from what was offered; body Name, its id, or without one N its number
	EventRate     EventKind = 85 // "did this help?"; Code is 1 for yes, 0 for no; body Name, the article's id, or without one N
	EventPerson   EventKind = 86 // the visitor asks for a person
	EventAgreed   EventKind = 87 // the visitor agreed to send the context that was shown
	EventDeclined EventKind = 88 // and would rather not
	EventHanded   EventKind = 89 // the edge has it
	EventSaid     EventKind = 90 // an agent wrote

	// Tasks: actions of the product. N of EventTask is the visitor's day, days since 1970.
	EventTask   EventKind = 96  // the product offers one; body Task
	EventUntask EventKind = 97  // and takes it back; body Name
	EventBegin  EventKind = 98  // the visitor begins one; body Name
	EventFill   EventKind = 99  // a value for the slot that was asked for; body Words
	EventSkip   EventKind = 100 // no value for it
	EventEdit   EventKind = 101 // slot N is to be filled again
	EventRun    EventKind = 102 // the button was pressed; counts only with FlagTrusted
	EventQuit   EventKind = 103 // the visitor gives it up
	EventRan    EventKind = 104 // the action has ended; Code is 1 when it worked, 0 when not
)

// Flags qualify an event.
type Flags uint8

// The flags. They combine.
const (
	FlagTrusted Flags = 1  // made by a person, not by a script (isTrusted)
	FlagTouch   Flags = 2  // by touch or pen
	FlagKeys    Flags = 4  // by keyboard: Enter or Space on the target
	FlagAssist  Flags = 8  // by assistive technology: a click without a pointer path or key
	FlagRepeat  Flags = 16 // keyboard auto-repeat
	FlagShift   Flags = 32 // with a modifier key
	FlagAuto    Flags = 64 // by autofill, a password manager, or the page itself
)

// KeyClass is all that is recorded of a key.
type KeyClass uint16

// The key classes.
const (
	KeyOther  KeyClass = 0
	KeyText   KeyClass = 1 // a character
	KeyDelete KeyClass = 2 // Backspace or Delete
	KeyEnter  KeyClass = 3
	KeyTab    KeyClass = 4
	KeyEscape KeyClass = 5
	KeyArrow  KeyClass = 6 // arrows, Home, End, Page Up, Page Down
	KeyUndo   KeyClass = 7
	KeySpace  KeyClass = 8
)

// EditClass is all that is recorded of an edit.
type EditClass uint16

// The edit classes.
const (
	EditInsert  EditClass = 0
	EditDelete  EditClass = 1
	EditPaste   EditClass = 2
	EditReplace EditClass = 3
	EditUndo    EditClass = 4
	EditChoose  EditClass = 5 // a choice in a list, a tick, a date, a file
)

// Validity says why a field is refused.
type Validity uint16

// The validities, after ValidityState.
const (
	ValidityOther    Validity = 0
	ValidityMissing  Validity = 1
	ValidityType     Validity = 2
	ValidityPattern  Validity = 3
	ValidityLength   Validity = 4
	ValidityRange    Validity = 5
	ValidityMessage  Validity = 6 // a message of the application (aria-invalid, role alert)
	ValidityConflict Validity = 7 // the server refused it
)

// Scope is how far "not again" reaches.
type Scope uint16

// The scopes.
const (
	ScopeTip        Scope = 0
	ScopePlace      Scope = 1
	ScopeEverywhere Scope = 2
)

// Role is the kind of an element, after ARIA.
type Role uint8

// The roles. What has no entry is RoleNone.
const (
	RoleNone      Role = 0
	RoleButton    Role = 1
	RoleLink      Role = 2
	RoleTextbox   Role = 3
	RoleCheckbox  Role = 4
	RoleRadio     Role = 5
	RoleSwitch    Role = 6
	RoleCombobox  Role = 7
	RoleSlider    Role = 8
	RoleSpin      Role = 9
	RoleTab       Role = 10
	RoleMenuItem  Role = 11
	RoleOption    Role = 12
	RoleCell      Role = 13 // of a calendar, grid or palette
	RoleForm      Role = 14
	RoleDialog    Role = 15
	RoleImage     Role = 16
	RoleHeading   Role = 17
	RoleLabel     Role = 18
	RoleSearch    Role = 19
	RoleSummary   Role = 20
	RoleMedia     Role = 21
	RoleCanvas    Role = 22
	RoleText      Role = 23
	RoleRegion    Role = 24
	RoleTreeItem  Role = 25
	RoleFile      Role = 26
	RoleScrollbar Role = 27
)

// Traits are what the detectors must know of an element. They combine.
type Traits uint32

// The traits.
const (
	TraitInteractive Traits = 1      // it promises to react: native control, role, handler or pointer cursor
	TraitDisabled    Traits = 2      // disabled, aria-disabled, or styled so
	TraitEditable    Traits = 4      // text can be typed
	TraitSecret      Traits = 8      // password, card, one-time code: nothing of it is recorded
	TraitOutside     Traits = 16     // opens a tab, an application, a download, mailto or tel
	TraitRepeat      Traits = 32     // made to be pressed often: stepper, pager, carousel, plus and minus
	TraitSurface     Traits = 64     // canvas, map, drawing, game, scrubber
	TraitBackdrop    Traits = 128    // a backdrop whose click closes something
	TraitPicker      Traits = 256    // opens a native dialog: file, print, share, permission
	TraitHelp        Traits = 512    // promises help: "?", help link, tooltip
	TraitSubmit      Traits = 1024   // submits a form
	TraitPopup       Traits = 2048   // opens a menu or list (aria-haspopup, select)
	TraitCode        Traits = 4096   // code editor or other rich editor
	TraitBusy        Traits = 8192   // shows that it works: aria-busy, progress, spinner
	TraitRequired    Traits = 16384  // a field that must be filled
	TraitCompare     Traits = 32768  // reading matter: article, table, comparison
	TraitSearch      Traits = 65536  // a search field
	TraitSelected    Traits = 131072 // already in the state it would go to
)

// Act is the fixed part of an event: ActSize bytes. Hot events are nothing else.
type Act struct {
	Kind   EventKind
	Flags  Flags
	Code   uint16 // meaning depends on Kind
	Target uint32 // the page's number for an element, 0 for none
	At     uint32 // ms since the page's time origin
	X, Y   int16  // px in the viewport
	N      int32  // meaning depends on Kind
}

// Hello opens a session.
//
//wire:body Hello
type Hello struct {
	ABI     uint16 // must equal ABI
	Trace   bool   // send Traced commands
	Build   string // build of the page's script, for the trace
	Site    string // site id
	Locale  string // BCP 47 tag of the page
	Seed    uint64 // for choices; a local random number that never leaves the page
	Wall    uint64 // wall clock at the time origin, ms since 1970
	Holdout uint16 // share of visitors who get no help, 1/1000
	Memory  []byte // what Keep asked to remember, empty at first
}

// Place is where the visitor is.
//
//wire:body Place
type Place struct {
	Route string // route template, never an id or a query: "/orders/:id/refund"
	Title string // masked title of the page or view
	Steps uint16 // number of required fields or steps visible, 0 unknown
}

// Element describes Act.Target.
//
//wire:body Element
type Element struct {
	Role   Role
	Traits Traits
	Owner  uint32 // nearest interactive ancestor or labelled control; itself when it is one
	Form   uint32 // the form it belongs to, 0 for none
	Name   string // masked accessible name
	Help   string // data-help id
	Path   string // short selector, the last resort for anchoring
}

// Name carries a name given by the host, or the id of an article.
//
//wire:body Step Goal Track Audience Choose Rate Untask Begin
type Name struct {
	Name string
}

// Words carries what the visitor typed to the assistant. They stay in the page
// unless the visitor agrees to send them.
//
//wire:body Typing Ask Fill
type Words struct {
	Text string
}

// SlotKind says which values a slot takes.
type SlotKind uint8

// The kinds of slot.
const (
	SlotText   SlotKind = 0 // any words
	SlotNumber SlotKind = 1 // a number, with a point or a comma as the visitor's language has it
	SlotDate   SlotKind = 2 // a day
	SlotChoice SlotKind = 3 // one of Options, by name, or by number from 1
	SlotEmail  SlotKind = 4 // an address with one @ and a dot behind it
	SlotSecret SlotKind = 5 // stays in the page: the engine is told only that it is there
)

// Slot is one value that a task needs.
type Slot struct {
	Name     string
	Kind     SlotKind
	Options  []string // of SlotChoice
	Least    string   // smallest number ("0.5") or first day ("2026-11-21"), "" for none
	Most     string   // largest number or last day, "" for none
	Optional bool     // may be skipped
}

// Task is an action that the product registered.
//
//wire:body Task
type Task struct {
	Name  string // as in the front matter of an article
	Title string // as the visitor would say it
	Slots []Slot
}

// CommandKind says what the page should do.
type CommandKind uint8

// The kinds of command. The numbers are part of the ABI.
const (
	CommandReady    CommandKind = 1
	CommandRefuse   CommandKind = 2
	CommandWake     CommandKind = 3
	CommandShow     CommandKind = 4
	CommandHide     CommandKind = 5
	CommandTurn     CommandKind = 6
	CommandSuggest  CommandKind = 7
	CommandContext  CommandKind = 8
	CommandEscalate CommandKind = 9
	CommandKeep     CommandKind = 10
	CommandTally    CommandKind = 11
	CommandTraced   CommandKind = 12
	CommandMove     CommandKind = 13
)

// Ready answers Hello, and every bundle that was taken over.
//
//wire:command
type Ready struct {
	ABI      uint16
	Articles uint32 // articles ready to search, 0 before a bundle
}

// Refuse says that an event was not taken, and why. State is unchanged.
//
//wire:command
type Refuse struct {
	Kind   EventKind
	Code   Error
	Detail string // English, for the trace
}

// Wake asks for a Tick at a time. A later Wake replaces it; 0 cancels.
//
//wire:command
type Wake struct {
	At uint32 // ms since the time origin
}

// Form is how strongly help is offered.
type Form uint8

// The forms, from the quietest.
const (
	FormBeacon  Form = 1 // a dot beside the anchor
	FormHint    Form = 2 // one line under a field
	FormCallout Form = 3 // a box that points at the anchor
	FormCard    Form = 4 // a card in the flow of the page
	FormChat    Form = 5 // the chat opens itself a crack
	FormPerson  Form = 6 // a person is offered
)

// Anchor is where in the page something belongs; tried in this order.
type Anchor struct {
	Target   uint32 // the very element the engine knows, 0 for none
	Help     string // data-help id
	Role     Role   // with Name
	Name     string // accessible name, unmasked as the author wrote it
	Selector string
}

// Cause names one reason for a decision.
type Cause uint8

// The causes. The page has a sentence for each in every locale.
const (
	CauseRageClick       Cause = 1
	CauseDeadClick       Cause = 2
	CauseSlowResponse    Cause = 3
	CauseErrorClick      Cause = 4
	CauseDeadSwipe       Cause = 5
	CauseThrash          Cause = 6
	CauseRepeatedInvalid Cause = 7
	CauseRewrite         Cause = 8
	CauseHesitation      Cause = 9
	CauseReenter         Cause = 10
	CauseLoop            Cause = 11
	CauseQuickBack       Cause = 12
	CauseScrollHunt      Cause = 13
	CauseSeekHelp        Cause = 14
	CauseReload          Cause = 15
	CauseZoom            Cause = 16
	CauseIdle            Cause = 17
	CauseDisabledPressed Cause = 18
	CauseSystemFailure   Cause = 19
	CauseAbandon         Cause = 20
	CauseSwitching       Cause = 21
	CausePrior           Cause = 32 // what is known of this place
	CausePath            Cause = 33 // what is known of this path
	CausePace            Cause = 34 // slower than the visitor's own pace
	CauseProgress        Cause = 35 // progress, which speaks against
)

// Reason is one additive part of a probability.
type Reason struct {
	Cause  Cause
	Weight int16  // change of the probability, 1/1000
	Count  uint16 // how often it was seen, 0 where counting makes no sense
	Target uint32 // element it is about, 0 for the place
}

// Show offers help at an anchor.
//
//wire:command
type Show struct {
	Tip     uint32 // number of this tip, for the outcomes
	Article uint32 // number of the article in the bundle
	ID      string // its id, "" for an offer of the chat or a person
	Form    Form
	Risk    uint16 // probability of being stuck, 1/1000
	Anchor  Anchor
	Why     []Reason
	Title   string
	Blocks  []Block // the short form of the article
	More    bool    // the article says more than Blocks
}

// Hide withdraws a tip.
//
//wire:command
type Hide struct {
	Tip   uint32
	Cause Cause // CauseProgress when the visitor recovered
}

// BlockKind is the kind of a block of an article.
type BlockKind uint8

// The kinds of block.
const (
	BlockParagraph BlockKind = 1
	BlockHeading   BlockKind = 2
	BlockItem      BlockKind = 3 // of a bulleted list
	BlockStep      BlockKind = 4 // of a numbered list
	BlockImage     BlockKind = 5
	BlockVideo     BlockKind = 6
	BlockCode      BlockKind = 7
	BlockNote      BlockKind = 8
	BlockRow       BlockKind = 9  // of a table
	BlockRowHead   BlockKind = 10 // the first row, when it heads the columns
)

// SpanStyle is how a run of text is set. The values combine.
type SpanStyle uint8

// The styles.
const (
	SpanPlain  SpanStyle = 0
	SpanStrong SpanStyle = 1
	SpanEm     SpanStyle = 2
	SpanCode   SpanStyle = 4
	SpanCell   SpanStyle = 8  // begins the next cell of a row
	SpanHit    SpanStyle = 16 // matched the question
	SpanBreak  SpanStyle = 32 // begins a new line
)

// Span is a run of text.
type Span struct {
	Style SpanStyle
	Text  string
	Link  string // https, mailto, tel, article:ID, or help:ID of an element to point out; empty for none
}

// Block is one block of an article. Lists and tables are flat runs of blocks.
type Block struct {
	Kind  BlockKind
	Level uint8 // of a heading (1-6) or of nesting; of a note 0 info, 1 tip, 2 warning
	Spans []Span
	URL   string // of an image or video: "media:" and its hash, or https
	Alt   string // its text
	Track string // captions of a video, as URL
	Help  string // of a step: help id of the element to highlight
}

// TurnKind is what the assistant does with a question.
type TurnKind uint8

// The kinds of turn.
const (
	TurnAnswer   TurnKind = 1 // one article answers
	TurnClarify  TurnKind = 2 // two to four are close: which one?
	TurnUnknown  TurnKind = 3 // says that it does not know; offers the nearest and a person
	TurnOffer    TurnKind = 4 // offers a person
	TurnGreet    TurnKind = 5 // small talk
	TurnThanks   TurnKind = 6
	TurnLive     TurnKind = 7 // while typing: completions and best hits
	TurnRated    TurnKind = 8 // thanks for the rating; offers more when it did not help
	TurnDeclined TurnKind = 9
	TurnHanded   TurnKind = 10 // a person has it
)

// Option is something to choose.
type Option struct {
	Article uint32
	ID      string
	Title   string
	Score   uint16 // confidence, 1/1000
}

// Turn is the assistant's turn in the conversation. Fixed words come from the
// page's locale files by Kind.
//
//wire:command
type Turn struct {
	Kind       TurnKind
	Confidence uint16 // 1/1000
	Article    uint32 // for TurnAnswer
	ID         string
	Title      string
	Blocks     []Block  // the answer, matched terms marked
	Options    []Option // to choose from, or the nearest
	Terms      []string // matched terms
	Completion []string // for TurnLive: whole questions that begin so
	Person     bool     // a person is offered with this turn
	Task       string   // name of a registered task that does what the answer is about
}

// MoveKind is what happens next in a task.
type MoveKind uint8

// The kinds of move.
const (
	MoveAsk       MoveKind = 1 // ask for Slot
	MoveBad       MoveKind = 2 // the value did not fit Slot; ask again
	MoveConfirm   MoveKind = 3 // show Values and a button
	MoveRun       MoveKind = 4 // run the action with Values
	MoveDone      MoveKind = 5 // say that it worked
	MoveFailed    MoveKind = 6 // say that it did not, and offer a person
	MoveCancelled MoveKind = 7 // say that nothing was done
)

// Trouble says why a value does not fit.
type Trouble uint8

// The troubles. The page has a sentence for each in every locale.
const (
	TroubleNone   Trouble = 0
	TroubleEmpty  Trouble = 1
	TroubleLong   Trouble = 2
	TroubleNumber Trouble = 3 // no number, or more than one
	TroubleLow    Trouble = 4 // less than the slot allows
	TroubleHigh   Trouble = 5 // more than the slot allows
	TroubleDate   Trouble = 6
	TroubleEarly  Trouble = 7
	TroubleLate   Trouble = 8
	TroubleChoice Trouble = 9
	TroubleEmail  Trouble = 10
)

// Move is one move of a task.
//
//wire:command
type Move struct {
	Kind    MoveKind
	Task    string
	Slot    int16    // for MoveAsk and MoveBad, else -1
	Trouble Trouble  // for MoveBad
	Values  []string // one per slot so far, in order; empty where skipped
}

// Suggest lists the questions this visitor probably has now.
//
//wire:command
type Suggest struct {
	Options []Option
}

// Visit is one stay at a place.
type Visit struct {
	Route string
	Title string
	At    uint32 // ms since the time origin
	Dwell uint32 // ms
}

// Seen is one signal of struggle.
type Seen struct {
	Cause Cause
	At    uint32 // ms since the time origin
	Count uint16
	Name  string // masked name of the element, empty for the place
}

// Context is exactly what would go to a person; the visitor sees it first.
//
//wire:command
type Context struct {
	Question string
	Locale   string
	Visits   []Visit  // the latest, oldest first
	Signals  []Seen   // the latest, oldest first
	Shown    []string // ids of the articles that were shown
}

// Escalate tells the page to send the context it was given last.
//
//wire:command
type Escalate struct {
	Agreed bool // the visitor agreed to the context; otherwise only the question goes
}

// Keep asks the page to remember bytes for the next page, once the visitor has
// interacted with the widget. They come back in Hello.Memory.
//
//wire:command
type Keep struct {
	Memory []byte
}

// Tally counts something for the product team. No id, no time, no words.
//
//wire:command
type Tally struct {
	Key string // "shown:card-phone", "place:/cards/bind:stuck"
	N   int32
}

// Stage names a part of the engine in the trace.
type Stage uint8

// The stages, in the order data flows.
const (
	StageWire     Stage = 1
	StageJourney  Stage = 2
	StageStruggle Stage = 3
	StagePredict  Stage = 4
	StagePolicy   Stage = 5
	StageIndex    Stage = 6
	StageDialogue Stage = 7
)

// Traced is one line of the trace.
//
//wire:command
type Traced struct {
	Stage   Stage
	At      uint32
	Code    uint16 // the stage's own: a Cause, a verdict of the policy
	Target  uint32
	Value   int32 // 1/1000
	Text    string
	Reasons []Reason
}

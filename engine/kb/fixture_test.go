package kb

// password is an article that uses every field and every kind of block.
func password() Article {
	return Article{
		ID: "account/password", Title: "Change your password",
		Questions: []string{"How do I change my password?", "where is the next button"},
		Keywords:  []string{"passcode"},
		Signals:   []string{"dead_click", "rage_click"},
		Audience:  []string{"personal"},
		Followups: []string{"account/two-step"},
		Task:      "password",
		Anchors: []Anchor{
			{Help: "password-next"},
			{Role: "button", Name: "  Next\n step ", Route: "/settings/*"},
			{Selector: "#pw > button"},
			{Route: "/settings/:tab/password"},
		},
		Media:    []Medium{{Ref: "media:ab", Type: "video/mp4", Alt: "The form", Captions: "media:cd", Poster: "media:ef"}},
		Variants: []Variant{{Name: "short", Form: "hint", Blocks: []Block{para(text("Two more letters."))}}},
		Blocks:   everyKind(),
	}
}

func text(s string) Block            { return Block{Kind: Text, Text: s} }
func para(kids ...Block) Block       { return Block{Kind: Paragraph, Kids: kids} }
func of(k Kind, kids ...Block) Block { return Block{Kind: k, Kids: kids} }

func everyKind() []Block {
	return []Block{
		{Kind: Heading, Arg: 2, Kids: []Block{text("Before you start")}},
		para(text("Open "), Block{Kind: Link, Ref: "article:account/two-step", Kids: []Block{of(Strong, text("two-step"))}},
			of(Break), of(Emphasis, text("now")), Block{Kind: CodeSpan, Text: "esc"}),
		of(List, of(Item, para(text("one"))), of(Item)),
		of(Steps, Block{Kind: Item, Ref: "password-next", Kids: []Block{
			para(text("Press "), Block{Kind: Element, Ref: "password-next", Kids: []Block{text("Next")}})}}),
		{Kind: Image, Ref: "media:ef", Text: "The form with its button"},
		{Kind: Video, Ref: "media:ab", Text: "A film", Kids: []Block{{Kind: Captions, Ref: "media:cd", Text: "en"}}},
		{Kind: Code, Text: "a < b\n", Ref: "go"},
		{Kind: Note, Arg: NoteWarning, Kids: []Block{para(text("It signs you out elsewhere."))}},
		{Kind: Table, Arg: 1, Kids: []Block{of(Row, Block{Kind: Cell, Arg: 2, Kids: []Block{text("规则")}})}},
	}
}

func sample() *Source {
	return &Source{
		Site: "demo", Locale: "en",
		Articles: []Article{
			password(),
			{ID: "account/two-step", Title: "Two-step sign-in", Anchors: []Anchor{{Help: "password-next"}}, Signals: []string{"rage_click"}},
			{ID: "cards/bind", Title: "Bind a card"},
		},
		Media: []Asset{{Ref: "media:ef", Type: "image/png", Size: 9}, {Ref: "media:ab", Type: "video/mp4", Size: 1 << 30}},
		Index: []byte{1, 2, 3}, Model: nil,
	}
}

package kb

// A list of blocks is a count and its nodes. A node is its kind (u8), then,
// as its kind has them: arg (u8), text (str), ref (str), kids (list). The
// page reads these bytes as they lie in the bundle.

// AppendBlocks appends the encoding of a list of blocks to dst. It fails with
// ErrKind, ErrNesting, ErrLimit or ErrUTF8 when the tree breaks a rule.
func AppendBlocks(dst []byte, blocks []Block) ([]byte, error) {
	w := writer{b: dst}
	w.blocks(blocks)
	return w.b, w.code.err()
}

// DecodeBlocks is the inverse of AppendBlocks. The strings of the result are
// views into b.
func DecodeBlocks(b []byte) ([]Block, error) {
	r := reader{b: b}
	v := r.blocks()
	if err := r.done(); err != nil {
		return nil, err
	}
	return v, nil
}

func (w *writer) blocks(v []Block) {
	budget := uint32(MaxBlocks)
	w.nodes(v, groupBlock, 0, &budget)
}

func (w *writer) nodes(v []Block, want group, depth uint32, budget *uint32) {
	if depth >= MaxDepth && len(v) > 0 {
		w.fail(ErrNesting)
	}
	if uint64(len(v)) > uint64(*budget) {
		w.fail(ErrLimit)
	}
	if w.code != 0 {
		return
	}
	*budget -= uint32(len(v))
	w.varint(uint32(len(v)))
	for i := range v {
		w.node(&v[i], want, depth, budget)
	}
}

func (w *writer) node(n *Block, want group, depth uint32, budget *uint32) {
	s, ok := specOf(n.Kind)
	if !ok {
		w.fail(ErrKind)
		return
	}
	if s.is != want {
		w.fail(ErrNesting)
		return
	}
	if stray(n, s) {
		w.fail(ErrKind)
		return
	}
	w.u8(uint8(n.Kind))
	if s.fields&hasArg != 0 {
		w.u8(n.Arg)
	}
	if s.fields&hasText != 0 {
		w.str(n.Text)
	}
	if s.fields&hasRef != 0 {
		w.str(n.Ref)
	}
	if s.fields&hasKids != 0 {
		w.nodes(n.Kids, s.holds, depth+1, budget)
	}
}

// stray reports a field that the node's kind does not have, or a bad Arg.
func stray(n *Block, s spec) bool {
	return n.Arg > s.maxArg ||
		s.fields&hasText == 0 && n.Text != "" ||
		s.fields&hasRef == 0 && n.Ref != "" ||
		s.fields&hasKids == 0 && len(n.Kids) > 0
}

func (r *reader) blocks() []Block {
	budget := uint32(MaxBlocks)
	return r.nodes(groupBlock, 0, &budget)
}

func (r *reader) nodes(want group, depth uint32, budget *uint32) []Block {
	n := r.count(*budget)
	if n == 0 {
		return nil
	}
	if depth >= MaxDepth {
		r.fail(ErrNesting)
		return nil
	}
	*budget -= n
	v := make([]Block, n)
	for i := range v {
		if r.code != 0 {
			return nil
		}
		r.node(&v[i], want, depth, budget)
	}
	return v
}

func (r *reader) node(n *Block, want group, depth uint32, budget *uint32) {
	n.Kind = Kind(r.u8())
	if r.code != 0 {
		return
	}
	s, ok := specOf(n.Kind)
	if !ok {
		r.fail(ErrKind)
		return
	}
	if s.is != want {
		r.fail(ErrNesting)
		return
	}
	if s.fields&hasArg != 0 {
		if n.Arg = r.u8(); n.Arg > s.maxArg {
			r.fail(ErrKind)
		}
	}
	if s.fields&hasText != 0 {
		n.Text = r.str()
	}
	if s.fields&hasRef != 0 {
		n.Ref = r.str()
	}
	if s.fields&hasKids != 0 {
		n.Kids = r.nodes(s.holds, depth+1, budget)
	}
}

package host

// A hand-assembled module stands in for engines that no compiler makes: one
// of another version, one that traps, one that lies about its memory.

// fake describes such a module: one page of memory, and the constant that
// each export returns. A trap returns nothing.
type fake struct {
	abi, inbox, handle, outbox, bundle uint32
	trap                               bool // ll_handle executes `unreachable`
	without                            string
}

func (f fake) bytes() []byte {
	type export struct {
		name string
		typ  byte // 0: () -> (), 1: () -> i32, 2: i32 -> i32
		body []byte
	}
	constant := func(v uint32) []byte { return append([]byte{0x41}, signed(int32(v))...) }
	handle := constant(f.handle)
	if f.trap {
		handle = []byte{0x00}
	}
	exports := []export{
		{"_initialize", 0, nil}, {"ll_abi", 1, constant(f.abi)}, {"ll_inbox", 2, constant(f.inbox)},
		{"ll_handle", 2, handle}, {"ll_outbox", 1, constant(f.outbox)}, {"ll_bundle", 2, constant(f.bundle)}, {"ll_close", 0, nil},
	}
	var funcs, names, code [][]byte
	for i, e := range exports {
		funcs = append(funcs, []byte{e.typ})
		body := append(append([]byte{0}, e.body...), 0x0b)
		code = append(code, append(leb(len(body)), body...))
		if e.name != f.without {
			names = append(names, append(text(e.name), 0, byte(i)))
		}
	}
	names = append(names, append(text("memory"), 2, 0))
	types := [][]byte{{0x60, 0, 0}, {0x60, 0, 1, 0x7f}, {0x60, 1, 0x7f, 1, 0x7f}}
	out := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range []struct {
		id    byte
		items [][]byte
	}{{1, types}, {3, funcs}, {5, [][]byte{{0, 1}}}, {7, names}, {10, code}} {
		body := leb(len(s.items))
		for _, item := range s.items {
			body = append(body, item...)
		}
		out = append(append(append(out, s.id), leb(len(body))...), body...)
	}
	return out
}

func text(s string) []byte { return append(leb(len(s)), s...) }

// leb is unsigned LEB128.
func leb(n int) (b []byte) {
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}

// signed is signed LEB128.
func signed(v int32) (b []byte) {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

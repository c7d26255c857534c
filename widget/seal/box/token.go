package box

import "github.com/lamplight-help/lamplight/widget/seal/voprf"

func blind(f *[maxFields][]byte) ([]byte, Code) {
	if len(f[0]) != voprf.InputSize {
		return nil, Malformed
	}
	secret, element, err := voprf.Blind(f[0], f[1])
	if err != nil {
		return nil, Malformed
	}
	return append(secret, element...), OK
}

func finalize(f *[maxFields][]byte) ([]byte, Code) {
	inputs, blinds, blinded, evaluated := parts(f[2]), parts(f[3]), parts(f[4]), parts(f[5])
	outputs, err := voprf.Finalize(f[0], f[1], inputs, blinds, blinded, evaluated)
	if err != nil {
		return nil, BadProof
	}
	var out []byte
	for _, o := range outputs {
		out = append(out, o...)
	}
	return out, OK
}

// parts cuts a list of elements, inputs or blinds, which all have 32 bytes. A
// rest that is shorter stays as it is, and is refused for it.
func parts(b []byte) (list [][]byte) {
	for len(b) > 0 {
		n := min(len(b), voprf.ElementSize)
		list, b = append(list, b[:n:n]), b[n:]
	}
	return list
}

package text

// Hash is the 32-bit FNV-1a hash of a feature, with a final mix so that its
// low bits can be used as a bucket.
func Hash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return Mix(h)
}

// Mix spreads the bits of h (the finaliser of MurmurHash3).
func Mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85EBCA6B
	h ^= h >> 13
	h *= 0xC2B2AE35
	return h ^ h>>16
}

// Grams passes the hash of every character n-gram of a folded word to emit,
// for n in [from, to] runes. The word counts as if one space stood on each
// side, so that beginnings and ends differ from middles.
func Grams(word string, from, to int, emit func(hash uint32)) {
	var at [maxWord + 3]int // where each rune of " word " begins
	n := 1
	at[0] = -1
	for i := range word {
		if n >= len(at)-2 {
			break
		}
		at[n] = i
		n++
	}
	at[n], at[n+1] = len(word), len(word)+1
	n++
	for i := 0; i+from <= n; i++ {
		h := uint32(2166136261)
		for j := i; j < n && j < i+to; j++ {
			h = hashRange(h, word, at[j], at[j+1])
			if j+1-i >= from {
				emit(Mix(h ^ gramSalt))
			}
		}
	}
}

// gramSalt keeps n-grams apart from whole words with the same letters.
const gramSalt = 0x9E3779B9

// hashRange extends an FNV-1a hash by word[from:to]; outside the word is space.
func hashRange(h uint32, word string, from, to int) uint32 {
	for i := from; i < to; i++ {
		c := byte(' ')
		if i >= 0 && i < len(word) {
			c = word[i]
		}
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

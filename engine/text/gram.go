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

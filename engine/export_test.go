package engine

// Teach takes a model as a bundle brings it, and reports whether it was taken.
func (e *Engine) Teach(b []byte) bool {
	e.teach(b)
	return e.model != nil
}

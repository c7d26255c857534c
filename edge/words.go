package edge

// postAsk says whether a page may have an answer by the language model now:
// 204 and one answer is booked, or 429. Hosts whose model runs apart from the
// site's memory, as a Worker's does, ask here before they ask the model, so
// that the rates are exact. The request itself is not shown to the core.
func (t *turn) postAsk(c *call) *Error {
	if e := t.limit(t.peerKey("answer:", c.Peer), t.core.cfg.Limits.Answers); e != nil {
		return e
	}
	if e := t.limit("answers", t.core.cfg.Limits.SiteAnswers); e != nil {
		return e
	}
	t.respond(204, nil)
	return nil
}

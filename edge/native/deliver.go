package native

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/doyensec/safeurl"

	"github.com/lamplight-help/lamplight/edge"
)

const deliverTimeout = 20 * time.Second

// deliver posts one hand-off and reports how it went. Nothing is lost if the
// process ends before the report: the outbox row's lease runs out and the
// core tries again.
func (st *site) deliver(e edge.Effect) {
	out := &edge.Delivered{ID: e.Delivery}
	status, retry, err := st.server.post(e)
	out.Status, out.Retry = status, retry
	if err != nil {
		out.Error = err.Error()
	}
	if status < 200 || status > 299 {
		st.server.counts.failed.Add(1)
	}
	st.submit(job{in: edge.Input{Kind: edge.KindDelivered, Delivered: out}})
}

// post follows no redirect and connects to public addresses only; the check is
// made on the address that is dialled, so a name cannot change in between. The
// answer's body is not read.
func (s *Server) post(e edge.Effect) (status int, retry int64, err error) {
	req, err := http.NewRequest(http.MethodPost, e.URL, bytes.NewReader(e.Body))
	if err != nil {
		return 0, 0, err
	}
	for _, h := range e.Headers {
		req.Header.Set(h[0], h[1])
	}
	client := s.deliveryClient(req.URL)
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return 0, 0, err
	}
	res.Body.Close()
	return res.StatusCode, edge.RetryAfter(res.Header.Get("Retry-After")), nil
}

func (s *Server) deliveryClient(to *url.URL) *safeurl.WrappedClient {
	b := safeurl.GetConfigBuilder().
		SetTimeout(deliverTimeout).
		SetCheckRedirect(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }).
		SetAllowedSchemes("https").SetAllowedPorts(443)
	if s.cfg.LoopbackWebhooks {
		port, _ := strconv.Atoi(to.Port())
		b = b.SetAllowedSchemes("http", "https").SetAllowedPorts(port).SetAllowedIPsCIDR("127.0.0.0/8")
	}
	return safeurl.Client(b.Build())
}

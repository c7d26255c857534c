package native

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/edge"
)

// bodyTimeout bounds the reading of a body, however slowly it comes.
const bodyTimeout = 10 * time.Second

// Handler serves /v1/, /healthz and /metrics.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/", s.serveSite)
	mux.HandleFunc("GET /healthz", s.serveHealth)
	mux.HandleFunc("GET /metrics", s.serveMetrics)
	return mux
}

// serveSite turns a request into an input for its site, and the effect that
// comes back into the answer.
func (s *Server) serveSite(w http.ResponseWriter, r *http.Request) {
	s.counts.requests.Add(1)
	req := readRequest(w, r)
	in := edge.Input{Kind: edge.KindRequest, Request: req}
	name, _ := edge.SiteOf(req.Path)
	if req.Socket != "" {
		name = shardName(name, edge.ShardOf(req.Protocol))
	}
	st, err := s.site(name)
	if err != nil { // stopping, or the database does not open
		s.cfg.Log("site " + name + ": " + err.Error())
		s.refuse(w, s.core.Unstored(s.stamp(in)))
		return
	}
	if st == nil {
		s.refuse(w, s.core.NoSite(s.stamp(in)))
		return
	}
	e, ok := st.submitRequest(r.Context(), req)
	if !ok {
		s.refuse(w, s.core.Unstored(s.stamp(in)))
		return
	}
	switch e.Kind {
	case edge.EffectAccept:
		s.counts.sockets.Add(1)
		defer s.counts.sockets.Add(-1)
		st.upgrade(w, r, e)
	default:
		respond(w, compressed(r, e))
	}
}

// compressMin is the size in bytes below which compression costs more than it
// saves: about one network packet.
const compressMin = 1400

// compressed gzips a large body for a client that takes it. Bundles shrink to
// about a third; they are immutable, so a page asks for each only once.
func compressed(r *http.Request, e edge.Effect) edge.Effect {
	if len(e.Body) < compressMin || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return e
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(e.Body) // a Buffer takes everything
	z.Close()
	e.Body = out.Bytes()
	e.Headers = append(slices.Clone(e.Headers), [2]string{"Content-Encoding", "gzip"}, [2]string{"Vary", "Accept-Encoding"})
	return e
}

// refuse answers without a site.
func (s *Server) refuse(w http.ResponseWriter, effects []edge.Effect) {
	for _, e := range effects {
		if e.Kind == edge.EffectRespond {
			respond(w, e)
		}
	}
}

func respond(w http.ResponseWriter, e edge.Effect) {
	for _, h := range e.Headers {
		w.Header().Add(h[0], h[1])
	}
	if e.Status != http.StatusNoContent && e.Status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(e.Body)))
	}
	w.WriteHeader(e.Status)
	w.Write(e.Body) // net/http drops it for HEAD; a client that has gone is no error
}

// readRequest copies what the core needs to know.
func readRequest(w http.ResponseWriter, r *http.Request) *edge.Request {
	req := &edge.Request{
		Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Peer: peerOf(r),
		Origin:          joined(r, "Origin"),
		Authorization:   joined(r, "Authorization"),
		ContentType:     joined(r, "Content-Type"),
		ContentEncoding: joined(r, "Content-Encoding"),
		IfNoneMatch:     joined(r, "If-None-Match"),
		Protocol:        joined(r, "Sec-WebSocket-Protocol"),
		Cookie:          strings.Join(r.Header.Values("Cookie"), "; "),
		CSRF:            joined(r, "X-Lamplight-CSRF"),
		Assertion:       joined(r, "Cf-Access-Jwt-Assertion"),

		WebhookID:        joined(r, "Webhook-Id"),
		WebhookTimestamp: joined(r, "Webhook-Timestamp"),
		WebhookSignature: joined(r, "Webhook-Signature"),
	}
	if strings.EqualFold(r.Header.Get("Upgrade"), "websocket") && r.Method == http.MethodGet {
		req.Socket = newSocketID()
		return req
	}
	readBody(w, r, req)
	return req
}

// joined is a header's lines as one value, so that a repeated header is not
// mistaken for its first line.
func joined(r *http.Request, name string) string {
	return strings.Join(r.Header.Values(name), ", ")
}

func readBody(w http.ResponseWriter, r *http.Request, req *edge.Request) {
	limit := int64(edge.BodyCap(req.Method, req.Path))
	if r.ContentLength > limit {
		req.Truncated = true
		return
	}
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	control := http.NewResponseController(w)
	control.SetReadDeadline(time.Now().Add(bodyTimeout)) // unsupported only in tests without a connection
	defer control.SetReadDeadline(time.Time{})
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		req.Truncated = true
	case err != nil:
		req.Broken = true
	default:
		req.Body = body
	}
}

// peerOf is the address that the connection comes from. Forwarding headers
// are ignored: anybody can write them.
func peerOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

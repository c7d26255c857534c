package edgebench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
)

// rates is what a load found. The zero value prints as not measured.
type rates struct {
	perSecond float64
	p50, p99  time.Duration
}

// String is three cells of the table.
func (r rates) String() string {
	if r.perSecond == 0 {
		return "-\t-\t-"
	}
	return fmt.Sprintf("%.0f\t%s\t%s", r.perSecond, short(r.p50), short(r.p99))
}

func short(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}

// warmUp is how long a load runs before it counts.
const warmUp = 500 * time.Millisecond

// repeat calls each of the functions over and over, all at once, and times
// the calls that begin after the warm-up.
func repeat(ctx context.Context, span time.Duration, list []func() error) (rates, error) {
	from := time.Now().Add(warmUp)
	until := from.Add(span)
	times := make([][]time.Duration, len(list))
	errs := make([]error, len(list))
	var wg sync.WaitGroup
	for i, call := range list {
		wg.Go(func() {
			for ctx.Err() == nil && errs[i] == nil {
				begin := time.Now()
				if begin.After(until) {
					return
				}
				errs[i] = call()
				if begin.After(from) {
					times[i] = append(times[i], time.Since(begin))
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return rates{}, err
		}
	}
	all := slices.Concat(times...)
	if len(all) == 0 {
		return rates{}, fmt.Errorf("nothing was answered within %v", span)
	}
	slices.Sort(all)
	return rates{float64(len(all)) / span.Seconds(), all[len(all)/2], all[len(all)*99/100]}, ctx.Err()
}

// sendRequests asks for url over n connections at once.
func sendRequests(ctx context.Context, url string, n int, span time.Duration) (rates, error) {
	transport := &http.Transport{MaxIdleConnsPerHost: n, DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	list := make([]func() error, n)
	for i := range list {
		list[i] = func() error {
			res, err := client.Get(url)
			if err != nil {
				return err
			}
			defer res.Body.Close()
			if _, err := io.Copy(io.Discard, res.Body); err != nil {
				return err
			}
			if res.StatusCode != http.StatusOK {
				return fmt.Errorf("status %d", res.StatusCode)
			}
			return nil
		}
	}
	return repeat(ctx, span, list)
}

// sendMessages sends messages over n sockets at once, each the next after the
// ack of the last.
func sendMessages(ctx context.Context, r *running, dial dialer, n int, span time.Duration) (rates, error) {
	list := make([]func() error, n)
	for i := range list {
		conn, err := dial(ctx, r)
		if err != nil {
			return rates{}, fmt.Errorf("socket %d: %w", i, err)
		}
		defer conn.CloseNow()
		list[i] = func() error { return sendMessage(ctx, conn) }
	}
	return repeat(ctx, span, list)
}

// sendMessage sends one message and waits for its ack.
func sendMessage(ctx context.Context, conn *websocket.Conn) error {
	id := edgetest.NewID()
	frame, err := json.Marshal(edge.ClientFrame{T: "send", ID: id, Text: "Why can't I bind my card? It says that the phone number differs."})
	if err != nil {
		return err
	}
	if err := conn.Write(ctx, websocket.MessageText, frame); err != nil {
		return err
	}
	answer, err := await(ctx, conn, func(f edgetest.Frame) bool { return f.ID == id })
	if err == nil && answer.T != "ack" {
		err = fmt.Errorf("refused: %s", answer.Raw)
	}
	return err
}

// await reads until a frame matches.
func await(ctx context.Context, conn *websocket.Conn, match func(edgetest.Frame) bool) (edgetest.Frame, error) {
	ctx, cancel := context.WithTimeout(ctx, edgetest.Patience)
	defer cancel()
	for {
		_, data, err := conn.Read(ctx)
		if err != nil {
			return edgetest.Frame{}, err
		}
		f := edgetest.Frame{Raw: string(data)}
		if err := json.Unmarshal(data, &f); err != nil {
			return f, err
		}
		if match(f) {
			return f, nil
		}
	}
}

//go:build js

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"syscall/js"

	"github.com/syumai/workers/cloudflare"
	"github.com/syumai/workers/cloudflare/queues"

	"github.com/lamplight-help/lamplight/edge"
)

// deliveryPatience is what a receiver of hand-offs has for its answer, ms.
const deliveryPatience = 15_000

// delivery is a message of the queue, as handoff.mjs wrote it.
type delivery struct {
	Object  string      `json:"object"` // id of the object that waits for the outcome
	ID      string      `json:"id"`
	URL     string      `json:"url"`
	Headers [][2]string `json:"headers"`
	Body    string      `json:"body"`
}

// consume posts the hand-offs of a batch, each for itself. What cannot be
// handled is tried again alone and ends in the dead letters alone: a panic
// that left this function would take the whole batch along.
func consume(batch *queues.MessageBatch) error {
	var all sync.WaitGroup
	for _, m := range batch.Messages {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					fmt.Println("ALERT hand-off", m.ID, "cannot be handled, try", m.Attempts, ":", p)
					m.Retry()
				}
			}()
			if err := handOff(m); err != nil {
				panic(err)
			}
			m.Ack()
		})
	}
	all.Wait()
	return nil
}

// handOff posts one message and tells its object how that went. A receiver
// that fails is no error: the object's outbox decides about the next attempt.
func handOff(m *queues.Message) error {
	var d delivery
	if m.Body.Type() != js.TypeObject {
		return errors.New("not a hand-off")
	}
	if err := json.Unmarshal([]byte(js.Global().Get("JSON").Call("stringify", m.Body).String()), &d); err != nil {
		return fmt.Errorf("not a hand-off: %w", err)
	}
	if d.ID == "" || d.Object == "" {
		return errors.New("not a hand-off: it has no id or no object")
	}
	outcome := map[string]any{"id": d.ID, "status": 0}
	if status, retry, err := post(d); err != nil {
		outcome["error"] = err.Error()
	} else {
		outcome["status"], outcome["retry"] = status, retry
	}
	sites := cloudflare.GetBinding("SITE")
	_, err := await(sites.Call("get", sites.Call("idFromString", d.Object)).Call("delivered", outcome))
	return err
}

// post sends one hand-off. It follows no redirect and reads no answer.
func post(d delivery) (status int, retry int64, err error) {
	if err := edge.CheckTarget(d.URL); err != nil {
		return 0, 0, err
	}
	headers := js.Global().Get("Headers").New()
	for _, h := range d.Headers {
		headers.Call("set", h[0], h[1])
	}
	reply, err := await(js.Global().Get("fetch").Invoke(d.URL, map[string]any{
		"method": "POST", "headers": headers, "body": d.Body, "redirect": "manual",
		"signal": js.Global().Get("AbortSignal").Call("timeout", deliveryPatience),
	}))
	if err != nil {
		return 0, 0, err
	}
	if body := reply.Get("body"); body.Truthy() {
		await(body.Call("cancel")) // whatever is still to come is not wanted
	}
	if after := reply.Get("headers").Call("get", "Retry-After"); after.Type() == js.TypeString {
		retry = edge.RetryAfter(after.String())
	}
	return reply.Get("status").Int(), retry, nil
}

// await waits for a promise.
func await(promise js.Value) (js.Value, error) {
	type result struct {
		value js.Value
		err   error
	}
	done := make(chan result, 1)
	var then, failed js.Func
	then = js.FuncOf(func(_ js.Value, args []js.Value) any {
		value := js.Undefined()
		if len(args) > 0 {
			value = args[0]
		}
		done <- result{value: value}
		return nil
	})
	failed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- result{err: errors.New(js.Global().Call("String", args[0]).String())}
		return nil
	})
	defer then.Release()
	defer failed.Release()
	promise.Call("then", then, failed)
	r := <-done
	return r.value, r.err
}

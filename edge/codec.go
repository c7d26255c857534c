package edge

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// The boundary as bytes, for hosts that are not written in Go.
//
//	message = length of JSON (4 bytes, little endian) | JSON | bodies
//
// The JSON of an Input is its struct plus "body_size"; the JSON of effects is
// an array, each element with "body_size" where it has a body. Bodies follow
// in the order of their owners, so bytes never travel as base64.

type inputJSON struct {
	Input
	BodySize int `json:"body_size,omitempty"`
}

type effectJSON struct {
	Effect
	BodySize int `json:"body_size,omitempty"`
}

var errShort = errors.New("edge: message is shorter than it says")

// EncodeInput is the inverse of DecodeInput.
func EncodeInput(in Input) ([]byte, error) {
	var body []byte
	if in.Request != nil {
		body = in.Request.Body
	}
	head, err := json.Marshal(inputJSON{in, len(body)})
	if err != nil {
		return nil, fmt.Errorf("edge: encode input: %w", err)
	}
	return append(frameJSON(head), body...), nil
}

// DecodeInput reads one Input. The body aliases msg.
func DecodeInput(msg []byte) (Input, error) {
	head, rest, err := splitJSON(msg)
	if err != nil {
		return Input{}, err
	}
	var in inputJSON
	if err := json.Unmarshal(head, &in); err != nil {
		return Input{}, fmt.Errorf("edge: decode input: %w", err)
	}
	if in.BodySize != len(rest) || (in.Request == nil && len(rest) > 0) {
		return Input{}, errShort
	}
	if in.Request != nil && len(rest) > 0 {
		in.Request.Body = rest
	}
	return in.Input, nil
}

// EncodeEffects is the inverse of DecodeEffects.
func EncodeEffects(effects []Effect) ([]byte, error) {
	list := make([]effectJSON, len(effects))
	total := 0
	for i, e := range effects {
		list[i] = effectJSON{e, len(e.Body)}
		total += len(e.Body)
	}
	head, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("edge: encode effects: %w", err)
	}
	out := frameJSON(head)
	for _, e := range effects {
		out = append(out, e.Body...)
	}
	return out, nil
}

// DecodeEffects reads the effects of one input. Bodies alias msg.
func DecodeEffects(msg []byte) ([]Effect, error) {
	head, rest, err := splitJSON(msg)
	if err != nil {
		return nil, err
	}
	var list []effectJSON
	if err := json.Unmarshal(head, &list); err != nil {
		return nil, fmt.Errorf("edge: decode effects: %w", err)
	}
	effects := make([]Effect, len(list))
	for i, e := range list {
		if e.BodySize < 0 || e.BodySize > len(rest) {
			return nil, errShort
		}
		effects[i] = e.Effect
		if e.BodySize > 0 {
			effects[i].Body, rest = rest[:e.BodySize:e.BodySize], rest[e.BodySize:]
		}
	}
	if len(rest) > 0 {
		return nil, errors.New("edge: bytes after the last body")
	}
	return effects, nil
}

func frameJSON(head []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(make([]byte, 0, 4+len(head)), uint32(len(head))), head...)
}

func splitJSON(msg []byte) (head, rest []byte, err error) {
	if len(msg) < 4 {
		return nil, nil, errShort
	}
	n := binary.LittleEndian.Uint32(msg)
	if uint64(n) > uint64(len(msg)-4) {
		return nil, nil, errShort
	}
	return msg[4 : 4+n], msg[4+n:], nil
}

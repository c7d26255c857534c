//go:build js && wasm

package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unsafe"

	"github.com/lamplight-help/lamplight/edge"
)

// store is edge.DB over the SQL handle of the object whose input is running.
// A statement crosses as one message of bytes and its rows come back as one:
//
//	statement = argument count u16 | value…        the text travels beside it
//	rows      = row count u32 | column count u16 | value…
//	value     = 0 | 1 float64 | 2 size u32 bytes (text) | 3 size u32 bytes (blob)
//
// Everything is little endian. JavaScript has one kind of number, so integers
// travel as float64 and are refused beyond 2^53 instead of being rounded.
type store struct{}

const (
	tagNull = iota
	tagNumber
	tagText
	tagBlob
)

// sql runs the statement and returns the size of the rows, or of the error
// text as a negative number. The shell keeps the bytes until take.
//
//go:wasmimport lamplight sql
func sql(query, querySize, args, argsSize uint32) int32

// take copies the bytes that sql announced.
//
//go:wasmimport lamplight take
func take(to uint32)

// statement is reused: the core runs one statement at a time.
var statement []byte

// Exec runs a statement for its effect.
func (s store) Exec(query string, args ...any) error {
	_, err := s.run(query, args)
	return err
}

// Query runs a statement and returns all its rows.
func (s store) Query(query string, args ...any) ([][]any, error) {
	data, err := s.run(query, args)
	if err != nil {
		return nil, err
	}
	return decodeRows(data)
}

func (store) run(query string, args []any) ([]byte, error) {
	var err error
	if statement, err = encodeArgs(statement[:0], args); err != nil {
		return nil, err
	}
	text := unsafe.Slice(unsafe.StringData(query), len(query))
	n := sql(uint32(address(text)), uint32(len(text)), uint32(address(statement)), uint32(len(statement)))
	failed := n < 0
	if failed {
		n = -n
	}
	data := make([]byte, n)
	take(uint32(address(data)))
	if failed {
		return nil, errors.New(string(data))
	}
	return data, nil
}

func encodeArgs(b []byte, args []any) ([]byte, error) {
	b = binary.LittleEndian.AppendUint16(b, uint16(len(args)))
	for i, arg := range args {
		switch v := arg.(type) {
		case nil:
			b = append(b, tagNull)
		case int64:
			if v > edge.MaxInt || v < -edge.MaxInt {
				return nil, fmt.Errorf("argument %d: %d does not fit into 53 bits", i+1, v)
			}
			b = appendNumber(b, float64(v))
		case float64:
			b = appendNumber(b, v)
		case string:
			b = append(binary.LittleEndian.AppendUint32(append(b, tagText), uint32(len(v))), v...)
		case []byte:
			b = append(binary.LittleEndian.AppendUint32(append(b, tagBlob), uint32(len(v))), v...)
		default:
			return nil, fmt.Errorf("argument %d is %T; want nil, int64, float64, string or []byte", i+1, arg)
		}
	}
	return b, nil
}

func appendNumber(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(append(b, tagNumber), math.Float64bits(v))
}

// decodeRows trusts the sizes: the shell wrote them a moment ago.
func decodeRows(b []byte) ([][]any, error) {
	count, columns := int(binary.LittleEndian.Uint32(b)), int(binary.LittleEndian.Uint16(b[4:]))
	b = b[6:]
	rows := make([][]any, count)
	for r := range rows {
		row := make([]any, columns)
		for c := range row {
			tag := b[0]
			b = b[1:]
			switch tag {
			case tagNumber:
				v := math.Float64frombits(binary.LittleEndian.Uint64(b))
				b = b[8:]
				if v == math.Trunc(v) && math.Abs(v) > edge.MaxInt && !math.IsInf(v, 0) {
					return nil, fmt.Errorf("column %d holds %g, which may not be the integer that was stored", c+1, v)
				}
				row[c] = v
			case tagText, tagBlob:
				n := binary.LittleEndian.Uint32(b)
				data := b[4 : 4+n : 4+n]
				b = b[4+n:]
				if row[c] = any(data); tag == tagText {
					row[c] = string(data)
				}
			}
		}
		rows[r] = row
	}
	return rows, nil
}

// address is where b lies in linear memory, 0 when b is empty.
func address(b []byte) int32 {
	return int32(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}

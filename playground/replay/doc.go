// Package replay feeds recorded episodes of real people through the engine
// that ships: the WebAssembly bytes, under wazero, one fresh instance per
// episode.
//
// Each episode becomes one JSON line: the signals with their times, the
// highest risk, and what would have been shown from the few articles in kb/.
// The last line sums up. The trace that the engine sends is all that is read;
// nothing looks inside.
package replay

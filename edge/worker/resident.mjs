// The resident Go core: one instance per isolate, shared by all site objects,
// called synchronously. site/main.go is the other side of this boundary.
import "./wasm_exec.js";
import { decodeEffects, encodeInput, stamp } from "./codec.mjs";
import module from "./site.wasm";

const { Go } = globalThis; // taken now: the stateless Worker brings its own
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const TEXT = 2;
const BLOB = 3;

// WebAssembly memory never shrinks and an isolate has 128 MB. The instance keeps nothing
// between calls, so one that a large bundle has grown beyond this is simply left behind.
const MEMORY = 48 << 20;

let instance = null; // { go, exports }, or null before the first call and after a crash
let sql = null; // the SQL handle of the object whose input is running
let reply = new Uint8Array(0); // rows or error text until Go takes them

/** start builds an instance. Go reads random bytes at start, so this happens within a request. */
function start() {
	const go = new Go();
	// Timers of one object's request must not fire in another's; the core uses none, and the
	// Go runtime's own (returning memory, which wasm cannot) are better off asleep.
	go.importObject.gojs["runtime.scheduleTimeoutEvent"] = (sp) => go.mem.setInt32((sp >>> 0) + 16, 0, true);
	go.importObject.gojs["runtime.clearTimeoutEvent"] = () => {};
	go.importObject.lamplight = { sql: runStatement, take };
	const built = new WebAssembly.Instance(module, go.importObject);
	go.run(built); // runs main until it blocks
	if (go.exited) throw new Error("the Go core exited while it started");
	instance = { go, exports: built.exports };
	console.log("the Go core started");
}

const ROLLBACK = Symbol("the core asked for a rollback");

/** transact runs one input in a transaction of the object's storage and returns the effects. It throws when the core died of it. */
export function transact(storage, input, body) {
	let effects;
	try {
		storage.transactionSync(() => {
			effects = decodeEffects(handle(encodeInput(stamp(input), body), storage.sql));
			if (effects[0]?.kind === "abort") throw ROLLBACK;
		});
	} catch (error) {
		if (error !== ROLLBACK) throw error;
	}
	return effects;
}

/**
 * handle gives Go one encoded input and the object's SQL handle and returns the encoded effects.
 * It throws when the instance died of it; the next call builds a new one.
 */
function handle(message, handleToSQL) {
	sql = handleToSQL;
	try {
		return call((exports) => exports.handle(), message);
	} finally {
		sql = null;
	}
}

/** bodyCap is the largest body in bytes that the core takes for a request. */
export const bodyCap = (method, path) =>
	new DataView(call((exports) => exports.body_cap(), encoder.encode(`${method} ${path}`)).buffer).getUint32(0, true);

/** constants are what the shell shares with the core: { frame, heartbeat, retry, ping, pong }. */
export const constants = () => (shared ??= JSON.parse(decoder.decode(call((exports) => exports.constants()))));
let shared;

/** call writes the inbox, runs one export and copies the outbox. */
function call(run, message = new Uint8Array(0)) {
	if (instance === null) start();
	const { go, exports } = instance;
	try {
		const at = exports.reserve(message.length);
		new Uint8Array(exports.mem.buffer).set(message, at);
		run(exports);
		const size = go.exited ? 0 : exports.size();
		if (size === 0) throw new Error("the Go core did not finish");
		const from = exports.output();
		const result = new Uint8Array(exports.mem.buffer).slice(from, from + size);
		if (exports.mem.buffer.byteLength > MEMORY) instance = null;
		return result;
	} catch (error) {
		instance = null;
		throw error;
	}
}

function runStatement(query, querySize, args, argsSize) {
	const memory = instance.exports.mem.buffer;
	try {
		const text = decoder.decode(new Uint8Array(memory, query, querySize));
		const cursor = sql.exec(text, ...decodeArgs(new DataView(memory, args, argsSize)));
		reply = encodeRows(cursor.raw().toArray(), cursor.columnNames.length);
		return reply.length;
	} catch (error) {
		reply = encoder.encode(String(error?.message ?? error) || "unknown SQL error");
		return -reply.length;
	}
}

function take(to) {
	new Uint8Array(instance.exports.mem.buffer).set(reply, to);
}

function decodeArgs(view) {
	const args = new Array(view.getUint16(0, true));
	let at = 2;
	for (let i = 0; i < args.length; i++) {
		const tag = view.getUint8(at++);
		if (tag === 0) {
			args[i] = null;
		} else if (tag === 1) {
			args[i] = view.getFloat64(at, true);
			at += 8;
		} else {
			const size = view.getUint32(at, true);
			const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 4, size);
			args[i] = tag === TEXT ? decoder.decode(bytes) : bytes.slice().buffer;
			at += 4 + size;
		}
	}
	return args;
}

/** encodeRows needs two passes: texts become bytes first, so that the size is known. */
function encodeRows(rows, columns) {
	let size = 6;
	for (const row of rows) {
		for (let c = 0; c < columns; c++) {
			const v = row[c];
			if (typeof v === "string") row[c] = encoder.encode(v);
			else if (v instanceof ArrayBuffer) row[c] = Object.assign(new Uint8Array(v), { blob: true });
			size += v === null ? 1 : typeof v === "number" ? 9 : 5 + row[c].length;
		}
	}
	const out = new Uint8Array(size);
	const view = new DataView(out.buffer);
	view.setUint32(0, rows.length, true);
	view.setUint16(4, columns, true);
	let at = 6;
	for (const row of rows) {
		for (const v of row) {
			if (v === null) {
				at++;
			} else if (typeof v === "number") {
				out[at] = 1;
				view.setFloat64(at + 1, v, true);
				at += 9;
			} else {
				out[at] = v.blob ? BLOB : TEXT;
				view.setUint32(at + 1, v.length, true);
				out.set(v, at + 5);
				at += 5 + v.length;
			}
		}
	}
	return out;
}

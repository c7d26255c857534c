// The boundary as bytes; edge/codec.go is the other side.
//
//   message = length of JSON (4 bytes, little endian) | JSON | bodies
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** stamp gives an input its time and its randomness: the core has none of its own. */
export function stamp(input) {
	input.now = Date.now();
	input.seed = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
	return input;
}

export function encodeInput(input, body) {
	const size = body?.length ?? 0;
	if (size > 0) input = { ...input, body_size: size };
	const json = encoder.encode(JSON.stringify(input));
	const out = new Uint8Array(4 + json.length + size);
	new DataView(out.buffer).setUint32(0, json.length, true);
	out.set(json, 4);
	if (size > 0) out.set(body, 4 + json.length);
	return out;
}

export function decodeEffects(message) {
	const size = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
	const effects = JSON.parse(decoder.decode(message.subarray(4, 4 + size)));
	let at = 4 + size;
	for (const effect of effects) {
		if (effect.body_size) {
			effect.body = message.subarray(at, at + effect.body_size);
			at += effect.body_size;
		}
	}
	return effects;
}

// What surrounds the core: requests and frames in, bodies within their cap, answers out.

/** requestInput copies what the core reads of a request; edge/input.go says what each field means. */
export function requestInput(request, url, { truncated, broken }) {
	const header = (name) => request.headers.get(name) ?? undefined;
	return {
		kind: "request",
		request: {
			method: request.method,
			path: url.pathname,
			query: url.search.slice(1),
			peer: header("CF-Connecting-IP") ?? "", // overwritten by the platform, never the client's word
			origin: header("Origin"),
			authorization: header("Authorization"),
			content_type: header("Content-Type"),
			content_encoding: header("Content-Encoding"),
			if_none_match: header("If-None-Match"),
			protocol: header("Sec-WebSocket-Protocol"),
			cookie: header("Cookie"),
			csrf: header("X-Lamplight-CSRF"),
			assertion: header("Cf-Access-Jwt-Assertion"),
			webhook_id: header("webhook-id"),
			webhook_timestamp: header("webhook-timestamp"),
			webhook_signature: header("webhook-signature"),
			truncated: truncated || undefined,
			broken: broken || undefined,
			socket: header("Upgrade")?.toLowerCase() === "websocket" ? crypto.randomUUID() : undefined,
		},
	};
}

/** frameInput is one message of a socket. Longer ones than cap are dropped here; Go counts the bytes of the others. */
export function frameInput(socket, message, cap) {
	const frame = { text: "" };
	if (typeof message !== "string") frame.binary = true;
	else if (message.length > cap) frame.too_large = true;
	else frame.text = message;
	return { kind: "frame", socket, frame };
}

const SLACK = 256 << 10; // bytes beyond the cap that are read and dropped, so that a client near it gets to read the 413
const SLOW = 10_000; // ms that a body may take, however it drips

/**
 * readBody reads at most cap bytes. Of a longer body nothing is kept and little more than the cap is
 * read (truncated); of one that ends early or takes too long nothing is kept either (broken).
 */
export async function readBody(request, cap) {
	if (request.body === null) return { body: new Uint8Array(0) };
	const parts = [];
	let size = 0;
	let truncated = Number(request.headers.get("Content-Length") ?? 0) > cap;
	let broken = false;
	const reader = request.body.getReader();
	const timer = setTimeout(() => {
		broken = true;
		reader.cancel();
	}, SLOW);
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			size += value.length;
			truncated ||= size > cap;
			if (!truncated) parts.push(value);
			if (size > cap + SLACK) {
				await reader.cancel();
				break;
			}
		}
	} catch {
		broken = true; // the client has gone
	}
	clearTimeout(timer);
	return truncated || broken ? { body: new Uint8Array(0), truncated, broken } : { body: joined(parts, size) };
}

function joined(parts, size) {
	if (parts.length === 1) return parts[0];
	const body = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		body.set(part, at);
		at += part.length;
	}
	return body;
}

/** answer makes a Response of what problem or the core returned. */
export const answer = ({ status, headers, body }) => new Response(body ?? null, { status, headers });

/** attempt is for what may fail because the other end has gone. */
export function attempt(action) {
	try {
		action();
	} catch {}
}

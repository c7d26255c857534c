// What the shell says in the core's place when no core could: the forms of edge/error.go.
import { attempt } from "./http.mjs";

const problems = {
	"not-found": [404, "Not found", "There is nothing at this address."],
	internal: [500, "Internal error", "Something went wrong on our side. Nothing was lost; please try again."],
	off: [404, "Not in use", "This site has no language model."],
	"bad-bundle": [422, "Bundle not valid", "A bundle that the head names cannot be used."],
	"too-large": [413, "Too large", "The question is too long."],
	unavailable: [503, "Temporarily unavailable", "The site cannot be reached just now. Please try again."],
};

/** problem is an answer { status, headers, body } with one of the codes above, worded by detail where that is known. */
export function problem(code, said) {
	const [status, title, usual] = problems[code];
	const detail = said ?? usual;
	const id = ulid();
	const type = `https://lamplight.help/errors/${code}`;
	return {
		status,
		headers: [
			["Content-Type", "application/problem+json"],
			["Cache-Control", "no-store"],
			["X-Request-Id", id],
		],
		body: JSON.stringify({ type, title, status, code, detail, request_id: id }),
	};
}

/** ulid makes a request id as the core's are: 48 bits of time, 80 of randomness, Crockford's base32. */
function ulid() {
	let time = Date.now();
	const id = [...crypto.getRandomValues(new Uint8Array(26))].map((byte) => byte % 32);
	for (let i = 9; i >= 0; i--) {
		id[i] = time % 32;
		time = Math.floor(time / 32);
	}
	return id.map((digit) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[digit]).join("");
}

/** failed are the effects of an input that the core could not handle. Nothing of it is stored. An alarm is tried again after retry ms. */
export function failed(input, retry) {
	switch (input.request ? "request" : input.kind) {
		case "request":
			return [{ kind: "respond", ...problem("internal") }];
		case "frame":
			return [{ kind: "send", socket: input.socket, text: errorFrame(input.frame.text) }];
		case "alarm":
			return [{ kind: "alarm", at: Date.now() + retry }];
	}
	return []; // a closed socket is forgotten at the next start, a delivery is tried again
}

function errorFrame(text) {
	const error = { t: "error", code: "internal", detail: problems.internal[2] };
	attempt(() => {
		const { id, conversation } = JSON.parse(text);
		Object.assign(error, { id, conversation });
	});
	return JSON.stringify(error);
}

// Errands: a request whose answer needs something from elsewhere, such as an identity provider's keys. The core
// answers with a fetch effect and gets the same request again with what came back; every round is a turn of its own.
// What the shards of a site have to say comes in the same way.
import { asked } from "./shards.mjs";

const ROUNDS = 7; // as edge.FetchRounds, and one to end with
const CAP = 256 << 10; // bytes, as edge.FetchCap
const PATIENCE = 10_000; // ms for one answer

/** errands runs input until the core has what it needs. run returns a Response, or a fetch or an ask effect. */
export async function errands(input, env, run) {
	for (let round = 0; round < ROUNDS; round++) {
		const result = await run(input);
		if (result?.kind === "ask") input = { ...input, kind: "answered", answers: await asked(result.ask, env) };
		else if (result?.kind === "fetch") (input.request.fetched ??= []).push(await fetched(result));
		else return result;
	}
}

/** fetched does what a fetch effect says. It never throws, and tells no address: that may hold a secret. */
async function fetched({ name, method, url, headers, body }) {
	try {
		const signal = AbortSignal.timeout(PATIENCE);
		const reply = await fetch(url, { method, headers, body: body?.slice(), redirect: "manual", signal });
		return { name, status: reply.status, body: await limited(reply) };
	} catch {
		return { name, status: 0, error: "no answer, or one that is too long or not text" };
	}
}

async function limited(reply) {
	const decoder = new TextDecoder("utf-8", { fatal: true });
	let text = "";
	let size = 0;
	for await (const part of reply.body ?? []) {
		size += part.length;
		if (size > CAP) throw new Error("too long");
		text += decoder.decode(part, { stream: true });
	}
	return text + decoder.decode();
}

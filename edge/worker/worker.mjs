// The Worker's entry: stateless, one line of routing per kind of work.
//
//   /v1/{site}/...          the site's Durable Object
//   PUT /v1/{site}/head     the same, after stateless Go has read what it publishes
//   GET /v1/{site}/bundle/  pictures and films from R2, once they were asked for
//   /v1/{site}/answer       stateless Go, when the object lets the page ask
//   everything else         static files (widget, desk, console)
//   the hand-off queue      stateless Go: posts to other systems, outcome back to the object
//   cron                    stateless Go: visits every site's object
export { Site } from "./site.mjs"; // first: its Go glue and the next one both claim globalThis.Go, and the last one keeps it
import stateless from "./stateless/worker.mjs";
import { answer, readBody } from "./http.mjs";
import { isMedia, media } from "./media.mjs";
import { problem } from "./refusal.mjs";
import { isName } from "./settings.mjs";
import { shardOf } from "./shards.mjs";

const QUESTION_CAP = 8 << 10; // bytes, as edge/answer/web
const HEAD_CAP = 64 << 10; // bytes; what is longer goes on unread and is refused by the object

export default {
	async fetch(request, env, ctx) {
		const url = new URL(request.url);
		if (!url.pathname.startsWith("/v1/")) {
			return env.ASSETS ? env.ASSETS.fetch(request) : answer(problem("not-found"));
		}
		const site = url.pathname.split("/")[2];
		if (!isName(site)) return answer(problem("not-found"));
		try {
			const object = env.SITE.get(env.SITE.idFromName(site));
			const shard = url.pathname === `/v1/${site}/socket` && shardTicket.exec(request.headers.get("Sec-WebSocket-Protocol"))?.[1];
			if (shard) return await dialShard(request, env, site, Number(shard));
			if (request.method === "PUT" && url.pathname === `/v1/${site}/head`) {
				return await publish(request, object, env, ctx);
			}
			if (isMedia(request, url, env)) return await media(request, object, url, env, ctx);
			if (url.pathname === `/v1/${site}/answer`) return await ask(request, object, url, env, ctx);
			return await object.fetch(request);
		} catch (error) {
			console.error(`site ${site}: ${error?.stack ?? error}`); // the object was reset, or is overloaded
			return answer(problem("unavailable"));
		}
	},

	queue: (batch, env, ctx) => stateless.queue(batch, env, ctx),
	scheduled: (event, env, ctx) => stateless.scheduled(event, env, ctx),
};

const shardTicket = /(?:^|,)\s*ticket\.s(\d{1,2})\./; // as edge.ShardOf

/** dialShard opens a visitor's socket where the conversation is. */
function dialShard(request, env, site, shard) {
	const own = new Request(request);
	own.headers.set("X-Lamplight-Shard", String(shard));
	return shardOf(env, site, shard).fetch(own);
}

/** ask lets the object say whether this page may ask the language model now, and stateless Go ask it. */
async function ask(request, object, url, env, ctx) {
	if (!env.LAMPLIGHT_MODEL_ENDPOINT) return answer(problem("off"));
	const { body, truncated } = await readBody(request, QUESTION_CAP);
	if (truncated) return answer(problem("too-large"));
	const asks = request.method === "POST";
	const headers = new Headers(request.headers);
	headers.delete("Content-Length");
	const gate = new URL(url);
	gate.pathname = url.pathname.replace(/answer$/, "ask");
	const may = await object.fetch(new Request(gate, { method: request.method, headers, body: asks ? "{}" : undefined }));
	return asks && may.status === 204 ? stateless.fetch(new Request(url, { method: "POST", headers, body }), env, ctx) : may;
}

/** publish lets stateless Go check the bundles that a head names, and passes the head on. */
async function publish(request, object, env, ctx) {
	if (Number(request.headers.get("Content-Length") ?? Infinity) > HEAD_CAP) return object.fetch(request);
	const { body } = await readBody(request, HEAD_CAP);
	const same = () => new Request(request, { body });
	const verdict = await stateless.fetch(same(), env, ctx);
	if (verdict.status === 204) return object.fetch(same());
	const refused = verdict.headers.get("X-Lamplight-Refused");
	if (refused === null) throw new Error(`checking a head: status ${verdict.status}`);
	return answer(problem("bad-bundle", refused));
}

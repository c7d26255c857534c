// The Worker's entry: stateless, one line of routing per kind of work.
//
//   /v1/{site}/...          the site's Durable Object
//   PUT /v1/{site}/head     the same, after stateless Go has read what it publishes
//   everything else         static files (widget, desk, console)
//   the hand-off queue      stateless Go: posts to other systems, outcome back to the object
//   cron                    stateless Go: visits every site's object
export { Site } from "./site.mjs"; // first: its Go glue and the next one both claim globalThis.Go, and the last one keeps it
import stateless from "./stateless/worker.mjs";
import { answer, readBody } from "./http.mjs";
import { problem } from "./refusal.mjs";
import { isName } from "./settings.mjs";
import { shardOf } from "./shards.mjs";

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

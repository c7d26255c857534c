// Shards: the objects that hold a large site's conversations. ../ask.go, ../link.go and ../reshard.go decide what goes
// where; here are the ways. A shard is this same class under the name "site~2", which no address can say.
import { attempt } from "./http.mjs";

/** shardOf is the object of a shard. */
export const shardOf = (env, site, shard) => env.SITE.get(env.SITE.idFromName(`${site}~${shard}`));

/** used tells whether this object holds anything. */
export const used = (sql) => sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'meta'").toArray().length > 0;

/** placed tells whether this object was made a shard. */
export function placed(sql) {
	return used(sql) && sql.exec("SELECT 1 FROM meta WHERE key = 'place'").toArray().length > 0;
}

/** asked hands the request of an ask effect to its shards and returns their answers. It never throws. */
export async function asked({ shards, request, note }, env) {
	const site = request.path.split("/")[2];
	const one = async (shard) => {
		try {
			const inner = { ...request.inner, shard };
			return { shard, ...(await shardOf(env, site, shard).ask({ ...request, inner })) };
		} catch (error) {
			console.error(`shard ${shard} of ${site}: ${error?.stack ?? error}`);
			return { shard, status: 0 };
		}
	};
	return { note, replies: await Promise.all(shards.map(one)) };
}

/** packed is a Response as an answer to an ask. */
export async function packed(response) {
	const body = new Uint8Array(await response.arrayBuffer());
	let text = "";
	for (let at = 0; at < body.length; at += 8192) text += String.fromCharCode(...body.subarray(at, at + 8192));
	return { status: response.status, headers: [...response.headers], body: btoa(text) };
}

/** Links are the ways of this site's desks to the shards: a socket for each desk and shard. */
export class Links {
	#env;
	#run;
	#limits;
	#desks = new Map(); // desk's socket -> Map(shard -> { socket, waiting })
	#beat = null;

	/** run takes the inputs that come down the links; limits are constants of the core. */
	constructor(env, run, limits) {
		this.#env = env;
		this.#run = run;
		this.#limits = limits;
	}

	link({ socket, shards, protocol, origin, name }) {
		const links = new Map(shards.map((shard) => [shard, { socket: null, waiting: [] }]));
		this.#desks.set(socket, links);
		this.#beat ??= setInterval(() => this.#ping(), this.#limits.heartbeat);
		for (const [shard, link] of links) this.#dial(socket, shard, link, { protocol, origin, name });
	}

	async #dial(desk, shard, link, { protocol, origin, name }) {
		const lost = () => this.#desks.get(desk)?.get(shard) === link && this.#run({ kind: "unlinked", socket: desk, shard });
		try {
			const headers = { Upgrade: "websocket", Origin: origin, "Sec-WebSocket-Protocol": protocol, "X-Lamplight-Shard": String(shard) };
			const { webSocket } = await shardOf(this.#env, name, shard).fetch(`https://shard/v1/${name}/socket`, { headers });
			webSocket.accept();
			webSocket.addEventListener("message", ({ data }) => {
				if (data !== this.#limits.pong) this.#run({ kind: "linked", socket: desk, shard, frame: { text: data } });
			});
			webSocket.addEventListener("close", lost);
			webSocket.addEventListener("error", lost);
			link.socket = webSocket;
			for (const text of link.waiting.splice(0)) webSocket.send(text);
			if (this.#desks.get(desk)?.get(shard) !== link) webSocket.close(1000); // the desk has gone meanwhile
		} catch (error) {
			console.error(`link to shard ${shard} of ${name}: ${error?.stack ?? error}`);
			lost();
		}
	}

	pass({ socket, shards, text }) {
		const link = this.#desks.get(socket)?.get(shards[0]);
		if (!link) this.#run({ kind: "unlinked", socket, shard: shards[0] });
		else if (link.socket) attempt(() => link.socket.send(text));
		else link.waiting.push(text);
	}

	/** close ends the links of a desk that has gone. */
	close(desk) {
		const links = this.#desks.get(desk);
		if (!links) return;
		this.#desks.delete(desk);
		for (const { socket } of links.values()) attempt(() => socket?.close(1000));
		if (this.#desks.size > 0) return;
		clearInterval(this.#beat);
		this.#beat = null;
	}

	#ping() {
		for (const links of this.#desks.values()) for (const { socket } of links.values()) attempt(() => socket?.send(this.#limits.ping));
	}
}

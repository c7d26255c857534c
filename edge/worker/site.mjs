// Site is the Durable Object of one site: sockets, alarms and effects around the Go core.
//
// It decides nothing. Every input runs in one transaction, and its effects after that returned, so what leaves
// the object waits behind the output gate until the rows are durable. The object keeps nothing in memory that it
// needs: hibernation, eviction and a kill look the same to it.
import { DurableObject } from "cloudflare:workers";
import { errands } from "./errands.mjs";
import { handOff } from "./handoff.mjs";
import { answer, attempt, frameInput, readBody, requestInput } from "./http.mjs";
import { failed, problem } from "./refusal.mjs";
import { bodyCap, constants, transact } from "./resident.mjs";
import { Watch } from "./settings.mjs";
import { asked, Links, packed, placed, used } from "./shards.mjs";
import { heard, silentAt } from "./silence.mjs";
import { Together } from "./together.mjs";

const OPEN = 1; // WebSocket.readyState
const ALERT = 7; // failures of the alarm in a row; the platform itself would give up after six

export class Site extends DurableObject {
	#started = false; // the core knows that this object woke up
	#watch = new Watch(); // over the site's settings
	#due = Infinity; // ms: when the core wants its alarm
	#sweep = Infinity; // ms: when to look for silent sockets
	#armed = Infinity; // ms: when the platform will ring
	#failures = 0; // of the alarm, since it last succeeded
	#together = new Together((input, body) => this.#run(input, body));

	constructor(ctx, env) {
		super(ctx, env);
		this.limits = constants();
		this.links = new Links(env, (input) => this.#together.add(input), this.limits);
		ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(this.limits.ping, this.limits.pong));
		ctx.blockConcurrencyWhile(async () => (this.#armed = (await ctx.storage.getAlarm()) ?? Infinity));
	}

	async fetch(request) {
		const url = new URL(request.url);
		const shard = request.headers.has("X-Lamplight-Shard"); // which gets its settings from its site
		if (shard && !placed(this.ctx.storage.sql)) return answer(problem("not-found"));
		const settings = shard ? undefined : await this.#watch.look(this.env, url.pathname.split("/")[2]);
		if (settings === null) return answer(problem("not-found")); // and nothing is stored under that name
		if (settings) this.#run({ kind: "configure", settings });
		const read = await readBody(request, bodyCap(request.method, url.pathname));
		const input = requestInput(request, url, read);
		const reads = request.method === "GET" && !input.request.socket;
		const run = (i) => (reads ? this.#run(i, read.body) : this.#together.add(i, read.body));
		const response = await errands(input, this.env, run);
		return response ?? answer(problem("internal"));
	}

	/** ask takes a request of the site object, in a shard. Nothing but the order to take its place makes one. */
	async ask(request) {
		if (request.inner.op !== "place" && !placed(this.ctx.storage.sql)) return { status: 0 };
		return packed(await this.#together.add({ kind: "request", request }));
	}

	webSocketMessage(socket, message) {
		heard(socket);
		return this.#together.add(frameInput(this.ctx.getTags(socket)[0], message, this.limits.frame));
	}

	webSocketClose(socket) {
		attempt(() => socket.close(1000)); // completes the closing handshake
		this.#closed(socket);
	}

	webSocketError(socket) {
		this.#closed(socket);
	}

	alarm() {
		this.#armed = Infinity;
		this.#start();
		const now = Date.now();
		if (this.#sweep <= now) this.#dropSilent();
		if (this.#due <= now) {
			this.#due = Infinity;
			this.#run({ kind: "alarm" });
		}
		this.#arm();
	}

	/** #run gives the core one input and carries out what it decided. It returns the answer to a request. */
	#run(input, body) {
		if (input.kind !== "started") this.#start();
		let effects;
		try {
			effects = transact(this.ctx.storage, input, body);
			if (input.kind === "alarm" && effects[0]?.kind !== "abort") this.#failures = 0;
		} catch (error) {
			console.error(`${input.kind} failed: ${error?.stack ?? error}`);
			effects = failed(input, this.limits.retry);
			if (input.kind === "alarm" && ++this.#failures % ALERT === 0) console.error(`ALERT the alarm failed ${this.#failures} times`);
		}
		if (input.kind === "started") this.#started = effects[0]?.kind !== "abort"; // as one of a newer version's schema
		let response;
		for (const effect of effects) response = this.#act(effect, input) ?? response;
		this.#arm();
		return response;
	}

	/** #start tells the core that the object woke up, and which sockets survived. */
	#start() {
		if (this.#started) return;
		this.#started = true;
		const sockets = this.#open().map((socket) => this.ctx.getTags(socket)[0]);
		if (sockets.length > 0) console.log(`woke up with ${sockets.length} sockets`);
		this.#run({ kind: "started", sockets });
		if (!this.#started) throw new Error("the database cannot be used by this version");
		this.#dropSilent();
	}

	#act(effect, input) {
		switch (effect.kind) {
			case "respond":
				return answer(effect);
			case "fetch":
				return effect;
			case "accept":
				return this.#accept(effect);
			case "send":
				for (const socket of this.ctx.getWebSockets(effect.socket)) attempt(() => socket.send(effect.text));
				break;
			case "close":
				for (const socket of this.ctx.getWebSockets(effect.socket)) attempt(() => socket.close(effect.code, effect.text));
				this.links.close(effect.socket);
				break;
			case "ask":
				if (input.request) return effect;
				this.ctx.waitUntil(asked(effect.ask, this.env).then((answers) => this.#run({ kind: "answered", answers })));
				break;
			case "link":
			case "pass":
				this.links[effect.kind](effect);
				break;
			case "alarm":
				this.#due = effect.at || Infinity;
				break;
			case "deliver":
				this.ctx.waitUntil(handOff(effect, this.env, this.ctx.id));
				break;
			case "report":
				console.warn(effect.text);
		}
	}

	#accept({ socket: id, protocol }) {
		const [client, server] = Object.values(new WebSocketPair());
		this.ctx.acceptWebSocket(server, [id]);
		heard(server);
		this.#sweep = Math.min(this.#sweep, Date.now() + 2 * this.limits.heartbeat);
		return new Response(null, { status: 101, webSocket: client, headers: { "Sec-WebSocket-Protocol": protocol } });
	}

	#closed(socket) {
		this.#together.flush(); // its last frames come first
		const [id] = this.ctx.getTags(socket);
		this.links.close(id);
		this.#run({ kind: "closed", socket: id });
	}

	/** tend is cron's visit; to an object that nobody has used yet it is none. */
	tend() {
		if (used(this.ctx.storage.sql)) this.#run({ kind: "tended" });
	}

	/** delivered takes the outcome of a hand-off from the queue's consumer. */
	delivered(delivered) {
		this.#run({ kind: "delivered", delivered });
	}

	#open() {
		return this.ctx.getWebSockets().filter((socket) => socket.readyState === OPEN);
	}

	/** #dropSilent closes sockets that were silent for two heartbeats. */
	#dropSilent() {
		this.#sweep = Infinity;
		for (const socket of this.#open()) {
			const until = silentAt(socket, this.ctx, this.limits.heartbeat);
			if (until > Date.now()) {
				this.#sweep = Math.min(this.#sweep, until);
			} else {
				attempt(() => socket.close(4002, "heartbeat missed"));
				this.#closed(socket);
			}
		}
	}

	/** #arm sets the object's one alarm to what comes first. */
	#arm() {
		const at = Math.min(this.#due, this.#sweep);
		if (at === this.#armed) return;
		this.#armed = at;
		this.ctx.waitUntil(at === Infinity ? this.ctx.storage.deleteAlarm() : this.ctx.storage.setAlarm(at));
	}
}

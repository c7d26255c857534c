// Site is the Durable Object of one site: sockets, alarms and effects around the Go core.
//
// It decides nothing. Every input runs in one transaction, and its effects after that returned, so what leaves
// the object waits behind the output gate until the rows are durable. The object keeps nothing in memory that it
// needs: hibernation, eviction and a kill look the same to it.
import { DurableObject } from "cloudflare:workers";
import { decodeEffects, encodeInput, stamp } from "./codec.mjs";
import { errands } from "./errands.mjs";
import { handOff } from "./handoff.mjs";
import { answer, attempt, frameInput, readBody, requestInput } from "./http.mjs";
import { failed, problem } from "./refusal.mjs";
import { bodyCap, constants, handle } from "./resident.mjs";
import { Watch } from "./settings.mjs";
import { Together } from "./together.mjs";

const ROLLBACK = Symbol("the core asked for a rollback");
const OPEN = 1; // WebSocket.readyState

export class Site extends DurableObject {
	#started = false; // the core knows that this object woke up
	#watch = new Watch(); // over the site's settings
	#due = Infinity; // ms: when the core wants its alarm
	#sweep = Infinity; // ms: when to look for silent sockets
	#armed = Infinity; // ms: when the platform will ring
	#together = new Together((input, body) => this.#run(input, body));

	constructor(ctx, env) {
		super(ctx, env);
		this.limits = constants();
		ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(this.limits.ping, this.limits.pong));
		ctx.blockConcurrencyWhile(async () => (this.#armed = (await ctx.storage.getAlarm()) ?? Infinity));
	}

	async fetch(request) {
		const url = new URL(request.url);
		const settings = await this.#watch.look(this.env, url.pathname.split("/")[2]);
		if (settings === null) return answer(problem("not-found")); // and nothing is stored under that name
		if (settings) this.#run({ kind: "configure", settings });
		const read = await readBody(request, bodyCap(request.method, url.pathname));
		const input = requestInput(request, url, read);
		const reads = request.method === "GET" && !input.request.socket;
		const run = (i) => (reads ? this.#run(i, read.body) : this.#together.add(i, read.body));
		const response = await errands(input, run);
		return response ?? answer(problem("internal"));
	}

	webSocketMessage(socket, message) {
		this.#heard(socket);
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
			effects = this.#transact(input, body);
		} catch (error) {
			console.error(`${input.kind} failed: ${error?.stack ?? error}`);
			effects = failed(input);
		}
		let response;
		for (const effect of effects) response = this.#act(effect) ?? response;
		this.#arm();
		return response;
	}

	#transact(input, body) {
		let effects;
		try {
			this.ctx.storage.transactionSync(() => {
				effects = decodeEffects(handle(encodeInput(stamp(input), body), this.ctx.storage.sql));
				if (effects[0]?.kind === "abort") throw ROLLBACK;
			});
		} catch (error) {
			if (error !== ROLLBACK) throw error;
		}
		return effects;
	}

	/** #start tells the core that the object woke up, and which sockets survived. */
	#start() {
		if (this.#started) return;
		this.#started = true;
		const sockets = this.#open().map((socket) => this.ctx.getTags(socket)[0]);
		if (sockets.length > 0) console.log(`woke up with ${sockets.length} sockets`);
		this.#run({ kind: "started", sockets });
		this.#dropSilent();
	}

	#act(effect) {
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
				break;
			case "alarm":
				this.#due = effect.at || Infinity;
				break;
			case "deliver":
				this.ctx.waitUntil(handOff(effect, this.env, this.ctx.id).then((outcome) => outcome && this.delivered(outcome)));
				break;
			case "report":
				console.warn(effect.text);
		}
	}

	#accept({ socket: id, protocol }) {
		const [client, server] = Object.values(new WebSocketPair());
		this.ctx.acceptWebSocket(server, [id]);
		this.#heard(server);
		this.#sweep = Math.min(this.#sweep, Date.now() + 2 * this.limits.heartbeat);
		return new Response(null, { status: 101, webSocket: client, headers: { "Sec-WebSocket-Protocol": protocol } });
	}

	#closed(socket) {
		this.#together.flush(); // its last frames come first
		this.#run({ kind: "closed", socket: this.ctx.getTags(socket)[0] });
	}

	/** delivered takes the outcome of a hand-off from the queue's consumer. */
	delivered(delivered) {
		this.#run({ kind: "delivered", delivered });
	}

	/** #heard notes, for #dropSilent, that the other end lives. Pings are noted by the platform. */
	#heard(socket) {
		const now = Date.now();
		if (now - (socket.deserializeAttachment() ?? 0) > 1000) socket.serializeAttachment(now);
	}

	#open() {
		return this.ctx.getWebSockets().filter((socket) => socket.readyState === OPEN);
	}

	/** #dropSilent closes sockets that were silent for two heartbeats: their network is gone. */
	#dropSilent() {
		const patience = 2 * this.limits.heartbeat;
		this.#sweep = Infinity;
		for (const socket of this.#open()) {
			const ping = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
			const until = Math.max(ping, socket.deserializeAttachment() ?? 0) + patience;
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

// A Worker without Go, to compare with: the least that stores a message durably and answers with
// its place, over HTTP and over a hibernating WebSocket. `playground bench edge` runs it.
import { DurableObject } from "cloudflare:workers";

export class Site extends DurableObject {
	constructor(ctx, env) {
		super(ctx, env);
		ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, text TEXT)");
	}

	fetch() {
		const [client, server] = Object.values(new WebSocketPair());
		this.ctx.acceptWebSocket(server);
		return new Response(null, { status: 101, webSocket: client });
	}

	webSocketMessage(socket, message) {
		const { id, text } = JSON.parse(message);
		const [row] = this.ctx.storage.sql
			.exec("INSERT INTO messages (id, text) VALUES (?, ?) RETURNING seq", id, text)
			.toArray();
		socket.send(JSON.stringify({ t: "ack", id, seq: row.seq }));
	}
}

export default {
	fetch(request, env) {
		if (request.headers.get("Upgrade") === "websocket") {
			return env.SITE.get(env.SITE.idFromName("plain")).fetch(request);
		}
		return Response.json({ keys: [] });
	},
};

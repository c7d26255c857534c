// Hand-offs to other systems. The core keeps each in its outbox until somebody answered 2xx; here it
// is posted once. Where there is a queue the waiting happens there, and the object may sleep.

/** handOff gives a deliver effect to the queue, or returns its outcome for the core where there is no queue. */
export async function handOff(effect, env, object) {
	if (!env.HANDOFFS) return deliver(effect);
	const message = { object: object.toString(), effect: { ...effect, body: effect.body.slice() } };
	await env.HANDOFFS.send(message, { contentType: "v8" }); // what is lost here is due again when its lease ends
}

/** consume posts one message of the queue and tells the object how it went. It stands for itself: one that cannot be handled takes no other along. */
export async function consume(message, env) {
	try {
		const { object, effect } = message.body;
		const outcome = await deliver(effect);
		await env.SITE.get(env.SITE.idFromString(object)).delivered(outcome);
		message.ack();
	} catch (error) {
		console.error(`hand-off ${message.id}: ${error?.stack ?? error}`);
		message.retry(); // and in the end it goes to the dead letters
	}
}

const privateHost =
	/^(localhost|.*\.(local|internal|localhost)|0\..*|10\..*|127\..*|169\.254\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\..*|\[.*\])$/;
const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * deliverable refuses hand-offs to private addresses: https goes to public names, plain http to
 * the developer's own machine. The platform itself routes no fetch into private networks.
 */
function deliverable(url) {
	const { protocol, hostname } = new URL(url);
	return protocol === "https:" ? !privateHost.test(hostname) : protocol === "http:" && loopback.test(hostname);
}

const DELIVERY = 15_000; // ms that a receiver of hand-offs has for its answer

/** deliver posts one hand-off and returns the outcome for the core. It never throws. */
async function deliver({ delivery, url, headers, body }) {
	try {
		if (!deliverable(url)) throw new Error("private addresses receive nothing");
		const signal = AbortSignal.timeout(DELIVERY);
		const reply = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
		await reply.body?.cancel();
		return { id: delivery, status: reply.status };
	} catch (error) {
		return { id: delivery, status: 0, error: String(error?.message ?? error) };
	}
}

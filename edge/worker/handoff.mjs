// Hand-offs to other systems. The core keeps each in its outbox until somebody answered 2xx; the waiting for answers
// happens in the queue, whose consumer is Go (queue_js.go), and the object may sleep meanwhile.
const decoder = new TextDecoder();

/** handOff gives a deliver effect to the queue. What is lost here is due again when its lease ends. */
export async function handOff({ delivery, url, headers, body }, env, object) {
	const message = { object: object.toString(), id: delivery, url, headers, body: decoder.decode(body) };
	try {
		await env.HANDOFFS.send(message, { contentType: "json" });
	} catch (error) {
		console.error(`ALERT hand-off ${delivery} does not get into the queue: ${error?.stack ?? error}`);
	}
}

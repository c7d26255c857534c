// Silence: a socket from which nothing came for two heartbeats has lost its network, and nobody else will say so.

/** heard notes that the other end lives. Pings are noted by the platform. */
export function heard(socket) {
	const now = Date.now();
	if (now - (socket.deserializeAttachment() ?? 0) > 1000) socket.serializeAttachment(now);
}

/** silentAt is when a socket will have been silent for too long, ms. */
export function silentAt(socket, ctx, heartbeat) {
	const ping = ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
	return Math.max(ping, socket.deserializeAttachment() ?? 0) + 2 * heartbeat;
}

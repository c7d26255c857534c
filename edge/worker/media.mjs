// Pictures and films of articles out of R2. The site's object has every file; what turns out to be a
// picture or a film is copied to the bucket when it is first asked for, and comes from there ever after,
// in parts where a player asks for parts. The copy is a cache: nothing is lost with it, and what is
// no longer published goes with a lifecycle rule of the bucket.
const path = /^\/v1\/([a-z0-9-]+)\/bundle\/([0-9a-f]{64})$/;

/** isMedia tells requests that the bucket may answer: pages that ask with an Origin are the object's to let in. */
export function isMedia(request, url, env) {
	return Boolean(env.MEDIA) && request.method === "GET" && !request.headers.has("Origin") && path.test(url.pathname);
}

export async function media(request, object, url, env, ctx) {
	const [, site, hash] = path.exec(url.pathname);
	const key = `${site}/${hash}`;
	const found = await stored(request, env, key);
	if (found) return found;
	const whole = await object.fetch(request);
	if (whole.status !== 200 || !/^(image|video)\//.test(whole.headers.get("Content-Type"))) return whole;
	const bytes = await whole.arrayBuffer();
	const headers = Object.fromEntries(kept.map((name) => [name, whole.headers.get(name)]).filter(([, value]) => value));
	await env.MEDIA.put(key, bytes, { sha256: hash, customMetadata: headers });
	return (await stored(request, env, key)) ?? new Response(bytes, { headers });
}

const kept = ["Content-Type", "Cache-Control", "Cross-Origin-Resource-Policy", "Content-Security-Policy", "X-Content-Type-Options"];

async function stored(request, env, key) {
	let file;
	try {
		file = await env.MEDIA.get(key, { range: request.headers });
	} catch {
		return new Response(null, { status: 416 }); // a part outside of the file; miniflare gives the whole instead
	}
	if (!file) return undefined;
	const headers = new Headers(file.customMetadata);
	headers.set("Accept-Ranges", "bytes");
	headers.set("ETag", file.httpEtag);
	const { offset = 0, length = file.size } = file.range ?? {};
	if (!request.headers.has("Range") || length === file.size) return new Response(file.body, { headers });
	headers.set("Content-Range", `bytes ${offset}-${offset + length - 1}/${file.size}`);
	return new Response(file.body, { status: 206, headers });
}

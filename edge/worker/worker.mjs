// The Worker's entry: stateless, one line of routing per kind of work.
//
//   /v1/{site}/...     the site's Durable Object
//   everything else    static files (widget, desk, demo)
import { answer } from "./http.mjs";
import { problem } from "./refusal.mjs";
import { settingsOf } from "./settings.mjs";

export { Site } from "./site.mjs";

export default {
	async fetch(request, env) {
		const url = new URL(request.url);
		if (!url.pathname.startsWith("/v1/")) {
			return env.ASSETS ? env.ASSETS.fetch(request) : answer(problem("not-found"));
		}
		const site = url.pathname.split("/")[2];
		if (!(await settingsOf(env, site))) return answer(problem("not-found")); // before an object of that name exists
		try {
			return await env.SITE.get(env.SITE.idFromName(site)).fetch(request);
		} catch (error) {
			console.error(`site ${site}: ${error?.stack ?? error}`); // the object was reset, or is overloaded
			return answer(problem("unavailable"));
		}
	},
};

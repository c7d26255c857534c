// What the operator decided about each site. Two places hold it, looked at in this order:
//
//   SITES         wrangler.toml, [vars.SITES.name]: origins, desk_origins, root_keys (base64);
//                 with SITE_SECRETS, a secret: { "name": { "tokens": [...], "webhooks": [...] } }
//   SETTINGS      a KV namespace, for more sites than fit into variables: name -> all of it as JSON
//
// edge/input.go, Settings, says what the fields mean.
const FRESH = 300_000; // ms that what was read is trusted

const parsed = (value) => (typeof value === "string" ? JSON.parse(value) : (value ?? {}));

/** isName tells what may be a site's name. */
export const isName = (site) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(site);

/** settingsOf is everything about one site, undefined when there is no such site. */
export async function settingsOf(env, site) {
	const sites = parsed(env.SITES);
	if (Object.hasOwn(sites, site)) return { ...sites[site], ...parsed(env.SITE_SECRETS)[site], site };
	const stored = await env.SETTINGS?.get(site, "json");
	return stored ? { ...stored, site } : undefined;
}

/** Watch tells an object what is new about its site. */
export class Watch {
	#seen = "";
	#until = 0;

	/** look returns the site's settings when they are new, undefined when they are not, null when there is no such site. */
	async look(env, site) {
		if (this.#until > Date.now()) return undefined;
		const settings = await settingsOf(env, site);
		if (!settings) return null;
		this.#until = Date.now() + FRESH;
		const text = JSON.stringify(settings);
		const same = text === this.#seen;
		this.#seen = text;
		return same ? undefined : settings;
	}
}

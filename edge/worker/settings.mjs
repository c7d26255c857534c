// What the operator decided about each site. Two places hold it, looked at in this order:
//
//   SITES         wrangler.toml, [vars.SITES.name]: origins, desk_origins, root_keys (base64);
//                 with SITE_SECRETS, a secret: { "name": { "tokens": [...], "webhooks": [...] } }
//   SETTINGS      a KV namespace, for more sites than fit into variables: name -> all of it as JSON
//
// edge/input.go, Settings, says what the fields mean.
const FRESH = 60_000; // ms that an isolate trusts what it read; KV itself is as slow
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

const known = new Map(); // name -> { settings, until }

const parsed = (value) => (typeof value === "string" ? JSON.parse(value) : (value ?? {}));

/** settingsOf is everything about one site, undefined when there is no such site. */
export async function settingsOf(env, site) {
	if (!NAME.test(site)) return undefined;
	const sites = parsed(env.SITES);
	if (Object.hasOwn(sites, site)) return { ...sites[site], ...parsed(env.SITE_SECRETS)[site], site };
	if (!env.SETTINGS) return undefined;
	const now = Date.now();
	const hit = known.get(site);
	if (hit && hit.until > now) return hit.settings;
	const stored = await env.SETTINGS.get(site, "json");
	if (stored === null) return undefined;
	const settings = { ...stored, site };
	if (known.size > 10_000) known.clear();
	known.set(site, { settings, until: now + FRESH });
	return settings;
}

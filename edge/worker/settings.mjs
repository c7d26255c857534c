// What the operator decided about each site, from the deployment's own variables:
//
//   SITES         wrangler.toml [vars.SITES.name]: origins, desk_origins, root_keys (base64)
//   SITE_SECRETS  a secret, JSON: { "name": { "tokens": [{ "secret", "role", "name" }], "webhooks": [...] } }
//
// edge/input.go, Settings, says what they mean. Both may be JSON text or already parsed.
const parsed = (value) => (typeof value === "string" ? JSON.parse(value) : (value ?? {}));

/** settingsOf is the whole of one site, undefined when this deployment has no such site. */
export function settingsOf(env, site) {
	const sites = parsed(env.SITES);
	if (!Object.hasOwn(sites, site)) return undefined;
	return { ...sites[site], ...parsed(env.SITE_SECRETS)[site], site };
}

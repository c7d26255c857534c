// Runs panva's certified OpenID provider for Go tests: one JSON line in, one out.
//
//   first line in    { clients: [{ id, secret, redirect, alg }] }
//   every other      { rotate: true }     a new signing key; the old one is no longer published
//   out              { url } or {} or { error }
//
// Whoever signs in as NAME@GROUP is that person, in that group. It ends when its input ends.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

console.warn = console.info = () => {}; // it warns that it is made for development, which is so
const { Provider } = await import(createRequire(import.meta.url).resolve("oidc-provider"));

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");
const options = JSON.parse((await lines.next()).value);

let serial = 0;
const signingKey = (alg) => {
	const pair = alg === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("rsa", { modulusLength: 2048 });
	return { ...pair.privateKey.export({ format: "jwk" }), use: "sig", alg, kid: `${alg}-${++serial}` };
};

const people = {
	findAccount: (_, id) => {
		const [name, group = "none"] = id.split("@");
		const email = `${name}@people.example`;
		return { accountId: id, claims: () => ({ sub: id, name: `${name} of the provider`, email, email_verified: name !== "unverified", groups: [group, "everybody"] }) };
	},
	claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"], groups: ["groups"] },
	features: { devInteractions: { enabled: true } },
	cookies: { keys: ["a key of tests"] },
};

let current; // answers requests
const make = (url) => {
	const provider = new Provider(url, {
		...people,
		jwks: { keys: [signingKey("RS256"), signingKey("ES256")] },
		clients: options.clients.map(({ id, secret, redirect, alg }) => ({
			client_id: id,
			client_secret: secret,
			redirect_uris: [redirect],
			id_token_signed_response_alg: alg,
			token_endpoint_auth_method: secret ? "client_secret_basic" : "none",
		})),
		pkce: { methods: ["S256"], required: () => true },
	});
	current = provider.callback();
};

const server = createServer((request, response) => current(request, response));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${server.address().port}`;
make(url);
say({ url });
for await (const line of { [Symbol.asyncIterator]: () => lines }) {
	if (JSON.parse(line).rotate) make(url);
	say({});
}
process.exit(0);

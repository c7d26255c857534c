// What the visitor changed. It lives as long as the page does.
import { signal } from "@preact/signals";
import type { Card, Fund, Order } from "./api";

export const boundCards = signal<Card[]>([]);
export const removedCards = signal<string[]>([]);
export const frozenCards = signal<string[]>([]);
export const refundedOrders = signal<string[]>([]);
export const applied = signal<string[]>([]);
export const paidOrders = signal<Order[]>([]);
export const passwordChanged = signal(false);

// redeemed maps a fund to what was taken out of it, in minor units.
export const redeemed = signal<Record<string, number>>({});

// returnAsked maps an order to the time (ms) at which its shop was asked.
export const returnAsked = signal<Record<string, number>>({});

// ownCards are the account's cards with what the visitor added and removed.
export function ownCards(account: Card[]): Card[] {
	return [...boundCards.value, ...account].filter((c) => !removedCards.value.includes(c.id));
}

// afterRedeeming is a fund without what the visitor took out of it.
export function afterRedeeming(fund: Fund): Fund {
	const out = redeemed.value[fund.id] ?? 0;
	return { ...fund, value: fund.value - out, redeemable: fund.redeemable - out };
}

export function toggle(list: string[], id: string): string[] {
	return list.includes(id) ? list.filter((other) => other !== id) : [...list, id];
}

// waited is the whole seconds since the shop was asked; 0 when it was not.
export function waited(order: string): number {
	const asked = returnAsked.value[order];
	return asked === undefined ? 0 : Math.floor((Date.now() - asked) / 1000);
}

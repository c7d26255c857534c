// What the assistant may do in Kite once the visitor has pressed the button:
// freeze a card. The rest of Kite does not know of it.
import { type Card, get } from "./api";
import { both, t } from "./i18n";
import { frozenCards, ownCards } from "./state";

type Calls = [string, ...unknown[]][];

export function offerTasks(): void {
	const reasons = [
		{ value: "lost", label: both("task.freeze.lost") },
		{ value: "stolen", label: both("task.freeze.stolen") },
		{ value: "pause", label: both("task.freeze.pause") },
	];
	const page = window as unknown as { lamplight?: { push(...calls: Calls): unknown } };
	(page.lamplight ??= [] as Calls).push(["task", "freeze-card", {
		title: both("task.freeze"),
		slots: [
			{
				name: "last4", label: both("task.freeze.card"), hint: both("task.freeze.card.hint"),
				check: (v: string) => (/^\d{4}$/.test(v) ? "" : both("task.freeze.card.bad")),
			},
			{ name: "why", label: both("task.freeze.why"), kind: "choice", options: reasons },
		],
		run: freeze,
	}]);
}

async function freeze({ last4, why }: { last4: string; why: string }, progress: (said: unknown) => void): Promise<unknown> {
	progress(both("task.freeze.progress"));
	const card = ownCards(await get<Card[]>("cards")).find((c) => c.last4 === last4);
	if (!card) throw Object.assign(new Error(t("task.freeze.none", { last4 })), { remedy: t("task.freeze.none.remedy") });
	if (!frozenCards.value.includes(card.id)) frozenCards.value = [...frozenCards.value, card.id];
	return both(why === "pause" ? "task.freeze.done" : "task.freeze.done.bank");
}

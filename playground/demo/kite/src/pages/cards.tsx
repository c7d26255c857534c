import { type Card, useApi } from "../api";
import { money, t } from "../i18n";
import { Link } from "../route";
import { frozenCards, ownCards, removedCards, toggle } from "../state";
import { Load, Notice, Page } from "../ui";

export function Cards() {
	const cards = useApi<Card[]>("cards");
	const add = <Link class="button small" to="/demo/cards/bind" help="card.add">{t("cards.add")}</Link>;
	return (
		<Page title={t("cards.title")} action={add}>
			<Load from={cards}>
				{(data) => {
					const mine = ownCards(data);
					if (mine.length === 0) return <Notice>{t("cards.none")}</Notice>;
					return <ul class="cards">{mine.map((c) => <CardItem key={c.id} card={c} />)}</ul>;
				}}
			</Load>
		</Page>
	);
}

function CardItem({ card }: { card: Card }) {
	const frozen = frozenCards.value.includes(card.id);
	const name = `${card.bank} ${card.last4}`;
	return (
		<li class={frozen ? "card frozen" : "card"}>
			<div class="card-face">
				<span class="card-bank">{card.bank}</span>
				<span class="card-kind">{frozen ? t("cards.frozen") : t(card.kind === "credit" ? "cards.credit" : "cards.debit")}</span>
				<span class="card-number"><span aria-hidden="true">•••• </span>{card.last4}</span>
				<span class="card-date">{card.expires}</span>
			</div>
			<p class="card-limit">{t("cards.limit", { amount: money(card.limit) })}</p>
			<div class="actions">
				<button type="button" class="button quiet small" data-help="card.freeze" aria-pressed={frozen} aria-label={`${t(frozen ? "cards.unfreeze" : "cards.freeze")} ${name}`}
					onClick={() => { frozenCards.value = toggle(frozenCards.value, card.id); }}>
					{t(frozen ? "cards.unfreeze" : "cards.freeze")}
				</button>
				<button type="button" class="button quiet small" data-help="card.remove" aria-label={`${t("cards.remove")} ${name}`}
					onClick={() => { removedCards.value = [...removedCards.value, card.id]; }}>
					{t("cards.remove")}
				</button>
			</div>
		</li>
	);
}

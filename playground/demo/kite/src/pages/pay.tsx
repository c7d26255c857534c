// Paying a basket. The sticking point: coupons do not stack. A second one
// says "Applied", and the total stays where it was.
import { useEffect, useState } from "preact/hooks";
import { type Basket, type Card, type Coupon, type Order, post, type Quote, Refusal, useApi } from "../api";
import { errorText, lang, money, t } from "../i18n";
import { Link } from "../route";
import { applied, frozenCards, ownCards, paidOrders, toggle } from "../state";
import { Done, Facts, Load, Notice, Page } from "../ui";

export function Pay() {
	const basket = useApi<Basket>("basket");
	const [paid, setPaid] = useState(0);
	return (
		<Page title={t("pay.title")}>
			<Load from={basket}>
				{(b) => paid > 0
					? <Done title={t("pay.done")} text={t("pay.done.text", { amount: money(paid), shop: b.shop })} to="/demo/" label={t("pay.done.button")} />
					: <Checkout basket={b} paid={setPaid} />}
			</Load>
		</Page>
	);
}

// useQuote asks the bank for the total whenever the coupons change.
function useQuote(): Quote | null {
	const [quote, setQuote] = useState<Quote | null>(null);
	const coupons = applied.value;
	const language = lang.value;
	useEffect(() => {
		let live = true;
		post<Quote>("pay/quote", { coupons }).then((q) => live && setQuote(q), () => undefined);
		return () => {
			live = false;
		};
	}, [coupons, language]);
	return quote;
}

function Checkout({ basket, paid }: { basket: Basket; paid: (total: number) => void }) {
	const quote = useQuote();
	const cards = useApi<Card[]>("cards");
	const [wish, setWish] = useState("");
	const [error, setError] = useState("");
	const [busy, setBusy] = useState(false);
	const total = quote?.total ?? basket.total;
	const usable = ownCards(cards.data ?? []).filter((c) => !frozenCards.value.includes(c.id));
	const card = (usable.find((c) => c.id === wish) ?? usable[0])?.id ?? "";
	const pay = async (event: Event) => {
		event.preventDefault();
		if (busy || card === "") return;
		setBusy(true);
		setError("");
		try {
			const reply = await post<{ order: string }>("pay", { card, coupons: applied.value });
			applied.value = [];
			remember(reply.order, basket, total);
			paid(total);
		} catch (e) {
			setError(errorText((e as Refusal).code));
			setBusy(false);
		}
	};
	return (
		<form class="checkout" onSubmit={pay} noValidate>
			<div class="stack">
				<section class="panel" aria-labelledby="with">
					<h2 id="with">{t("pay.with")}</h2>
					<Load from={cards}>{(list) => <CardChoice cards={ownCards(list)} chosen={card} choose={setWish} />}</Load>
				</section>
				<CouponList total={basket.total} />
			</div>
			<section class="panel summary" aria-labelledby="shop">
				<h2 id="shop">{basket.shop}</h2>
				<Facts rows={[
					...basket.items.map((i): [string, string] => [i.title, money(i.amount)]),
					[t("pay.discount"), money(-(quote?.discount ?? 0))],
				]} />
				<p class="total"><span>{t("pay.total")}</span><strong data-help="pay.total" aria-live="polite">{money(total)}</strong></p>
				{error && <Notice tone="error">{error}</Notice>}
				<button type="submit" class="button wide" data-help="pay.submit" aria-busy={busy}>{t("pay.submit", { amount: money(total) })}</button>
			</section>
		</form>
	);
}

// remember puts the new order on top of the list.
function remember(id: string, basket: Basket, amount: number): void {
	const order: Order = {
		id: paidOrders.value.length ? `${id}-${paidOrders.value.length + 1}` : id,
		shop: basket.shop, item: basket.items.map((i) => i.title).join(" + "), amount,
		date: new Date().toISOString().slice(0, 10), state: "paid", return: "none",
	};
	paidOrders.value = [order, ...paidOrders.value];
}

function CardChoice({ cards, chosen, choose }: { cards: Card[]; chosen: string; choose: (id: string) => void }) {
	if (cards.length === 0) return <Link class="button quiet small" to="/demo/cards/bind">{t("cards.add")}</Link>;
	return (
		<div role="radiogroup" aria-labelledby="with" class="choices" data-help="pay.card">
			{cards.map((c) => {
				const frozen = frozenCards.value.includes(c.id);
				return (
					<label key={c.id} class="choice">
						<input type="radio" name="card" value={c.id} checked={chosen === c.id} disabled={frozen} onChange={() => choose(c.id)} />
						<span>{c.bank} <span class="muted">{c.last4}</span></span>
						<span class="muted">{frozen ? t("cards.frozen") : t(c.kind === "credit" ? "cards.credit" : "cards.debit")}</span>
					</label>
				);
			})}
		</div>
	);
}

function CouponList({ total }: { total: number }) {
	const coupons = useApi<Coupon[]>("coupons");
	const flip = (id: string) => {
		applied.value = toggle(applied.value, id);
	};
	return (
		<section class="panel" aria-labelledby="coupons">
			<h2 id="coupons">{t("pay.coupons")}</h2>
			<Load from={coupons}>
				{(list) => (
					<ul class="rows" data-help="coupon.list">
						{list.filter((c) => !c.used).map((c) => {
							const on = applied.value.includes(c.id);
							const small = c.minimum > total;
							return (
								<li key={c.id} class="row">
									<span class="row-text"><span class="row-title">{c.title}</span><span class="row-note">{c.detail}</span></span>
									<button type="button" class={on ? "button small on" : "button quiet small"} data-help="coupon.apply"
										aria-pressed={on} aria-disabled={small ? "true" : undefined} aria-label={`${t(on ? "pay.applied" : "pay.apply")}: ${c.title}`}
										onClick={() => !small && flip(c.id)}>
										{t(on ? "pay.applied" : "pay.apply")}
									</button>
								</li>
							);
						})}
					</ul>
				)}
			</Load>
		</section>
	);
}

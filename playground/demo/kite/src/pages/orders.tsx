import { type Loaded, type Order, useApi } from "../api";
import { date, fullDate, type Key, money, t } from "../i18n";
import { Link } from "../route";
import { paidOrders, refundedOrders, returnAsked } from "../state";
import { Facts, Load, Notice, Page, Row } from "../ui";

const states: Record<Order["state"], Key> = {
	paid: "order.state.paid", shipped: "order.state.shipped", delivered: "order.state.delivered", refunded: "order.state.refunded",
};

function stateOf(o: Order): Key {
	return refundedOrders.value.includes(o.id) ? "order.state.refunding" : states[o.state];
}

export function Orders() {
	const orders = useApi<Order[]>("orders");
	return (
		<Page title={t("orders.title")}>
			<Load from={orders}>
				{(data) => (
					<section class="panel">
						<ul class="rows">
							{[...paidOrders.value, ...data].map((o) => (
								<Row key={o.id} icon="shop" title={o.item} note={`${o.shop} · ${date(o.date)}`} to={`/demo/orders/${o.id}`}
									end={<span class="amount">{money(o.amount)}<small>{t(stateOf(o))}</small></span>} />
							))}
						</ul>
					</section>
				)}
			</Load>
		</Page>
	);
}

export function OrderPage({ id }: { id: string }) {
	const mine = paidOrders.value.find((o) => o.id === id);
	return mine ? <OrderView order={{ data: mine }} /> : <BankOrder id={id} />;
}

function BankOrder({ id }: { id: string }) {
	return <OrderView order={useApi<Order>(`orders/${encodeURIComponent(id)}`)} />;
}

function OrderView({ order }: { order: Loaded<Order> }) {
	return (
		<Page title={order.data?.item ?? t("orders.title")} back={{ to: "/demo/orders", label: t("orders.title") }}>
			<Load from={order}>{(o) => <OrderBody order={o} />}</Load>
		</Page>
	);
}

function OrderBody({ order }: { order: Order }) {
	// Before it ships only the shop can cancel; after a refund nothing is left.
	const over = order.state === "paid" || order.state === "refunded" || refundedOrders.value.includes(order.id);
	return (
		<>
			<section class="panel">
				<Facts rows={[
					[t("order.state"), <span class="tag" data-help="order.state">{t(stateOf(order))}</span>],
					[t("order.shop"), order.shop],
					[t("order.date"), fullDate(order.date)],
					[t("order.paid"), money(order.amount)],
					[t("order.number"), order.id],
				]} />
				{!over && (
					<div class="actions">
						<Link class="button" to={`/demo/orders/${order.id}/refund`} help="order.refund">{t("order.refund")}</Link>
					</div>
				)}
			</section>
			{!over && <MoreOptions order={order} />}
		</>
	);
}

// The step that makes a refund possible hides here, under "More options".
function MoreOptions({ order }: { order: Order }) {
	const asked = returnAsked.value[order.id] !== undefined || order.return === "confirmed";
	return (
		<details class="panel more">
			<summary data-help="order.more">{t("order.more")}</summary>
			<p>{t("order.return.text", { shop: order.shop })}</p>
			{asked
				? <Notice tone="good">{t("order.return.sent", { shop: order.shop })}</Notice>
				: (
					<button type="button" class="button quiet small" data-help="order.return"
						onClick={() => { returnAsked.value = { ...returnAsked.value, [order.id]: Date.now() }; }}>
						{t("order.return")}
					</button>
				)}
		</details>
	);
}

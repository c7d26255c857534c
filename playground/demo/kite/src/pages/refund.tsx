// Asking for a refund. The sticking point: "Request refund" stays grey until
// the shop has confirmed the return, and the page does not say how to make
// the shop do that.
import { useEffect, useState } from "preact/hooks";
import { get, type Order, post, Refusal, useApi } from "../api";
import { errorText, type Key, money, t } from "../i18n";
import { refundedOrders, returnAsked, waited } from "../state";
import { Done, Facts, Load, Notice, Page } from "../ui";

const reasons: Key[] = ["refund.reason.fit", "refund.reason.broken", "refund.reason.other"];
const pollEvery = 4000; // ms between two questions to the shop

export function Refund({ id }: { id: string }) {
	const order = useApi<Order>(`orders/${encodeURIComponent(id)}`);
	const [done, setDone] = useState(false);
	return (
		<Page title={t("refund.title")} back={{ to: `/demo/orders/${id}`, label: order.data?.item ?? t("orders.title") }}>
			<Load from={order}>
				{(o) => done
					? <Done title={t("refund.done")} text={t("refund.done.text", { amount: money(o.amount) })} to="/demo/orders" label={t("refund.done.button")} />
					: <RefundForm order={o} done={() => setDone(true)} />}
			</Load>
		</Page>
	);
}

// useConfirmed follows the shop's answer. It asks only while there is
// something to wait for.
function useConfirmed(order: Order): boolean {
	const [confirmed, setConfirmed] = useState(order.return === "confirmed");
	const asked = returnAsked.value[order.id] !== undefined;
	useEffect(() => {
		if (confirmed || !asked) return;
		const ask = async () => {
			const reply = await get<{ state: string }>(`orders/${order.id}/return?waited=${waited(order.id)}`).catch(() => null);
			if (reply?.state === "confirmed") setConfirmed(true);
		};
		void ask();
		const timer = setInterval(ask, pollEvery);
		return () => clearInterval(timer);
	}, [confirmed, asked, order.id]);
	return confirmed;
}

function RefundForm({ order, done }: { order: Order; done: () => void }) {
	const confirmed = useConfirmed(order);
	const [reason, setReason] = useState("");
	const [error, setError] = useState("");
	const submit = async (event: Event) => {
		event.preventDefault();
		if (!confirmed) return;
		setError("");
		try {
			await post(`orders/${order.id}/refund`, { reason, waited: waited(order.id) });
			refundedOrders.value = [...refundedOrders.value, order.id];
			done();
		} catch (e) {
			setError(errorText((e as Refusal).code));
		}
	};
	return (
		<form class="panel form" onSubmit={submit} noValidate>
			<Facts rows={[
				[t("refund.amount"), money(order.amount)],
				[t("refund.state"), <span data-help="refund.state" aria-live="polite">{t(confirmed ? "refund.state.confirmed" : "refund.state.waiting")}</span>],
			]} />
			<fieldset class="choices" data-help="refund.reason">
				<legend>{t("refund.reason")}</legend>
				{reasons.map((key) => (
					<label key={key} class="choice">
						<input type="radio" name="reason" value={key} checked={reason === key} onChange={() => setReason(key)} />
						<span>{t(key)}</span>
					</label>
				))}
			</fieldset>
			{error && <Notice tone="error">{error}</Notice>}
			<button type={confirmed ? "submit" : "button"} class="button wide" data-help="refund.request" aria-disabled={confirmed ? undefined : "true"}>{t("refund.submit")}</button>
		</form>
	);
}

import { useState } from "preact/hooks";
import { type Fund, post, Refusal, useApi } from "../api";
import { errorText, money, t } from "../i18n";
import { Link } from "../route";
import { afterRedeeming, redeemed } from "../state";
import { Done, Facts, Field, Load, Page } from "../ui";

export function Redeem({ id }: { id: string }) {
	const fund = useApi<Fund>(`funds/${encodeURIComponent(id)}`);
	const [done, setDone] = useState(0);
	return (
		<Page title={t("redeem.title")} back={{ to: `/demo/funds/${id}`, label: fund.data?.name ?? t("funds.title") }}>
			<Load from={fund}>
				{(f) => done > 0
					? <Done title={t("redeem.done")} text={t("redeem.done.text", { amount: money(done) })} to={`/demo/funds/${id}`} label={t("redeem.done.button")} />
					: <RedeemForm fund={afterRedeeming(f)} done={setDone} />}
			</Load>
		</Page>
	);
}

function RedeemForm({ fund, done }: { fund: Fund; done: (amount: number) => void }) {
	const [amount, setAmount] = useState("");
	const [error, setError] = useState("");
	const [busy, setBusy] = useState(false);
	const submit = async (event: Event) => {
		event.preventDefault();
		if (busy) return;
		setBusy(true);
		const minor = Math.round(Number(amount.replace(/[^\d.]/g, "")) * 100) || 0;
		try {
			const already = redeemed.value[fund.id] ?? 0; // the bank does not remember it
			await post(`funds/${fund.id}/redeem`, { amount: minor > 0 ? minor + already : 0 });
			redeemed.value = { ...redeemed.value, [fund.id]: already + minor };
			done(minor);
		} catch (e) {
			setError(errorText((e as Refusal).code));
			setBusy(false);
		}
	};
	return (
		<form class="panel form" onSubmit={submit} noValidate>
			<Facts rows={[
				[t("redeem.holding"), money(fund.value)],
				[t("redeem.available"), <span data-help="fund.available">{money(fund.redeemable)}</span>],
			]} />
			<Field id="amount" label={t("redeem.amount")} value={amount} onInput={setAmount} help="fund.amount" error={error || undefined} checking={busy} inputMode="decimal" />
			<button type="submit" class="button wide" data-help="fund.redeem" aria-busy={busy}>{t("redeem.submit")}</button>
			<p class="fine">{t("redeem.fine")} <Link to={`/demo/funds/${fund.id}/rules`}>{t("fund.rules")}</Link></p>
		</form>
	);
}

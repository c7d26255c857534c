// The funds. The sticking point: when money may leave Steady 90 follows from
// three clauses on another page, and no page says it as a date.
import { type Fund, useApi } from "../api";
import { fullDate, money, percent, t } from "../i18n";
import { Link } from "../route";
import { afterRedeeming } from "../state";
import { Facts, Load, Page, Row } from "../ui";

export function Funds() {
	const funds = useApi<Fund[]>("funds");
	return (
		<Page title={t("funds.title")}>
			<Load from={funds}>
				{(data) => <Holdings funds={data.map(afterRedeeming)} />}
			</Load>
		</Page>
	);
}

function Holdings({ funds }: { funds: Fund[] }) {
	return (
		<>
			<section class="balance" aria-label={t("funds.total")}>
				<p class="eyebrow">{t("funds.total")}</p>
				<p class="figure">{money(funds.reduce((sum, f) => sum + f.value, 0))}</p>
				<p class="gain">{t("funds.gain", { amount: money(funds.reduce((sum, f) => sum + f.gain, 0), true) })}</p>
			</section>
			<section class="panel">
				<ul class="rows">
					{funds.map((f) => (
						<Row key={f.id} icon="fund" title={f.name} note={f.tagline} to={`/demo/funds/${f.id}`}
							end={<span class="amount">{money(f.value)}<small>{percent(f.yield)}</small></span>} />
					))}
				</ul>
			</section>
		</>
	);
}

export function FundPage({ id }: { id: string }) {
	const fund = useApi<Fund>(`funds/${encodeURIComponent(id)}`);
	return (
		<Page title={fund.data?.name ?? t("funds.title")} back={{ to: "/demo/funds", label: t("funds.title") }}>
			<Load from={fund}>{(f) => <FundBody fund={afterRedeeming(f)} />}</Load>
		</Page>
	);
}

function FundBody({ fund }: { fund: Fund }) {
	const base = `/demo/funds/${fund.id}`;
	return (
		<>
			<section class="panel fund-head">
				<p class="eyebrow">{t("fund.value")}</p>
				<p class="figure">{money(fund.value)}</p>
				<p class="gain">{t("funds.gain", { amount: money(fund.gain, true) })}</p>
				<Chart series={fund.series} />
				<div class="actions">
					<Link class="button" to={`${base}/redeem`} help="fund.open-redeem">{t("fund.redeem")}</Link>
					<Link class="button quiet" to={`${base}/rules`} help="fund.rules">{t("fund.rules")}</Link>
				</div>
			</section>
			<section class="panel">
				<Facts rows={[
					[t("fund.yield"), percent(fund.yield)],
					[t("fund.term"), <span data-help="fund.lock">{fund.lock ? t("fund.term.lock", { days: fund.lock }) : t("fund.term.daily")}</span>],
					[t("fund.risk"), t(fund.lock ? "fund.risk.lower" : "fund.risk.low")],
				]} />
			</section>
			<section class="panel" aria-labelledby="lots" data-help="fund.lots">
				<h2 id="lots">{t("fund.lots")}</h2>
				<ul class="rows">
					{fund.lots.map((l) => <Row key={l.date} title={fullDate(l.date)} end={<span class="amount">{money(l.amount)}</span>} />)}
				</ul>
			</section>
		</>
	);
}

// Chart draws the unit price. It is decoration: the figures beside it say
// the same.
function Chart({ series }: { series: number[] }) {
	const low = Math.min(...series);
	const span = Math.max(...series) - low || 1;
	const points = series.map((v, i) => `${((i / (series.length - 1)) * 600).toFixed(1)},${(112 - ((v - low) / span) * 100).toFixed(1)}`);
	return (
		<svg class="chart" viewBox="0 0 600 120" preserveAspectRatio="none" aria-hidden="true">
			<path class="chart-area" d={`M0,120 L${points.join(" L")} L600,120 Z`} />
			<path class="chart-line" d={`M${points.join(" L")}`} vector-effect="non-scaling-stroke" />
		</svg>
	);
}

export function FundRules({ id }: { id: string }) {
	const fund = useApi<Fund>(`funds/${encodeURIComponent(id)}`);
	return (
		<Page title={t("rules.title")} back={{ to: `/demo/funds/${id}`, label: fund.data?.name ?? t("funds.title") }}>
			<Load from={fund}>
				{(f) => (
					<article class="panel legal" data-help="fund.rules-text">
						<ol>
							{f.rules.map((r) => <li key={r.title}><h2>{r.title}</h2><p>{r.text}</p></li>)}
						</ol>
					</article>
				)}
			</Load>
		</Page>
	);
}

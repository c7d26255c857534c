import { type Account, useApi } from "../api";
import { type Key, date, money, t } from "../i18n";
import { Icon, type IconName, isIcon } from "../icons";
import { Link } from "../route";
import { Load, Page, Row } from "../ui";

const quick: { to: string; label: Key; icon: IconName }[] = [
	{ to: "/demo/pay", label: "home.pay", icon: "pay" },
	{ to: "/demo/cards/bind", label: "home.add", icon: "cards" },
	{ to: "/demo/funds/steady-90", label: "home.save", icon: "funds" },
	{ to: "/demo/orders", label: "home.return", icon: "orders" },
];

export function Home() {
	const account = useApi<Account>("account");
	const name = account.data?.holder.split(" ")[0];
	return (
		<Page title={name ? t("home.title", { name }) : t("nav.home")}>
			<Load from={account}>{(data) => <Overview account={data} />}</Load>
		</Page>
	);
}

function Overview({ account }: { account: Account }) {
	return (
		<>
			<section class="balance" aria-label={t("home.balance")}>
				<p class="eyebrow">{t("home.balance")}</p>
				<p class="figure" data-help="home.balance">{money(account.balance)}</p>
				<ul class="quick">
					{quick.map(({ to, label, icon }) => (
						<li key={to}><Link to={to}><Icon name={icon} />{t(label)}</Link></li>
					))}
				</ul>
			</section>
			<section class="panel" aria-labelledby="activity">
				<h2 id="activity">{t("home.activity")}</h2>
				<ul class="rows">
					{account.activity.map((a) => (
						<Row key={a.id} icon={isIcon(a.kind) ? a.kind : "shop"} title={a.title} note={date(a.date)}
							end={<span class={a.amount > 0 ? "amount in" : "amount"}>{money(a.amount, a.amount > 0)}</span>} />
					))}
				</ul>
			</section>
		</>
	);
}

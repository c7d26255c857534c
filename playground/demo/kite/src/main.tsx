// Kite's entry: routes to pages. The document's language follows the signal.
import { effect } from "@preact/signals";
import { type ComponentChildren, render } from "preact";
import { lang, t } from "./i18n";
import { BindCard } from "./pages/bind";
import { Cards } from "./pages/cards";
import { Coupons } from "./pages/coupons";
import { FundPage, FundRules, Funds } from "./pages/funds";
import { Home } from "./pages/home";
import { OrderPage, Orders } from "./pages/orders";
import { Password } from "./pages/password";
import { Pay } from "./pages/pay";
import { Redeem } from "./pages/redeem";
import { Refund } from "./pages/refund";
import { Security } from "./pages/security";
import { match, path, start } from "./route";
import { Shell } from "./shell";
import { offerTasks } from "./tasks";
import { Page } from "./ui";

const routes: [string, (p: Record<string, string>) => ComponentChildren][] = [
	["/demo/", () => <Home />],
	["/demo/pay", () => <Pay />],
	["/demo/cards", () => <Cards />],
	["/demo/cards/bind", () => <BindCard />],
	["/demo/funds", () => <Funds />],
	["/demo/funds/:id", (p) => <FundPage id={p.id ?? ""} />],
	["/demo/funds/:id/rules", (p) => <FundRules id={p.id ?? ""} />],
	["/demo/funds/:id/redeem", (p) => <Redeem id={p.id ?? ""} />],
	["/demo/coupons", () => <Coupons />],
	["/demo/orders", () => <Orders />],
	["/demo/orders/:id", (p) => <OrderPage id={p.id ?? ""} />],
	["/demo/orders/:id/refund", (p) => <Refund id={p.id ?? ""} />],
	["/demo/security", () => <Security />],
	["/demo/security/password", () => <Password />],
];

function page(): ComponentChildren {
	for (const [pattern, show] of routes) {
		const found = match(pattern, path.value);
		if (found) return <div key={path.value} class="view">{show(found)}</div>;
	}
	return <Page title={t("missing.title")}><p>{t("missing.text")}</p></Page>;
}

const App = () => <Shell>{page()}</Shell>;

start();
offerTasks();
effect(() => {
	document.documentElement.lang = lang.value === "zh" ? "zh-CN" : "en";
});
const root = document.getElementById("app");
if (root) render(<App />, root);

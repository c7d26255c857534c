// The frame around every page: brand, navigation, language.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Key, lang, setLang, t } from "./i18n";
import { Icon, type IconName, Logo } from "./icons";
import { Link, path } from "./route";

const places: { to: string; label: Key; icon: IconName }[] = [
	{ to: "/demo/", label: "nav.home", icon: "home" },
	{ to: "/demo/pay", label: "nav.pay", icon: "pay" },
	{ to: "/demo/cards", label: "nav.cards", icon: "cards" },
	{ to: "/demo/funds", label: "nav.funds", icon: "funds" },
	{ to: "/demo/coupons", label: "nav.coupons", icon: "coupons" },
	{ to: "/demo/orders", label: "nav.orders", icon: "orders" },
	{ to: "/demo/security", label: "nav.security", icon: "security" },
];

const here = (to: string) => (to === "/demo/" ? path.value === to : path.value === to || path.value.startsWith(`${to}/`));

export function Shell({ children }: { children: ComponentChildren }) {
	const nav = useRef<HTMLElement>(null);
	const at = path.value;
	useEffect(() => {
		// On a phone the bar scrolls sideways: keep the current place in sight.
		const link = nav.current?.querySelector<HTMLElement>("[aria-current]");
		if (nav.current && link) nav.current.scrollLeft = link.offsetLeft - (nav.current.clientWidth - link.clientWidth) / 2;
	}, [at]);
	return (
		<>
			<a class="skip" href="#main">{t("skip")}</a>
			<header class="bar">
				<Link class="brand" to="/demo/"><Logo />Kite</Link>
				<nav ref={nav} aria-label={t("nav.label")}>
					<ul>
						{places.map(({ to, label, icon }) => (
							<li key={to}><Link to={to} current={here(to)}><Icon name={icon} />{t(label)}</Link></li>
						))}
					</ul>
				</nav>
				<Language />
			</header>
			{children}
		</>
	);
}

function Language() {
	return (
		<div class="language" role="group" aria-label={t("language")} data-help="language.switch">
			<button type="button" lang="en" aria-pressed={lang.value === "en"} onClick={() => setLang("en")}>English</button>
			<button type="button" lang="zh" aria-pressed={lang.value === "zh"} onClick={() => setLang("zh")}>中文</button>
		</div>
	);
}

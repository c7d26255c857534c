import { type Coupon, useApi } from "../api";
import { date, t } from "../i18n";
import { Link } from "../route";
import { Load, Page } from "../ui";

export function Coupons() {
	const coupons = useApi<Coupon[]>("coupons");
	return (
		<Page title={t("coupons.title")}>
			<Load from={coupons}>
				{(data) => (
					<ul class="tickets">
						{data.map((c) => (
							<li key={c.id} class={c.used ? "ticket used" : "ticket"}>
								<div>
									<h2>{c.title}</h2>
									<p>{c.detail}</p>
								</div>
								<div class="ticket-end">
									<p class="fine" data-help="coupon.expiry">{c.used ? t("coupons.used") : t("coupons.until", { date: date(c.expires) })}</p>
									{!c.used && <Link class="button quiet small" to="/demo/pay" help="coupon.use">{t("coupons.use")}</Link>}
								</div>
							</li>
						))}
					</ul>
				)}
			</Load>
		</Page>
	);
}

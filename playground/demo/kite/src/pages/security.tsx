import { type Account, useApi } from "../api";
import { t } from "../i18n";
import { passwordChanged } from "../state";
import { Load, Page, Row } from "../ui";

export function Security() {
	const account = useApi<Account>("account");
	return (
		<Page title={t("security.title")}>
			<Load from={account}>
				{(data) => (
					<>
						<section class="panel" aria-labelledby="signin">
							<h2 id="signin">{t("security.signin")}</h2>
							<ul class="rows">
								<Row icon="lock" title={t("security.password")} note={t(passwordChanged.value ? "security.password.now" : "security.password.note")} to="/demo/security/password" help="security.password" />
								<Row icon="phone" title={t("security.phone")} note={<span data-help="security.phone">{data.phone}</span>}
									end={<span class="tag">{t("security.verified")}</span>} />
							</ul>
							<p class="fine inset">{t("security.phone.old", { phone: data.oldPhone })}</p>
						</section>
						<section class="panel" aria-labelledby="devices">
							<h2 id="devices">{t("security.devices")}</h2>
							<ul class="rows">
								<Row icon="device" title={t("security.device.this")} note={t("security.device.now")} />
								<Row icon="phone" title={t("security.device.phone")} note={t("security.device.yesterday")} />
							</ul>
						</section>
					</>
				)}
			</Load>
		</Page>
	);
}

// Adding a card. The sticking point: the bank checks the phone number that it
// has on file, and its refusal does not say which one that is.
import { useState } from "preact/hooks";
import { type Card, post, Refusal } from "../api";
import { errorText, t } from "../i18n";
import { boundCards } from "../state";
import { Done, Field, Notice, Page } from "../ui";

type Step = { at: "details" } | { at: "code"; last4: string } | { at: "done"; last4: string };

export function BindCard() {
	const [step, setStep] = useState<Step>({ at: "details" });
	return (
		<Page title={t("bind.title")} back={{ to: "/demo/cards", label: t("cards.title") }}>
			{step.at === "details" && <Details next={(last4) => setStep({ at: "code", last4 })} />}
			{step.at === "code" && <Code last4={step.last4} next={() => setStep({ at: "done", last4: step.last4 })} />}
			{step.at === "done" && <Done title={t("bind.done")} text={t("bind.done.text", { last4: step.last4 })} to="/demo/cards" label={t("bind.done.button")} />}
		</Page>
	);
}

// group puts a space after every fourth digit.
const group = (value: string) => value.replace(/\D/g, "").slice(0, 19).replace(/(\d{4})(?=\d)/g, "$1 ");

function Details({ next }: { next: (last4: string) => void }) {
	const [name, setName] = useState("");
	const [number, setNumber] = useState("");
	const [phone, setPhone] = useState("");
	const [refusal, setRefusal] = useState<Refusal | null>(null);
	const [busy, setBusy] = useState(false);
	const error = (field: string) => (refusal?.field === field ? errorText(refusal.code) : undefined);
	const submit = async (event: Event) => {
		event.preventDefault();
		if (busy) return;
		setBusy(true);
		try {
			next((await post<{ last4: string }>("cards/bind", { name, number, phone })).last4);
		} catch (e) {
			setRefusal(e as Refusal);
			setBusy(false);
		}
	};
	return (
		<form class="panel form" onSubmit={submit} noValidate>
			<Field id="name" label={t("bind.name")} value={name} onInput={setName} help="card.name" error={error("name")} checking={busy} autocomplete="cc-name" />
			<Field id="number" label={t("bind.number")} value={number} onInput={(v) => setNumber(group(v))} help="card.number" error={error("number")} checking={busy} inputMode="numeric" autocomplete="cc-number" />
			<Field id="phone" label={t("bind.phone")} value={phone} onInput={setPhone} help="card.phone" error={error("phone")} checking={busy} type="tel" inputMode="tel" autocomplete="tel" />
			{refusal && !refusal.field && !busy && <Notice tone="error">{errorText(refusal.code)}</Notice>}
			<button type="submit" class="button wide" data-help="card.continue" aria-busy={busy}>{t(busy ? "bind.checking" : "bind.continue")}</button>
			<p class="fine">{t("bind.fine")}</p>
		</form>
	);
}

function Code({ last4, next }: { last4: string; next: () => void }) {
	const [code, setCode] = useState("");
	const [error, setError] = useState("");
	const submit = async (event: Event) => {
		event.preventDefault();
		setError("");
		try {
			const card = await post<Card>("cards/confirm", { code, last4 });
			boundCards.value = [{ ...card, id: `new-${boundCards.value.length}` }, ...boundCards.value];
			next();
		} catch (e) {
			setError(errorText((e as Refusal).code));
		}
	};
	return (
		<form class="panel form" onSubmit={submit} noValidate>
			<p class="lead">{t("bind.code.lead")}</p>
			<Field id="code" label={t("bind.code")} value={code} onInput={setCode} help="card.code" error={error || undefined} inputMode="numeric" autocomplete="one-time-code" />
			<button type="submit" class="button wide" data-help="card.confirm">{t("bind.confirm")}</button>
		</form>
	);
}

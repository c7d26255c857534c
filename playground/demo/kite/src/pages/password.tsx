// Changing the password. The sticking point: a small "Next" in the corner
// that stays grey until a rule is met which the page does not show, and that
// says nothing when it is pressed.
import { useState } from "preact/hooks";
import { post, Refusal } from "../api";
import { errorText, t } from "../i18n";
import { Link } from "../route";
import { passwordChanged } from "../state";
import { Done, Field, Notice, Page } from "../ui";

type Step = "choose" | "repeat" | "done";

// ready is the rule: 8 to 20 characters with a letter, a digit and a symbol.
function ready(current: string, next: string): boolean {
	const kinds = /\p{L}/u.test(next) && /\d/.test(next) && /[^\p{L}\d\s]/u.test(next);
	return current !== "" && next !== current && next.length >= 8 && next.length <= 20 && kinds;
}

// strength looks at length alone, which is why it praises passwords that the
// rule refuses.
function strength(next: string): 0 | 1 | 2 | 3 {
	if (next.length === 0) return 0;
	return next.length < 6 ? 1 : next.length < 10 ? 2 : 3;
}

const strengthKeys = ["password.none", "password.weak", "password.fair", "password.strong"] as const;

export function Password() {
	const [step, setStep] = useState<Step>("choose");
	const [current, setCurrent] = useState("");
	const [next, setNext] = useState("");
	if (step === "done") {
		return (
			<Page title={t("password.title")} back={{ to: "/demo/security", label: t("security.title") }}>
				<Done title={t("password.done")} text={t("password.done.text")} to="/demo/security" label={t("password.done.button")} />
			</Page>
		);
	}
	if (step === "repeat") return <Repeat current={current} next={next} back={() => setStep("choose")} done={() => setStep("done")} />;
	const ok = ready(current, next);
	const level = strength(next);
	const go = (event: Event) => {
		event.preventDefault();
		if (ok) setStep("repeat");
	};
	return (
		<Page title={t("password.title")}>
			<form class="panel form" onSubmit={go} noValidate>
				<div class="form-bar">
					<Link class="text-button" to="/demo/security">{t("password.cancel")}</Link>
					<span class="step">{t("password.step", { n: 1 })}</span>
					<button type={ok ? "submit" : "button"} class="text-button next" data-help="password.next" aria-disabled={ok ? undefined : "true"}>{t("password.next")}</button>
				</div>
				<Field id="current" label={t("password.current")} value={current} onInput={setCurrent} help="password.current" type="password" autocomplete="current-password" />
				<Field id="new" label={t("password.new")} value={next} onInput={setNext} help="password.new" type="password" autocomplete="new-password" />
				<div class="meter" data-level={level} data-help="password.strength">
					<span /><span /><span />
					<p aria-live="polite">{t(strengthKeys[level])}</p>
				</div>
			</form>
		</Page>
	);
}

type RepeatProps = { current: string; next: string; back: () => void; done: () => void };

function Repeat({ current, next, back, done }: RepeatProps) {
	const [again, setAgain] = useState("");
	const [error, setError] = useState("");
	const [refused, setRefused] = useState("");
	const save = async (event: Event) => {
		event.preventDefault();
		setRefused("");
		if (again !== next) return setError(t("password.differs"));
		setError("");
		try {
			await post("security/password", { current, next });
			passwordChanged.value = true;
			done();
		} catch (e) {
			setRefused(errorText((e as Refusal).code));
		}
	};
	return (
		<Page title={t("password.title")}>
			<form class="panel form" onSubmit={save} noValidate>
				<div class="form-bar">
					<button type="button" class="text-button" onClick={back}>{t("password.back")}</button>
					<span class="step">{t("password.step", { n: 2 })}</span>
					<span />
				</div>
				<Field id="again" label={t("password.again")} value={again} onInput={setAgain} help="password.repeat" error={error || undefined} type="password" autocomplete="new-password" />
				{refused && <Notice tone="error">{refused}</Notice>}
				<button type="submit" class="button wide" data-help="password.save">{t("password.save")}</button>
			</form>
		</Page>
	);
}

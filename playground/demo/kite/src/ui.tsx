// The few building blocks that every page is made of.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Loaded } from "./api";
import { errorText, t } from "./i18n";
import { Icon, type IconName } from "./icons";
import { Link } from "./route";

type PageProps = { title: string; back?: { to: string; label: string }; action?: ComponentChildren; children: ComponentChildren };

// Page names the document and moves focus to the heading, so that a screen
// reader hears where a navigation led.
export function Page({ title, back, action, children }: PageProps) {
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		document.title = `${title} · Kite`;
	}, [title]);
	useEffect(() => {
		if (navigated) heading.current?.focus({ preventScroll: true });
		navigated = true;
	}, []);
	return (
		<main class="page" id="main">
			{back && (
				<Link class="back" to={back.to}>
					<Icon name="back" />
					{back.label}
				</Link>
			)}
			<div class="page-head">
				<h1 ref={heading} tabIndex={-1}>{title}</h1>
				{action}
			</div>
			{children}
		</main>
	);
}

let navigated = false;

// Load shows a quiet skeleton, then the content or a sentence that says why
// there is none.
export function Load<T>({ from, children }: { from: Loaded<T>; children: (data: T) => ComponentChildren }) {
	if (from.error) return <Notice tone="error">{errorText(from.error.code)}</Notice>;
	if (from.data === undefined) {
		return (
			<div class="panel skeleton" aria-busy="true" aria-label={t("loading")}>
				<span /><span /><span />
			</div>
		);
	}
	return <>{children(from.data)}</>;
}

export function Notice({ tone = "info", children }: { tone?: "info" | "error" | "good"; children: ComponentChildren }) {
	return <div class={`notice ${tone}`} role={tone === "error" ? "alert" : "status"}>{children}</div>;
}

type FieldProps = {
	id: string;
	label: string;
	value: string;
	onInput: (value: string) => void;
	help?: string;
	hint?: string;
	error?: string;
	checking?: boolean; // asked again: the message goes, the mark stays until the answer
	type?: "text" | "tel" | "password";
	autocomplete?: string;
	inputMode?: "text" | "numeric" | "tel" | "decimal";
};

// kind exists because the types of preact tell inputs apart by a literal type.
function kind(type: FieldProps["type"]) {
	if (type === "password") return { type: "password" } as const;
	return type === "tel" ? { type: "tel" } as const : { type: "text" } as const;
}

// Field ties label, hint and error to its input.
export function Field(p: FieldProps) {
	const error = p.checking ? undefined : p.error;
	const notes = [p.hint && `${p.id}-hint`, error && `${p.id}-error`].filter(Boolean).join(" ");
	return (
		<div class="field">
			<label for={p.id}>{p.label}</label>
			<input
				{...kind(p.type)} id={p.id} name={p.id} value={p.value} data-help={p.help}
				autocomplete={p.autocomplete ?? "off"} inputMode={p.inputMode}
				aria-invalid={p.error ? "true" : undefined} aria-describedby={notes || undefined}
				onInput={(event) => p.onInput(event.currentTarget.value)}
			/>
			{p.hint && <p class="hint" id={`${p.id}-hint`}>{p.hint}</p>}
			<p class="field-error" id={`${p.id}-error`} aria-live="polite">{error}</p>
		</div>
	);
}

type RowProps = { icon?: IconName; title: ComponentChildren; note?: ComponentChildren; end?: ComponentChildren; to?: string; help?: string };

export function Row({ icon, title, note, end, to, help }: RowProps) {
	const body = (
		<>
			{icon && <span class="row-icon"><Icon name={icon} /></span>}
			<span class="row-text">
				<span class="row-title">{title}</span>
				{note && <span class="row-note">{note}</span>}
			</span>
			{end && <span class="row-end">{end}</span>}
			{to && <Icon name="next" />}
		</>
	);
	return <li>{to ? <Link class="row" to={to} help={help}>{body}</Link> : <div class="row">{body}</div>}</li>;
}

export function Done({ title, text, to, label }: { title: string; text: string; to: string; label: string }) {
	return (
		<div class="panel done" role="status">
			<span class="done-mark"><Icon name="check" /></span>
			<h2>{title}</h2>
			<p>{text}</p>
			<Link class="button" to={to}>{label}</Link>
		</div>
	);
}

// Term and value pairs, as on a receipt.
export function Facts({ rows }: { rows: [string, ComponentChildren][] }) {
	return (
		<dl class="facts">
			{rows.map(([term, value]) => (
				<div key={term}><dt>{term}</dt><dd>{value}</dd></div>
			))}
		</dl>
	);
}

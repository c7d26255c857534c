// The router: the History API, one signal, and a link.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { lang } from "./i18n";

export const path = signal(clean(location.pathname));

function clean(name: string): string {
	return name.length > "/demo/".length ? name.replace(/\/+$/, "") : "/demo/";
}

export function start(): void {
	addEventListener("popstate", () => {
		path.value = clean(location.pathname);
		lang.value = new URLSearchParams(location.search).get("lang") === "zh" ? "zh" : "en";
	});
}

// href keeps the language in every address.
export function href(to: string): string {
	return lang.value === "zh" ? `${to}?lang=zh` : to;
}

export function navigate(to: string): void {
	history.pushState(null, "", href(to));
	path.value = clean(to);
	scrollTo(0, 0);
}

// match returns the parameters of a pattern such as /demo/orders/:id.
export function match(pattern: string, name: string): Record<string, string> | null {
	const want = pattern.split("/");
	const have = name.split("/");
	if (want.length !== have.length) return null;
	const out: Record<string, string> = {};
	for (const [i, part] of want.entries()) {
		const value = have[i] ?? "";
		if (part.startsWith(":")) out[part.slice(1)] = decodeURIComponent(value);
		else if (part !== value) return null;
	}
	return out;
}

type LinkProps = {
	to: string;
	class?: string;
	help?: string;
	current?: boolean;
	children: ComponentChildren;
};

// Link navigates inside the app. A modified click stays the browser's.
export function Link({ to, class: name, help, current, children }: LinkProps) {
	const go = (event: MouseEvent) => {
		if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
		event.preventDefault();
		navigate(to);
	};
	return (
		<a href={href(to)} class={name} data-help={help} aria-current={current ? "page" : undefined} onClick={go}>
			{children}
		</a>
	);
}

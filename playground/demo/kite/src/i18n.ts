// Two languages, switched without a reload. The choice lives in the address
// (?lang=zh) and nowhere else, so that nothing is stored on the device.
import { signal } from "@preact/signals";
import en from "./locale/en.json";
import zh from "./locale/zh.json";

export type Lang = "en" | "zh";
export type Key = keyof typeof en;

const texts: Record<Lang, Record<Key, string>> = { en, zh };
const locales: Record<Lang, string> = { en: "en-GB", zh: "zh-CN" };

export const lang = signal<Lang>(new URLSearchParams(location.search).get("lang") === "zh" ? "zh" : "en");

// setLang changes every text on the page and keeps the address in step.
export function setLang(next: Lang): void {
	lang.value = next;
	const url = new URL(location.href);
	if (next === "en") url.searchParams.delete("lang");
	else url.searchParams.set("lang", next);
	history.replaceState(history.state, "", url);
}

// t returns a text, with {name} replaced by values.
export function t(key: Key, values: Record<string, string | number> = {}): string {
	return texts[lang.value][key].replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

// both is a text in every language, for what outlives a switch of it.
export function both(key: Key): Record<Lang, string> {
	return { en: texts.en[key], zh: texts.zh[key] };
}

// errorText maps a code of the bank to its sentence.
export function errorText(code: string): string {
	const key = `error.${code}`;
	return key in en ? t(key as Key) : t("error.unknown");
}

// money formats minor units in the currency of the market, with a real minus.
export function money(minor: number, sign = false): string {
	return new Intl.NumberFormat(locales[lang.value], {
		style: "currency",
		currency: lang.value === "zh" ? "CNY" : "GBP",
		signDisplay: sign ? "exceptZero" : "negative",
	}).format(minor / 100).replace("-", "\u2212");
}

// percent formats 1/100 of a percent.
export function percent(points: number): string {
	return new Intl.NumberFormat(locales[lang.value], { style: "percent", minimumFractionDigits: 2 }).format(points / 10000);
}

// date formats an ISO day.
export function date(iso: string): string {
	return new Intl.DateTimeFormat(locales[lang.value], { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(iso));
}

export function fullDate(iso: string): string {
	return new Intl.DateTimeFormat(locales[lang.value], { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));
}

// @ts-check
/**
 * Texts from assets/locale/<lang>.json: nested keys joined by dots, {name}
 * placeholders, plural forms as an object by CLDR category.
 */
import { ASSETS, beginFetch, fetchBegun } from "./api.js";

/** @typedef {string | Record<string, string>} Text */

/** @type {Map<string, Text>} */
let texts = new Map();
let lang = "en";
const RTL = /^(ar|fa|he|ur)\b/;

/**
 * @param {Record<string, any>} tree
 * @param {string} path
 * @param {Map<string, Text>} out
 */
function flatten(tree, path, out) {
	for (const [name, value] of Object.entries(tree)) {
		if (typeof value === "string" || "other" in value)
			out.set(path + name, value);
		else
			flatten(value, `${path}${name}.`, out);
	}
	return out;
}

/** @type {Map<string, Promise<void>>} */
const loads = new Map();

/** @param {string} name */
const addressOf = (name) => new URL(`locale/${encodeURIComponent(name)}.json`, ASSETS);

/** Begins what loadTexts() will ask. @param {string} name */
export const beginTexts = (name) => beginFetch(addressOf(name));

/**
 * Loads a locale and makes it the page's; a second call for it is free.
 * @param {string} name BCP 47
 */
export function loadTexts(name) {
	let load = loads.get(name);
	if (!load) {
		load = fetchBegun(addressOf(name))
			.then((response) => response.ok ? response.json() : Promise.reject(new Error(`no locale ${name}`)))
			.then((tree) => {
				texts = flatten(tree, "", new Map());
				lang = name;
			});
		loads.set(name, load);
	}
	return load;
}

export const direction = () => RTL.test(lang) ? "rtl" : "ltr";
export const language = () => lang;

/** @param {string} key */
export const hasText = (key) => texts.has(key);

/**
 * @param {string} key
 * @param {Record<string, string | number>} [args] a plural is chosen by args.n
 */
export function t(key, args = {}) {
	let text = texts.get(key) ?? key;
	if (typeof text !== "string")
		text = text[new Intl.PluralRules(lang).select(Number(args.n))] ?? text.other;
	// From right to left, what is put in keeps to itself (FSI, PDI), so that a
	// sum or a Latin name does not turn its neighbours round.
	const [first, last] = direction() === "rtl" ? ["\u2068", "\u2069"] : ["", ""];
	return text.replace(/\{(\w+)\}/g, (whole, name) => name in args ? first + String(args[name]) + last : whole);
}

/** Puts the page's static texts into the loaded locale. @param {ParentNode} root */
export function translate(root) {
	/** @type {[string, (e: HTMLElement, text: string) => void][]} */
	const kinds = [
		["t", (e, text) => { e.textContent = text; }],
		["tLabel", (e, text) => e.setAttribute("aria-label", text)],
		["tPlaceholder", (e, text) => e.setAttribute("placeholder", text)],
	];
	for (const [name, put] of kinds) {
		const attribute = "data-" + name.replace(/[A-Z]/g, (c) => "-" + c.toLowerCase());
		for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(`[${attribute}]`)))
			put(element, t(element.dataset[name] ?? ""));
	}
}

/** The server knows countries by their codes. @param {string} name of the page's language */
export function nameRegions(name) {
	const names = new Intl.DisplayNames([name], { type: "region" });
	for (const place of document.querySelectorAll("[data-region]"))
		if (/^[A-Z]{2}$/.test(place.textContent ?? ""))
			place.textContent = names.of(place.textContent ?? "") ?? place.textContent;
}

/** "users" to "Users": a capacity by its code. @param {string} code */
export const capacityName = (code) => hasText(`capacity.${code}`) ? t(`capacity.${code}`)
	: code.slice(0, 1).toUpperCase() + code.slice(1).replaceAll(/[-_]/g, " ");

// "23 November 2026", as the mails and bills write it in en.
const dateLang = () => lang === "en" ? "en-GB" : lang;

/** @type {string | undefined} */
let zone;

/** The site's days are meant from now on, wherever the reader is. @param {string} name IANA */
export function useZone(name) {
	try {
		new Intl.DateTimeFormat("en", { timeZone: name });
		zone = name;
	} catch {
		zone = undefined; // one that the browser does not know
	}
}

/** A day of the site, as on its bills. @param {string} iso RFC 3339 */
export const dateText = (iso) => new Intl.DateTimeFormat(dateLang(), { dateStyle: "long", timeZone: zone }).format(new Date(iso));

/** A day that is one wherever the reader is: "2026-11-23". @param {string} day */
export const dayText = (day) => new Intl.DateTimeFormat(dateLang(), { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/** "2026-11" @param {string} month */
export const monthText = (month) => new Intl.DateTimeFormat(dateLang(), { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));

/** An instant, on the reader's clock. @param {string} iso RFC 3339 */
export const timeText = (iso) => new Intl.DateTimeFormat(dateLang(), {
	day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
}).format(new Date(iso));

/** "12:31". @param {string} iso RFC 3339 */
export const clockText = (iso) => new Intl.DateTimeFormat(dateLang(), { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

const UNITS = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]]);

/** "in 6 days", "2 hours ago". @param {string} iso RFC 3339 */
export function fromNow(iso) {
	const ms = Date.parse(iso) - Date.now();
	const [unit, size] = UNITS.find(([, s]) => Math.abs(ms) >= s) ?? UNITS[2];
	return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(Math.trunc(ms / size), unit);
}

/** "1,240". @param {number} n */
export const numberText = (n) => new Intl.NumberFormat(lang).format(n);

/** @param {string[]} items */
export const listText = (items) => new Intl.ListFormat(lang).format(items);

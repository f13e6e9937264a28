// @ts-check
/**
 * Saved products and those to compare: the star and the tick of cards and of
 * the product page, and a tray with what was ticked.
 * @typedef {import("./types").Session} Session
 * @typedef {{slug: string, name: string}} Picked
 */
import { Problem, call } from "./api.js";
import { el, icon } from "./dom.js";
import { loadTexts, t } from "./i18n.js";
import { explain, link, signInLink } from "./site.js";

const COMPARED_MAX = 4;
const COMPARED_MIN = 2;
const PICKED = "souk-compare";
const WISHED = "souk-save";

let signedIn = false;
/** @type {Set<string>} slugs */
let saved = new Set();
/** @type {Picked[]} */
let picked = [];
/** Saving goes one after another: the last press is what holds. */
let under = Promise.resolve();

const dock = el("div", { class: "dock" });
const told = el("div", {});
const tray = el("section", { class: "tray", hidden: true });

/** @param {string} key @param {string | null} text */
function store(key, text) {
	try {
		if (text === null)
			sessionStorage.removeItem(key);
		else
			sessionStorage.setItem(key, text);
	} catch {
		// Not kept then: it holds for this page.
	}
}

/** @param {string} key */
function stored(key) {
	try {
		return sessionStorage.getItem(key);
	} catch {
		return null;
	}
}

/** @returns {Picked[]} */
function storedPicks() {
	try {
		const list = JSON.parse(stored(PICKED) ?? "[]");
		return list.filter((/** @type {Picked} */ { slug, name }) => typeof slug === "string" && typeof name === "string").slice(0, COMPARED_MAX);
	} catch {
		return [];
	}
}

/** @returns {NodeListOf<HTMLElement>} */
const places = () => document.querySelectorAll("[data-keep]");

function paint() {
	for (const place of places()) {
		const slug = place.dataset.keep ?? "";
		place.querySelector("[data-save]")?.setAttribute("aria-pressed", String(saved.has(slug)));
		place.querySelector("[data-compare]")?.setAttribute("aria-pressed", String(picked.some((p) => p.slug === slug)));
	}
}

/** A message that stays until it is closed. @param {"alert" | "status"} role @param {string} words */
function tell(role, words) {
	const close = el("button", { type: "button", class: "btn btn--quiet btn--small", "aria-label": t("favourites.dismiss") }, icon("x"));
	close.addEventListener("click", () => told.replaceChildren());
	told.replaceChildren(el("div", { class: "told", role }, icon(role === "alert" ? "circle-alert" : "circle-check"), el("p", {}, words), close));
}

/** @param {string} slug @param {boolean} on */
function mark(slug, on) {
	if (on)
		saved.add(slug);
	else
		saved.delete(slug);
	paint();
}

/** @param {string} slug */
function signInFirst(slug) {
	store(WISHED, slug);
	location.assign(signInLink());
}

/** @param {string} slug @param {string} name @param {boolean} on */
async function save(slug, name, on) {
	try {
		await call(on ? "save" : "unsave", { product: slug });
	} catch (fault) {
		if (saved.has(slug) === on)
			mark(slug, !on);
		if (fault instanceof Problem && fault.status === 401) {
			signInFirst(slug);
			return;
		}
		tell("alert", `${t(on ? "favourites.save_failed" : "favourites.drop_failed", { name })} ${explain(fault)}`);
	}
}

/** @param {string} slug @param {string} name */
function toggleSaved(slug, name) {
	if (!signedIn) {
		signInFirst(slug);
		return;
	}
	const on = !saved.has(slug);
	mark(slug, on);
	told.replaceChildren();
	under = under.then(() => save(slug, name, on));
}

/** @param {Picked[]} list */
function pickThese(list) {
	picked = list;
	store(PICKED, list.length ? JSON.stringify(list) : null);
	paint();
	showTray();
}

/** @param {string} slug @param {string} name */
function togglePicked(slug, name) {
	if (picked.some((p) => p.slug === slug))
		pickThese(picked.filter((p) => p.slug !== slug));
	else if (picked.length < COMPARED_MAX)
		pickThese([...picked, { slug, name }]);
	else
		tell("alert", t("compare.tray_full"));
}

/** @param {Picked} p */
function chip(p) {
	const drop = el("button", { type: "button", "aria-label": t("compare.remove", { name: p.name }) }, icon("x"));
	drop.addEventListener("click", () => {
		togglePicked(p.slug, p.name);
		/** @type {HTMLElement | null} */ (tray.querySelector("button"))?.focus();
	});
	return el("li", { class: "chip" }, el("bdi", {}, p.name), drop);
}

/** The comparison has its own page; elsewhere the tray leads there. */
function showTray() {
	const there = Boolean(document.querySelector("[data-comparing]"));
	tray.hidden = !picked.length || there;
	if (tray.hidden) {
		tray.replaceChildren();
		return;
	}
	tray.setAttribute("aria-label", t("compare.tray"));
	const clear = el("button", { type: "button", class: "btn btn--quiet" }, t("compare.tray_clear"));
	clear.addEventListener("click", () => pickThese([]));
	const go = picked.length < COMPARED_MIN ? el("span", { class: "hint" }, t("compare.tray_one"))
		: el("a", { class: "btn btn--primary", href: link(`compare?products=${picked.map((p) => p.slug).join(",")}`) },
			icon("scale"), t("compare.tray_go", { n: picked.length }));
	tray.replaceChildren(el("ul", { class: "chips", role: "list" }, ...picked.map(chip)), el("p", { class: "cluster" }, clear, go));
}

/** @param {string} kind @param {string} image @param {string} label */
const toggle = (kind, image, label) => el("button", { type: "button", [`data-${kind}`]: true, "aria-pressed": "false", "aria-label": label, title: label }, icon(image));

/** Cards come without their buttons: not everybody has scripts. */
function equip() {
	let more = false;
	for (const card of document.querySelectorAll(":is(.product-card, .result):not(:has([data-keep]))")) {
		const a = /** @type {HTMLAnchorElement | null} */ (card.querySelector(":is(h2, h3) a"));
		const slug = a?.pathname.match(/\/p\/([a-z0-9-]+)$/)?.[1];
		if (!a || !slug)
			continue;
		const name = a.textContent ?? slug;
		card.append(el("span", { class: "card-acts", "data-keep": slug, "data-name": name },
			toggle("compare", "scale", t("compare.tick", { name })), toggle("save", "star", t("favourites.save", { name }))));
		more = true;
	}
	if (more)
		paint();
}

/** What a visitor pressed before signing in. */
function keepWish() {
	const slug = stored(WISHED);
	store(WISHED, null);
	if (!slug || !signedIn || saved.has(slug))
		return;
	const name = [...places()].find((place) => place.dataset.keep === slug)?.dataset.name ?? slug;
	mark(slug, true);
	under = under.then(() => save(slug, name, true)).then(() => {
		if (saved.has(slug))
			tell("status", t("favourites.saved", { name }));
	});
}

/** @param {Session} session */
export async function startKeeping(session) {
	signedIn = Boolean(session.user);
	const [marks] = await Promise.all([signedIn ? call("favouriteMarks") : { products: [] }, loadTexts(document.documentElement.lang)]);
	saved = new Set(marks.products);
	const columns = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-comparing]")]);
	picked = columns.length ? columns.map(({ dataset }) => ({ slug: dataset.comparing ?? "", name: dataset.name ?? "" })) : storedPicks();
	dock.append(told, tray);
	document.body.append(dock);
	pickThese(picked);
	equip();
	paint();
	new MutationObserver(equip).observe(document.body, { childList: true, subtree: true });
	document.addEventListener("click", (event) => {
		const button = /** @type {Element} */ (event.target).closest?.("[data-save], [data-compare]");
		const place = /** @type {HTMLElement | null | undefined} */ (button?.closest("[data-keep]"));
		if (!button || !place)
			return;
		const { keep: slug = "", name = "" } = place.dataset;
		if (button.hasAttribute("data-save"))
			toggleSaved(slug, name);
		else
			togglePicked(slug, name);
	});
	keepWish();
}

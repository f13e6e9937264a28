// @ts-check
/**
 * What every page does: site and session, the header's account menu, language,
 * direction and title, theme, menus; and the ways between pages.
 * @typedef {import("./types").Site} Site
 * @typedef {import("./types").Session} Session
 */
import { Problem, ROOT, beginCall, call, setCsrf } from "./api.js";
import { el, icon, iconHref, pick } from "./dom.js";
import { beginTexts, direction, hasText, language, loadTexts, nameRegions, t, translate, useZone } from "./i18n.js";

/** @type {Promise<Site> | undefined} */
let site;
export const loadSite = () => site ??= call("site");

/** @returns {Promise<Session>} */
export async function loadSession() {
	const session = await call("session");
	setCsrf(session.csrf);
	return session;
}

/** A page of this site; a chosen language goes with it. @param {string} path without a leading slash, or a whole address */
export function link(path) {
	const url = new URL(path, ROOT);
	const lang = new URLSearchParams(location.search).get("lang");
	if (lang && !url.searchParams.has("lang"))
		url.searchParams.set("lang", lang);
	return url.href;
}

/**
 * A fragment that was taken out of the address and yet belongs to the way
 * back: an offer's token, which no query, log or store is to have.
 */
export const held = { hash: "" };

/** The sign-in page that leads back to this one, configuration and all. */
export function signInLink(page = "sign-in/") {
	const here = location.pathname + location.search + held.hash;
	return `${link(page)}#next=${encodeURIComponent(here)}`;
}

/**
 * Where #next= leads: a path of this site, or its start page.
 * @param {string} fallback
 */
export function nextLink(fallback) {
	const next = new URLSearchParams(location.hash.slice(1)).get("next");
	if (next && /^\/(?![/\\])/.test(next)) {
		const url = new URL(next, location.origin);
		if (url.origin === location.origin && url.pathname.startsWith(ROOT.pathname))
			return url.href;
	}
	return link(fallback);
}

// Of these the pages know more than the server's words say.
const OWN_WORDS = new Set(["credentials", "throttled", "csrf", "unverified", "forbidden", "token"]);

/** Words for a fault: the server's where it speaks the page's language, else ours for its code. @param {unknown} fault */
export function explain(fault) {
	if (!(fault instanceof Problem))
		return t("fault.page");
	if (fault.detail && language() === "en" && !OWN_WORDS.has(fault.code))
		return fault.detail;
	if (hasText(`fault.${fault.code}`))
		return t(`fault.${fault.code}`, { seconds: fault.retryAfter });
	return fault.detail || t("fault.server");
}

/** The locale that the address, the user or the site names. @param {Site} s @param {Session} session */
function chosenLanguage(s, session) {
	const asked = new URLSearchParams(location.search).get("lang") ?? session.user?.locale ?? "";
	return s.locales.includes(asked) ? asked : s.lang;
}

/** Brings the texts, and the page into their language unless it was sent in it. @param {string} lang */
async function speak(lang) {
	await loadTexts(lang);
	const html = document.documentElement;
	if (html.lang === lang)
		return;
	html.lang = lang;
	html.dir = direction();
	translate(document);
}

/** @param {Session} session */
async function showAccount(session) {
	const place = document.querySelector("[data-account]");
	if (place && session.user) {
		(await import("./account-menu.js")).showMenu(place, session);
		return;
	}
	const signIn = /** @type {HTMLAnchorElement | null | undefined} */ (place?.querySelector('a[href*="sign-in"]'));
	if (signIn && !document.body.dataset.signedOutPage)
		signIn.href = signInLink();
}

/** A menu closes by Escape, by a press elsewhere, and when the focus leaves it. @param {HTMLDetailsElement} menu */
export function closeOnLeaving(menu) {
	menu.addEventListener("keydown", (event) => {
		if (event.key !== "Escape" || !menu.open)
			return;
		menu.open = false;
		menu.querySelector("summary")?.focus();
	});
	menu.addEventListener("focusout", (event) => {
		if (event.relatedTarget && !menu.contains(/** @type {Node} */ (event.relatedTarget)))
			menu.open = false;
	});
	document.addEventListener("pointerdown", (event) => {
		if (!menu.contains(/** @type {Node} */ (event.target)))
			menu.open = false;
	});
}

/** Public pages bring the categories; shells fetch them when the menu first opens. */
function fillCategories() {
	const menu = /** @type {HTMLDetailsElement | null} */ (document.querySelector('[data-menu="categories"]'));
	const list = menu?.querySelector("[data-categories]");
	if (!menu || !list || list.children.length > 1)
		return;
	menu.addEventListener("toggle", async () => {
		const { items } = await call("categories", { lang: language() });
		for (const item of items)
			if (!item.parent)
				list.append(el("li", {}, el("a", { href: link(`c/${item.slug}`) }, icon("tag"), el("span", {}, item.name),
					el("span", { class: "count" }, String(item.products)))));
	}, { once: true });
}

/** The footer's choice of theme: kept on this machine only. */
function offerThemes() {
	const select = /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-theme-select]"));
	if (!select)
		return;
	const html = document.documentElement;
	select.value = html.dataset.theme ?? "";
	select.addEventListener("change", () => {
		if (select.value)
			html.dataset.theme = select.value;
		else
			delete html.dataset.theme;
		try {
			localStorage.setItem("souk-theme", select.value);
		} catch {
			// Not kept then: the choice holds for this page.
		}
	});
	select.closest("[data-later]")?.removeAttribute("data-later");
}

/** The footer's choice of language: the same page in another. @param {string[]} names @param {string} now */
function offerLanguages(names, now) {
	const select = /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-lang-select]"));
	if (!select)
		return;
	if (names.length < 2) {
		/** @type {HTMLElement} */ (select.closest("[data-later]") ?? select).hidden = true;
		return;
	}
	for (const name of names) {
		const option = el("option", { value: name, lang: name },
			new Intl.DisplayNames([name], { type: "language", languageDisplay: "standard" }).of(name) ?? name);
		option.selected = name === now;
		select.append(option);
	}
	select.addEventListener("change", () => {
		const url = new URL(location.href);
		url.searchParams.set("lang", select.value);
		url.hash = held.hash || url.hash;
		location.assign(url);
	});
	select.closest("[data-later]")?.removeAttribute("data-later");
}

/** A language that the address names goes along to the pages that this one leads to. */
function keepLanguage() {
	const lang = new URLSearchParams(location.search).get("lang");
	if (!lang)
		return;
	document.addEventListener("click", (event) => {
		const a = /** @type {Element} */ (event.target).closest?.("a[href]");
		if (a instanceof HTMLAnchorElement && a.origin === location.origin && a.pathname.startsWith(ROOT.pathname)
			&& !a.getAttribute("href")?.startsWith("#"))
			a.href = link(a.href);
	}, { capture: true });
	for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form[method="get"]')))
		if (!form.elements.namedItem("lang"))
			form.append(el("input", { type: "hidden", name: "lang", value: lang }));
}

/** Suggestions come when a search box is first used. */
function offerSuggestions() {
	for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('form[role="search"] input[name="q"]')))
		box.addEventListener("focus", async () => (await import("./suggestions.js")).suggest(box), { once: true });
}

function enhanceChrome() {
	keepLanguage();
	offerSuggestions();
	for (const menu of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.menu")))
		closeOnLeaving(menu);
	fillCategories();
	offerThemes();
}

/** A page rendered by the storefront: its words are there; only the session is missing. @returns {Promise<Session>} */
export async function bootPublic() {
	enhanceChrome();
	offerLanguages([...document.querySelectorAll('link[rel="alternate"][hreflang]')]
		.map((alternate) => /** @type {HTMLLinkElement} */ (alternate).hreflang).filter((name) => name !== "x-default"), document.documentElement.lang);
	nameRegions(document.documentElement.lang);
	/** @type {Session} */
	let session = { user: null, company: null, seller: null, csrf: null };
	try {
		session = await loadSession();
		if (session.user)
			useZone((await Promise.all([loadSite(), loadTexts(document.documentElement.lang)]))[0].time_zone);
		void showAccount(session);
	} catch (fault) {
		// The page is readable without it: the visitor's header stays.
		if (!(fault instanceof Problem))
			throw fault;
	}
	if (document.querySelector(".product-card, .result, [data-keep], [data-comparing]"))
		await (await import("./keep.js")).startKeeping(session);
	return session;
}

/** The last part of the address, when it is an id of this kind. @param {string} prefix */
export const idInAddress = (prefix) => location.pathname.match(new RegExp(`/(${prefix}_[0-9a-z]+)/?$`))?.[1] ?? "";

/** Who runs the marketplace. @param {Session} session */
export const isOperator = ({ user }) => ["support", "admin"].includes(user?.role ?? "");

/** Who may see what the company sells. @param {Session} session */
export const maySell = ({ user, seller }) => Boolean(seller) && ["owner", "seller"].includes(user?.role ?? "");

/** The last part of the address, when it names an order. */
export const orderInAddress = () => idInAddress("ord");

/** @param {string} key of the page's title */
export const setTitle = async (key, args = {}) => {
	document.title = `${t(key, args)} – ${(await loadSite()).name}`;
};

/**
 * What a shell's ahead/ script does while boot() and the screen are on their
 * way: begins the texts, and what the screen will read.
 * @param {(page: {site: Site, session: Session, lang: string}) => Promise<unknown>[]} [read]
 */
export async function ahead(read = () => []) {
	try {
		const [s, session] = await Promise.all([beginCall("site"), beginCall("session")]);
		setCsrf(session.csrf);
		const lang = chosenLanguage(s, session);
		await Promise.all([beginTexts(lang), ...read({ site: s, session, lang })]);
	} catch {
		// boot() and the screen meet the same fault, and tell it.
	}
}

/**
 * A shell: brings site, session and texts, then the screen. A fault on the way
 * shows the notice that every shell carries.
 * @param {(page: {site: Site, session: Session, root: HTMLElement}) => Promise<void> | void} start
 */
export async function boot(start) {
	enhanceChrome();
	const root = /** @type {HTMLElement} */ (document.querySelector("[data-screen]"));
	try {
		const [s, session] = await Promise.all([loadSite(), loadSession()]);
		const lang = chosenLanguage(s, session);
		offerLanguages(s.locales, lang);
		for (const brand of document.querySelectorAll("[data-brand]"))
			brand.textContent = s.name;
		const mark = /** @type {HTMLElement | null} */ (document.querySelector("[data-test-mark]"));
		if (mark)
			mark.hidden = !s.test_payments;
		useZone(s.time_zone);
		await speak(lang);
		await setTitle(document.body.dataset.title ?? "header.orders");
		void showAccount(session);
		await start({ site: s, session, root });
	} catch (fault) {
		if (fault instanceof Problem && fault.status === 401) {
			location.replace(signInLink());
			return;
		}
		showFailure(fault);
		root.hidden = true;
		if (!(fault instanceof Problem))
			throw fault;
	}
}

/** The notice of parts/failed.html; a refusal says what was refused. @param {unknown} fault */
function showFailure(fault) {
	const notice = pick("[data-failed]");
	if (fault instanceof Problem) {
		if (fault.requestId && hasText("fault.request"))
			pick("[data-failed-id]", notice).textContent = `${t("fault.request")} ${fault.requestId}`;
		if (fault.status >= 400 && fault.status < 500 && hasText("fault.refused")) {
			pick("use", notice).setAttribute("href", iconHref("ban"));
			pick("h1", notice).textContent = t("fault.refused");
			pick("p", notice).textContent = fault.code === "forbidden" && location.pathname.startsWith(`${ROOT.pathname}operator/`)
				? t("fault.operators_only") : explain(fault);
			if (fault.code === "second_factor_required")
				notice.append(el("p", {}, el("a", { class: "btn btn--primary", href: link("my/security/#two-step") }, t("security.factor_begin"))));
		}
	}
	notice.hidden = false;
}

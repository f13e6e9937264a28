// @ts-check
/**
 * Popular Applications (R9): the operator's pins, in order, then orders.
 * @typedef {{slug: string, name: string, logo?: string | null, seller?: {name: string}, paid_orders?: number}} Named
 */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy } from "../form.js";
import { language, t } from "../i18n.js";
import { boot, explain, isOperator, link, signInLink } from "../site.js";
import { icon, logo, notice, operatorNav, show } from "../view.js";

/** @param {HTMLElement} root */
async function showPopular(root) {
	/** @type {[{items: Named[], ordered: Named[]}, {items: (Named & {popular_rank: number | null})[]}]} */
	const [pinned, popular] = await Promise.all([call("pins"), call("products", { sort: "popular", limit: 24, lang: language() })]);
	let pins = pinned.items;
	/** @type {Named[] | null} */
	let found = null;
	let asked = "";
	/** @type {unknown} */
	let news = nothing;
	const orders = new Map([...pinned.items, ...pinned.ordered].map(({ slug, paid_orders }) => [slug, paid_orders ?? 0]));

	/**
	 * Shown at once; what the server refuses is taken back, and said.
	 * @param {Named[]} next
	 * @param {string} words
	 * @param {string} [focus]
	 */
	async function put(next, words, focus) {
		const before = pins;
		pins = next;
		news = nothing;
		draw();
		if (focus)
			document.getElementById(focus)?.focus();
		try {
			await call("savePins", {}, { body: { products: next.map(({ slug }) => slug) } });
			pick("[data-say]").textContent = words;
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			pins = before;
			news = notice("bad", t("listing.not_done"), fault.errors[0]?.detail ?? explain(fault));
			draw();
		}
	}

	/** @param {number} i @param {number} by */
	const move = (i, by) => {
		const next = [...pins];
		next.splice(i + by, 0, ...next.splice(i, 1));
		const name = next[i + by].slug;
		return put(next, t("listing.moved", { place: i + by + 1, n: next.length }), `${by < 0 ? "up" : "down"}-${name}`);
	};

	/** @param {SubmitEvent} event */
	const search = (event) => {
		event.preventDefault();
		asked = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("find") ?? "").trim();
		if (asked)
			void busy(/** @type {HTMLButtonElement} */ (event.submitter ?? pick("[data-find] button")), async () => {
				found = (await call("products", { q: asked, limit: 8, lang: language() })).items;
				draw();
			});
	};

	/** @param {Named} it @param {number} i */
	const pinRow = (it, i) => html`<li><span class="rank num">${i + 1}</span>${logo({ slug: it.slug, name: it.name, logo: it.logo ?? popular.items.find(({ slug }) => slug === it.slug)?.logo ?? null }, "logo--sm")}<div class="grow"><a href=${link(`p/${it.slug}`)}>${it.name}</a><p class="by">${t("popular.orders", { n: orders.get(it.slug) ?? 0 })}</p></div>
		<span class="cluster">${i > 0 ? html`<button class="btn btn--quiet btn--small" type="button" id="up-${it.slug}" @click=${() => move(i, -1)}>${icon("arrow-up")}<span class="visually-hidden">${t("popular.up", { name: it.name })}</span></button>` : nothing}
		${i < pins.length - 1 ? html`<button class="btn btn--quiet btn--small" type="button" id="down-${it.slug}" @click=${() => move(i, 1)}>${icon("arrow-down")}<span class="visually-hidden">${t("popular.down", { name: it.name })}</span></button>` : nothing}
		<button class="btn btn--quiet btn--small" type="button" @click=${() => put(pins.filter((pin) => pin !== it), t("listing.removed", { name: it.name }), "find")}>${icon("x")}<span class="visually-hidden">${t("popular.unpin", { name: it.name })}</span></button></span></li>`;

	/** @param {Named} it */
	const foundRow = (it) => html`<li>${logo({ slug: it.slug, name: it.name, logo: it.logo ?? null }, "logo--sm")}<div class="grow"><a href=${link(`p/${it.slug}`)}>${it.name}</a><p class="by">${it.seller?.name}</p></div>
		${pins.some(({ slug }) => slug === it.slug) ? html`<span class="hint">${t("popular.pinned")}</span>`
		: html`<button class="btn btn--small" type="button" @click=${() => put([...pins, it], t("popular.added", { name: it.name }), "find")}>${icon("pin")}${t("popular.pin")}<span class="visually-hidden"> ${it.name}</span></button>`}</li>`;

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("popular.title")}</h1><p>${t("popular.lead")}</p></div>
		${operatorNav("operator/popular/")}
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div><p class="visually-hidden" role="status" data-say></p>
		<div class="with-aside"><div class="stack stack--wide"><section class="card stack" aria-labelledby="h-pins"><div><h2 id="h-pins">${t("popular.pins")}</h2><p class="hint">${t("popular.pins_text")}</p></div>
			${pins.length ? html`<ol class="todo" role="list">${repeat(pins, ({ slug }) => slug, pinRow)}</ol>` : html`<p class="soft">${t("popular.none")}</p>`}
			<form class="cluster" role="search" aria-label=${t("popular.add")} data-find @submit=${search}><label class="visually-hidden" for="find">${t("popular.add")}</label>
				<input class="input grow" id="find" name="find" type="search" maxlength="200" placeholder=${t("popular.add")}><button class="btn" type="submit">${icon("search")}${t("search.go")}</button></form>
			<div aria-live="polite">${found ? found.length ? html`<ul class="todo" role="list">${found.map(foundRow)}</ul>` : html`<p class="soft">${t("search.none_title", { q: asked })}</p>` : nothing}</div></section></div>
		<aside class="stack stack--wide"><section class="card stack" aria-labelledby="h-rule"><h2 id="h-rule">${t("popular.rule")}</h2><p>${t("popular.rule_text")}</p></section>
			<section class="card" aria-labelledby="h-now"><h2 id="h-now">${t("popular.now")}</h2><ol class="todo" role="list">${popular.items.slice(0, 12).map((it, i) => html`<li><span class="rank num">${i + 1}</span><div class="grow"><a href=${link(`p/${it.slug}`)}>${it.name}</a><p class="by">${t("popular.orders", { n: orders.get(it.slug) ?? 0 })}</p></div>
				${pinned.items.some(({ slug }) => slug === it.slug) ? html`<span class="badge badge--accent">${t("popular.pinned")}</span>` : nothing}</li>`)}</ol><p class="hint">${t("popular.now_text")}</p></section></aside></div>`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user)
		location.replace(signInLink());
	else if (!isOperator(session))
		throw new Problem(403, { code: "forbidden", detail: t("operator.only") });
	else
		await showPopular(root);
});

// @ts-check
/**
 * What was saved: its price then and now, a note, and the way to buy it.
 * @typedef {import("../types").Favourite} Favourite
 */
import { html, nothing } from "../../vendor/lit.js";
import { call } from "../api.js";
import { busy } from "../form.js";
import { dateText, language, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, explain, link, signInLink } from "../site.js";
import { icon, logo, show } from "../view.js";

const NOTE_MAX = 200;
const COMPARED_MIN = 2;
const COMPARED_MAX = 4;

/** @type {Favourite[]} */
let items = [];
/** @type {string | null} */
let next = null;
/** @type {Set<string>} removed, but still in their places: they may come back */
const removed = new Set();
/** @type {Set<string>} to compare */
const ticked = new Set();
/** @type {Map<string, string>} what went wrong, beside its product */
const faults = new Map();
/** @type {string} whose note is being written */
let writing = "";
/** @type {HTMLElement} */
let root;

/** @param {import("../types").Money | null} amount @param {string | null} mode */
const priceText = (amount, mode) => amount && mode ? html`<b><bdi>${moneyText(amount)}</bdi></b> <small>${t(`product.per_${mode}`)}</small>` : nothing;

/** How the price has changed, in words. @param {Favourite} f */
function changeText({ from, saved_from: was, from_mode, saved_mode }) {
	const words = was && saved_mode ? `${moneyText(was)} ${t(`product.per_${saved_mode}`)}` : "";
	if (!from)
		return t("favourites.price_none", { was: words });
	if (!was)
		return t("favourites.price_new");
	if (from.currency !== was.currency || from_mode !== saved_mode)
		return t("favourites.price_other", { was: words });
	return t(from.amount > was.amount ? "favourites.price_up" : "favourites.price_down", { was: words });
}

/** @param {Favourite} f */
function priceView(f) {
	if (f.sale === "gone")
		return html`<span class="state state--off">${icon("package-x")}${t("favourites.gone")}</span><p class="hint">${t("favourites.gone_text")}</p>`;
	return html`<span class="price">${f.from ? priceText(f.from, f.from_mode) : nothing}</span>
		${f.repriced ? html`<p class="small"><span class="with-icon">${icon("tag")}<span>${changeText(f)}</span></span></p>` : nothing}
		${f.sale === "hidden" ? html`<p class="hint">${t("favourites.hidden")}</p>` : nothing}`;
}

/** @param {string} slug */
const faultOf = (slug) => faults.has(slug) ? html`<p class="error-text" role="alert">${icon("circle-alert")}<span>${faults.get(slug)}</span></p>` : nothing;

/** Shown at once, taken back when it failed. @param {Favourite} f @param {boolean} on */
async function setSaved(f, on) {
	const { slug, name } = f.product;
	/** @param {boolean} there */
	const put = (there) => {
		if (there)
			removed.delete(slug);
		else
			removed.add(slug);
		draw();
		/** @type {HTMLElement | null} */ (root.querySelector(`[data-row="${CSS.escape(slug)}"] :is([data-undo], [data-remove])`))?.focus();
	};
	faults.delete(slug);
	ticked.delete(slug);
	put(on);
	try {
		await call(on ? "save" : "unsave", { product: slug });
		if (on && f.note)
			await call("annotate", { product: slug }, { body: { note: f.note } });
		// Saved anew, it counts from today.
		if (on)
			Object.assign(f, (await call("favourites", { limit: 1, lang: language() })).items.find((/** @type {Favourite} */ it) => it.product.slug === slug));
		draw();
	} catch (fault) {
		faults.set(slug, `${t(on ? "favourites.save_failed" : "favourites.drop_failed", { name })} ${explain(fault)}`);
		put(!on);
	}
}

/** @param {string} slug */
function focusNote(slug) {
	/** @type {HTMLElement | null} */ (root.querySelector(`[data-row="${CSS.escape(slug)}"] [data-note]`))?.focus();
}

/** @param {Favourite} f @param {string} slug whose note is written from now on; empty: nobody's */
function write(f, slug) {
	writing = slug;
	faults.delete(f.product.slug);
	draw();
	focusNote(f.product.slug);
}

/** @param {Favourite} f @param {SubmitEvent} event */
function saveNote(f, event) {
	event.preventDefault();
	const form = /** @type {HTMLFormElement} */ (event.currentTarget);
	const note = String(new FormData(form).get("note")).trim();
	void busy(/** @type {HTMLButtonElement} */ (form.querySelector('[type="submit"]')), async () => {
		try {
			await call("annotate", { product: f.product.slug }, { body: { note } });
			f.note = note;
			write(f, "");
		} catch (fault) {
			faults.set(f.product.slug, explain(fault));
			draw();
		}
	});
}

/** @param {Favourite} f */
function noteView(f) {
	const { slug, name } = f.product;
	if (writing !== slug)
		return html`${f.note ? html`<p class="text">${f.note}</p>` : nothing}
			<button type="button" class="link small" data-note aria-label=${t(f.note ? "favourites.note_edit_name" : "favourites.note_add_name", { name })}
				@click=${() => write(f, slug)}>${t(f.note ? "favourites.note_edit" : "favourites.note_add")}</button>`;
	return html`<form class="stack stack--tight" @submit=${(/** @type {SubmitEvent} */ event) => saveNote(f, event)}>
		<label class="visually-hidden" for="note">${t("favourites.note_label", { name })}</label>
		<textarea class="input input--area" id="note" name="note" data-note rows="3" maxlength=${NOTE_MAX} aria-describedby="note-hint" .value=${f.note}></textarea>
		<p class="hint" id="note-hint">${t("favourites.note_hint")}</p>
		<p class="cluster"><button class="btn btn--small" type="submit">${t("favourites.note_save")}</button>
			<button class="btn btn--small btn--quiet" type="button" @click=${() => write(f, "")}>${t("favourites.note_cancel")}</button></p></form>`;
}

/** @param {Favourite} f @param {Event} event */
function tick(f, event) {
	if (/** @type {HTMLInputElement} */ (event.target).checked)
		ticked.add(f.product.slug);
	else
		ticked.delete(f.product.slug);
	draw();
}

/** @param {Favourite} f */
function operations(f) {
	const { slug, name } = f.product;
	return html`<div class="stack stack--tight">
		${f.sale === "gone" ? html`<a class="btn btn--small" href=${link(f.product.category ? `c/${f.product.category.slug}` : "search")}>${t("favourites.similar")}</a>`
			: html`<a class="btn btn--small btn--primary" href=${link(`p/${slug}`)} aria-label=${t("favourites.buy_name", { name })}>${t("favourites.buy")}</a>`}
		<button type="button" class="btn btn--small btn--quiet" data-remove aria-label=${t("favourites.remove_name", { name })}
			@click=${() => setSaved(f, false)}>${t("favourites.remove")}</button></div>`;
}

/** @param {Favourite} f */
function row(f) {
	const { slug, name, seller } = f.product;
	if (removed.has(slug))
		return html`<tr data-row=${slug}><td colspan="5"><p class="undo split" role="status"><span>${t("favourites.removed", { name })}</span>
			<button type="button" class="link" data-undo @click=${() => setSaved(f, true)}>${t("favourites.undo")}</button></p>${faultOf(slug)}</td></tr>`;
	const full = ticked.size >= COMPARED_MAX && !ticked.has(slug);
	return html`<tr data-row=${slug}>
		<th scope="row"><div class="with-logo">${logo({ ...f.product, logo: f.product.logo ?? null }, "logo--sm")}<div>
			${f.sale === "gone" ? html`<bdi>${name}</bdi>` : html`<a href=${link(`p/${slug}`)}><bdi>${name}</bdi></a>`}
			${seller ? html`<p class="by">${t("product.by", { seller: seller.name })}</p>` : nothing}
			${f.sale === "gone" || full ? nothing : html`<label class="check small"><input type="checkbox" .checked=${ticked.has(slug)}
				aria-label=${t("compare.tick", { name })} @change=${(/** @type {Event} */ event) => tick(f, event)}> ${t("product.compare")}</label>`}
			${faultOf(slug)}</div></div></th>
		<td data-label=${t("favourites.price")}><div>${priceView(f)}</div></td>
		<td data-label=${t("favourites.note")}><div>${noteView(f)}</div></td>
		<td data-label=${t("favourites.saved_on")}><time datetime=${f.saved_at}>${dateText(f.saved_at)}</time></td>
		<td data-label=${t("favourites.operation")}>${operations(f)}</td></tr>`;
}

const empty = () => html`<div class="card empty">${icon("star")}<h2>${t("favourites.empty")}</h2>
	<p>${t("favourites.empty_text")}</p><p><a class="btn btn--primary" href=${link("search")}>${t("search.browse")}</a></p></div>`;

const compareBar = () => ticked.size === 0 ? nothing : html`<div class="actionbar"><p>${items.filter((f) => ticked.has(f.product.slug)).map((f) => f.product.name).join(" · ")}</p>
	${ticked.size < COMPARED_MIN ? html`<span class="hint">${t("compare.tray_one")}</span>`
		: html`<a class="btn btn--primary" href=${link(`compare?products=${[...ticked].join(",")}`)}>${icon("scale")}${t("compare.tray_go", { n: ticked.size })}</a>`}</div>`;

/** @param {Event} event */
const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
	const page = await call("favourites", { after: next ?? "", lang: language() });
	items.push(...page.items);
	next = page.next;
	draw();
});

function draw() {
	show(root, html`<div class="page-head"><h1 tabindex="-1">${t("favourites.title")}</h1><p>${t("favourites.lead")}</p></div>
		${items.length ? html`<div class="table-scroll"><table class="table table--cards">
			<caption class="visually-hidden">${t("favourites.title")}</caption>
			<thead><tr><th scope="col">${t("favourites.product")}</th><th scope="col">${t("favourites.price")}</th><th scope="col">${t("favourites.note")}</th>
				<th scope="col">${t("favourites.saved_on")}</th><th scope="col">${t("favourites.operation")}</th></tr></thead>
			<tbody>${items.map(row)}</tbody></table></div>` : empty()}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("favourites.more")}</button></p>` : nothing}
		${compareBar()}`);
}

boot(async ({ session, root: place }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	root = place;
	({ items, next } = await call("favourites", { lang: language() }));
	draw();
});

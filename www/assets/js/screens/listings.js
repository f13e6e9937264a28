// @ts-check
/**
 * What a seller sells: the list, a new one, and by its address one listing.
 * @typedef {import("../types").ListingItem} ListingItem
 * @typedef {import("../types").CategoryItem} CategoryItem
 * @typedef {import("../types").Site} Site
 */
import { html, nothing } from "../../vendor/lit.js";
import { call } from "../api.js";
import { pick } from "../dom.js";
import { busy, enhance, required, slugOf, slugRule } from "../form.js";
import { dateText, fromNow, language, t } from "../i18n.js";
import { boot, idInAddress, link, maySell, signInLink } from "../site.js";
import { field, icon, listingMark, logo, openSheet, sellerNav, sheet, show, treeOf } from "../view.js";
import { showListing } from "./listing.js";

const STATES = ["LIVE", "DRAFT", "IN_REVIEW", "HIDDEN", "RESTRICTED"];

/** What is under way beside what buyers see. @param {ListingItem} item */
function draftText({ product, draft }) {
	if (!draft)
		return product.revision ? t("listings.no_draft") : "";
	if (draft.state === "EDITING" && draft.review_note)
		return html`<span class="state state--wait">${icon("undo-2")}${t("draft_state.ASKED")}</span>`;
	return listingMark(draft.state, "draft_state");
}

/** @param {ListingItem} item */
const row = (item) => html`<tr class="row-link">
	<th scope="row"><div class="cluster">${logo({ slug: item.product.slug, name: item.product.name || "?", logo: null }, "logo--sm")}
		<div><a href=${link(`seller/listings/${item.product.id}`)}>${item.product.name}</a><p class="by">${t(`product.delivery_${item.product.delivery}`)} · ${item.product.slug}${
			item.product.delivery === "license" && item.product.revision ? html` · <a href=${link(`seller/keys/${item.product.id}`)}>${t("licence_keys.title")}<span class="visually-hidden"> ${item.product.name}</span></a>` : nothing}</p></div></div></th>
	<td data-label=${t("listings.state")}>${listingMark(item.product.state)}</td>
	<td data-label=${t("listings.revision")} class="num">${item.product.revision || "–"}</td>
	<td data-label=${t("listings.draft")}>${draftText(item)}</td>
	<td data-label=${t("listings.updated")}><time datetime=${item.draft?.updated_at ?? item.product.updated_at}
		title=${dateText(item.draft?.updated_at ?? item.product.updated_at)}>${fromNow(item.draft?.updated_at ?? item.product.updated_at)}</time></td></tr>`;

/** @param {HTMLElement} root @param {Site} site */
async function showList(root, site) {
	/** @type {[{items: ListingItem[], next: string | null}, {items: CategoryItem[]}]} */
	const [page, categories] = await Promise.all([call("listings", { limit: 100 }), call("categories", { lang: language() })]);
	const { items } = page;
	let { next } = page;
	const asked = new URLSearchParams(location.search).get("state") ?? "";
	const chosen = STATES.includes(asked) ? asked : "";
	const counts = (/** @type {string} */ state) => items.filter(({ product }) => product.state === state).length;
	const shown = () => items.filter(({ product }) => !chosen || product.state === chosen);

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const got = await call("listings", { limit: 100, after: next ?? "" });
		items.push(...got.items);
		next = got.next;
		draw();
	});

	/** @param {string} state @param {string} name @param {number} n */
	const filter = (state, name, n) => html`<a class="chip ${state === chosen ? "chip--on" : ""}" aria-current=${state === chosen ? "true" : nothing}
		href=${link(state ? `seller/listings/?state=${state}` : "seller/listings/")}>${name} <span class="count">${n}</span></a>`;

	const empty = () => html`<div class="card empty">${icon("store")}<h2>${t("selling.first")}</h2><p>${t("selling.first_text")}</p>
		<p><button class="btn btn--primary" type="button" @click=${() => openSheet("new")}>${icon("plus")}${t("listings.new")}</button></p></div>`;

	const none = () => html`<div class="card empty">${icon("search-x")}<h2>${t("listings.none", { state: t(`listing_state.${chosen}`) })}</h2>
		<p><a class="btn" href=${link("seller/listings/")}>${t("listings.all")}</a></p></div>`;

	const table = () => html`<div class="table-scroll" tabindex="0" role="region" aria-label=${t("listings.title")}><table class="table table--cards">
		<caption class="visually-hidden">${t("listings.title")}</caption>
		<thead><tr><th scope="col">${t("listings.product")}</th><th scope="col">${t("listings.state")}</th><th scope="col" class="num">${t("listings.revision")}</th>
			<th scope="col">${t("listings.draft")}</th><th scope="col">${t("listings.updated")}</th></tr></thead>
		<tbody>${shown().map(row)}</tbody></table></div>`;

	const creation = () => sheet({ id: "new", title: t("listings.new"), body: html`<form class="stack" id="new-form" method="post">
		${field({ name: "name", label: t("listings.name"), hint: t("listings.name_hint"), max: 120 })}
		${field({ name: "slug", label: t("listings.slug"), hint: t("listings.slug_hint", { address: link("p/").split("?")[0] }), max: 60 })}
		<fieldset class="field"><legend>${t("listings.delivery")}</legend><div class="picks">${["saas", "license", "image", "service"].map((kind, i) => html`<label class="pick">
			<input type="radio" id="delivery-${kind}" name="delivery" value=${kind} ?checked=${i === 0}><span class="pick__body"><strong>${t(`product.delivery_${kind}`)}</strong>
			<span class="hint">${t(`product.delivery_${kind}_text`)}</span></span></label>`)}</div></fieldset>
		<div class="field"><label for="category">${t("listings.category")}</label><select class="select" id="category" name="category" required>
			<option value="">${t("listings.category_choose")}</option>
			${treeOf(categories.items).map(([item, depth]) => html`<option value=${item.slug}>${"\u2003".repeat(depth)}${item.name}</option>`)}</select></div></form>`,
	action: html`<button class="btn btn--primary" type="submit" form="new-form">${t("listings.create")}</button>` });

	const draw = () => show(root, html`<div class="split page-head"><div><h1 tabindex="-1">${t("listings.title")}</h1><p class="soft">${t("listings.lead")}</p></div>
			${items.length ? html`<button class="btn btn--primary" type="button" aria-haspopup="dialog" @click=${() => openSheet("new")}>${icon("plus")}${t("listings.new")}</button>` : nothing}</div>
		${sellerNav("seller/listings/")}
		${items.length ? html`<nav class="chips news" aria-label=${t("listings.filter")}>${filter("", t("listings.every"), items.length)}
			${STATES.filter((state) => counts(state) || state === chosen).map((state) => filter(state, t(`listing_state.${state}`), counts(state)))}</nav>` : nothing}
		${!items.length ? empty() : shown().length ? table() : none()}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("orders.more")}</button></p>` : nothing}
		${creation()}`);
	draw();

	const form = /** @type {HTMLFormElement} */ (pick("#new-form"));
	const slug = /** @type {HTMLInputElement} */ (pick("#slug"));
	let own = false;
	slug.addEventListener("input", () => { own = slug.value !== ""; });
	pick("#name").addEventListener("input", (event) => {
		if (!own)
			slug.value = slugOf(/** @type {HTMLInputElement} */ (event.target).value);
	});
	enhance(form, {
		name: required("listings.name_missing"),
		slug: slugRule,
		category: required("listings.category_missing"),
	}, async ({ name, slug: address, category, delivery }) => {
		const made = await call("newListing", {}, { body: {
			name: name.trim(), slug: address.trim(), category, delivery, locale: site.lang,
		} });
		location.assign(link(`seller/listings/${made.product.id}`));
	});
	if (location.hash === "#new")
		openSheet("new");
}

boot(async ({ site, session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!maySell(session)) {
		location.replace(link("seller/"));
		return;
	}
	const id = idInAddress("prd");
	await (id ? showListing(root, site, id, Boolean(session.seller?.active)) : showList(root, site));
});

// @ts-check
/**
 * A seller's private offers: the list, a new one of nothing or of a template,
 * and by its address one of them, in the editor or as it was sent.
 * @typedef {import("../types").OfferRow} OfferRow
 * @typedef {import("../types").OfferTemplate} OfferTemplate
 * @typedef {import("../types").SellerOffer} SellerOffer
 * @typedef {import("../types").Site} Site
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { pick } from "../dom.js";
import { busy } from "../form.js";
import { dateText, fromNow, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, explain, idInAddress, link, maySell, signInLink } from "../site.js";
import { icon, logo, notice, openSheet, sellerNav, sheet, show } from "../view.js";
import { messageMark, offerMark } from "./offer-marks.js";

const STANDINGS = ["draft", "upcoming", "active", "used", "expired", "withdrawn", "declined"];
const SOON_MS = 3 * 86_400_000;

/** @param {OfferRow} it */
const openedText = (it) => html`${it.opened ? html`<span class="with-icon">${icon("eye")}${t("offers.opened")}</span>` : it.version ? html`<span class="hint">${t("offers.unopened")}</span>` : nothing}
	${it.opened_elsewhere ? html`<span class="with-icon bad">${icon("triangle-alert")}${t("offers.opened_elsewhere")}</span>` : nothing}`;

/** @param {OfferRow} it */
const endText = (it) => {
	if (!it.ends_at)
		return "–";
	const soon = it.standing === "active" && Date.parse(it.ends_at) - Date.now() < SOON_MS;
	return html`<time datetime=${it.ends_at} title=${dateText(new Date(Date.parse(it.ends_at) - 1).toISOString())} class=${soon ? "soon-mark" : ""}>${soon ? icon("hourglass") : nothing}${fromNow(it.ends_at)}</time>`;
};

/** @param {OfferRow} it */
const row = (it) => html`<tr class="row-link ${["used", "expired", "withdrawn", "declined"].includes(it.standing) ? "row--spent" : ""}">
	<th scope="row"><div class="cluster">${it.product ? logo(it.product, "logo--sm") : html`<span class="logo logo--sm" aria-hidden="true">${icon("pencil")}</span>`}
		<div><a href=${link(`seller/offers/${it.id}`)}>${it.title || it.product?.name || t("offers.untitled")}</a><p class="by"><bdi>${it.buyer?.name ?? it.buyer?.masked ?? t("offers.no_buyer")}</bdi></p></div></div></th>
	<td data-label=${t("offers.state")}><div class="stack stack--tight">${offerMark(it.standing)}${it.draft && it.version ? html`<span class="hint">${t("offers.revised")}</span>` : nothing}</div></td>
	<td data-label=${t("offer_field.net")} class="num">${it.net ? moneyText(it.net) : "–"}</td>
	<td data-label=${t("offers.messages")}>${it.version ? html`<div class="stack stack--tight">${messageMark("mail", it.messages.mail)}${it.messages.sms === "none" ? nothing : messageMark("sms", it.messages.sms)}</div>` : "–"}</td>
	<td data-label=${t("offers.openings")}><div class="stack stack--tight">${it.version ? openedText(it) : "–"}</div></td>
	<td data-label=${t("offers.until")}>${endText(it)}</td></tr>`;

/** @param {HTMLElement} root */
async function showList(root) {
	const query = new URLSearchParams(location.search);
	const asked = query.get("state") ?? "";
	const state = STANDINGS.includes(asked) ? asked : "";
	const words = query.get("q") ?? "";
	/** @type {[{items: OfferRow[], next: string | null}, {items: OfferTemplate[]}]} */
	const [page, kept] = await Promise.all([call("offers", { state, q: words }), call("offerTemplates")]);
	const { items } = page;
	let { next } = page;
	let templates = kept.items;
	/** @type {unknown} */
	let news = nothing;
	const key = newKey();

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const got = await call("offers", { state, q: words, after: next ?? "" });
		items.push(...got.items);
		next = got.next;
		draw();
	});

	/** @param {string} [template] */
	const begin = (template) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const made = await call("newOffer", {}, { key: template ? newKey() : key, body: template ? { template } : {} });
		location.assign(link(`seller/offers/${made.id}`));
	});

	/** @param {OfferTemplate} gone */
	const drop = (gone) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		await call("dropOfferTemplate", { template: gone.id });
		templates = templates.filter((other) => other !== gone);
		/** @type {HTMLDialogElement} */ (pick("#templates")).close();
		news = notice("info", t("offers.template_gone"), t("offers.template_gone_text", { name: gone.name }));
		draw();
		pick("[data-news] .notice").focus();
	});

	/** @param {string} one */
	const filter = (one) => html`<a class="chip ${one === state ? "chip--on" : ""}" aria-current=${one === state ? "true" : nothing}
		href=${link(`seller/offers/${one ? `?state=${one}` : ""}`)}>${one === "" ? t("listings.every") : one === "draft" ? t("offers.drafts") : t(`offer_standing.${one}`)}</a>`;

	const empty = () => words || state ? html`<div class="card empty">${icon("search-x")}<h2>${t("offers.none")}</h2><p>${words ? t("offers.none_words", { words }) : t("offers.none_state")}</p>
			<p><a class="btn" href=${link("seller/offers/")}>${t("offers.all")}</a></p></div>`
		: html`<div class="card empty">${icon("badge-percent")}<h2>${t("offers.first")}</h2><p>${t("offers.first_text")}</p>
			<p><button class="btn btn--primary" type="button" @click=${begin()}>${icon("plus")}${t("offers.new")}</button></p></div>`;

	const table = () => html`<div class="table-scroll" tabindex="0" role="region" aria-label=${t("offers.title")}><table class="table table--cards"><caption class="visually-hidden">${t("offers.title")}</caption>
		<thead><tr><th scope="col">${t("offers.offer")}</th><th scope="col">${t("offers.state")}</th><th scope="col" class="num">${t("offer_field.net")}</th><th scope="col">${t("offers.messages")}</th>
			<th scope="col">${t("offers.openings")}</th><th scope="col">${t("offers.until")}</th></tr></thead><tbody>${items.map(row)}</tbody></table></div>`;

	const draw = () => show(root, html`<div class="split page-head"><div><h1 tabindex="-1">${t("offers.title")}</h1><p class="soft">${t("offers.lead")}</p></div>
			<div class="cluster">${templates.length ? html`<button class="btn" type="button" aria-haspopup="dialog" @click=${() => openSheet("templates")}>${icon("book-open")}${t("offers.templates")}</button>` : nothing}
				${items.length || words || state ? html`<button class="btn btn--primary" type="button" @click=${begin()}>${icon("plus")}${t("offers.new")}</button>` : nothing}</div></div>
		${sellerNav("seller/offers/")}<div class="stack" data-news>${news}</div>
		${items.length || words || state ? html`<div class="toolbar news"><nav class="chips" aria-label=${t("offers.filter")}>${["", ...STANDINGS].map(filter)}</nav>
			<form class="search" role="search" aria-label=${t("offers.search")} method="get" action=${link("seller/offers/")}><label class="visually-hidden" for="offers-q">${t("offers.search")}</label>${icon("search")}
				<input class="input" id="offers-q" type="search" name="q" maxlength="200" autocomplete="off" placeholder=${t("offers.search")} .value=${words}>${state ? html`<input type="hidden" name="state" value=${state}>` : nothing}
				<button class="visually-hidden" type="submit">${t("search.go")}</button></form></div>` : nothing}
		${items.length ? table() : empty()}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("orders.more")}</button></p>` : nothing}
		${sheet({ id: "templates", title: t("offers.templates"), body: html`<ul class="stack stack--tight" role="list">${templates.map((it) => html`<li class="split"><span>${it.name}</span><span class="cluster">
			<button class="btn btn--small" type="button" @click=${begin(it.id)}>${t("offers.use_template")}<span class="visually-hidden"> ${it.name}</span></button>
			<button class="btn btn--small btn--quiet" type="button" @click=${drop(it)}>${icon("trash-2")}<span class="visually-hidden">${t("listing.remove", { name: it.name })}</span></button></span></li>`)}</ul>` })}`);
	draw();
}

/** @param {HTMLElement} root @param {Site} site @param {string} id @param {boolean} sent has it just been sent? */
async function showOne(root, site, id, sent = false) {
	/** @type {SellerOffer} */
	let offer;
	try {
		offer = await call("offer", { offer: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || fault.status !== 404)
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("offers.missing")}</h1><p>${t("offers.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link("seller/offers/")}>${t("offers.title")}</a></p></div>`);
		return;
	}
	/** @param {SellerOffer} it */
	const edit = async (it) => (await import("./offer-editor.js")).editOffer(root, site, it, () => void showOne(root, site, id, true));
	if (offer.state === "DRAFT" || (offer.draft && new URLSearchParams(location.search).has("step"))) {
		await edit(offer);
		return;
	}
	const { tell } = await (await import("./offer-sent.js")).showSent(root, site, offer, (it) => void edit(it).catch((fault) => {
		show(root, notice("bad", t("listing.not_done"), explain(fault)));
		throw fault;
	}));
	if (sent)
		tell(notice("good", t("offers.sent"), t("offers.sent_text", { who: offer.buyer?.name ?? offer.buyer?.masked ?? "" })));
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
	const id = idInAddress("off");
	await (id ? showOne(root, site, id) : showList(root));
});

// @ts-check
/**
 * A private offer by its link. The token comes in the fragment, is posted, and
 * leaves the address at once; who may see the offer goes on by its number,
 * with which a reload or a new sign-in comes back here.
 * @typedef {import("../types").ExclusiveOffer} ExclusiveOffer
 * @typedef {import("../types").OpenedOffer} OpenedOffer
 * @typedef {import("../types").Session} Session
 * @typedef {import("../types").Site} Site
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy } from "../form.js";
import { dateText, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { extensionForm } from "../offer-acts.js";
import { startConfirm } from "../offer-confirm.js";
import { acceptByText, milestonesView, noteView, offerFacts } from "../offer-view.js";
import { priceView } from "../review-part.js";
import { boot, held, idInAddress, link, setTitle, signInLink } from "../site.js";
import { icon, lastOf, logo, refOf, show } from "../view.js";

const named = idInAddress("off");
// Kept for this entry of the tab's history, so that a reload finds it, and in memory for the way to sign-in and back.
const token = named ? "" : decodeURIComponent(location.hash.slice(1)) || String(history.state?.token ?? "");
if (token) {
	held.hash = `#${token}`;
	history.replaceState({ token }, "", location.pathname + location.search);
}

/** @type {Record<string, string>} */
const IMAGES = { upcoming: "calendar", active: "badge-percent", used: "circle-check", expired: "hourglass", withdrawn: "ban", declined: "circle-x" };

/**
 * @param {HTMLElement} root
 * @param {{image: string, tone?: string, title: string, text: unknown, acts?: unknown, more?: unknown}} v
 */
const showOutcome = (root, { image, tone = "", title, text, acts = nothing, more = nothing }) => show(root, html`<div class="outcome measure">
	<span class="outcome__mark ${tone && `outcome__mark--${tone}`}">${icon(image)}</span>
	<h1 tabindex="-1">${title}</h1>${typeof text === "string" ? html`<p>${text}</p>` : text}
	<div class="cluster">${acts}</div></div>${more}`);

/** It can be accepted, now or later. @param {{standing: string}} offer */
const isOpen = ({ standing }) => ["active", "upcoming"].includes(standing);

/** The product, its seller and the last day: all that everybody is told. @param {Pick<OpenedOffer, "product" | "seller" | "ends_at" | "standing">} o */
const openFacts = ({ product, seller, ends_at, standing }) => html`<section class="card card--lift teaser" aria-label=${t("offer_page.title")}>
	<div class="cluster">${logo(product, "logo--lg")}<div><strong>${product.name}</strong><p class="by">${t("product.by", { seller: seller.name })}</p></div></div>
	<p class="with-icon">${icon("calendar")}<span>${isOpen({ standing }) ? acceptByText(ends_at) : t("offer_page.ended", { date: dateText(lastOf(ends_at)) })}</span></p></section>`;

/** @param {HTMLElement} root @param {OpenedOffer} o */
function showSignedOut(root, o) {
	const standing = isOpen(o) ? "" : `_${o.standing}`;
	showOutcome(root, {
		image: IMAGES[o.standing] ?? "badge-percent", title: t(`offer_page.open_title${standing}`, { seller: o.seller.name }),
		text: html`${openFacts(o)}<p>${t(`offer_page.open_text${standing}`)}</p>`,
		acts: html`<a class="btn btn--primary btn--large" href=${signInLink()}>${t(standing ? "sign_in.go" : "offer_page.sign_in")}</a>
			<a class="btn btn--large" href=${signInLink("sign-up/")}>${t("header.sign_up")}</a>`,
		more: nothing,
	});
}

/** The masked right account, and one's own (X2); never the price. @param {HTMLElement} root @param {OpenedOffer} o @param {Session} session */
function showWrongAccount(root, o, session) {
	/** @param {Event} event */
	const change = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		await call("signOut");
		location.assign(signInLink());
	});
	showOutcome(root, {
		image: "users", tone: "bad", title: t("offer_page.wrong"),
		text: html`<p>${t("offer_page.wrong_text")}</p>${openFacts(o)}
			<dl class="facts facts--plain accounts"><div><dt>${t("offer_page.issued_to")}</dt><dd><strong><bdi>${o.issued_to}</bdi></strong></dd></div>
				<div><dt>${t("offer_page.you")}</dt><dd><bdi>${o.you?.includes("@") ? session.user?.email : o.you}</bdi></dd></div></dl>`,
		acts: html`<button class="btn btn--primary" type="button" @click=${change}>${icon("log-out")}${t("offer_page.switch")}</button>
			<a class="btn" href=${link("my/offers/")}>${t("offer_page.own")}</a>`,
	});
}

/** What the offer says, or said, for those who may see it. @param {ExclusiveOffer} offer */
const readOnly = (offer) => html`<div class="with-aside gap-top"><div class="stack stack--wide">
		<section class="card" aria-labelledby="h-item"><h2 id="h-item">${t(isOpen(offer) ? "offer_page.item" : "offer_page.item_was")}</h2>
			<div class="cluster">${logo(offer.product)}<div><strong>${offer.product.name}</strong><p class="by">${t("product.by", { seller: offer.seller.name })}</p></div></div>
			${offerFacts(offer)}</section>
		${noteView(offer.note, offer.seller.name)}${milestonesView(offer.milestones)}</div>
	<aside class="card card--lift stack" aria-labelledby="h-price"><h2 id="h-price">${t(isOpen(offer) ? "offer_page.price" : "offer_page.price_was")}</h2>
		${offer.confirm ? priceView({ ...offer.confirm, offer, billing_mode: offer.billing_mode }) : netView(offer)}
		<p class="small"><a href=${link(`my/offers/${offer.id}`)}>${t("offer_page.details")}</a></p></aside></div>`;

/** @param {ExclusiveOffer} offer */
const netView = (offer) => html`<dl class="sums"><div class="sums__total"><dt>${t("checkout.net")}</dt>
		<dd class="total">${offer.saved.amount > 0 ? html`<del class="was">${moneyText(offer.list_net)}</del> ` : nothing}<bdi>${moneyText(offer.net)}</bdi></dd></div></dl>
	<p class="hint">${t("exclusive.net_note")}</p>`;

/** @param {HTMLElement} root @param {ExclusiveOffer} offer @param {Session} session */
function showState(root, offer, session) {
	const s = offer.standing;
	const args = { seller: offer.seller.name, product: offer.product.name, date: dateText(s === "upcoming" ? offer.starts_at : lastOf(offer.ends_at)) };
	const acts = {
		upcoming: html`<a class="btn btn--primary" href=${link("my/offers/?tab=upcoming")}>${t("offer_page.own")}</a>`,
		used: offer.order ? html`<a class="btn btn--primary" href=${link(`my/orders/${offer.order}`)}>${t("offer_page.to_order", { ref: refOf(offer.order) })}</a>` : nothing,
		expired: nothing,
		withdrawn: html`<a class="btn btn--primary" href=${link(`my/requests/?product=${offer.product.slug}`)}>${t("requests.ask")}</a>`,
		declined: html`<a class="btn btn--primary" href=${link(`my/requests/?product=${offer.product.slug}`)}>${t("requests.ask")}</a>`,
		active: html`<a class="btn btn--primary" href=${link(`my/offers/${offer.id}`)}>${t("offer_page.details")}</a>`,
	};
	showOutcome(root, {
		image: IMAGES[s], tone: s === "used" ? "good" : "", title: t(`offer_page.title_${s}`, args),
		text: html`<p>${t(`offer_page.text_${s}`, args)}</p>
			${offer.close_reason ? html`<p class="quote" dir="auto"><bdi>${offer.close_reason}</bdi></p>` : nothing}
			${s === "expired" ? extensionForm(offer, session) : nothing}`,
		acts: acts[s], more: readOnly(offer),
	});
}

/** @param {HTMLElement} root @param {Site} site @param {Session} session @param {ExclusiveOffer} offer */
async function showOffer(root, site, session, offer) {
	await setTitle("offer_page.heading", { product: offer.product.name, seller: offer.seller.name });
	if (offer.confirm)
		await startConfirm(root, site, session, offer, (now) => {
			showState(root, now, session);
			pick("h1", root).focus();
		});
	else
		showState(root, offer, session);
}

/** @param {HTMLElement} root @param {Session} session */
const showUnknown = (root, session) => showOutcome(root, {
	image: "search-x", title: t("offer_page.unknown"), text: t("offer_page.unknown_text"),
	acts: session.company ? html`<a class="btn btn--primary" href=${link("my/offers/")}>${t("offer_page.own")}</a>`
		: html`<a class="btn btn--primary" href=${signInLink()}>${t("sign_in.go")}</a>`,
});

/** @param {HTMLElement} root @param {Site} site @param {Session} session */
async function open(root, site, session) {
	/** @type {OpenedOffer} */
	const opened = await call("openOffer", {}, { body: { token } });
	if (opened.access === "sign_in") {
		showSignedOut(root, opened);
	} else if (opened.access === "wrong_account") {
		showWrongAccount(root, opened, session);
	} else {
		const offer = opened.offer ?? /** @type {ExclusiveOffer} */ (/** @type {unknown} */ (opened));
		held.hash = "";
		history.replaceState(null, "", link(`o/${offer.id}`));
		await showOffer(root, site, session, offer);
	}
}

boot(async ({ site, session, root }) => {
	if (named && !session.user) {
		location.replace(signInLink());
		return;
	}
	try {
		if (named)
			await showOffer(root, site, session, await call("exclusiveOffer", { offer: named }));
		else if (token)
			await open(root, site, session);
		else
			showUnknown(root, session);
	} catch (fault) {
		if (!(fault instanceof Problem) || ![400, 403, 404, 422].includes(fault.status))
			throw fault;
		showUnknown(root, session);
	}
});

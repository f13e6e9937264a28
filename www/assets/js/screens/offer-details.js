// @ts-check
/**
 * One private offer to read: price, discount, validity, stages, terms; to use,
 * to decline, to keep in a calendar, to print.
 * @typedef {import("../types").ExclusiveOffer} ExclusiveOffer
 * @typedef {import("../types").Session} Session
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, linkOf } from "../api.js";
import { pick } from "../dom.js";
import { dateText, t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { declineSheet, extensionForm } from "../offer-acts.js";
import { acceptByText, changesView, milestonesView, noteView, offerFacts, standingMark } from "../offer-view.js";
import { nodesOf } from "../prose.js";
import { inRole, savedText } from "../review-part.js";
import { link, setTitle } from "../site.js";
import { icon, lastOf, logo, notice, openSheet, refOf, show } from "../view.js";

/** From then on a longer time can be asked for. */
const ENDING_MS = 14 * 86_400_000;

/** @param {HTMLElement} root @param {string} id @param {Session} session */
export async function showDetails(root, id, session) {
	/** @type {ExclusiveOffer} */
	let offer;
	try {
		offer = await call("exclusiveOffer", { offer: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || (fault.status !== 404 && fault.status !== 400))
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("exclusive.missing")}</h1><p>${t("exclusive.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link("my/offers/")}>${t("exclusive.title")}</a></p></div>`);
		return;
	}
	await setTitle("offer_page.heading", { product: offer.product.name, seller: offer.seller.name });

	const open = () => ["active", "upcoming"].includes(offer.standing);
	/** @type {Map<string, ChildNode[]>} nodes, made once a document */
	const bodies = new Map();
	/** @param {{hash: string, html: string}} d */
	function textOf(d) {
		if (!bodies.has(d.hash))
			bodies.set(d.hash, [...nodesOf(d.html).childNodes]);
		return bodies.get(d.hash);
	}

	const priceCard = () => html`<section class="card card--lift stack" aria-labelledby="h-price"><h2 id="h-price">${t("offer_page.price")}</h2>
		<dl class="sums"><div><dt>${t("exclusive.list_price")}</dt><dd>${offer.saved.amount ? html`<del class="was">${moneyText(offer.list_net)}</del>` : moneyText(offer.list_net)}</dd></div>
			<div class="sums__total"><dt>${t("exclusive.your_price")}<small>${t("checkout.net")}</small></dt><dd class="total">${moneyText(offer.net)}</dd></div>
			${offer.saved.amount ? html`<div class="sums__saved"><dt>${t("exclusive.saved")}</dt><dd><bdi>${savedText(offer)}</bdi></dd></div>` : nothing}</dl>
		${offer.confirm?.tax.length ? html`<p class="hint">${t("exclusive.with_tax", { total: moneyText(offer.confirm.total) })}</p>` : nothing}
		${offer.standing === "active" ? html`<a class="btn btn--primary btn--large btn--block" href=${link(offer.use.replace(/^\//, ""))}>${t("exclusive.use")}</a>
			<p class="hint">${t("exclusive.use_hint")}</p>` : nothing}
		${offer.order ? html`<a class="btn btn--primary btn--block" href=${link(`my/orders/${offer.order}`)}>${t("offer_page.to_order", { ref: refOf(offer.order) })}</a>` : nothing}
		${open() ? html`<a class="btn btn--block" href=${linkOf("offerCalendar", { offer: id })} download>${icon("calendar")}${t("exclusive.calendar")}</a>` : nothing}
		<button class="btn btn--quiet btn--block" type="button" @click=${() => print()}>${icon("printer")}${t("order.print")}</button>
		${open() && inRole(session) ? html`<button class="btn btn--danger btn--block" type="button" aria-haspopup="dialog" @click=${() => openSheet("decline")}>${t("exclusive.decline")}</button>` : nothing}</section>`;

	const validityCard = () => html`<section class="card" aria-labelledby="h-valid"><h2 id="h-valid">${t("exclusive.validity")}</h2>
		<dl class="facts"><div><dt>${t("exclusive.starts")}</dt><dd><time datetime=${offer.starts_at}>${timeText(offer.starts_at)}</time></dd></div>
			<div><dt>${t("exclusive.until")}</dt><dd><time datetime=${offer.ends_at}>${timeText(lastOf(offer.ends_at))}</time></dd></div>
			<div><dt>${t("exclusive.version")}</dt><dd>${offer.version}</dd></div>
			<div><dt>${t("exclusive.number")}</dt><dd class="id"><bdi>${offer.id}</bdi></dd></div></dl></section>`;

	const documentsCard = () => offer.documents.length ? html`<section class="card" aria-labelledby="h-documents"><h2 id="h-documents">${t("exclusive.documents")}</h2>
		<p class="soft">${t("exclusive.documents_text")}</p>${offer.documents.map((d) => html`<details class="fold"><summary>${icon("file-text")}<bdi>${d.title}</bdi>${icon("chevron-down")}</summary>
			<div class="prose" dir="auto">${textOf(d)}</div></details>`)}</section>` : nothing;

	const stateNotice = () => {
		const s = offer.standing;
		const args = { seller: offer.seller.name, product: offer.product.name, date: dateText(s === "upcoming" ? offer.starts_at : lastOf(offer.ends_at)) };
		if (s === "active")
			return html`<p class="until with-icon">${icon("clock")}<span>${acceptByText(offer.ends_at)}</span></p>`;
		return notice("info", t(`offer_page.title_${s}`, args), html`<p>${t(`offer_page.text_${s}`, args)}</p>${offer.close_reason ? html`<p class="quote" dir="auto"><bdi>${offer.close_reason}</bdi></p>` : nothing}`);
	};

	const extension = () => offer.standing === "expired" || (offer.standing === "active" && Date.parse(offer.ends_at) - Date.now() < ENDING_MS)
		? html`<details class="fold" ?open=${offer.standing === "expired"}><summary>${icon("hourglass")}${t("exclusive.ask_extension")}${icon("chevron-down")}</summary>${extensionForm(offer, session)}</details>` : nothing;

	async function declined() {
		offer = await call("exclusiveOffer", { offer: id });
		draw();
		pick("h1", root).focus();
	}

	const draw = () => show(root, html`<nav class="crumbs" aria-label=${t("exclusive.title")}><ol><li><a href=${link("my/offers/")}>${t("exclusive.title")}</a></li>
			<li aria-current="page"><bdi>${refOf(id)}</bdi></li></ol></nav>
		<div class="split page-head"><div class="cluster">${logo(offer.product, "logo--lg")}<div><h1 tabindex="-1">${t("offer_page.heading", { product: offer.product.name, seller: offer.seller.name })}</h1>
			</div></div>${standingMark(offer.standing)}</div>
		<div class="stack">${stateNotice()}${extension()}</div>
		${offer.changes?.length ? html`<section class="card card--changed gap-top" aria-labelledby="h-changes"><h2 id="h-changes">${t("offer_page.changes_title", { n: offer.changes.length })}</h2>${changesView(offer.changes, offer.net.currency)}</section>` : nothing}
		<div class="with-aside gap-top"><div class="stack stack--wide">
				<section class="card" aria-labelledby="h-item"><h2 id="h-item">${t("offer_page.item")}</h2>${offerFacts(offer, { server: offer.region ? [offer.region, offer.flavour].join(", ") : nothing })}</section>
				${noteView(offer.note, offer.seller.name)}${milestonesView(offer.milestones)}${validityCard()}${documentsCard()}</div>
			<aside class="stack stack--wide">${priceCard()}</aside></div>
		${open() && inRole(session) ? declineSheet(offer, declined) : nothing}`);
	draw();
}

// @ts-check
/**
 * What pages show of a private offer alike: where it stands, until when, what
 * it says, what has changed.
 * @typedef {import("./types").ExclusiveOffer} ExclusiveOffer
 * @typedef {import("./types").ExclusiveOfferRow} ExclusiveOfferRow
 * @typedef {import("./types").OfferMilestone} OfferMilestone
 */
import { html, nothing } from "../vendor/lit.js";
import { capacityName, dateText, fromNow, hasText, listText, t, timeText } from "./i18n.js";
import { moneyText, percentText } from "./money.js";
import { icon, lastOf, periodsText } from "./view.js";

/** @type {Record<string, [kind: string, icon: string]>} */
const STANDINGS = {
	upcoming: ["busy", "clock"],
	active: ["good", "badge-percent"],
	used: ["off", "check"],
	expired: ["off", "hourglass"],
	withdrawn: ["off", "ban"],
	declined: ["off", "x"],
};

/** Word and icon. @param {string} standing */
export function standingMark(standing) {
	const [kind, image] = STANDINGS[standing] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${t(`offer_standing.${standing}`)}</span>`;
}

/** "until 31 December 2026, in 12 days", or when it starts. @param {{standing: string, starts_at: string, ends_at: string}} offer */
export function validityView({ standing, starts_at, ends_at }) {
	if (standing === "upcoming")
		return html`${t("exclusive.starts_on", { date: dateText(starts_at) })} <span class="soft">(${fromNow(starts_at)})</span>`;
	const until = html`<time datetime=${ends_at}>${dateText(lastOf(ends_at))}</time>`;
	return standing === "active" ? html`${until} <span class="soft">(${fromNow(ends_at)})</span>` : until;
}

const CLOSE_MS = 48 * 3600_000;

/** The last day, or when it is close the moment in the reader's zone, and how long it is till then. @param {string} ends_at */
export function acceptByText(ends_at) {
	const left = fromNow(ends_at);
	return Date.parse(ends_at) - Date.now() > CLOSE_MS ? t("exclusive.accept_by_day", { date: dateText(lastOf(ends_at)), left })
		: t("exclusive.accept_by", { time: timeText(lastOf(ends_at)), left });
}

/** "33.33%". @param {number} bp 1/100 % */
export const shareText = (bp) => t("exclusive.percent", { n: percentText(String(bp / 100)) });

/**
 * What is bought, row by row.
 * @param {ExclusiveOfferRow} offer
 * @param {{server?: unknown, fixed?: boolean, buyer?: unknown}} [more] fixed: each value says that it cannot be changed
 */
export function offerFacts(offer, { server = nothing, fixed = false, buyer = nothing } = {}) {
	/** @param {string} name @param {unknown} value */
	const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd>${fixed
		? html`<dd class="fixed" title=${t("offer_page.fixed")}>${icon("lock")}<span class="visually-hidden">${t("offer_page.fixed")}</span></dd>` : nothing}</div>`;
	const once = offer.billing_mode === "one_time";
	return html`<dl class="facts">
		${fact(t("checkout.plan"), html`<bdi>${offer.plan.name}</bdi>`)}
		${fact(t("checkout.quantity"), html`<bdi>${t("exclusive.quantity_of", { n: offer.quantity, plan: offer.plan.name })}</bdi>`)}
		${Object.entries(offer.capacities ?? {}).map(([code, n]) => fact(capacityName(code), offer.quantity > 1 ? t("exclusive.each", { n }) : n))}
		${fact(t("checkout.mode"), t(once ? "product.mode_one_time" : `exclusive.price_${offer.billing_mode}`))}
		${once ? nothing : html`${fact(t("checkout.periods"), t("exclusive.prepaid", { term: periodsText(offer) }))}
			<div><dt>${t("exclusive.after")}</dt><dd>${t("exclusive.after_text")}</dd></div>`}
		${server === nothing ? nothing : fact(t("server.title"), server)}
		${buyer === nothing ? nothing : html`<div><dt>${t("checkout.buyer")}</dt><dd>${buyer}</dd></div>`}</dl>`;
}

/** Name, share, amount, and what it is accepted by. @param {OfferMilestone[]} milestones */
export const milestonesView = (milestones) => milestones.length ? html`<section class="card" aria-labelledby="h-stages">
	<h2 id="h-stages">${t("exclusive.milestones")}</h2>
	<p class="soft">${t("exclusive.milestones_text", { n: milestones.length })}</p>
	<ol class="stages" role="list">${milestones.map((m, i) => html`<li class="split"><div><strong>${i + 1}. <bdi>${m.name}</bdi></strong>
		${m.criteria.length ? html`<ul class="hint">${m.criteria.map((c) => html`<li><bdi>${c}</bdi></li>`)}</ul>` : nothing}</div>
		<span class="num"><bdi>${moneyText(m.amount)}</bdi> <span class="soft">${shareText(m.share_bp)}</span></span></li>`)}</ol></section>` : nothing;

/** @param {string} note */
export const noteView = (note, seller = "") => note ? html`<section class="card" aria-labelledby="h-note"><h2 id="h-note">${t("exclusive.note", { seller })}</h2>
	<p class="quote" dir="auto"><bdi>${note}</bdi></p></section>` : nothing;

const WORDS_MAX = 160;

/** A value of the terms in words. @param {string} leaf the last name of its path @param {unknown} value @param {string} currency @returns {string} */
function valueText(leaf, value, currency) {
	if (value === null || value === undefined || value === "")
		return "–";
	if (Array.isArray(value))
		return value.length ? listText(value.map((item) => valueText(leaf, item, currency))) : "–";
	if (typeof value === "object") {
		const { title, name, code, amount } = /** @type {Record<string, any>} */ (value);
		return title ?? name ?? (code ? `${capacityName(code)}: ${amount}` : "–");
	}
	if (leaf === "price.amount")
		return moneyText({ amount: Number(value), currency });
	if (leaf.endsWith("_bp"))
		return shareText(Number(value));
	if (hasText(`product.mode_${value}`))
		return t(`product.mode_${value}`);
	if (/^\d{4}-\d\d-\d\d$/.test(String(value)))
		return dateText(`${value}T12:00:00`);
	const text = String(value);
	return text.length > WORDS_MAX ? `${text.slice(0, WORDS_MAX)}…` : text;
}

/** "Users", "Stages: Training": what a path of the terms names. @param {string[]} path */
function placeText([field, item]) {
	if (field === "capacities" && item)
		return capacityName(item);
	const name = hasText(`offer_field.${field}`) ? t(`offer_field.${field}`) : field.replaceAll("_", " ");
	return item && ["documents", "milestones"].includes(field) ? t("offer_page.of", { what: name, item }) : name;
}

/** @param {string[]} path */
const leafOf = (path) => path[0] === "price" ? path.join(".") : path.at(-1) ?? "";

/** Old and new, field by field (X3). @param {import("./types").Change[]} changes @param {string} currency */
export const changesView = (changes, currency) => html`<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t("offer_page.changes")}</caption>
	<thead><tr><th scope="col">${t("offer_page.what")}</th><th scope="col">${t("offer_page.before")}</th><th scope="col">${t("offer_page.now")}</th></tr></thead>
	<tbody>${changes.filter(({ path }) => path.join() !== "price,kind").map(({ path, before, after }) => html`<tr><th scope="row"><bdi>${placeText(path)}</bdi></th>
		<td data-label=${t("offer_page.before")}><del class="was"><bdi>${valueText(leafOf(path), before, currency)}</bdi></del></td>
		<td data-label=${t("offer_page.now")}><strong><bdi>${valueText(leafOf(path), after, currency)}</bdi></strong></td></tr>`)}</tbody></table></div>`;

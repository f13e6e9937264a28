// @ts-check
/**
 * What a seller's sales are worth: the monthly statements, what is still to
 * come and when, and every line by its state.
 * @typedef {import("../types").ExpectedPayout} ExpectedPayout
 * @typedef {import("../types").Settlement} Settlement
 * @typedef {import("../types").SettlementForecast} SettlementForecast
 * @typedef {import("../types").SettlementLine} SettlementLine
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { busy } from "../form.js";
import { dateText, dayText, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { monthOf, settlementMark, soldView } from "../settlement-part.js";
import { boot, idInAddress, link, signInLink } from "../site.js";
import { icon, sellerNav, show } from "../view.js";
import { showSettlement } from "./settlement.js";

const VIEWS = ["statements", "coming", "HELD", "RELEASABLE", "IN_STATEMENT", "SETTLED"];

/** @param {Settlement} s */
const statementRow = (s) => html`<tr class="row-link">
	<th scope="row"><div><a href=${link(`seller/settlements/${s.id}`)}><bdi>${s.number}</bdi></a><p class="by">${monthOf(s)}</p></div></th>
	<td data-label=${t("bills.state")}>${settlementMark(s.state)}</td>
	<td data-label=${t("settlements.sales")} class="num">${moneyText(s.sales)}</td>
	<td data-label=${t("settlements.commission")} class="num">${moneyText(s.commission)}</td>
	<td data-label=${t("settlements.payout")} class="num">${moneyText(s.payout)}</td>
</tr>`;

/** What it waits for, in words. @param {{accepted: boolean, billed: boolean, paid: boolean, state: string, stage: number}} l */
const waitsFor = (l) => {
	if (l.state !== "HELD" && l.state !== "PLANNED")
		return nothing;
	const of = !l.accepted ? (l.stage ? "acceptance" : "delivery") : !l.billed ? "bill" : !l.paid ? "payment" : "";
	return of ? html`<p class="by">${t(`settlements.waits_${of}`)}</p>` : nothing;
};

/** @param {ExpectedPayout} l */
const comingRow = (l) => html`<tr>
	<th scope="row">${soldView(l)}</th>
	<td data-label=${t("bills.state")}><div>${settlementMark(l.state)}${waitsFor(l)}</div></td>
	<td data-label=${t("settlements.expected")}>${l.expected_on ? html`<time datetime=${l.expected_on}>${dayText(l.expected_on)}</time>` : "–"}</td>
	<td data-label=${t("settlements.sale")} class="num">${moneyText(l.net)}</td>
	<td data-label=${t("settlements.commission")} class="num">${moneyText(l.commission)}</td>
	<td data-label=${t("settlements.share")} class="num">${moneyText(l.payout)}</td>
</tr>`;

/** @param {SettlementLine} l */
const lineRow = (l) => html`<tr>
	<th scope="row">${soldView(l)}</th>
	<td data-label=${t("bills.state")}><div>${settlementMark(l.state)}${l.settlement ? html`<p class="by"><a href=${link(`seller/settlements/${l.settlement.id}`)}><bdi>${l.settlement.number}</bdi></a></p>`
		: waitsFor({ ...l, billed: l.bill !== null, paid: l.bill?.state === "PAID" })}</div></td>
	<td data-label=${t("settlements.booked")}><time datetime=${l.created_at}>${dateText(l.created_at)}</time></td>
	<td data-label=${t("settlements.sale")} class="num">${moneyText(l.net)}</td>
	<td data-label=${t("settlements.commission")} class="num">${moneyText(l.commission)}</td>
	<td data-label=${t("settlements.share")} class="num">${moneyText(l.payable)}</td>
</tr>`;

/** @param {string} caption @param {string[]} heads @param {unknown[]} rows @param {number} words that are no amounts */
const table = (caption, heads, rows, words) => html`<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${caption}</caption>
	<thead><tr>${heads.map((key, i) => html`<th scope="col" class=${i < words ? "" : "num"}>${t(key)}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;

/** @param {SettlementForecast["totals"][number]} total */
const totalView = (total) => html`<section class="card" aria-label=${total.currency}><dl class="sums">
	<div><dt>${t("settlements.sales")}<small>${t("settlements.tax_text", { amount: moneyText(total.tax) })}</small></dt><dd>${moneyText(total.net)}</dd></div>
	<div><dt>${t("settlements.commission")}</dt><dd>${moneyText({ ...total.commission, amount: -total.commission.amount })}</dd></div>
	<div class="sums__total"><dt>${t("settlements.coming_total")}</dt><dd>${moneyText(total.payout)}</dd></div></dl></section>`;

/** @param {string} view */
const empty = (view) => html`<div class="card empty">${icon("landmark")}<h2>${t(view === "statements" ? "settlements.empty" : "settlements.empty_lines")}</h2>
	<p>${t(view === "statements" ? "settlements.empty_text" : "settlements.empty_lines_text")}</p></div>`;

/** @param {string} view @returns {Promise<{items: any[], next: string | null, totals?: SettlementForecast["totals"], more?: boolean}>} */
const load = (view, after = "") => {
	if (view === "coming")
		return call("settlementForecast");
	const more = after ? { after } : {};
	return view === "statements" ? call("settlements", more) : call("settlementLines", { state: view, ...more });
};

/** @param {HTMLElement} root */
async function showList(root) {
	const asked = new URLSearchParams(location.search).get("show") ?? "";
	const view = VIEWS.includes(asked) ? asked : "statements";
	const { items, next: first, totals = [], more: cut } = await load(view);
	let next = first;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await load(view, next ?? "");
		items.push(...page.items);
		next = page.next;
		draw();
	});

	const list = () => {
		const caption = t(`settlements.show_${view}`);
		if (view === "statements")
			return table(caption, ["bills.number", "bills.state", "settlements.sales", "settlements.commission", "settlements.payout"], items.map(statementRow), 2);
		if (view === "coming")
			return html`<div class="stack">${totals.map(totalView)}${table(caption, ["settlements.sold", "bills.state", "settlements.expected", "settlements.sale", "settlements.commission", "settlements.share"], items.map(comingRow), 3)}
				<p class="hint">${t("settlements.expected_text")}${cut ? ` ${t("settlements.coming_more")}` : ""}</p></div>`;
		return table(caption, ["settlements.sold", "bills.state", "settlements.booked", "settlements.sale", "settlements.commission", "settlements.share"], items.map(lineRow), 3);
	};

	/** @param {string} name */
	const chip = (name) => html`<a class="chip ${name === view ? "chip--on" : ""}" aria-current=${name === view ? "true" : nothing} href=${link(`seller/settlements/?show=${name}`)}>${t(`settlements.show_${name}`)}</a>`;

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("settlements.title")}</h1><p>${t("settlements.lead")}</p></div>
		${sellerNav("seller/settlements/")}
		<nav class="chips news" aria-label=${t("listings.filter")}>${VIEWS.map(chip)}</nav>
		${items.length ? list() : empty(view)}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("settlements.more")}</button></p>` : nothing}`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!session.seller || !["owner", "seller", "finance"].includes(session.user.role))
		throw new Problem(403, { code: "forbidden", detail: t("settlements.only_sellers") });
	const id = idInAddress("stl");
	await (id ? showSettlement(root, id) : showList(root));
});

// @ts-check
/**
 * One statement: what it comes to, its lines, its files.
 * @typedef {import("../types").Settlement} Settlement
 * @typedef {import("../types").SettlementLine} SettlementLine
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, linkOf } from "../api.js";
import { busy } from "../form.js";
import { dateText, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { monthOf, settlementMark, settlementSums, soldView } from "../settlement-part.js";
import { link, setTitle } from "../site.js";
import { icon, notice, sellerNav, show } from "../view.js";

/** @param {SettlementLine} l */
const row = (l) => html`<tr>
	<th scope="row">${soldView(l)}</th>
	<td data-label=${t("settlements.sale")} class="num">${moneyText(l.net)}</td>
	<td data-label=${t("settlements.commission")} class="num">${moneyText(l.commission)}</td>
	<td data-label=${t("settlements.share")} class="num">${moneyText(l.payable)}</td>
</tr>`;

/** @param {Settlement} s */
const news = (s) => s.state === "CARRIED" ? notice("info", t("settlements.is_carried"), t("settlements.is_carried_text"))
	: s.state === "ISSUED" ? notice("info", t("settlements.is_issued", { amount: moneyText(s.payout) }), t("settlements.is_issued_text")) : nothing;

/** @param {HTMLElement} root @param {string} id */
export async function showSettlement(root, id) {
	/** @type {Settlement} */
	let s;
	/** @type {{items: SettlementLine[], next: string | null}} */
	let lines;
	try {
		[s, lines] = await Promise.all([call("settlement", { settlement: id }), call("settlementLines", { settlement: id })]);
	} catch (fault) {
		if (!(fault instanceof Problem) || fault.status !== 404)
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("settlements.missing")}</h1>
			<p><a class="btn btn--primary" href=${link("seller/settlements/")}>${t("settlements.title")}</a></p></div>`);
		return;
	}
	await setTitle("settlements.one", { number: s.number });

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("settlementLines", { settlement: id, after: lines.next ?? "" });
		lines = { items: [...lines.items, ...page.items], next: page.next };
		draw();
	});

	const files = () => s.files
		? html`<a class="btn btn--primary btn--block" href=${linkOf("settlementPdf", { settlement: id })} download>${icon("file-text")}${t("bills.pdf")}</a>
			<a class="btn btn--block" href=${linkOf("settlementCsv", { settlement: id })} download>${t("bills.csv")}</a>`
		: html`<p class="hint">${t("settlements.making")}</p>`;

	const draw = () => show(root, html`<nav class="crumbs" aria-label=${t("settlements.title")}><ol><li><a href=${link("seller/settlements/")}>${t("settlements.title")}</a></li>
			<li aria-current="page"><bdi>${s.number}</bdi></li></ol></nav>
		<div class="split page-head"><div><h1 tabindex="-1">${t("settlements.one", { number: s.number })}</h1><p class="soft">${monthOf(s)} · ${t("bills.issued_on", { date: dateText(s.issued_at) })}</p></div>
			<div class="cluster">${settlementMark(s.state)}</div></div>
		${sellerNav("seller/settlements/")}
		${news(s)}
		<div class="with-aside"><section class="card" aria-labelledby="h-lines"><h2 id="h-lines">${t("settlements.lines")}</h2>
			<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t("settlements.lines")}</caption>
				<thead><tr><th scope="col">${t("settlements.sold")}</th><th scope="col" class="num">${t("settlements.sale")}</th>
					<th scope="col" class="num">${t("settlements.commission")}</th><th scope="col" class="num">${t("settlements.share")}</th></tr></thead>
				<tbody>${lines.items.map(row)}</tbody></table></div>
			${lines.next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("settlements.more")}</button></p>` : nothing}</section>
			<aside class="card card--lift stack" aria-labelledby="h-sum"><h2 id="h-sum">${t("bills.sums")}</h2>${settlementSums(s)}${files()}</aside></div>`);
	draw();
}

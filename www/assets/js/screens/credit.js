// @ts-check
/**
 * What a company may owe: its two pools (X5), and what moved one of them in
 * a month, as the ledger has it.
 * @typedef {import("../types").Bill} Bill
 * @typedef {import("../types").Credit} Credit
 * @typedef {import("../types").CreditMove} CreditMove
 * @typedef {import("../types").CreditPool} CreditPool
 * @typedef {import("../types").CreditStatement} CreditStatement
 * @typedef {import("../types").CreditSums} CreditSums
 * @typedef {import("../types").Money} Money
 */
import { html, nothing } from "../../vendor/lit.js";
import { call } from "../api.js";
import { dateText, hasText, monthText, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, link, signInLink } from "../site.js";
import { billsNav, icon, lastOf, notice, refOf, show } from "../view.js";

/** What a part of the bar is painted with; a number stands beside each. */
const FILLS = { overdue: "var(--bad-fill)", billed: "var(--accent)", reserved: "var(--accent-line)" };

/** @param {keyof typeof FILLS} part */
const swatch = (part) => html`<svg width="10" height="10" aria-hidden="true"><rect width="10" height="10" rx="2" fill=${FILLS[part]}></rect></svg>`;

/** How much of the limit is taken, and by what. @param {CreditPool} pool */
function barView({ limit, reserved, billed, overdue }) {
	const whole = Math.max(limit.amount, reserved.amount + billed.amount, 1);
	const share = (/** @type {Money} */ money) => 100 * money.amount / whole;
	const [late, owed, kept] = [share(overdue), share(billed), share(reserved)];
	return html`<svg width="100%" height="12" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
		<rect width="100" height="12" fill="var(--line)"></rect>
		<rect width=${owed} height="12" fill=${FILLS.billed}></rect>
		<rect width=${late} height="12" fill=${FILLS.overdue}></rect>
		<rect x=${owed} width=${kept} height="12" fill=${FILLS.reserved}></rect></svg>`;
}

/** @param {CreditPool} pool */
const poolView = (pool) => html`<section class="card stack" aria-labelledby="h-${pool.pool}"><h2 id="h-${pool.pool}">${t(`credit.${pool.pool}`)}</h2>
	${pool.stopped ? notice("bad", t("credit.stopped"), t("credit.stopped_text")) : nothing}
	${barView(pool)}
	<dl class="sums">
		<div><dt>${t("credit.limit")}</dt><dd>${moneyText(pool.limit)}</dd></div>
		<div><dt><span class="cluster">${swatch("reserved")}${t("credit.reserved")}</span><small>${t("credit.reserved_text")}</small></dt><dd>${moneyText(pool.reserved)}</dd></div>
		<div><dt><span class="cluster">${swatch("billed")}${t("credit.billed")}</span>${pool.overdue_bills ? html`<small><span class="cluster">${swatch("overdue")}${t("credit.overdue", { amount: moneyText(pool.overdue) })}</span></small>` : nothing}</dt><dd>${moneyText(pool.billed)}</dd></div>
		<div class="sums__total"><dt>${t("credit.free")}</dt><dd>${moneyText(pool.free)}</dd></div></dl></section>`;

/** Nothing is a dash, and more has its sign. @param {Money} money */
const moveText = (money) => money.amount === 0 ? "–" : money.amount > 0 ? `+${moneyText(money)}` : moneyText(money);

/** @param {CreditMove} m */
const moveRow = (m) => html`<tr>
	<th scope="row"><div>${hasText(`credit.move_${m.what}`) ? t(`credit.move_${m.what}`) : m.what.replaceAll("_", " ")}
		<p class="by cluster">${m.bill ? html`<a href=${link(`my/bills/${m.bill.id}`)}><bdi>${m.bill.number}</bdi></a>` : nothing}
			${m.order ? html`<a href=${link(`my/orders/${m.order}`)}><bdi class="ref">${refOf(m.order)}</bdi></a>` : nothing}</p></div></th>
	<td data-label=${t("credit.at")}><time datetime=${m.at}>${dateText(m.at)}</time></td>
	<td data-label=${t("credit.reserved")} class="num">${moveText(m.reserved)}</td>
	<td data-label=${t("credit.billed")} class="num">${moveText(m.billed)}</td></tr>`;

/** Its middle is in the month wherever the site's days begin. @param {CreditStatement} s */
const monthOf = ({ from, until }) => new Date((Date.parse(from) + Date.parse(until)) / 2).toISOString().slice(0, 7);

const MONTHS = 36;

/** Those that can be asked for, the newest first, with the one that is shown. @param {string} shown */
function monthsTo(shown) {
	const now = new Date();
	const list = Array.from({ length: MONTHS }, (_, i) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - i, 15)).toISOString().slice(0, 7));
	return [...new Set([...list, shown])].sort().reverse();
}

/** @param {string} name @param {CreditSums} sums */
const sumsRow = (name, sums) => html`<tr><th scope="row">${name}</th><td></td>
	<td data-label=${t("credit.reserved")} class="num"><strong>${moneyText(sums.reserved)}</strong></td>
	<td data-label=${t("credit.billed")} class="num"><strong>${moneyText(sums.billed)}</strong></td></tr>`;

/** @param {CreditStatement} s */
const statementTable = (s) => html`<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t("credit.statement")}</caption>
	<thead><tr><th scope="col">${t("credit.what")}</th><th scope="col">${t("credit.at")}</th>
		<th scope="col" class="num">${t("credit.reserved")}</th><th scope="col" class="num">${t("credit.billed")}</th></tr></thead>
	<tbody>${sumsRow(t("credit.opening"), s.opening)}${s.items.map(moveRow)}${sumsRow(t("credit.closing"), s.closing)}</tbody></table></div>
	${s.items.length ? nothing : html`<p class="soft">${t("credit.nothing")}</p>`}`;

/** @param {HTMLElement} root */
async function showCredit(root) {
	/** @type {Credit} */
	const { pools } = await call("credit");
	const asked = new URLSearchParams(location.search);
	const pool = pools.find((p) => p.pool === asked.get("pool")) ?? pools[0];
	const month = /^\d{4}-\d{2}$/.test(asked.get("month") ?? "") ? String(asked.get("month")) : "";
	/** @type {CreditStatement | null} */
	const statement = pool ? await call("creditStatement", { pool: pool.pool, ...(month ? { month } : {}) }) : null;
	/** @type {Bill[]} */
	const open = pool ? (await call("creditPool", { pool: pool.pool })).bills : [];

	/** @param {CreditPool} p */
	const chip = (p) => html`<a class="chip ${p === pool ? "chip--on" : ""}" aria-current=${p === pool ? "true" : nothing}
		href=${link(`my/credit/?${new URLSearchParams({ pool: p.pool, ...(month ? { month } : {}) })}`)}>${t(`credit.${p.pool}`)}</a>`;

	/** @param {CreditStatement} s */
	const statementView = (s) => html`<section class="card stack" aria-labelledby="h-moves"><h2 id="h-moves">${t("credit.statement")}</h2>
		<nav class="chips" aria-label=${t("credit.title")}>${pools.map(chip)}</nav>
		<form class="cluster" action=${link("my/credit/")} method="get"><input type="hidden" name="pool" value=${s.pool}>
			<label for="month">${t("credit.month")}</label><select class="select select--small" id="month" name="month">${monthsTo(monthOf(s)).map((name) =>
				html`<option value=${name} ?selected=${name === monthOf(s)}>${monthText(name)}</option>`)}</select>
			<button class="btn" type="submit">${t("credit.month_show")}</button></form>
		${statementTable(s)}
		${open.length ? html`<h3>${t("credit.open_bills")}</h3><dl class="sums">${open.map((bill) => html`<div><dt><a href=${link(`my/bills/${bill.id}`)}><bdi>${bill.number}</bdi></a>
			<small>${t("bills.due")} ${dateText(lastOf(bill.due_at))}</small></dt><dd>${moneyText(bill.open)}</dd></div>`)}</dl>` : nothing}</section>`;

	show(root, html`<div class="page-head"><h1 tabindex="-1">${t("credit.title")}</h1><p>${t("credit.lead")}</p></div>
		${billsNav("credit")}
		${statement ? html`<div class="with-aside">${statementView(statement)}<aside class="stack stack--wide">${pools.map(poolView)}</aside></div>`
			: html`<div class="card empty">${icon("receipt-text")}<h2>${t("credit.none")}</h2><p>${t("credit.none_text")}</p></div>`}`);
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!session.company) {
		location.replace(link("operator/"));
		return;
	}
	await showCredit(root);
});

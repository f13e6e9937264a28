// @ts-check
/**
 * Bills and credit: what was billed, what is open, what may still be owed;
 * the same by month, a calendar of what is due, and by its address one bill.
 * @typedef {import("../types").Bill} Bill
 * @typedef {import("../types").Credit} Credit
 * @typedef {import("../types").CreditPool} CreditPool
 */
import { html, nothing } from "../../vendor/lit.js";
import { call } from "../api.js";
import { busy } from "../form.js";
import { dateText, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, idInAddress, link, signInLink } from "../site.js";
import { billMark, billsNav, icon, lastOf, notice, show } from "../view.js";
import { showBill } from "./bill.js";

/** @param {Bill} bill */
const row = (bill) => html`<tr class="row-link">
	<th scope="row"><div><a href=${link(`my/bills/${bill.id}`)}><bdi>${bill.number}</bdi></a><p class="by">${t(`bills.kind_${bill.kind}`)}${bill.stage ? html` · ${t("bills.stage", { n: bill.stage, name: bill.stage_name ?? "" })}` : nothing}</p>
		${bill.po_number ? html`<p class="by">${t("bills.po", { number: bill.po_number })}</p>` : nothing}</div></th>
	<td data-label=${t("bills.issued")}><time datetime=${bill.issued_at}>${dateText(bill.issued_at)}</time></td>
	<td data-label=${t("bills.due")}>${bill.open.amount > 0 ? html`<time datetime=${bill.due_at}>${dateText(lastOf(bill.due_at))}</time>` : "–"}</td>
	<td data-label=${t("bills.state")}>${billMark(bill)}</td>
	<td data-label=${t("bills.open")} class="num">${bill.open.amount > 0 ? moneyText(bill.open) : "–"}</td>
	<td data-label=${t("bills.total")} class="num">${moneyText(bill.total)}</td>
</tr>`;

/** @param {boolean} narrowed */
const empty = (narrowed) => html`<div class="card empty">${icon(narrowed ? "search-x" : "file-text")}<h2>${t(narrowed ? "bills.none_found" : "bills.empty")}</h2>
	<p>${t(narrowed ? "bills.none_found_text" : "bills.empty_text")}</p></div>`;

/** @param {CreditPool} pool */
const poolView = (pool) => html`<section class="card stack" aria-labelledby="h-${pool.pool}">
	<h2 id="h-${pool.pool}">${t(`credit.${pool.pool}`)}</h2>
	${pool.stopped ? notice("bad", t("credit.stopped"), t("credit.stopped_text")) : nothing}
	<dl class="sums">
		<div><dt>${t("credit.limit")}</dt><dd>${moneyText(pool.limit)}</dd></div>
		<div><dt>${t("credit.reserved")}<small>${t("credit.reserved_text")}</small></dt><dd>${moneyText(pool.reserved)}</dd></div>
		<div><dt>${t("credit.billed")}${pool.overdue_bills ? html`<small>${t("credit.overdue", { amount: moneyText(pool.overdue) })}</small>` : nothing}</dt><dd>${moneyText(pool.billed)}</dd></div>
		<div class="sums__total"><dt>${t("credit.free")}</dt><dd>${moneyText(pool.free)}</dd></div>
	</dl><p><a href=${link(`my/credit/?pool=${pool.pool}`)}>${t("credit.see")}</a></p></section>`;

/** Who pays in advance has nothing to be told of. @param {Credit} credit */
const creditView = (credit) => credit.pools.length
	? html`<aside class="stack stack--wide">${credit.pools.map(poolView)}</aside>` : nothing;

const STATES = ["all", "open", "OVERDUE", "DISPUTED", "PAID"];

/** @param {"list" | "months" | "calendar"} view @param {unknown} body */
const page = (view, body) => html`<div class="page-head"><h1 tabindex="-1">${t("bills.title")}</h1>
		<p>${t(`bills.lead_${view}`)}</p></div>
	${billsNav(view)}
	${body}`;

/** @param {HTMLElement} root */
async function showList(root) {
	const asked = new URLSearchParams(location.search);
	const words = asked.get("q")?.trim() ?? "";
	const state = STATES.includes(asked.get("state") ?? "") ? String(asked.get("state")) : "all";
	/** @type {Record<string, string>} */
	const query = { ...(state === "all" ? {} : { state }), ...(words ? { q: words } : {}) };
	/** @type {[{items: Bill[], next: string | null}, Credit]} */
	const [{ items, next: first }, credit] = await Promise.all([call("bills", query), call("credit")]);
	let next = first;
	const narrowed = Object.keys(query).length > 0;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const { items: older, next: after } = await call("bills", { ...query, after: next ?? "" });
		items.push(...older);
		next = after;
		draw();
	});

	/** @param {string} name */
	const chip = (name) => html`<a class="chip ${name === state ? "chip--on" : ""}" aria-current=${name === state ? "true" : nothing}
		href=${link(`my/bills/?${new URLSearchParams({ state: name, ...(words ? { q: words } : {}) })}`)}>${t(name === "all" ? "bills.state_all" : name === "open" ? "bill_state.ISSUED" : `bill_state.${name}`)}</a>`;

	const filters = () => items.length || narrowed ? html`<form class="cluster" role="search" aria-label=${t("bills.find")} action=${link("my/bills/")} method="get">
			<label for="q">${t("bills.find")}</label><input class="input grow" id="q" name="q" type="search" maxlength="64" autocomplete="off" spellcheck="false" .value=${words}>
			${state === "all" ? nothing : html`<input type="hidden" name="state" value=${state}>`}<button class="btn" type="submit">${icon("search")}${t("search.go")}</button></form>
		<nav class="chips" aria-label=${t("bills.filter")}>${STATES.map(chip)}</nav>` : nothing;

	const list = () => html`<div class="stack">${filters()}${items.length ? html`<div class="table-scroll"><table class="table table--cards">
			<caption class="visually-hidden">${t("bills.title")}</caption>
			<thead><tr><th scope="col">${t("bills.number")}</th><th scope="col">${t("bills.issued")}</th><th scope="col">${t("bills.due")}</th>
				<th scope="col">${t("bills.state")}</th><th scope="col" class="num">${t("bills.open")}</th><th scope="col" class="num">${t("bills.total")}</th></tr></thead>
			<tbody>${items.map(row)}</tbody></table></div>` : empty(narrowed)}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("bills.more")}</button></p>` : nothing}</div>`;

	const draw = () => show(root, page("list",
		credit.pools.length ? html`<div class="with-aside">${list()}${creditView(credit)}</div>` : list()));
	draw();
}

boot(async ({ site, session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!session.company) {
		location.replace(link("operator/"));
		return;
	}
	const id = idInAddress("bil");
	const view = new URLSearchParams(location.search).get("show") ?? "";
	if (id)
		await showBill(root, id, { site, session });
	else if (view === "months")
		await (await import("./bill-months.js")).showMonths((body) => show(root, page(view, body)));
	else if (view === "calendar")
		await (await import("./bill-calendar.js")).showCalendar((body) => show(root, page(view, body)));
	else
		await showList(root);
});

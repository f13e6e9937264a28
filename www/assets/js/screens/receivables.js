// @ts-check
/**
 * What all companies owe: bills by their state or number, and by its address
 * one of them, where the money that has come for it is recorded.
 * @typedef {import("../types").Bill} Bill
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { busy } from "../form.js";
import { dateText, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, idInAddress, isOperator, link, signInLink } from "../site.js";
import { billMark, icon, lastOf, operatorNav, show } from "../view.js";
import { disputeView } from "./bill-dispute.js";
import { showReceivable } from "./receivable.js";

const STATES = ["open", "OVERDUE", "DISPUTED", "PAID", "all"];

/** @param {Bill} bill */
const row = (bill) => html`<tr class="row-link">
	<th scope="row"><div><a href=${link(`operator/bills/${bill.id}`)}><bdi>${bill.number}</bdi></a><p class="by">${t(`bills.kind_${bill.kind}`)}</p></div></th>
	<td data-label=${t("receivables.company")}><bdi>${bill.customer.name ?? "–"}</bdi></td>
	<td data-label=${t("bills.due")}>${bill.open.amount > 0 ? html`<time datetime=${bill.due_at}>${dateText(lastOf(bill.due_at))}</time>` : "–"}</td>
	<td data-label=${t("bills.state")}>${billMark(bill)}</td>
	<td data-label=${t("bills.open")} class="num">${bill.open.amount > 0 ? moneyText(bill.open) : "–"}</td>
	<td data-label=${t("bills.total")} class="num">${moneyText(bill.total)}</td>
</tr>`;

/** @param {HTMLElement} root */
async function showList(root) {
	const asked = new URLSearchParams(location.search);
	const number = asked.get("number")?.trim() ?? "";
	const state = STATES.includes(asked.get("state") ?? "") ? String(asked.get("state")) : number ? "all" : "open";
	/** @type {Record<string, string>} */
	const query = number ? { number } : state === "all" ? {} : { state };
	/** @type {{items: Bill[], next: string | null}} */
	const { items, next: first } = await call("receivables", query);
	/** @type {{items: import("../types").BillDispute[]}} */
	const { items: disputes } = await call("billDisputes", { state: "OPEN" });
	let next = first;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("receivables", { ...query, after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	const table = () => html`<div class="table-scroll"><table class="table table--cards">
		<caption class="visually-hidden">${t("receivables.title")}</caption>
		<thead><tr><th scope="col">${t("bills.number")}</th><th scope="col">${t("receivables.company")}</th><th scope="col">${t("bills.due")}</th>
			<th scope="col">${t("bills.state")}</th><th scope="col" class="num">${t("bills.open")}</th><th scope="col" class="num">${t("bills.total")}</th></tr></thead>
		<tbody>${items.map(row)}</tbody></table></div>`;

	const empty = () => html`<div class="card empty">${icon(number ? "search-x" : "receipt-text")}<h2>${number ? t("receivables.unknown", { number }) : t("receivables.empty")}</h2>
		<p>${t(number ? "receivables.unknown_text" : "receivables.empty_text")}</p></div>`;

	/** @param {string} name */
	const chip = (name) => {
		const on = !number && name === state;
		return html`<a class="chip ${on ? "chip--on" : ""}" aria-current=${on ? "true" : nothing} href=${link(`operator/bills/?state=${name}`)}>${t(name === "DISPUTED" ? "bill_state.DISPUTED" : `receivables.state_${name}`)}</a>`;
	};

	const desk = () => disputes.length ? html`<section class="card stack news" aria-labelledby="h-disputes"><h2 id="h-disputes">${t("receivables.disputes")}</h2>
		${disputes.map((d) => disputeView(d, html`<p><a href=${link(`operator/bills/${d.bill?.id}`)}>${t("bills.title_bill", { number: d.bill?.number ?? "" })}</a> <bdi class="soft">${d.bill?.customer ?? ""}</bdi></p>`))}</section>` : nothing;

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("receivables.title")}</h1><p>${t("receivables.lead")}</p></div>
		${operatorNav("operator/bills/")}
		${desk()}
		<form class="cluster news" role="search" aria-label=${t("receivables.find")} action=${link("operator/bills/")} method="get">
			<label for="number">${t("receivables.find")}</label>
			<input class="input grow" id="number" name="number" type="search" maxlength="40" autocomplete="off" spellcheck="false" .value=${number}>
			<button class="btn" type="submit">${icon("search")}${t("search.go")}</button></form>
		<nav class="chips news" aria-label=${t("listings.filter")}>${STATES.map(chip)}</nav>
		${items.length ? table() : empty()}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("bills.more")}</button></p>` : nothing}`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!isOperator(session))
		throw new Problem(403, { code: "forbidden", detail: t("operator.only") });
	const id = idInAddress("bil");
	await (id ? showReceivable(root, id) : showList(root));
});

// @ts-check
/**
 * One bill: what it is for, what was paid, and its files.
 * @typedef {import("../types").WholeBill} WholeBill
 * @typedef {import("../types").BillLine} BillLine
 * @typedef {import("../types").BillParty} BillParty
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, pause } from "../api.js";
import { dateText, t } from "../i18n.js";
import { moneyText, percentText } from "../money.js";
import { link, setTitle } from "../site.js";
import { billFiles, billMark, eventRow, icon, lastOf, notice, refOf, show } from "../view.js";
import { disputes, lessText, receiptRow } from "./bill-dispute.js";

const FILES_MS = 1500;
const FILES_TRIES = 20;

/** @param {BillLine} line */
const termOf = (line) => line.billing_mode === "one_time" ? line.plan
	: `${line.plan}, ${t(line.billing_mode === "monthly" ? "bills.months" : "bills.years", { n: line.periods })}`;

/** @param {BillLine} line @param {boolean} many orders are on it */
const lineRow = (line, many) => html`<tr>
	<th scope="row"><div>${line.product}<p class="by">${termOf(line)}${many ? html` · <a href=${link(`my/orders/${line.order}`)}><bdi class="ref">${refOf(line.order)}</bdi></a>` : nothing}</p>
		<p class="by">${t("bills.sold_by", { seller: line.seller })}</p></div></th>
	<td data-label=${t("bills.quantity")} class="num">${line.quantity}</td>
	<td data-label=${t("bills.unit")} class="num">${moneyText(line.unit)}</td>
	<td data-label=${t("bills.net")} class="num">${moneyText(line.net)}</td>
</tr>`;

/** @param {string} name @param {BillParty} party */
const partyView = (name, party) => html`<div><dt>${name}</dt><dd><bdi>${party.name ?? "–"}</bdi>
	${party.address ? html`<p class="hint"><bdi>${party.address}</bdi></p>` : nothing}
	${party.tax_number ? html`<p class="hint">${t("bills.tax_number", { number: party.tax_number })}</p>` : nothing}</dd></div>`;

/** @param {WholeBill} bill */
const sumsView = (bill) => html`<dl class="sums">
	<div><dt>${t("bills.net")}</dt><dd>${moneyText(bill.net)}</dd></div>
	${bill.taxes.filter((tax) => tax.tax_kind !== "none").map((tax) => html`<div><dt>${t(`tax.${tax.tax_kind}`, { rate: percentText(tax.tax_rate) })}</dt><dd>${moneyText(tax.tax)}</dd></div>`)}
	<div class="sums__total"><dt>${t("bills.total")}</dt><dd>${moneyText(bill.total)}</dd></div>
	${bill.kind === "credit_note" ? nothing : html`
		${bill.receipts.map(receiptRow)}
		${bill.notes.map((n) => html`<div><dt><a href=${link(`my/bills/${n.id}`)}>${t("bills.note_no", { number: n.number })}</a></dt><dd>${lessText(n.total)}</dd></div>`)}
		<div class="sums__total"><dt>${t("bills.open")}</dt><dd>${moneyText(bill.open)}</dd></div>`}
</dl>`;

/** @param {WholeBill} bill */
const stateNotice = (bill) => {
	if (bill.state === "VOID")
		return notice("info", t("bills.void"), t("bills.void_text"));
	if (bill.open.amount === 0)
		return nothing;
	const text = html`<p>${t("bills.pay_text", { number: bill.number })}</p>${bill.bank ? html`<p><strong><bdi>${bill.bank}</bdi></strong></p>` : nothing}`;
	return notice(bill.state === "OVERDUE" ? "bad" : "info", t("bills.due_on", { amount: moneyText(bill.open), date: dateText(lastOf(bill.due_at)) }), text);
};

/** @param {HTMLElement} root @param {string} id @param {{site: import("../types").Site, session: import("../types").Session}} who */
export async function showBill(root, id, { site, session }) {
	const payer = ["owner", "purchaser", "finance"].includes(session.user?.role ?? "");
	/** @type {WholeBill} */
	let bill;
	/** @type {unknown} */
	let news = nothing;
	try {
		bill = await call("bill", { bill: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || (fault.status !== 404 && fault.status !== 400))
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("bills.missing")}</h1><p>${t("bills.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link("my/bills/")}>${t("bills.title")}</a></p></div>`);
		return;
	}
	await setTitle(`bills.title_${bill.kind}`, { number: bill.number });
	const many = bill.kind === "statement";

	const reload = async () => {
		bill = await call("bill", { bill: id });
		draw();
		watch().catch(() => undefined);
	};

	/** @param {unknown} what */
	const tell = async (what) => {
		news = what;
		await reload();
		/** @type {HTMLElement | null} */ (document.querySelector("[data-news] .notice"))?.focus();
	};

	const pays = payer && site.payment !== "none" && bill.kind !== "credit_note" && bill.state !== "VOID" && bill.open.amount > 0;
	const back = new URLSearchParams(location.search).has("payment");
	/** Of a bill that nobody pays here it is not fetched. */
	const paying = pays || back ? await import("./bill-pay.js") : null;
	/** @type {import("../types").Card[]} */
	const cards = pays ? (await call("cards")).items : [];
	const payment = pays && paying ? paying.cardPayment({ site, cards, bill: () => bill, paid: tell, draw: () => draw() }) : () => nothing;
	const dispute = payer ? disputes({ bill: () => bill, tell }) : () => nothing;

	const draw = () => show(root, html`
		<nav class="crumbs" aria-label=${t("bills.title")}><ol><li><a href=${link("my/bills/")}>${t("bills.title")}</a></li>
			<li aria-current="page"><bdi>${bill.number}</bdi></li></ol></nav>
		<div class="split page-head"><div><h1 tabindex="-1">${t(`bills.title_${bill.kind}`, { number: bill.number })}</h1>
				<p class="soft">${t("bills.issued_on", { date: dateText(bill.issued_at) })}</p></div>
			<div class="cluster">${billMark(bill)}</div></div>
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		${stateNotice(bill)}
		<div class="with-aside">
			<div class="stack stack--wide">
				${payment()}
				<section class="card" aria-labelledby="h-lines"><h2 id="h-lines">${t("bills.lines")}</h2>
					<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t("bills.lines")}</caption>
						<thead><tr><th scope="col">${t("bills.text")}</th><th scope="col" class="num">${t("bills.quantity")}</th>
							<th scope="col" class="num">${t("bills.unit")}</th><th scope="col" class="num">${t("bills.net")}</th></tr></thead>
						<tbody>${bill.lines.map((line) => lineRow(line, many))}</tbody></table></div></section>
				<section class="card" aria-labelledby="h-facts"><h2 id="h-facts">${t("bills.facts")}</h2>
					<dl class="facts">${partyView(t("bills.from"), bill.issuer)}${partyView(t("bills.to"), bill.customer)}
						${bill.order ? html`<div><dt>${t("orders.order")}</dt><dd><a href=${link(`my/orders/${bill.order}`)}><bdi class="ref">${refOf(bill.order)}</bdi></a></dd></div>` : nothing}
						${bill.period ? html`<div><dt>${t("bills.period")}</dt><dd>${dateText(bill.period.from)} – ${dateText(lastOf(bill.period.until))}</dd></div>` : nothing}
						${bill.corrects ? html`<div><dt>${t("bills.corrects")}</dt><dd><a href=${link(`my/bills/${bill.corrects.id}`)}><bdi>${bill.corrects.number}</bdi></a></dd></div>` : nothing}
						${bill.stage ? html`<div><dt>${t("bills.text")}</dt><dd>${t("bills.stage", { n: bill.stage, name: bill.stage_name ?? "" })}</dd></div>` : nothing}
						${bill.po_number ? html`<div><dt>${t("checkout.po_number")}</dt><dd><bdi>${bill.po_number}</bdi></dd></div>` : nothing}
						${bill.cost_centre ? html`<div><dt>${t("checkout.cost_centre")}</dt><dd><bdi>${bill.cost_centre}</bdi></dd></div>` : nothing}</dl></section>
				${dispute()}
				<section class="card" aria-labelledby="h-history"><h2 id="h-history">${t("order.history")}</h2>
					<ol class="timeline" role="list">${bill.events.map(eventRow)}</ol></section>
			</div>
			<aside class="stack stack--wide">
				<section class="card card--lift stack" aria-labelledby="h-sum"><h2 id="h-sum">${t("bills.sums")}</h2>${sumsView(bill)}${billFiles(bill, { first: "btn--primary" })}</section>
			</aside>
		</div>`);

	/** The worker makes the files within seconds. */
	const watch = async () => {
		for (let tries = 0; !bill.files && tries < FILES_TRIES; tries++) {
			await pause(FILES_MS);
			bill = await call("bill", { bill: id });
			draw();
		}
	};

	draw();
	// Without an answer the page stays as it is; loading it again asks again.
	watch().catch(() => undefined);
	await paying?.watchPayment((what, done) => {
		news = what;
		draw();
		if (done)
			void reload();
	});
}

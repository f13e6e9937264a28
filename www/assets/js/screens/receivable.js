// @ts-check
/**
 * One company's bill on the operator's desk: what is open of it, what has
 * come, and a transfer that the bank tells of now. What is too much is kept
 * as the company's deposit, and sent back by an operator.
 * @typedef {import("../types").BillPayment} BillPayment
 * @typedef {import("../types").Receipt} Receipt
 * @typedef {import("../types").WholeBill} WholeBill
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { dateText, t } from "../i18n.js";
import { decimal, minorOf, moneyText } from "../money.js";
import { link, setTitle } from "../site.js";
import { billFiles, billMark, eventRow, field, icon, lastOf, notice, openSheet, operatorNav, refOf, sheet, show } from "../view.js";
import { disputeView, lessText, receiptRow } from "./bill-dispute.js";

/** @param {BillPayment} done @param {string} amount */
function outcome({ bill, deposit, order_paid: goesOn, repeated }, amount) {
	if (repeated)
		return notice("info", t("receivables.repeated"), t("receivables.repeated_text"));
	const more = goesOn ? html`<p>${t("receivables.order_goes_on")}</p>` : nothing;
	if (deposit.amount > 0)
		return notice("warn", t("receivables.too_much", { amount, deposit: moneyText(deposit) }), html`<p>${t("receivables.too_much_text")}</p>${more}`);
	if (bill.open.amount > 0)
		return notice("info", t("receivables.part", { amount, open: moneyText(bill.open) }), bill.order ? t("receivables.part_text") : nothing);
	return notice("good", t("receivables.whole", { amount }), more);
}

/** @param {WholeBill} bill */
const sumsView = (bill) => html`<dl class="sums">
	<div class="sums__total"><dt>${t("bills.total")}</dt><dd>${moneyText(bill.total)}</dd></div>
	${bill.receipts.map(receiptRow)}
	${bill.notes.map((n) => html`<div><dt><a href=${link(`operator/bills/${n.id}`)}>${t("bills.note_no", { number: n.number })}</a></dt><dd>${lessText(n.total)}</dd></div>`)}
	<div class="sums__total"><dt>${t("bills.open")}</dt><dd>${moneyText(bill.open)}</dd></div></dl>`;

/** @param {WholeBill} bill */
const factsView = (bill) => html`<section class="card" aria-labelledby="h-facts"><h2 id="h-facts">${t("bills.facts")}</h2><dl class="facts">
	<div><dt>${t("bills.to")}</dt><dd><bdi>${bill.customer.name ?? "–"}</bdi></dd></div>
	<div><dt>${t("bills.issued")}</dt><dd>${dateText(bill.issued_at)}</dd></div>
	${bill.open.amount > 0 ? html`<div><dt>${t("bills.due")}</dt><dd>${dateText(lastOf(bill.due_at))}</dd></div>` : nothing}
	${bill.order ? html`<div><dt>${t("orders.order")}</dt><dd><bdi class="ref">${refOf(bill.order)}</bdi></dd></div>` : nothing}
	${bill.corrects ? html`<div><dt>${t("bills.corrects")}</dt><dd><a href=${link(`operator/bills/${bill.corrects.id}`)}><bdi>${bill.corrects.number}</bdi></a></dd></div>` : nothing}
	<div><dt>${t("bills.lines")}</dt><dd>${bill.lines.map((line) => html`<p>${line.product}, ${line.plan}</p>`)}</dd></div></dl></section>`;

/** Does an order wait for its money? @param {WholeBill} bill */
const isAwaited = (bill) => bill.kind === "bill" && bill.credit === null && ["ISSUED", "PARTLY_PAID", "OVERDUE"].includes(bill.state);

/** @param {HTMLElement} root @param {string} id */
export async function showReceivable(root, id) {
	/** @type {WholeBill} */
	let bill;
	try {
		bill = await call("receivable", { bill: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || fault.status !== 404)
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("bills.missing")}</h1>
			<p><a class="btn btn--primary" href=${link("operator/bills/")}>${t("receivables.title")}</a></p></div>`);
		return;
	}
	await setTitle(`bills.title_${bill.kind}`, { number: bill.number });
	const { currency } = bill.total;
	let key = newKey();
	let typed = bill.open.amount > 0 ? decimal(bill.open) : "";
	/** @type {unknown} */
	let news = nothing;

	/** What the amount would be, compared with what is open. */
	const forecast = () => {
		const amount = minorOf(typed, currency);
		if (!amount)
			return "";
		if (amount > bill.open.amount)
			return t(bill.open.amount ? "receivables.would_be_more" : "receivables.would_be_deposit");
		return t(amount < bill.open.amount ? "receivables.would_be_part" : "receivables.would_be_whole");
	};

	/** @param {SubmitEvent} event */
	function submit(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const data = new FormData(form);
		const amount = minorOf(typed, currency);
		const reference = String(data.get("reference")).trim();
		const faults = [];
		if (!amount)
			faults.push({ name: "amount", text: t("receivables.amount_bad", { currency }) });
		if (!reference)
			faults.push({ name: "reference", text: t("receivables.reference_missing") });
		if (faults.length) {
			showFaults(form, faults);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (pick('button[type="submit"]', form)), async () => {
			/** @type {BillPayment} */
			let done;
			try {
				done = await call("recordPayment", {}, { key, body: { bill: id, amount, currency, reference, received_on: String(data.get("received_on")).trim() || undefined } });
			} catch (fault) {
				if (fault instanceof Problem && fault.status >= 400 && fault.status < 500)
					key = newKey();
				showProblem(form, fault);
				return;
			}
			key = newKey();
			news = outcome(done, moneyText({ amount: Number(amount), currency }));
			bill = done.bill;
			form.reset();
			typed = bill.open.amount > 0 ? decimal(bill.open) : "";
			draw();
			/** @type {HTMLInputElement} */ (pick("#amount")).value = typed;
			pick("[data-news] .notice").focus();
		});
	}

	/** @param {SubmitEvent} event */
	function cancel(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("reason")).trim();
		if (!reason) {
			showFaults(form, [{ name: "reason", text: t("receivables.cancel_why_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			const came = bill.paid;
			try {
				bill = await call("cancelBill", { bill: id }, { body: { reason } });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			form.reset();
			/** @type {HTMLDialogElement} */ (pick("#cancel")).close();
			news = notice("good", t("receivables.cancelled"), html`<p>${t("receivables.cancelled_text")}</p>
				${came.amount > 0 ? html`<p><a href=${link("operator/refunds/")}>${t("receivables.cancelled_part", { amount: moneyText(came) })}</a></p>` : nothing}`);
			typed = "";
			draw();
			pick("[data-news] .notice").focus();
		});
	}

	/**
	 * A form in a dialog that changes the bill.
	 * @param {string} id
	 * @param {(data: FormData) => {name: string, text: string}[]} faultsOf
	 * @param {(data: FormData) => Promise<string>} act what it says then
	 */
	const inSheet = (id, faultsOf, act) => (/** @type {SubmitEvent} */ event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const data = new FormData(form);
		const faults = faultsOf(data);
		if (faults.length) {
			showFaults(form, faults);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			let said;
			try {
				said = await act(data);
				bill = await call("receivable", { bill: bill.id });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			form.reset();
			/** @type {HTMLDialogElement} */ (pick(`#${id}`)).close();
			news = notice("good", said, nothing);
			typed = bill.open.amount > 0 ? decimal(bill.open) : "";
			draw();
			pick("[data-news] .notice").focus();
		});
	};

	const dispute = () => bill.disputes.find(({ state }) => state === "OPEN");

	const rule = inSheet("rule", (data) => {
		const amount = creditOf(data);
		const faults = [];
		if (amount === null || amount > (dispute()?.amount.amount ?? 0))
			faults.push({ name: "credit", text: t("receivables.rule_bad", { amount: moneyText(dispute()?.amount ?? bill.open) }) });
		if (!String(data.get("ruling")).trim())
			faults.push({ name: "ruling", text: t("receivables.rule_words_missing") });
		return faults;
	}, async (data) => {
		const d = dispute();
		const amount = creditOf(data);
		if (d)
			await call("ruleDispute", { dispute: d.id }, { body: { row_version: d.row_version, uphold: Boolean(amount), ...(amount ? { amount } : {}), ruling: String(data.get("ruling")).trim() } });
		return t("receivables.ruled");
	});

	/** Nothing is no amount to minorOf(). @param {FormData} data */
	const creditOf = (data) => /^\s*0*\s*$/.test(String(data.get("credit"))) ? 0 : minorOf(String(data.get("credit")), currency);

	const writeOff = inSheet("write-off", (data) => String(data.get("why")).trim() ? [] : [{ name: "why", text: t("receivables.write_off_why_missing") }],
		async (data) => {
			await call("writeOff", { bill: bill.id }, { body: { reason: String(data.get("why")).trim() } });
			return t("receivables.written_off");
		});

	const disputeCard = () => bill.disputes.length ? html`<section class="card stack" aria-labelledby="h-dispute"><h2 id="h-dispute">${t("bills.dispute")}</h2>
		${bill.disputes.map((d) => disputeView(d, d.state === "OPEN" ? html`<p><button class="btn btn--primary" type="button" aria-haspopup="dialog" @click=${() => openSheet("rule")}>${t("receivables.rule")}</button></p>` : nothing))}
		${dispute() ? sheet({ id: "rule", title: t("receivables.rule"),
			body: html`<form id="rule-form" class="stack" novalidate @submit=${rule}>
				${field({ name: "credit", label: t("receivables.rule_credit", { currency }), mode: "decimal", max: 24, value: decimal(dispute()?.amount ?? bill.open) })}
				${field({ name: "ruling", label: t("receivables.rule_words"), hint: t("receivables.rule_words_hint"), lines: 4, max: 1000 })}</form>`,
			action: html`<button class="btn btn--primary" type="submit" form="rule-form">${t("receivables.rule")}</button>` }) : nothing}</section>` : nothing;

	const writeOffCard = () => bill.state === "OVERDUE" && bill.credit ? html`<section class="card" aria-labelledby="h-write-off"><h2 id="h-write-off">${t("receivables.write_off")}</h2>
		<p>${t("receivables.write_off_text", { amount: moneyText(bill.open) })}</p>
		<p><button class="btn btn--danger" type="button" aria-haspopup="dialog" @click=${() => openSheet("write-off")}>${t("receivables.write_off")}</button></p>
		${sheet({ id: "write-off", title: t("receivables.write_off_sure", { number: bill.number }),
			body: html`<form id="write-off-form" class="stack" novalidate @submit=${writeOff}>${field({ name: "why", label: t("receivables.write_off_why"), hint: t("receivables.write_off_why_hint"), max: 200 })}</form>`,
			keep: t("order.cancel_no"), action: html`<button class="btn btn--danger" type="submit" form="write-off-form">${t("receivables.write_off")}</button>` })}</section>` : nothing;

	const cancelCard = () => !isAwaited(bill) ? nothing : html`<section class="card" aria-labelledby="h-cancel"><h2 id="h-cancel">${t("receivables.cancel")}</h2>
		<p>${bill.paid.amount > 0 ? t("receivables.cancel_part_text", { amount: moneyText(bill.paid) }) : t("receivables.cancel_text")}</p>
		<p><button class="btn btn--danger" type="button" aria-haspopup="dialog" @click=${() => openSheet("cancel")}>${t("receivables.cancel")}</button></p></section>`;

	const cancelSheet = () => sheet({ id: "cancel", title: t("receivables.cancel_sure", { number: bill.number }),
		body: html`<form id="cancel-form" class="stack" novalidate @submit=${cancel}>${field({ name: "reason", label: t("receivables.cancel_why"), hint: t("receivables.cancel_why_hint"), max: 200 })}</form>`,
		keep: t("order.cancel_no"), action: html`<button class="btn btn--danger" type="submit" form="cancel-form">${t("receivables.cancel")}</button>` });

	/** @param {Event} event */
	const retype = (event) => {
		typed = /** @type {HTMLInputElement} */ (event.currentTarget).value;
		draw();
	};

	const button = () => {
		const amount = minorOf(typed, currency);
		return amount ? t("receivables.record_amount", { amount: moneyText({ amount, currency }) }) : t("receivables.record");
	};

	const form = () => html`<section class="card" aria-labelledby="h-record"><h2 id="h-record">${t("receivables.record")}</h2>
		${bill.open.amount > 0 ? nothing : html`<p>${t(bill.state === "VOID" ? "receivables.void_text" : "receivables.paid_text")}</p>`}
		<form class="stack" method="post" novalidate @submit=${submit}>
			<div class="field"><label for="amount">${t("receivables.amount", { currency })}</label><p class="hint" id="amount-hint">${t("receivables.amount_hint")}</p>
				<input class="input input--short" id="amount" name="amount" type="text" inputmode="decimal" autocomplete="off" maxlength="24" required
					aria-describedby="amount-hint amount-is" .value=${typed} @input=${retype}>
				<p class="hint" id="amount-is" aria-live="polite">${forecast()}</p></div>
			${field({ name: "reference", label: t("receivables.reference"), hint: t("receivables.reference_hint"), max: 140 })}
			${field({ name: "received_on", label: t("receivables.day"), hint: t("receivables.day_hint"), type: "date", optional: true })}
			<p><button class="btn btn--primary" type="submit">${button()}</button></p></form></section>`;

	const draw = () => show(root, html`<nav class="crumbs" aria-label=${t("receivables.title")}><ol><li><a href=${link("operator/bills/")}>${t("receivables.title")}</a></li>
			<li aria-current="page"><bdi>${bill.number}</bdi></li></ol></nav>
		<div class="split page-head"><div><h1 tabindex="-1">${t(`bills.title_${bill.kind}`, { number: bill.number })}</h1><p class="soft"><bdi>${bill.customer.name ?? "–"}</bdi></p></div>
			<div class="cluster">${billMark(bill)}</div></div>
		${operatorNav("operator/bills/")}
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		<div class="with-aside"><div class="stack stack--wide">${bill.kind === "credit_note" ? nothing : form()}${disputeCard()}${cancelCard()}${writeOffCard()}${factsView(bill)}
			<section class="card" aria-labelledby="h-history"><h2 id="h-history">${t("order.history")}</h2>
				<ol class="timeline" role="list">${bill.events.map((e) => eventRow(e.actor === "user" ? { ...e, actor: "company" } : e))}</ol></section></div>
			<aside class="card card--lift stack" aria-labelledby="h-sum"><h2 id="h-sum">${t("bills.sums")}</h2>${sumsView(bill)}${billFiles(bill, { operator: true })}<p class="hint">${t("receivables.recorded")}</p></aside></div>${cancelSheet()}`);
	draw();
}

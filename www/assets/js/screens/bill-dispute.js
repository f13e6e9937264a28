// @ts-check
/**
 * What has come for a bill, and what of it a company does not own up to, as
 * both sides see it.
 * @typedef {import("../types").BillDispute} BillDispute
 * @typedef {import("../types").WholeBill} WholeBill
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { dateText, t } from "../i18n.js";
import { decimal, minorOf, moneyText, sameMoney } from "../money.js";
import { explain } from "../site.js";
import { field, icon, notice, openSheet, sheet } from "../view.js";

/** What came off the whole has its sign, so that the column adds up. @param {import("../types").Money} money */
export const lessText = ({ amount, currency }) => moneyText({ amount: -amount, currency });

/** What came, and what of it the bill took. @param {import("../types").Receipt} r */
export const receiptRow = (r) => html`<div><dt>${t(`bills.by_${r.method}`)}<small>${dateText(r.received_at)}${r.reference ? html` · <bdi>${r.reference}</bdi>` : nothing}</small>
	${sameMoney(r.amount, r.applied) ? nothing : html`<small>${t("bills.came", { amount: moneyText(r.amount) })}</small>`}</dt><dd>${lessText(r.applied)}</dd></div>`;

/** @type {Record<string, [kind: string, icon: string]>} */
const STATES = { OPEN: ["wait", "scale"], UPHELD: ["good", "circle-check"], REJECTED: ["off", "ban"], WITHDRAWN: ["off", "ban"] };

/** @param {BillDispute} d */
export const disputeMark = ({ state }) => html`<span class="state state--${STATES[state]?.[0] ?? "off"}">${icon(STATES[state]?.[1] ?? "ban")}${t(`bill_dispute.${state}`)}</span>`;

/** @param {BillDispute} d @param {unknown} [acts] what can be done about it */
export const disputeView = (d, acts = nothing) => html`<div class="stack stack--tight"><p class="cluster">${disputeMark(d)}<strong>${moneyText(d.amount)}</strong><span class="soft">${dateText(d.created_at)}</span></p>
	<p><bdi>${d.reason}</bdi></p>
	${d.ruling ? html`<p class="soft">${t("bills.dispute_ruling")} <bdi>${d.ruling}</bdi></p>` : nothing}
	${d.credited.amount > 0 ? html`<p class="soft">${t("bills.dispute_credited", { amount: moneyText(d.credited) })}</p>` : nothing}
	${acts}</div>`;

/**
 * @param {{bill: () => WholeBill, tell: (news: unknown) => Promise<void>}} page tell: reads the bill anew, and says what was done
 * @returns {() => unknown} what shows it
 */
export function disputes({ bill, tell }) {
	/** @param {SubmitEvent} event */
	function submit(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const data = new FormData(form);
		const amount = minorOf(String(data.get("dispute_amount")), bill().open.currency) ?? 0;
		const reason = String(data.get("dispute_reason")).trim();
		const faults = [];
		if (amount < 1 || amount > bill().open.amount)
			faults.push({ name: "dispute_amount", text: t("bills.pay_bad", { open: moneyText(bill().open) }) });
		if (!reason)
			faults.push({ name: "dispute_reason", text: t("bills.dispute_why_missing") });
		if (faults.length) {
			showFaults(form, faults);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			try {
				await call("disputeBill", { bill: bill().id }, { body: { amount, reason } });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			form.reset();
			/** @type {HTMLDialogElement} */ (pick("#dispute")).close();
			await tell(notice("good", t("bills.disputed"), t("bills.disputed_text")));
		});
	}

	/** @param {BillDispute} d */
	const withdraw = (d) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		let news = notice("good", t("bills.dispute_withdrawn"), t("bills.dispute_withdrawn_text"));
		try {
			await call("withdrawDispute", { bill: bill().id, dispute: d.id }, { body: {} });
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			news = notice("bad", t("form.problem"), explain(fault));
		}
		await tell(news);
	});

	/** @param {BillDispute} d */
	const acts = (d) => d.state === "OPEN" ? html`<p><button class="btn btn--small" type="button" @click=${withdraw(d)}>${t("bills.dispute_withdraw")}</button></p>` : nothing;

	const may = () => bill().credit !== null && ["ISSUED", "PARTLY_PAID", "OVERDUE"].includes(bill().state);

	return () => may() || bill().disputes.length ? html`<section class="card stack" aria-labelledby="h-dispute"><h2 id="h-dispute">${t("bills.dispute")}</h2>
		${bill().disputes.map((d) => disputeView(d, acts(d)))}
		${may() ? html`<p class="soft">${t("bills.dispute_text")}</p><p><button class="btn" type="button" aria-haspopup="dialog" @click=${() => openSheet("dispute")}>${t("bills.dispute_open")}</button></p>
			${sheet({ id: "dispute", title: t("bills.dispute_sure", { number: bill().number }),
				body: html`<form id="dispute-form" class="stack" novalidate @submit=${submit}>
					${field({ name: "dispute_amount", label: t("bills.dispute_amount", { currency: bill().open.currency }), mode: "decimal", max: 24, value: decimal(bill().open) })}
					${field({ name: "dispute_reason", label: t("bills.dispute_why"), hint: t("bills.dispute_why_hint"), lines: 4, max: 1000 })}</form>`,
				action: html`<button class="btn btn--primary" type="submit" form="dispute-form">${t("bills.dispute_open")}</button>` })}` : nothing}</section>` : nothing;
}

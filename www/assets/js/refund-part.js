// @ts-check
/**
 * Money back, on the page of an order: what can be given back and by which
 * right, what was asked for, what was answered.
 * @typedef {import("./types").Order} Order
 * @typedef {import("./types").Refund} Refund
 * @typedef {import("./types").OrderRefunds} OrderRefunds
 */
import { html, nothing } from "../vendor/lit.js";
import { call, newKey } from "./api.js";
import { pick } from "./dom.js";
import { busy, clearFaults, showFaults, showProblem } from "./form.js";
import { t, timeText } from "./i18n.js";
import { decimal, minorOf, moneyText } from "./money.js";
import { link } from "./site.js";
import { icon, openSheet, sheet } from "./view.js";

/** @type {Record<string, [kind: string, icon: string]>} */
const MARKS = {
	REQUESTED: ["wait", "clock"],
	IN_REVIEW: ["wait", "clock"],
	APPROVED: ["busy", "undo-2"],
	PROCESSING: ["busy", "undo-2"],
	FAILED: ["busy", "undo-2"],
	REFUNDED: ["good", "circle-check"],
	REFUSED: ["off", "ban"],
};

/** @type {Record<string, string>} */
const KINDS = { cooling_off: "refunds.given_back", surplus: "refunds.surplus" };

/** @param {string} state of a refund */
export function refundMark(state) {
	const [kind, image] = MARKS[state] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${t(`refund_state.${state}`)}</span>`;
}

/** Both sides' words, each by its name. @param {Refund} r */
export const refundWords = (r) => [["refunds.reason", r.reason], ["refunds.answer", r.answer], ["refunds.appeal", r.appeal], ["refunds.ruling", r.ruling]]
	.map(([key, text]) => text ? html`<div><dt>${t(String(key))}</dt><dd dir="auto" class="text">${text}</dd></div>` : nothing);

/** May the buyer turn to the operator? @param {Refund} r */
const mayAppeal = (r) => !r.ruled_at && (r.state === "REFUSED" || (r.state === "REQUESTED" && r.answer_by !== null && Date.parse(r.answer_by) <= Date.now()));

/**
 * @param {Order} order
 * @param {boolean} mayOrder
 * @param {{draw: () => void, reload: () => Promise<void>}} page
 */
export async function startRefunds(order, mayOrder, page) {
	/** @type {OrderRefunds} */
	let of = await call("orderRefunds", { order: order.id });
	let key = newKey();
	/** @type {"cooling_off" | "request" | "appeal"} */
	let asking = "request";
	/** @type {Refund | null} */
	let chosen = null;

	/** @param {"cooling_off" | "request" | "appeal"} what @param {Refund | null} refund */
	function ask(what, refund = null) {
		asking = what;
		chosen = refund;
		key = newKey();
		page.draw();
		openSheet("refund");
	}

	/** @param {FormData} data */
	function send(data) {
		const reason = String(data.get("reason")).trim();
		if (asking === "appeal")
			return call("appealRefund", { refund: chosen?.id ?? "" }, { body: { reason } });
		const amount = asking === "request" ? { amount: minorOf(String(data.get("amount")), of.available.currency) ?? 0 } : {};
		return call("askRefund", { order: order.id }, { key, body: { kind: asking, reason, ...amount } });
	}

	/** @param {FormData} data */
	function faultsOf(data) {
		const faults = [];
		if (asking === "request" && !minorOf(String(data.get("amount")), of.available.currency))
			faults.push({ name: "amount", text: t("refunds.amount_bad") });
		if (asking !== "cooling_off" && !String(data.get("reason")).trim())
			faults.push({ name: "reason", text: t("refunds.reason_missing") });
		return faults;
	}

	/** @param {SubmitEvent} event */
	const submit = (event) => {
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
			try {
				await send(data);
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			form.reset();
			/** @type {HTMLDialogElement} */ (pick("#refund")).close();
			of = await call("orderRefunds", { order: order.id });
			await page.reload();
			pick("#h-refunds").focus();
		});
	};

	/** @param {Refund} r */
	const item = (r) => html`<li class="stack stack--tight"><div class="split"><strong class="num">${moneyText(r.amount)}</strong>${refundMark(r.state)}</div>
		<dl class="facts facts--tight">${refundWords(r)}
			${r.bill ? html`<div><dt>${t("refunds.bill")}</dt><dd><a href=${link(`my/bills/${r.bill.id}`)}><bdi>${r.bill.number}</bdi></a></dd></div>` : nothing}
			<div><dt>${t(KINDS[r.kind] ?? "refunds.asked")}</dt><dd><time datetime=${r.created_at}>${timeText(r.created_at)}</time></dd></div>
			${r.state === "REQUESTED" && r.answer_by ? html`<div><dt>${t("refunds.answer_by")}</dt><dd><time datetime=${r.answer_by}>${timeText(r.answer_by)}</time></dd></div>` : nothing}
			${r.refunded_at ? html`<div><dt>${t("refunds.sent")}</dt><dd><time datetime=${r.refunded_at}>${timeText(r.refunded_at)}</time></dd></div>` : nothing}</dl>
		${mayOrder && mayAppeal(r) ? html`<p><button class="btn" type="button" aria-haspopup="dialog" @click=${() => ask("appeal", r)}>${t("refunds.appeal_go")}</button></p>` : nothing}</li>`;

	const rule = () => of.rule.days > 0 ? t(of.rule.holds ? "refunds.rule_holds" : "refunds.rule_past", { n: of.rule.days }) : t("refunds.rule_none");

	const ways = () => of.waiting || !of.available.amount || !mayOrder ? nothing : html`
		${of.cooling_off.is === "open" && of.cooling_off.until ? html`<p class="hint">${t("refunds.cooling_off_text", { time: timeText(of.cooling_off.until) })}</p>
			<button class="btn btn--block" type="button" aria-haspopup="dialog" @click=${() => ask("cooling_off")}>${icon("undo-2")}${t("refunds.cooling_off")}</button>`
			: html`<p class="hint">${rule()}</p>
			<button class="btn btn--block" type="button" aria-haspopup="dialog" @click=${() => ask("request")}>${icon("undo-2")}${t("refunds.request")}</button>`}`;

	const body = () => html`<form id="refund-form" class="stack" novalidate @submit=${submit}>
		<p>${t(`refunds.${asking}_lead`, { amount: moneyText(of.available) })}</p>
		${asking === "request" ? html`<div class="field"><label for="amount">${t("refunds.amount", { currency: of.available.currency })}</label>
			<p class="hint" id="amount-hint">${t("refunds.amount_hint", { amount: moneyText(of.available) })}</p>
			<input class="input" type="text" id="amount" name="amount" inputmode="decimal" autocomplete="off" aria-describedby="amount-hint" .value=${decimal(of.available)}></div>` : nothing}
		<div class="field"><label for="reason">${t(asking === "appeal" ? "refunds.appeal_why" : "refunds.why")}${asking === "cooling_off" ? html` <span class="hint">${t("form.optional")}</span>` : nothing}</label>
			<textarea class="input input--area" id="reason" name="reason" rows="4" maxlength="1000"></textarea></div></form>`;

	return {
		section: () => !of.items.length && !of.available.amount ? nothing : html`<section class="card stack" aria-labelledby="h-refunds"><h2 id="h-refunds" tabindex="-1">${t("refunds.title")}</h2>
			${of.items.length ? html`<ul class="stack stack--wide" role="list">${of.items.map(item)}</ul>` : nothing}${ways()}</section>`,
		sheet: () => sheet({ id: "refund", title: t(`refunds.${asking}_title`), body: body(),
			action: html`<button class="btn btn--primary" type="submit" form="refund-form">${t(`refunds.${asking}_send`)}</button>` }),
	};
}

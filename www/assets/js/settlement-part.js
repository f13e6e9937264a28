// @ts-check
/**
 * What a seller's statements and their lines look like, on the seller's pages
 * and the operator's.
 * @typedef {import("./types").Settlement} Settlement
 */
import { html, nothing } from "../vendor/lit.js";
import { dateText, monthText, t } from "./i18n.js";
import { moneyText } from "./money.js";
import { icon, refOf } from "./view.js";

/** @type {Record<string, [kind: string, icon: string]>} */
const STATES = {
	PLANNED: ["off", "calendar"],
	HELD: ["wait", "hourglass"],
	RELEASABLE: ["good", "check"],
	IN_STATEMENT: ["busy", "file-text"],
	ISSUED: ["wait", "clock"],
	SETTLED: ["good", "circle-check"],
	CARRIED: ["off", "arrow-right"],
};

/** Of a statement or a line. @param {string} state */
export function settlementMark(state) {
	const [tone, image] = STATES[state] ?? ["off", "info"];
	return html`<span class="state state--${tone}">${icon(image)}${t(`settlement_state.${state}`)}</span>`;
}

/** "November 2026" @param {Settlement} s */
export const monthOf = (s) => monthText(s.month);

/** @param {Settlement} s */
export const settlementSums = (s) => html`<dl class="sums">
	<div><dt>${t("settlements.sales")}<small>${t("settlements.sales_text")}</small></dt><dd>${moneyText(s.sales)}</dd></div>
	<div><dt>${t("settlements.commission")}</dt><dd>${moneyText({ ...s.commission, amount: -s.commission.amount })}</dd></div>
	${s.carried.amount ? html`<div><dt>${t("settlements.carried")}</dt><dd>${moneyText(s.carried)}</dd></div>` : nothing}
	<div class="sums__total"><dt>${t("settlements.payout")}</dt><dd>${moneyText(s.payout)}</dd></div>
	${s.settled_at ? html`<div><dt>${t("settlements.paid_on", { date: dateText(s.settled_at) })}<small><bdi>${s.reference}</bdi></small></dt><dd></dd></div>` : nothing}</dl>`;

/**
 * What was sold, and of which order.
 * @param {{order: string, product: string, stage: number, stage_name: string | null, kind: string}} l
 */
export const soldView = (l) => html`<div>${l.product}${l.kind === "sale" ? nothing : html` <span class="state state--off">${icon("undo-2")}${t(`settlements.kind_${l.kind}`)}</span>`}
	${l.stage_name ? html`<p class="by">${t("settlements.stage", { n: l.stage, name: l.stage_name })}</p>` : nothing}
	<p class="by">${t("orders.order")} <bdi class="ref" title=${l.order}>${refOf(l.order)}</bdi></p></div>`;

// @ts-check
/**
 * An order that is paid in stages, before it is placed: its plan stage by
 * stage, what it does to the company's credit, and the second screen, which
 * has it confirmed once more (R34, R35, X5).
 * @typedef {import("./types").PaymentPlan} PaymentPlan
 */
import { html, nothing } from "../vendor/lit.js";
import { pick } from "./dom.js";
import { t } from "./i18n.js";
import { moneyText, percentText } from "./money.js";
import { link } from "./site.js";
import { icon, notice, painted } from "./view.js";

/** When a stage is billed, in words. @param {PaymentPlan} plan @param {PaymentPlan["milestones"][number]} m */
function triggerText(plan, m) {
	if (m.billed_by === 0)
		return t("plan.on_order");
	const by = plan.milestones[m.billed_by - 1];
	return m.billed_by === m.stage ? t("plan.on_own") : t("plan.on_acceptance", { stage: by.stage, name: by.name });
}

/** Name, share, amount, trigger and due rule of each, and their sum (R34). @param {PaymentPlan} plan @param {string} id of its heading @param {string} title */
export const planView = (plan, id = "h-plan", title = t("plan.title")) => html`<section class="card" aria-labelledby=${id}>
	<h2 id=${id}>${title}</h2>
	<p class="soft">${t(`plan.lead_${plan.billing}`, { n: plan.milestones.length })}</p>
	<div class="table-scroll gap-top"><table class="table table--cards"><caption class="visually-hidden">${title}</caption>
		<thead><tr><th scope="col">${t("plan.stage")}</th><th scope="col">${t("plan.billed")}</th><th scope="col" class="num">${t("plan.amount")}</th></tr></thead>
		<tbody>${plan.milestones.map((m) => html`<tr><th scope="row"><div>${m.stage}. <bdi>${m.name}</bdi>${m.criteria.length
			? html`<ul class="hint">${m.criteria.map((c) => html`<li><bdi>${c}</bdi></li>`)}</ul>` : nothing}</div></th>
			<td data-label=${t("plan.billed")}><div>${triggerText(plan, m)}<p class="by">${t("plan.due")}: ${t("plan.due_days", { n: m.due_days })}</p></div></td>
			<td data-label=${t("plan.amount")} class="num"><div><bdi>${moneyText(m.amount)}</bdi><p class="by">${t("exclusive.percent", { n: percentText(String(m.share_bp / 100)) })}</p></div></td></tr>`)}</tbody>
		<tfoot><tr><th scope="row" colspan="2">${t("plan.sum")}</th><td class="num"><strong><bdi>${moneyText(plan.total)}</bdi></strong></td></tr></tfoot></table></div>
	${plan.deemed_days ? html`<p class="hint with-icon gap-top">${icon("clock")}<span>${t("plan.deemed", { n: plan.deemed_days })}</span></p>` : nothing}</section>`;

/** What there is of the credit for stages, and what is left after this order (X5). @param {PaymentPlan["credit"]} credit @param {import("./types").Money} total */
export const planCreditView = (credit, total) => html`<section class="card" aria-labelledby="h-credit"><h2 id="h-credit">${t("plan.credit")}</h2>
	${credit.refusal ? notice("warn", t("plan.no_credit"), html`<p>${credit.words}</p><p><a href=${link("my/bills/")}>${t("bills.title")}</a></p>`) : html`<p class="soft">${t("plan.credit_text")}</p>`}
	<dl class="sums gap-top">${/** @type {const} */ (["limit", "reserved", "billed"]).map((name) => html`<div><dt>${t(name === "billed" ? "plan.billed_now" : `plan.${name}`)}</dt><dd><bdi>${moneyText(credit[name])}</bdi></dd></div>`)}
		${credit.overdue.amount ? html`<div><dt>${t("plan.overdue")}</dt><dd class="bad"><bdi>${moneyText(credit.overdue)}</bdi></dd></div>` : nothing}
		<div><dt>${t("plan.free")}</dt><dd><bdi>${moneyText(credit.free)}</bdi></dd></div>
		<div><dt>${t("plan.this_order")}</dt><dd><bdi>${moneyText({ amount: -total.amount, currency: total.currency })}</bdi></dd></div>
		<div class="sums__total"><dt>${t("plan.free_after")}</dt><dd><bdi>${moneyText(credit.free_after)}</bdi></dd></div></dl></section>`;

/**
 * The second screen: the first stays as it was behind it, and the browser's
 * way back leads there.
 * @param {{draw: () => void, order: (form: HTMLFormElement, button: HTMLButtonElement) => void}} page
 */
export function startSecond({ draw, order }) {
	let open = false;
	addEventListener("popstate", () => {
		if (!open)
			return;
		open = false;
		draw();
		void painted().then(() => pick("[data-review] button[type=submit]").focus());
	});
	return {
		isOpen: () => open,
		async enter() {
			open = true;
			history.pushState({ second: true }, "");
			draw();
			await painted();
			scrollTo(0, 0);
			pick("#second-title").focus();
		},
		/** Something else holds now: the first screen tells. */
		drop() {
			if (!open)
				return;
			open = false;
			history.back();
		},
		/** @param {PaymentPlan} plan @param {string} company */
		view: (plan, company) => open ? html`<form class="stack stack--wide measure" method="post" data-second novalidate @submit=${(/** @type {SubmitEvent} */ event) => {
			event.preventDefault();
			const form = /** @type {HTMLFormElement} */ (event.currentTarget);
			order(form, /** @type {HTMLButtonElement} */ (pick("button[type=submit]", form)));
		}}>
			<div class="page-head"><h1 id="second-title" tabindex="-1">${t("plan.second")}</h1><p>${t("plan.second_lead", { company })}</p></div>
			${planView(plan, "h-plan-second", t("plan.once_more"))}
			<div class="card stack"><p>${t(`plan.second_${plan.billing}`, { total: moneyText(plan.total), first: moneyText(plan.milestones[0].amount), n: plan.milestones.length })}</p>
				<div class="cluster"><button class="btn btn--primary btn--large" type="submit">${t("plan.pay", { amount: moneyText(plan.total), n: plan.milestones.length })}</button>
				<button class="btn btn--large" type="button" @click=${() => history.back()}>${icon("arrow-left")}${t("plan.back")}</button></div>
				<p class="hint">${t("plan.pay_hint")}</p></div></form>` : nothing,
	};
}

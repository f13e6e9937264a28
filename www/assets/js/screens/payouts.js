// @ts-check
/**
 * The statements of all sellers on the operator's desk: what is to be paid to
 * whom, and that it was.
 * @typedef {import("../types").Settlement} Settlement
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, linkOf } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { t } from "../i18n.js";
import { moneyText } from "../money.js";
import { monthOf, settlementMark, settlementSums } from "../settlement-part.js";
import { boot, isOperator, link, signInLink } from "../site.js";
import { field, icon, notice, openSheet, operatorNav, sheet, show } from "../view.js";

const STATES = ["ISSUED", "SETTLED", "CARRIED", "all"];

/** @param {HTMLElement} root */
async function showDesk(root) {
	const asked = new URLSearchParams(location.search).get("state") ?? "";
	const state = STATES.includes(asked) ? asked : "ISSUED";
	/** @type {Record<string, string>} */
	const query = state === "all" ? {} : { state };
	/** @type {{items: Settlement[], next: string | null}} */
	const { items, next: first } = await call("payouts", query);
	let next = first;
	/** @type {Settlement | null} */
	let chosen = null;
	/** @type {unknown} */
	let news = nothing;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("payouts", { ...query, after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	/** @param {Settlement} s */
	function ask(s) {
		chosen = s;
		draw();
		openSheet("pay");
	}

	/** @param {SubmitEvent} event */
	const submit = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const data = new FormData(form);
		const reference = String(data.get("reference")).trim();
		const s = chosen;
		if (!reference || !s) {
			showFaults(form, [{ name: "reference", text: t("receivables.reference_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			/** @type {Settlement} */
			let now;
			try {
				now = await call("recordPayout", { settlement: s.id }, { body: { row_version: s.row_version, reference, paid_on: String(data.get("paid_on")).trim() || undefined } });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			form.reset();
			/** @type {HTMLDialogElement} */ (pick("#pay")).close();
			items[items.indexOf(s)] = now;
			news = notice("good", t("payouts.done", { number: now.number }), t("payouts.done_text", { seller: now.seller }));
			draw();
			pick("[data-news] .notice").focus();
		});
	};

	/** @param {Settlement} s */
	const card = (s) => html`<li><article class="card stack" aria-labelledby="h-${s.id}"><div class="split"><div><h2 id="h-${s.id}"><bdi>${s.number}</bdi></h2><p class="by"><bdi>${s.seller}</bdi> · ${monthOf(s)}</p></div>${settlementMark(s.state)}</div>
		${settlementSums(s)}
		<div class="cluster">${s.state === "ISSUED" ? html`<button class="btn btn--primary" type="button" aria-haspopup="dialog" @click=${() => ask(s)}>${t("payouts.record", { amount: moneyText(s.payout) })}<span class="visually-hidden"> ${s.seller}</span></button>` : nothing}
			${s.files ? html`<a class="btn" href=${linkOf("payoutPdf", { settlement: s.id })} download>${icon("file-text")}${t("bills.pdf")}<span class="visually-hidden"> ${s.number}</span></a>
				<a class="btn" href=${linkOf("payoutCsv", { settlement: s.id })} download>${t("bills.csv")}<span class="visually-hidden"> ${s.number}</span></a>` : nothing}</div></article></li>`;

	/** @param {string} name */
	const chip = (name) => html`<a class="chip ${name === state ? "chip--on" : ""}" aria-current=${name === state ? "true" : nothing} href=${link(`operator/settlements/?state=${name}`)}>${t(`payouts.state_${name}`)}</a>`;

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("payouts.title")}</h1><p>${t("payouts.lead")}</p></div>
		${operatorNav("operator/settlements/")}
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		<nav class="chips news" aria-label=${t("listings.filter")}>${STATES.map(chip)}</nav>
		${items.length ? html`<ul class="stack stack--wide" role="list">${items.map(card)}</ul>` : html`<div class="card empty">${icon("landmark")}<h2>${t("payouts.empty")}</h2><p>${t("payouts.empty_text")}</p></div>`}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("settlements.more")}</button></p>` : nothing}
		${sheet({ id: "pay", title: t("payouts.pay"), body: html`<p>${chosen ? t("payouts.pay_text", { amount: moneyText(chosen.payout), seller: chosen.seller }) : nothing}</p>
				<form id="pay-form" class="stack" method="post" novalidate @submit=${submit}>
				${field({ name: "reference", label: t("receivables.reference"), hint: t("payouts.reference_hint"), max: 140 })}
				${field({ name: "paid_on", label: t("receivables.day"), hint: t("payouts.day_hint"), type: "date", optional: true })}</form>`,
			action: html`<button class="btn btn--primary" type="submit" form="pay-form">${t("payouts.pay")}</button>` })}`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!isOperator(session))
		throw new Problem(403, { code: "forbidden", detail: t("operator.only") });
	await showDesk(root);
});

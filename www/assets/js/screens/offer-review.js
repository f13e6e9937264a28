// @ts-check
/**
 * The last step of the offer editor: all of it once more, and whether it can
 * be sent; and what stands beside each step.
 * @typedef {import("./offer-steps.js").Editor} Editor
 */
import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { icon, termText } from "../view.js";
import { dayText, forecastView, previewView, shareText } from "./offer-steps.js";

/** @param {Editor} e @param {string} name @param {[label: string, value: unknown][]} rows */
const reviewPart = (e, name, rows) => html`<div class="stack stack--tight"><div class="split"><h3>${t(`offer_edit.${name}`)}</h3><a href="?step=${name}" @click=${e.go(name)}>${t("checkout.change")}<span class="visually-hidden"> ${t(`offer_edit.${name}`)}</span></a></div>
	<dl class="facts">${rows.map(([label, value]) => html`<div><dt>${label}</dt><dd dir="auto">${value || "–"}</dd></div>`)}</dl></div>`;

/** @param {Editor} e @param {{check: string, ok: boolean, detail: string | null}[] | null} checks null: under way @param {number} open how many things are to mend */
export function reviewStep(e, checks, open) {
	const { form, customer } = e;
	const p = e.draft?.preview;
	return html`<section class="card stack stack--wide" id="review" aria-labelledby="h-review" tabindex="-1"><div><h2 id="h-review">${t("offer_edit.review")}</h2><p class="hint">${t("offer_edit.review_lead")}</p></div>
		${reviewPart(e, "customer", [[t("offer_edit.customer"), customer?.company ? html`<bdi>${customer.company.name}</bdi> (<bdi>${form.value}</bdi>)` : html`<bdi>${form.value}</bdi>`]])}
		${reviewPart(e, "product", [[t("offer_field.product"), p ? `${p.product.name} ${p.plan.name}` : form.product], [t("offer_edit.what"), p ? termText(p) : ""]])}
		${reviewPart(e, "price", [[t("offer_edit.pays"), p ? moneyText(p.net) : ""], [t("offer_edit.saving"), p ? html`<bdi>${moneyText(p.saved)}</bdi> (${shareText(p.saved_bp)})` : ""]])}
		${reviewPart(e, "milestones", [[t("offer_edit.paid"), form.staged ? t("exclusive.in_stages", { n: form.milestones.length }) : t("offer_edit.at_once")]])}
		${reviewPart(e, "terms", [[t("offer_edit.starts_on"), form.starts_on ? dayText(form.starts_on) : t("offer_edit.when_sent")], [t("offer_edit.accept_by"), form.accept_by ? dayText(form.accept_by) : ""],
			[t("offer_edit.documents"), form.documents.map((d) => d.title).join(", ") || t("offer_edit.none")]])}
		<div class="stack stack--tight" role="status"><h3>${t("offer_edit.checks")}</h3><p class="hint">${t("offer_edit.checks_text")}</p>
			${checks ? html`<ul class="ready" role="list">${checks.map((c) => html`<li class=${c.ok ? "good" : "bad"}>${icon(c.ok ? "circle-check" : "circle-x")}<span>${t(`offer_edit.check_${c.check}`)}${
				c.ok || !c.detail || language() !== "en" ? nothing : html`: ${c.detail}`}</span></li>`)}</ul>` : html`<p class="hint">${t("offer_edit.checking")}</p>`}</div>
		${open ? html`<p class="with-icon bad">${icon("circle-alert")}${t("listing.to_mend", { n: open })}</p>` : nothing}</section>`;
}

/** @param {Editor["draft"]} draft @param {boolean} short the sums alone */
export const besideView = (draft, short) => html`<aside class="stack"><section class="card stack" aria-labelledby="h-live"><h2 id="h-live">${t("offer_edit.as_buyer")}</h2>
	${draft?.preview ? previewView(draft.preview, short) : html`<p class="hint">${t("offer_edit.no_preview")}</p>`}</section>
	${draft?.forecast ? html`<section class="card stack" aria-labelledby="h-earn"><h2 id="h-earn">${t("offer_edit.forecast")}</h2>${forecastView(draft.forecast)}
		<p class="hint">${t("offer_edit.forecast_text")}</p></section>` : nothing}</aside>`;

// @ts-check
/**
 * The steps of the offer editor, and an offer as its buyer will see it. A
 * control says by data-at which value of the form it is.
 * @typedef {import("../types").Customer} Customer
 * @typedef {import("../types").Flavour} Flavour
 * @typedef {import("../types").ListingItem} ListingItem
 * @typedef {import("../types").OfferDraft} OfferDraft
 * @typedef {import("../types").OfferForecast} OfferForecast
 * @typedef {import("../types").OfferPreview} OfferPreview
 * @typedef {import("../types").Plan} Plan
 * @typedef {import("../types").ProductData} ProductData
 * @typedef {import("../types").Site} Site
 */
import { html, live, nothing, repeat } from "../../vendor/lit.js";
import { capacityName, dateText, fromNow, hasText, numberText, t } from "../i18n.js";
import { moneyText, percentText } from "../money.js";
import { link } from "../site.js";
import { icon, logo, notice, termText } from "../view.js";
import { choice, faultLines, idOf, removeButton, text } from "./listing-fields.js";

/**
 * The terms as they are typed: numbers, shares and prices are texts.
 * @typedef {{name: string, share: string, amount: string, criteria: string}} Stage
 * @typedef {{title: string, kind: string, value: string, product: string, plan: string, mode: string, quantity: string, periods: string,
 *   capacities: Record<string, string>, region: string, flavour: string, currency: string, price: string, amount: string, percent: string,
 *   starts_on: string, accept_by: string, note: string, documents: {title: string, text: string}[], staged: boolean, by: "share" | "amount",
 *   milestones: Stage[], billing: string, deemed: string}} Form
 * @typedef {{
 *   form: Form, site: Site, draft: OfferDraft | null, fixed: boolean, listings: ListingItem[], product: ProductData | null, flavours: Flavour[],
 *   customer: Customer | null, looked: string, lookFault: string, sharesBp: (number | null)[],
 *   wrong: (at: string) => string[],
 *   change: (act: () => void, focus?: string) => void,
 *   look: (event: Event) => void,
 *   go: (step: string) => (event: Event) => void,
 *   remove: (list: "documents" | "milestones", i: number, name: string) => void,
 *   undo: (list: "documents" | "milestones") => unknown,
 *   even: () => void, rest: () => void, by: (kind: "share" | "amount") => void,
 * }} Editor
 */

export const WHOLE_BP = 10_000;
const STAGES_MAX = 70;
const DOCUMENTS_MAX = 5;
const DEEMED_MAX = 30;

/** "33.33 %" of basis points, exactly. @param {number} bp */
export const shareText = (bp) => t("exclusive.percent", { n: percentText(`${Math.trunc(bp / 100)}.${String(bp % 100).padStart(2, "0")}`) });

/** @param {string} day "2026-12-31" */
export const dayText = (day) => dateText(`${day}T12:00:00Z`);

/** The day that an instant at its midnight ends. @param {string} ends RFC 3339 */
export const lastDay = (ends) => dateText(new Date(Date.parse(ends) - 1).toISOString());

/** @param {unknown} title @param {string} id @param {unknown} lead @param {unknown} body */
const part = (title, id, lead, body) => html`<section class="card stack" id=${id} aria-labelledby="h-${id}" tabindex="-1">
	<div><h2 id="h-${id}">${title}</h2><p class="hint">${lead}</p></div>${body}</section>`;

/**
 * Radios side by side.
 * @param {Editor} e @param {string} at @param {string} legend @param {string} value @param {[value: string, name: string][]} options @param {unknown} [hint]
 */
const segments = (e, at, legend, value, options, hint) => html`<fieldset class="field ${e.wrong(at).length ? "field--bad" : ""}"><legend>${legend}</legend>${hint ? html`<p class="hint">${hint}</p>` : nothing}
	${faultLines(/** @type {any} */ (e), at)}
	<div class="segments segments--links" id=${idOf(at)} tabindex="-1">${options.map(([v, name]) => html`<label><input type="radio" name=${idOf(at)} data-at=${at} value=${v} .checked=${live(v === value)}>${name}</label>`)}</div></fieldset>`;

/** @param {Editor} e @param {string} at @param {string} value @param {Parameters<typeof text>[3]} f */
const field = (e, at, value, f) => text(/** @type {any} */ (e), at, value, f);

// --- customer -----------------------------------------------------------------

/** @param {Editor} e */
function foundView(e) {
	const { customer, form } = e;
	if (!customer || e.looked !== `${form.kind} ${form.value}`)
		return e.lookFault ? html`<p class="error-text" role="alert">${icon("circle-alert")}${e.lookFault}</p>` : nothing;
	if (!customer.found)
		return form.kind === "email" ? notice("info", t("offer_edit.new_address"), t("offer_edit.new_address_text", { address: form.value }))
			: notice("warn", t("offer_edit.nobody"), t("offer_edit.nobody_text"));
	/** @param {boolean} ok @param {string} words */
	const line = (ok, words) => html`<li class=${ok ? "good" : "bad"}>${icon(ok ? "circle-check" : "circle-x")}<span>${words}</span></li>`;
	return html`<div class="part stack" role="status"><div class="split"><div><strong class="figure"><bdi>${customer.company?.name}</bdi></strong>
			<p class="by"><bdi>${customer.contact?.masked ?? ""}</bdi>${customer.contact ? html` · ${t(`role.${customer.contact.role}`)}` : nothing}</p></div>
			<span class="badge badge--good">${icon("badge-check")}${t("offer_edit.found")}</span></div>
		<ul class="ready" role="list">${line(customer.active, t(customer.active ? "offer_edit.is_active" : "offer_edit.not_active"))}
			${line(Boolean(customer.contact), t(customer.contact ? "offer_edit.has_contact" : "offer_edit.no_contact"))}
			<li>${icon("landmark")}<span>${t("offer_edit.buys_in", { currency: customer.currency ?? "" })}</span></li>
			<li>${icon("receipt-text")}<span>${t(customer.postpaid ? "offer_edit.postpaid" : "offer_edit.prepaid")}</span></li>
			<li>${icon("message-circle")}<span>${t(customer.mobile === "verified" ? "offer_edit.mobile" : "offer_edit.no_mobile")}</span></li></ul></div>`;
}

/** @param {Editor} e */
export function customerStep(e) {
	const { form } = e;
	if (e.fixed)
		return part(t("offer_edit.customer"), "customer", t("offer_edit.customer_fixed"), html`<p><bdi>${form.value}</bdi></p>${foundView(e)}`);
	return part(t("offer_edit.customer"), "customer", t("offer_edit.customer_lead"), html`
		${segments(e, "/kind", t("offer_edit.find_by"), form.kind, [["email", t("offer_edit.by_email")], ["mobile", t("offer_edit.by_mobile")], ["company", t("offer_edit.by_company")]])}
		${field(e, "/value", form.value, { label: t(`offer_edit.by_${form.kind || "email"}`), hint: t(`offer_edit.hint_${form.kind || "email"}`), max: 254,
			type: form.kind === "email" ? "email" : "text", mode: form.kind === "mobile" ? "tel" : undefined, short: true })}
		<p class="cluster"><button class="btn" type="button" @click=${e.look}>${icon("search")}${t("offer_edit.look_up")}</button><span class="hint">${t("offer_edit.look_up_hint")}</span></p>
		${foundView(e)}
		${field(e, "/title", form.title, { label: t("offer_edit.title"), hint: t("offer_edit.title_hint"), max: 200, optional: true })}`);
}

// --- product ------------------------------------------------------------------

/** @param {ProductData} product @param {Plan} plan @param {string} currency @returns {string[]} */
export const modesOf = (product, plan, currency) => [...new Set(plan.prices.filter((p) => p.currency === currency && !p.capacity).map((p) => p.mode))];

/** @param {Editor} e @param {Plan} plan */
function planFields(e, plan) {
	const { form } = e;
	const product = /** @type {ProductData} */ (e.product);
	const modes = modesOf(product, plan, form.currency);
	const regions = [...new Map(e.flavours.map((f) => [f.region.code, f.region])).values()];
	return html`${modes.length ? segments(e, "/billing_mode", t("offer_field.billing_mode"), form.mode, modes.map((mode) => [mode, t(`product.mode_${mode}`)]))
			: notice("warn", t("product.not_sold_in", { currency: form.currency }), t("offer_edit.not_sold_text"))}
		<div class="columns">${field(e, "/quantity", form.quantity, { label: t("offer_field.quantity"), hint: product.delivery === "image" ? t("offer_edit.one_server") : undefined, mode: "numeric" })}
			${form.mode === "one_time" ? nothing : field(e, "/periods", form.periods, { label: t(form.mode === "yearly" ? "offer_edit.years" : "offer_edit.months"), mode: "numeric" })}</div>
		${plan.capacities.length ? html`<fieldset class="part stack"><legend>${t("offer_edit.capacities")}</legend><div class="columns">${plan.capacities.map((c) => field(e, `/capacities/${c.code}`, form.capacities[c.code] ?? "", {
			label: capacityName(c.code), hint: t("offer_edit.capacity_hint", { min: numberText(c.min), max: numberText(c.max), step: numberText(c.step), included: numberText(c.included) }), mode: "numeric" }))}</div></fieldset>` : nothing}
		${product.delivery === "image" ? html`<fieldset class="part stack"><legend>${t("server.title")}</legend><p class="hint">${t("offer_edit.server_hint")}</p><div class="columns">
			${choice(/** @type {any} */ (e), "/region", form.region, t("offer_field.region"), [["", t("offer_edit.buyer_chooses")], .../** @type {[string, string][]} */ (regions.map((r) => [r.code, r.name]))])}
			${choice(/** @type {any} */ (e), "/flavour", form.flavour, t("offer_field.flavour"), [["", t("offer_edit.buyer_chooses")],
				.../** @type {[string, string][]} */ ([...new Map(e.flavours.filter((f) => !form.region || f.region.code === form.region).map((f) => [f.code, f])).values()].map((f) => [f.code, `${f.code} (${t("server.size", { vcpus: f.vcpus, memory: f.memory_gib })})`]))])}</div></fieldset>` : nothing}`;
}

/** @param {Editor} e */
export function productStep(e) {
	const { form, product } = e;
	const plan = product?.plans.find(({ code }) => code === form.plan);
	const sold = e.listings.filter((it) => ["LIVE", "HIDDEN"].includes(it.product.state));
	if (!sold.length)
		return part(t("offer_edit.product"), "product", t("offer_edit.product_lead"), notice("info", t("offer_edit.no_product"), html`<p>${t("offer_edit.no_product_text")}</p>
			<p><a class="btn btn--small" href=${link("seller/listings/")}>${t("listings.title")}</a></p>`));
	return part(t("offer_edit.product"), "product", t("offer_edit.product_lead"), html`
		${choice(/** @type {any} */ (e), "/product", form.product, t("offer_field.product"), [["", t("offer_edit.choose_product")],
			.../** @type {[string, string][]} */ (sold.map((it) => [it.product.slug, it.product.name || it.product.slug]))])}
		${product ? html`<fieldset class="field ${e.wrong("/plan").length ? "field--bad" : ""}"><legend>${t("offer_field.plan")}</legend>${faultLines(/** @type {any} */ (e), "/plan")}
			<div class="picks" id=${idOf("/plan")} tabindex="-1">${repeat(product.plans, ({ code }) => code, (p) => html`<label class="pick"><input type="radio" name="plan" data-at="/plan" value=${p.code} .checked=${live(p.code === form.plan)}>
				<span class="pick__body"><strong>${p.name}</strong>${p.summary ? html`<span class="hint">${p.summary}</span>` : nothing}</span></label>`)}</div></fieldset>` : nothing}
		${plan ? planFields(e, plan) : nothing}`);
}

// --- price --------------------------------------------------------------------

/** @param {Editor} e */
export function priceStep(e) {
	const { form, draft } = e;
	const per = form.mode && form.mode !== "one_time" ? t(`product.per_${form.mode}`) : "";
	return part(t("offer_edit.price"), "price", t("offer_edit.price_lead"), html`
		${draft?.list ? html`<dl class="facts facts--plain"><div><dt>${t("offer_edit.list_unit")}</dt><dd><strong><bdi>${moneyText(draft.list.unit)}</bdi></strong> ${per}</dd></div>
			<div><dt>${t("offer_edit.list_net")}</dt><dd>${moneyText(draft.list.net)}</dd></div></dl>`
			: notice("info", t("offer_edit.no_list"), html`<p>${t("offer_edit.no_list_text")} <a href="?step=product" @click=${e.go("product")}>${t("offer_edit.product")}</a></p>`)}
		${segments(e, "/price/kind", t("offer_edit.price_as"), form.price, [["amount", t("offer_edit.as_amount")], ["percent", t("offer_edit.as_percent")]])}
		${form.price === "percent" ? field(e, "/price/percent_bp", form.percent, { label: t("offer_edit.percent"), hint: t("offer_edit.percent_hint"), mode: "decimal", short: true })
			: field(e, "/price/amount", form.amount, { label: t("offer_edit.amount", { currency: form.currency }), hint: t("offer_edit.amount_hint"), mode: "decimal", short: true })}
		<div role="status">${draft?.preview ? html`<dl class="sums part"><div><dt>${t("exclusive.list_price")}</dt><dd class="was">${moneyText(draft.preview.list_net)}</dd></div>
			<div class="sums__saved"><dt>${t("offer_edit.saving")}</dt><dd><bdi>${moneyText(draft.preview.saved)}</bdi> (${shareText(draft.preview.saved_bp)})</dd></div>
			<div class="sums__total"><dt>${t("offer_edit.pays")}</dt><dd>${moneyText(draft.preview.net)}</dd></div></dl>` : nothing}</div>`);
}

// --- milestones ---------------------------------------------------------------

/** What is left of the whole, in words; of shares alone. @param {Editor} e */
export function restText(e) {
	const sum = e.sharesBp.reduce((/** @type {number} */ a, b) => a + (b ?? 0), 0);
	if (sum === WHOLE_BP)
		return html`<p class="with-icon good">${icon("circle-check")}${t("offer_edit.sum_whole")}</p>`;
	return html`<p class="with-icon bad">${icon("circle-alert")}${t(sum < WHOLE_BP ? "offer_edit.sum_left" : "offer_edit.sum_over", { sum: shareText(sum), rest: shareText(Math.abs(WHOLE_BP - sum)) })}</p>`;
}

/** @param {Editor} e @param {number} i @param {Stage} stage */
function stageView(e, i, stage) {
	const at = `/milestones/${i}`;
	const amount = e.draft?.preview?.milestones[i]?.amount;
	return html`<fieldset class="part stack"><legend class="split"><span>${t("offer_edit.stage", { n: i + 1 })}</span>${removeButton(t("listing.remove", { name: stage.name || t("offer_edit.stage", { n: i + 1 }) }),
			() => e.remove("milestones", i, stage.name || t("offer_edit.stage", { n: i + 1 })))}</legend>
		<div class="columns">${field(e, `${at}/name`, stage.name, { label: t("offer_edit.stage_name"), max: 200 })}
			${e.form.by === "amount" ? field(e, `${at}/amount`, stage.amount, { label: t("offer_edit.stage_amount", { currency: e.form.currency }), mode: "decimal" })
				: field(e, `${at}/share_bp`, stage.share, { label: t("offer_edit.stage_share"), mode: "decimal" })}</div>
		<p class="hint" role="status">${amount ? t("offer_edit.stage_is", { share: shareText(e.sharesBp[i] ?? 0), amount: moneyText(amount) }) : e.sharesBp[i] ? shareText(e.sharesBp[i] ?? 0) : nothing}</p>
		${field(e, `${at}/criteria`, stage.criteria, { label: t("offer_edit.criteria"), hint: t("offer_edit.criteria_hint"), lines: 2, optional: true })}</fieldset>`;
}

/** @param {Editor} e */
export function milestonesStep(e) {
	const { form } = e;
	const add = () => e.change(() => form.milestones.push({ name: "", share: "", amount: "", criteria: "" }), idOf(`/milestones/${form.milestones.length}/name`));
	return part(t("offer_edit.milestones"), "milestones", t("offer_edit.milestones_lead"), html`
		<div id=${idOf("/milestones")} tabindex="-1">${e.wrong("/milestones").map((words) => html`<p class="error-text">${icon("circle-alert")}${words}</p>`)}</div>
		${segments(e, "/staged", t("offer_edit.paid"), form.staged ? "yes" : "no", [["no", t("offer_edit.at_once")], ["yes", t("offer_edit.in_stages")]])}
		${form.staged ? html`${segments(e, "/by", t("offer_edit.split_by"), form.by, [["share", t("offer_edit.by_share")], ["amount", t("offer_edit.by_amount")]], t("offer_edit.split_hint"))}
			${form.milestones.map((stage, i) => stageView(e, i, stage))}${e.undo("milestones")}
			<div class="split">${restText(e)}<div class="cluster">
				${form.milestones.length < STAGES_MAX ? html`<button class="btn btn--small" type="button" @click=${add}>${icon("plus")}${t("offer_edit.add_stage")}</button>` : html`<span class="hint">${t("offer_edit.stages_most", { n: STAGES_MAX })}</span>`}
				<button class="btn btn--small" type="button" @click=${e.even}>${t("offer_edit.even")}</button>
				<button class="btn btn--small" type="button" @click=${e.rest}>${t("offer_edit.rest")}</button></div></div>
			${segments(e, "/billing", t("offer_field.billing"), form.billing, [["advance", t("offer_edit.advance")], ["arrears", t("offer_edit.arrears")]], t("offer_edit.billing_hint"))}
			${choice(/** @type {any} */ (e), "/deemed_days", form.deemed, t("offer_edit.deemed"), [["0", t("offer_edit.deemed_never")],
				.../** @type {[string, string][]} */ (Array.from({ length: DEEMED_MAX }, (_, i) => [String(i + 1), t("offer_edit.deemed_days", { n: i + 1 })]))])}` : nothing}`);
}

// --- dates and terms ----------------------------------------------------------

/** @param {Editor} e */
export function termsStep(e) {
	const { form } = e;
	const add = () => e.change(() => form.documents.push({ title: "", text: "" }), idOf(`/documents/${form.documents.length}/title`));
	return part(t("offer_edit.terms"), "terms", t("offer_edit.terms_lead"), html`
		<div class="columns">${field(e, "/starts_on", form.starts_on, { label: t("offer_edit.starts_on"), hint: t("offer_edit.starts_on_hint"), type: "date", optional: true })}
			${field(e, "/accept_by", form.accept_by, { label: t("offer_edit.accept_by"), hint: t("offer_edit.accept_by_hint"), type: "date" })}</div>
		${field(e, "/note", form.note, { label: t("offer_edit.note"), hint: t("offer_edit.note_hint"), lines: 4, max: 2000, optional: true })}
		<div class="stack" id=${idOf("/documents")} tabindex="-1"><div><h3>${t("offer_edit.documents")}</h3><p class="hint">${t("offer_edit.documents_hint")}</p></div>
			${form.documents.map((doc, i) => html`<fieldset class="part stack"><legend class="split"><span>${t("offer_edit.document", { n: i + 1 })}</span>
				${removeButton(t("listing.remove", { name: doc.title || t("offer_edit.document", { n: i + 1 }) }), () => e.remove("documents", i, doc.title || t("offer_edit.document", { n: i + 1 })))}</legend>
				${field(e, `/documents/${i}/title`, doc.title, { label: t("listing.agreement_title"), max: 200 })}
				${field(e, `/documents/${i}/text`, doc.text, { label: t("listing.agreement_text"), hint: t("offer_edit.markdown"), lines: 8 })}</fieldset>`)}${e.undo("documents")}
			<p>${form.documents.length < DOCUMENTS_MAX ? html`<button class="btn btn--small" type="button" @click=${add}>${icon("plus")}${t("offer_edit.add_document")}</button>`
				: html`<span class="hint">${t("offer_edit.documents_most", { n: DOCUMENTS_MAX })}</span>`}</p></div>`);
}

// --- as the buyer sees it -----------------------------------------------------

/** @param {OfferPreview["milestones"]} stages */
const stagesView = (stages) => stages.length ? html`<h3>${t("exclusive.milestones")}</h3><ol class="stages" role="list">${stages.map((stage, i) => html`<li class="split"><div>
	<strong>${stage.name || t("offer_edit.stage", { n: i + 1 })}</strong>${stage.criteria.length ? html`<ul class="hint">${stage.criteria.map((c) => html`<li dir="auto">${c}</li>`)}</ul>` : nothing}</div>
	<div class="num"><span class="hint">${shareText(stage.share_bp)}</span> <strong>${stage.amount ? moneyText(stage.amount) : "–"}</strong></div></li>`)}</ol>` : nothing;

/** @param {OfferPreview} p @param {boolean} [short] the sums alone */
export const previewView = (p, short = false) => html`<div class="stack">
	<div class="cluster with-logo">${logo({ slug: p.product.slug, name: p.product.name, logo: p.logo }, "logo--sm")}<div><strong>${p.product.name} ${p.plan.name}</strong><p class="by">${termText(p)}</p></div></div>
	<dl class="sums">${p.lines.map((line) => html`<div><dt>${line.kind === "infrastructure" ? t("server.title") : t("offer_field.unit")}</dt><dd>${
			line.kind === "software" && p.saved.amount > 0 ? html`<span class="was">${moneyText(p.list_unit)}</span>` : nothing}<bdi>${moneyText(line.unit)}</bdi>${p.billing_mode === "one_time" ? nothing : html` <span class="hint">${t(`product.per_${p.billing_mode}`)}</span>`}</dd></div>`)}
		${p.saved.amount > 0 ? html`<div class="sums__saved"><dt>${t("exclusive.saved")}</dt><dd><bdi>${moneyText(p.saved)}</bdi> (${shareText(p.saved_bp)})</dd></div>` : nothing}
		<div class="sums__total"><dt>${t("offer_field.net")}</dt><dd>${moneyText(p.net)}</dd></div></dl>
	<p class="hint">${t("offer_edit.tax_note")}</p>
	${p.ends_at ? html`<p class="with-icon">${icon("calendar")}<span>${t("offer_edit.until", { date: lastDay(p.ends_at), left: fromNow(p.ends_at) })}</span></p>` : nothing}
	${short ? nothing : html`${p.note ? html`<h3>${t("offer_edit.note")}</h3><p class="quote" dir="auto">${p.note}</p>` : nothing}${stagesView(p.milestones)}
		${p.documents.length ? html`<h3>${t("exclusive.documents")}</h3><ul role="list" class="stack stack--tight">${p.documents.map((d) => html`<li><details><summary>${d.title || "–"}</summary><pre class="text" dir="auto" tabindex="0">${d.text}</pre></details></li>`)}</ul>` : nothing}`}</div>`;

/** @param {OfferForecast} f */
export const forecastView = (f) => html`<dl class="sums"><div><dt>${t("offer_edit.gross")}</dt><dd>${moneyText(f.gross)}</dd></div>
	<div><dt>${t("offer_edit.commission", { percent: shareText(f.commission_bp) })}</dt><dd>− <bdi>${moneyText(f.commission)}</bdi></dd></div>
	<div class="sums__total"><dt>${t("offer_edit.payout")}</dt><dd>${moneyText(f.payout)}</dd></div>
	${f.milestones.map((m) => html`<div><dt>${m.name}</dt><dd>${moneyText(m.payout)}</dd></div>`)}</dl>`;

/** @param {string} code @param {string} detail the server's words, which are English */
export const faultWords = (code, detail, lang = document.documentElement.lang) => lang !== "en" && hasText(`offer_fault.${code}`) ? t(`offer_fault.${code}`) : detail;

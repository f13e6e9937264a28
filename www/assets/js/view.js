// @ts-check
/**
 * What several screens show alike: icons, states, notices, sums, services.
 * @typedef {import("./types").Order} Order
 * @typedef {import("./types").OrderEvent} OrderEvent
 * @typedef {import("./types").Money} Money
 * @typedef {import("./types").ProductRef} ProductRef
 * @typedef {import("./types").Service} Service
 */
import { html, nothing, render } from "../vendor/lit.js";
import { call, linkOf } from "./api.js";
import { iconHref } from "./dom.js";
import { busy } from "./form.js";
import { capacityName, dateText, hasText, t, timeText } from "./i18n.js";
import { minorOf, moneyText, percentText } from "./money.js";
import { explain, link } from "./site.js";

/** Draws the screen, the first time in place of what the shell held for it. @param {HTMLElement} root @param {unknown} what */
export function show(root, what) {
	if (!drawn.has(root))
		root.replaceChildren();
	drawn.add(root);
	render(what, root);
}

/** After the next frame is on screen; at once where nothing is shown. @returns {Promise<void>} */
export const painted = () => new Promise((resolve) => {
	if (document.visibilityState === "hidden")
		resolve();
	else
		requestAnimationFrame(() => setTimeout(resolve));
});

/** @type {WeakSet<HTMLElement>} */
const drawn = new WeakSet();

/** A day, a period and a term end before this instant. @param {string} until */
export const lastOf = (until) => new Date(Date.parse(until) - 1).toISOString();

const REF_CHARS = 8;

/** What people say on the telephone: the end of an order's id. @param {string} id */
export const refOf = (id) => id.slice(-REF_CHARS).toUpperCase();

/** The product page with an order's configuration chosen. @param {Order} order */
export function againLink(order) {
	const [line] = order.lines;
	const url = new URL(link(`p/${order.product.slug}`));
	if (line) {
		url.searchParams.set("plan", line.plan);
		url.searchParams.set("mode", line.billing_mode);
		url.searchParams.set("quantity", String(line.quantity));
		url.searchParams.set("periods", String(line.periods));
		for (const [name, n] of Object.entries(line.capacities ?? {}))
			url.searchParams.set(`cap.${name}`, String(n));
	}
	if (order.server) {
		url.searchParams.set("region", order.server.region.code);
		url.searchParams.set("flavour", order.server.flavour.code);
	}
	return url.href;
}

/** @param {string} name @param {string} [more] */
export const icon = (name, more = "") =>
	html`<svg class="icon ${more}" aria-hidden="true"><use href=${iconHref(name)}></use></svg>`;

/** @type {Record<string, [kind: string, icon: string]>} */
const STATES = {
	PENDING_PAYMENT: ["wait", "clock"],
	PAID: ["busy", "package"],
	PROVISIONING: ["busy", "package"],
	ACTIVE: ["good", "circle-check"],
	PROVISION_FAILED: ["wait", "triangle-alert"],
	CANCELLED: ["off", "ban"],
	REFUNDED: ["off", "undo-2"],
	EXPIRED: ["off", "hourglass"],
	RENEWED: ["off", "refresh-cw"],
	IN_DELIVERY: ["busy", "package"],
	COMPLETED: ["good", "circle-check"],
	CLOSED_EARLY: ["off", "ban"],
};

/** Word and icon; colour only where something is to be done. @param {string} state of an order */
export function stateMark(state) {
	const [kind, image] = STATES[state] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${t(`state.${state}`)}</span>`;
}

/** @type {Record<string, [kind: string, icon: string]>} */
const BILL_STATES = {
	ISSUED: ["wait", "clock"],
	PARTLY_PAID: ["wait", "clock"],
	PAID: ["good", "circle-check"],
	OVERDUE: ["bad", "triangle-alert"],
	DISPUTED: ["wait", "scale"],
};

/** The same of a bill; a credit note is neither paid nor open. @param {{state: string, kind: string}} bill */
export function billMark({ state, kind }) {
	if (kind === "credit_note")
		return html`<span class="state state--off">${icon("undo-2")}${t("bills.note")}</span>`;
	const [tone, image] = BILL_STATES[state] ?? ["off", "ban"];
	return html`<span class="state state--${tone}">${icon(image)}${t(`bill_state.${state}`)}</span>`;
}

/** @type {Record<string, [kind: string, icon: string]>} */
const LISTING_STATES = {
	DRAFT: ["off", "pencil"],
	EDITING: ["off", "pencil"],
	IN_REVIEW: ["busy", "clock"],
	APPLIED: ["busy", "clock"],
	LIVE: ["good", "circle-check"],
	ACTIVE: ["good", "circle-check"],
	HIDDEN: ["off", "eye-off"],
	RESTRICTED: ["bad", "ban"],
	SUSPENDED: ["bad", "ban"],
};

/** The same of a product, a draft or a seller. @param {string} state @param {"listing_state" | "draft_state" | "seller_state"} kind */
export function listingMark(state, kind = "listing_state") {
	const [tone, image] = LISTING_STATES[state] ?? ["off", "info"];
	return html`<span class="state state--${tone}">${icon(image)}${t(`${kind}.${state}`)}</span>`;
}

/** An account by its last characters. @param {string} hint */
export const accountHint = (hint) => `••••${hint.replaceAll(" ", "")}`;

/**
 * A tree in one list, children after their parents, with their depths.
 * @template {{slug: string, parent: string | null}} T
 * @param {T[]} items
 * @param {string | null} [parent]
 * @returns {[T, number][]}
 */
export const treeOf = (items, parent = null, depth = 0) => items.filter((item) => item.parent === parent)
	.flatMap((item) => [/** @type {[T, number]} */ ([item, depth]), ...treeOf(items, item.slug, depth + 1)]);

/** The ways between the pages of a console. @param {string} label @param {[path: string, name: string][]} pages @param {string} here */
export const consoleNav = (label, pages, here) => html`<nav class="tabs console-nav" aria-label=${label}>${pages.map(([path, name]) =>
	html`<a href=${link(path)} aria-current=${path === here ? "page" : nothing}>${name}</a>`)}</nav>`;

/** @param {string} here */
export const discountsNav = (here) => consoleNav(t("discounts.title"), [["my/offers/", t("exclusive.title")], ["my/requests/", t("requests.title")], ["my/bills/", t("bills.title")]], here);

/** Bills, by month, credit and calendar are one page of these. @param {"list" | "months" | "credit" | "calendar"} here */
export const billsNav = (here) => html`${discountsNav("my/bills/")}<nav class="chips news" aria-label=${t("bills.views")}>${["list", "months", "credit", "calendar"].map((name) =>
	html`<a class="chip ${name === here ? "chip--on" : ""}" aria-current=${name === here ? "true" : nothing}
		href=${link(name === "list" ? "my/bills/" : name === "credit" ? "my/credit/" : `my/bills/?show=${name}`)}>${t(name === "credit" ? "credit.title" : `bills.view_${name}`)}</a>`)}</nav>`;

/** @param {string} here */
export const sellerNav = (here) => consoleNav(t("selling.title"), [["seller/", t("selling.overview")],
	["seller/listings/", t("listings.title")], ["seller/offers/", t("offers.title")], ["seller/requests/", t("requests.title_seller")], ["seller/handovers/", t("handovers.title")], ["seller/refunds/", t("refunds.desk")], ["seller/settlements/", t("settlements.title")], ["seller/profile/", t("profile.title")]], here);

/** @param {string} here */
export const operatorNav = (here) => consoleNav(t("operator.title"), [["operator/", t("operator.overview")],
	["operator/reviews/", t("reviews.title")], ["operator/sellers/", t("sellers.title")], ["operator/bills/", t("receivables.title")], ["operator/settlements/", t("payouts.title")], ["operator/refunds/", t("refunds.desk")], ["operator/disputes/", t("handovers.disputes")],
	["operator/categories/", t("categories.title")], ["operator/popular/", t("popular.title")]], here);

/**
 * A field of a form.js form.
 * @param {{name: string, label: string, hint?: unknown, value?: string | null, type?: string, lines?: number,
 *   max?: number, optional?: boolean, autocomplete?: string, mode?: string}} f
 */
export function field(f) {
	const hint = f.hint ? `${f.name}-hint` : nothing;
	const complete = f.autocomplete ?? "off";
	return html`<div class="field"><label for=${f.name}>${f.label}${f.optional ? html` <span class="hint">${t("form.optional")}</span>` : nothing}</label>
		${f.hint ? html`<p class="hint" id=${hint}>${f.hint}</p>` : nothing}
		${f.lines ? html`<textarea class="input input--area" id=${f.name} name=${f.name} rows=${f.lines} maxlength=${f.max ?? nothing}
				aria-describedby=${hint} .value=${f.value ?? ""}></textarea>`
			: html`<input class="input" id=${f.name} name=${f.name} type=${f.type ?? "text"} maxlength=${f.max ?? nothing} inputmode=${f.mode ?? nothing}
				autocomplete=${complete} spellcheck="false" aria-describedby=${hint} ?required=${!f.optional} .value=${f.value ?? ""}>`}</div>`;
}

/**
 * A dialog, closed by Escape, by its cross and by its first button.
 * @param {{id: string, title: string, body: unknown, action?: unknown, keep?: string}} d action: the button that goes on; keep: the words of the first
 */
export const sheet = ({ id, title, body, action, keep = t(action ? "form.cancel" : "checkout.close") }) => html`<dialog class="sheet" id=${id} aria-labelledby="${id}-title">
	<header><h2 id="${id}-title">${title}</h2><button type="button" class="btn btn--quiet btn--small" aria-label=${t("checkout.close")} @click=${closeSheet}>${icon("x")}</button></header>
	<div class="sheet__body">${body}</div>
	<footer><button type="button" class="btn" @click=${closeSheet}>${keep}</button>${action ?? nothing}</footer></dialog>`;

/** @param {Event} event */
const closeSheet = (event) => /** @type {HTMLElement} */ (event.currentTarget).closest("dialog")?.close();

/** The first field has the focus, where there is one. @param {string} id */
export function openSheet(id) {
	const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(id));
	dialog.showModal();
	/** @type {HTMLElement | null} */ (dialog.querySelector(".input, .select"))?.focus();
}

/**
 * @param {"info" | "warn" | "bad" | "good"} kind
 * @param {string} title
 * @param {unknown} body
 */
export function notice(kind, title, body) {
	const images = { info: "info", warn: "triangle-alert", bad: "circle-x", good: "circle-check" };
	return html`<div class="notice notice--${kind}" tabindex="-1" role=${kind === "bad" ? "alert" : "status"}>
		${icon(images[kind])}<h2>${title}</h2>${typeof body === "string" ? html`<p>${body}</p>` : body}</div>`;
}

/** @type {["billPdf" | "receivablePdf", "billCsv" | "receivableCsv", "billUbl" | "receivableUbl"][]} */
const BILL_FILES = [["billPdf", "billCsv", "billUbl"], ["receivablePdf", "receivableCsv", "receivableUbl"]];

/** Its files as buttons, once they are made; a void one is no electronic invoice. @param {{id: string, state: string, files: boolean}} bill */
export const billFiles = (bill, { operator = false, first = "" } = {}) => bill.files
	? BILL_FILES[operator ? 1 : 0].slice(0, bill.state === "VOID" ? 2 : 3).map((route, i) => html`<a class="btn btn--block ${i ? "" : first}" href=${linkOf(route, { bill: bill.id })} download>
		${i ? nothing : icon("file-text")}${t(["bills.pdf", "bills.csv", "bills.ubl"][i])}</a>`)
	: html`<p class="soft with-icon" role="status"><span class="spinner" aria-hidden="true"></span>${t("bills.making")}</p>`;

/** All that proves an order, for its buyer's company and for operators (X7). @param {string} order */
export const evidenceView = (order) => html`<section class="card stack" aria-labelledby="h-evidence"><h2 id="h-evidence">${t("order.evidence")}</h2>
	<p class="hint">${t("order.evidence_text")}</p><a class="btn btn--block" href=${linkOf("evidenceBundle", { order })} download>${icon("shield-check")}${t("order.evidence_zip")}</a></section>`;

/** Unpaid, and its bill says where to transfer to. @param {Order} order */
export const awaitsTransfer = ({ state, bill }) => state === "PENDING_PAYMENT" && ["ISSUED", "PARTLY_PAID", "OVERDUE"].includes(bill?.state ?? "");

/** @param {string} slug */
const tone = (slug) => [...new TextEncoder().encode(slug)].reduce((sum, byte) => sum + byte, 0) % 6;

/** @param {ProductRef} product @param {string} [more] */
export const logo = (product, more = "") => product.logo
	? html`<span class="logo ${more}"><img src=${link(product.logo.replace(/^\//, ""))} alt="" width="48" height="48"></span>`
	: html`<span class="logo ${more} logo--${tone(product.slug)}" aria-hidden="true">${[...product.name][0]}</span>`;

/**
 * "Monthly, 12 months, 3 ×, users 5": what was chosen.
 * @param {{billing_mode: string, quantity: number, periods: number, capacities: Record<string, number>}} c
 */
export function termText(c) {
	const parts = [t(`product.mode_${c.billing_mode}`)];
	if (c.billing_mode !== "one_time")
		parts.push(periodsText(c));
	if (c.quantity > 1)
		parts.push(`× ${c.quantity}`);
	for (const [code, n] of Object.entries(c.capacities ?? {}))
		parts.push(`${capacityName(code)}: ${n}`);
	return parts.join(" · ");
}

/** What a line is of; a server's in the reader's language. @param {{kind: string, text: string}} line @param {{region: {name: string}, flavour: import("./types").Size} | null} server */
export const lineText = (line, server) => line.kind === "infrastructure" && server
	? `${t("server.title")}: ${t("server.size", { vcpus: server.flavour.vcpus, memory: server.flavour.memory_gib })}, ${server.region.name}` : line.text;

/** "USD 7.50 × 2 × 12 months": how a line comes to its sum. @param {{unit: Money, quantity: number, periods: number, billing_mode?: string}} line */
export function factorsText({ unit, quantity, periods, billing_mode = "" }) {
	const factors = [...quantity > 1 ? [quantity] : [], ...periods > 1 ? [billing_mode ? periodsText({ billing_mode, periods }) : periods] : []];
	return factors.length ? [moneyText(unit), ...factors].join(" × ") : "";
}

/** @param {{billing_mode: string, periods: number}} c */
export const periodsText = (c) => t(c.billing_mode === "yearly" ? "checkout.years" : "checkout.months", { n: c.periods });

/** @param {Order} order */
export const sums = (order) => html`<dl class="sums">
	${order.lines.map((line) => html`<div><dt>${lineText(line, order.server)}<small>${line.list_unit.amount > line.unit.amount ? html`<del><bdi>${moneyText(line.list_unit)}</bdi></del> ` : nothing}<bdi>${factorsText(line)}</bdi></small></dt><dd>${moneyText(line.net)}</dd></div>`)}
	${order.taxes.length ? html`<div><dt>${t("checkout.net")}</dt><dd>${moneyText(order.net)}</dd></div>
		${order.taxes.map((tax) => html`<div><dt>${t(`tax.${tax.kind}`, { rate: percentText(tax.rate) })}</dt><dd>${moneyText(tax.amount)}</dd></div>`)}` : nothing}
	<div class="sums__total"><dt>${t("checkout.total")}</dt><dd>${moneyText(order.total)}</dd></div>
	${order.offer ? html`<div class="sums__saved"><dt><a href=${link(`my/offers/${order.offer.id}`)}>${t("exclusive.single")}</a></dt><dd>${order.offer.saved.amount
		? html`<bdi>${t("exclusive.saves", { saving: moneyText(order.offer.saved) })}</bdi>` : nothing}</dd></div>` : nothing}
</dl>`;

/** A reason that the gateway gave, in words if we have them. @param {string} failure */
export const failureText = (failure) => hasText(`failure.${failure}`) ? t(`failure.${failure}`) : failure.replaceAll("_", " ");

/** @type {Map<string, string>} secrets on screen, never kept beyond the page */
const shown = new Map();

/**
 * @param {Service} service
 * @param {() => void} redraw
 */
function secretView(service, redraw) {
	const secret = shown.get(service.id);
	if (secret === undefined) {
		/** @param {Event} event */
		const reveal = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
			try {
				shown.set(service.id, (await call("reveal", { service: service.id })).secret);
			} catch (fault) {
				shown.set(service.id, "");
				faults.set(service.id, explain(fault));
			}
			redraw();
		});
		return html`<p><button class="btn" type="button" @click=${reveal}>${icon("key-round")}${t("order.reveal")}</button></p>
			<p class="hint">${t(service.shown_once ? "order.reveal_once_text" : "order.reveal_text")}</p>`;
	}
	if (faults.has(service.id))
		return html`<p class="error-text" role="alert">${icon("circle-alert")}${faults.get(service.id)}</p>`;
	/** @param {Event} event */
	const copy = async (event) => {
		const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
		await navigator.clipboard.writeText(secret);
		button.textContent = t("order.copied");
	};
	const hide = () => {
		shown.delete(service.id);
		redraw();
	};
	return html`<div class="secret"><code>${secret}</code>
		<button class="btn btn--small" type="button" @click=${copy}>${t("order.copy")}</button>
		<button class="btn btn--small btn--quiet" type="button" @click=${hide}>${t("order.hide")}</button></div>`;
}

/** @type {Map<string, string>} */
const faults = new Map();

/** @param {{services: Service[]}} order @param {() => void} redraw */
export const servicesView = (order, redraw) => order.services.map((service) => html`<div class="stack stack--tight">
	${service.access_url ? html`<p><a class="btn btn--primary" href=${service.access_url} rel="noopener noreferrer">
		${icon("external-link")}${t("order.open_service")}</a></p><p class="small"><bdi>${service.access_url}</bdi></p>` : nothing}
	${service.note ? html`<p dir="auto">${service.note}</p>` : nothing}
	${service.access === "OPEN" ? nothing : html`<p class="state state--wait">${icon("lock")}${t(`order.access_${service.access}`)}</p>`}
	${service.has_secret ? secretView(service, redraw) : service.revealed_at ? html`<p class="hint">${t("order.revealed_once", { time: timeText(service.revealed_at) })}</p>` : nothing}
	<p class="hint">${t("order.delivered_on", { time: timeText(service.delivered_at) })}${service.term_ends_at
		? html` · ${t("order.term_ends", { date: timeText(service.term_ends_at) })}` : nothing}</p>
</div>`);

/** @param {string} id of an order */
export const numberView = (id) => html`<p class="outcome__number">${t("result.number")} <strong class="ref"><bdi>${refOf(id)}</bdi></strong><br>
	<span class="id"><bdi>${id}</bdi></span></p>`;

/** @param {OrderEvent} e */
export function eventText(e) {
	if (hasText(`event.${e.subject}.${e.kind}`))
		return t(`event.${e.subject}.${e.kind}`);
	for (const group of ["state", "payment_state", "bill_state"])
		if (e.to && hasText(`${group}.${e.to}`))
			return t(`${group}.${e.to}`);
	return e.kind.replaceAll(/[._]/g, " ");
}

/** A sum is told as one. @param {string} reason */
function reasonText(reason) {
	const [, text, currency] = /^([\d.]+) ([A-Z]{3})$/.exec(reason) ?? [];
	const amount = text && currency ? minorOf(text, currency, "en") : null;
	return amount === null || !currency ? failureText(reason) : moneyText({ amount, currency });
}

/** @param {OrderEvent} e */
export const eventRow = (e) => html`<li>${eventText(e)}${e.reason && e.kind !== "expired" ? html`<small><span class="capital">${reasonText(e.reason)}</span></small>` : nothing}
	<time datetime=${e.at}>${timeText(e.at)}${hasText(`actor.${e.actor}`) ? html` · ${t(`actor.${e.actor}`)}` : nothing}</time></li>`;

// @ts-check
/**
 * How the order is paid. Confirm starts one payment, whatever is pressed how
 * often: the key stands for this order and this method.
 * @typedef {import("../types").Order} Order
 * @typedef {import("../types").PaymentMethod} PaymentMethod
 * @typedef {import("../types").Site} Site
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { pick } from "../dom.js";
import { busy, showFaults, showProblem } from "../form.js";
import { fromNow, hasText, language, t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, link, orderInAddress, setTitle, signInLink } from "../site.js";
import { icon, logo, notice, refOf, show, sums } from "../view.js";

const IMAGES = /** @type {Record<string, string>} */ ({ card: "credit-card", monthly_settlement: "receipt-text", bank_transfer: "building-2" });

/**
 * @param {HTMLElement} root
 * @param {Site} site
 * @param {Order} order
 * @param {PaymentMethod[]} methods
 */
function choose(root, site, order, methods) {
	const preselected = methods.find((method) => method.eligible)?.method;
	/** @type {Map<string, string>} a key for each method, for as long as the page is open */
	const keys = new Map();
	/** @type {unknown} */
	let news = nothing;

	/** @param {string} method */
	const keyOf = (method) => {
		const key = keys.get(method) ?? newKey();
		keys.set(method, key);
		return key;
	};

	// The server says it in English.
	/** @param {PaymentMethod} m */
	const reasonOf = (m) => language() !== "en" && hasText(`pay.${m.method}_off`) ? t(`pay.${m.method}_off`) : m.reason;

	/** @param {PaymentMethod} m */
	const methodRow = (m) => m.eligible
		? html`<label class="pick"><input type="radio" name="method" id="method-${m.method}" value=${m.method} ?checked=${m.method === preselected}>
			<span class="pick__body"><b>${t(`pay.${m.method}`)}</b><span class="hint">${t(`pay.${m.method}_text`)}${m.credit ? html` ${t("pay.credit_after", { amount: moneyText(m.credit.free_after) })}` : nothing}</span></span>${icon(IMAGES[m.method] ?? "credit-card")}</label>`
		: html`<div class="pick pick--off">${icon("ban")}<div class="pick__body"><b class="soft">${t(`pay.${m.method}`)}</b>
			<span class="hint">${reasonOf(m)}</span></div></div>`;

	const draw = () => show(root, html`${news}
		<form class="with-aside" method="post" novalidate @submit=${submit}>
			<fieldset class="card">
				<legend class="visually-hidden">${t("pay.how")}</legend>
				<h2 aria-hidden="true">${t("pay.how")}</h2>
				<div class="field"><div class="picks">${methods.map(methodRow)}</div></div>
				${preselected ? nothing : html`<p class="gap-top">${t("pay.none")}</p>`}
			</fieldset>
			<aside class="card card--lift stack" aria-labelledby="h-order">
				<h2 id="h-order">${t("pay.order", { ref: refOf(order.id) })}</h2>
				<div class="cluster">${logo(order.product, "logo--sm")}<strong>${order.product.name}</strong></div>
				${sums(order)}
				${preselected ? html`<button class="btn btn--primary btn--large btn--block" type="submit">${t("pay.confirm", { amount: moneyText(order.total) })}</button>
					<p class="hint">${t("pay.confirm_hint")}${site.test_payments ? html` ${t("pay.test_hint")}` : nothing}</p>` : nothing}
				<p class="small"><a href=${link(`my/orders/${order.id}`)}>${t("pay.later")}</a></p>
				${order.expires_at ? html`<p class="hint">${t("pay.expires", { time: `${timeText(order.expires_at)} (${fromNow(order.expires_at)})` })}</p>` : nothing}
			</aside>
		</form>`);

	/** Without a provider: the order goes on, or its bill says where to transfer to. @param {string} method */
	async function settle(method) {
		/** @type {Order} */
		const now = await call("settle", {}, { key: keyOf(method), body: { order: order.id, method } });
		location.assign(now.state === "PENDING_PAYMENT" && now.bill ? link(`my/bills/${now.bill.id}`) : link(`result/${order.id}`));
	}

	/** @param {HTMLFormElement} form @param {string} method */
	async function pay(form, method) {
		try {
			if (method !== "card") {
				await settle(method);
				return;
			}
			const { redirect_url: target } = await call("pay", {}, { key: keyOf(method), body: { order: order.id, method } });
			if (!target) {
				location.assign(link(`result/${order.id}`));
			} else if (site.gateway_origins.includes(new URL(target).origin)) {
				location.assign(target);
				await new Promise((resolve) => addEventListener("pageshow", resolve, { once: true }));
			} else {
				showFaults(form, [{ name: "", text: t("pay.bad_host") }]);
			}
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			if (fault.status === 401)
				location.assign(signInLink());
			else if (fault.code === "payment_open" || fault.code === "state")
				location.assign(link(`result/${order.id}`));
			else {
				// A refusal is an answer: the next press is a new intent. No answer: the same one.
				if (fault.status >= 400 && fault.status < 500 && fault.code !== "key_in_use")
					keys.delete(method);
				showProblem(form, fault);
			}
		}
	}

	/** @param {SubmitEvent} event */
	function submit(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const method = new FormData(form).get("method");
		if (!method) {
			showFaults(form, [{ name: "method", text: t("pay.choose") }]);
			return;
		}
		void busy(/** @type {HTMLButtonElement} */ (pick('button[type="submit"]', form)),
			() => pay(form, String(method)), "pay.still_working");
	}

	if (order.payment?.state === "FAILED")
		news = notice("bad", t("result.failed"), t("result.failed_text"));
	draw();
}

boot(async ({ site, session, root }) => {
	const id = orderInAddress();
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!id) {
		location.replace(link("my/orders/"));
		return;
	}
	const [order, { items }] = await Promise.all([
		/** @type {Promise<Order>} */ (call("order", { order: id })),
		/** @type {Promise<{items: PaymentMethod[]}>} */ (call("paymentMethods", { order: id })),
	]);
	if (order.state !== "PENDING_PAYMENT" || ["PROCESSING", "UNKNOWN"].includes(order.payment?.state ?? "")) {
		location.replace(link(`result/${id}`));
		return;
	}
	await setTitle("pay.order", { ref: refOf(id) });
	choose(root, site, order, items);
	// Back from the provider's page, out of the browser's memory: things may have moved on.
	addEventListener("pageshow", (event) => {
		if (event.persisted)
			location.reload();
	});
});

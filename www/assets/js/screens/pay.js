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
import { fromNow, hasText, t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, link, orderInAddress, setTitle, signInLink } from "../site.js";
import { againLink, icon, logo, notice, refOf, show, sums } from "../view.js";

const IMAGES = /** @type {Record<string, string>} */ ({ card: "credit-card", monthly_settlement: "receipt-text", bank_transfer: "building-2" });

/** What the button does without a provider. @type {Record<string, string>} */
const CONFIRM = { monthly_settlement: "pay.confirm_monthly", bank_transfer: "pay.confirm_transfer" };

/** What a company's own bills, and their payment, can mend. */
const BY_BILLS = ["stopped", "short"];

/** @param {PaymentMethod[]} methods */
const firstOf = (methods) => methods.find((method) => method.eligible)?.method ?? "";

/** Whether no method takes the order, and for this. @param {PaymentMethod[]} methods @param {string} why */
const isOff = (methods, why) => methods.some(({ code }) => code === why);

/** Too late, though nobody has cancelled it yet. @param {HTMLElement} root @param {Order} order */
const showExpired = (root, order) => show(root, html`<div class="card empty">${icon("hourglass")}
	<h2 tabindex="-1">${t("result.expired")}</h2><p>${t("result.expired_text")}</p>
	<p class="cluster"><a class="btn btn--primary" href=${againLink(order)}>${t("order.again")}</a>
		<a class="btn" href=${link(`my/orders/${order.id}`)}>${t("result.see_order")}</a></p></div>`);

/**
 * @param {HTMLElement} root
 * @param {Site} site
 * @param {Order} order
 * @param {PaymentMethod[]} methods
 */
function choose(root, site, order, methods) {
	let offered = methods;
	/** "": nothing is offered */
	let chosen = firstOf(offered);
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

	/** Why not, and who can mend it. @param {PaymentMethod} m */
	const reasonOf = (m) => {
		if (!hasText(`pay.off_${m.code}`))
			return m.reason;
		const money = m.credit ? { free: moneyText(m.credit.free), limit: moneyText(m.credit.limit) } : {};
		return html`${t(`pay.off_${m.code}`, money)}${BY_BILLS.includes(m.code ?? "") ? html` <a href=${link("my/bills/")}>${t("bills.title")}</a>` : nothing}`;
	};

	/** @param {PaymentMethod} m */
	const methodRow = (m) => m.eligible
		? html`<label class="pick"><input type="radio" name="method" id="method-${m.method}" value=${m.method} .checked=${m.method === chosen}
				@change=${() => { chosen = m.method; draw(); }}>
			<span class="pick__body"><b>${t(`pay.${m.method}`)}</b><span class="hint">${t(`pay.${m.method}_text`)}${m.credit ? html` ${t("pay.credit_after", { amount: moneyText(m.credit.free_after) })}` : nothing}</span></span>${icon(IMAGES[m.method] ?? "credit-card")}</label>`
		: html`<div class="pick pick--off">${icon("ban")}<div class="pick__body"><b class="soft">${t(`pay.${m.method}`)}</b>
			<span class="hint">${reasonOf(m)}</span></div></div>`;

	const draw = () => show(root, html`${news}
		<form class="with-aside" method="post" novalidate @submit=${submit}>
			<fieldset class="card">
				<legend class="visually-hidden">${t("pay.how")}</legend>
				<h2 aria-hidden="true">${t("pay.how")}</h2>
				${chosen ? nothing : notice("warn", t("pay.none"), html`<p>${t("pay.none_text")} <a href="mailto:${site.support_email}">${site.support_email}</a></p>`)}
				<div class="field ${chosen ? "" : "gap-top"}"><div class="picks">${offered.map(methodRow)}</div></div>
			</fieldset>
			<aside class="card card--lift stack" aria-labelledby="h-order">
				<h2 id="h-order">${t("pay.order", { ref: refOf(order.id) })}</h2>
				<div class="cluster">${logo(order.product, "logo--sm")}<strong>${order.product.name}</strong></div>
				${sums(order)}
				${chosen ? html`<button class="btn btn--primary btn--large btn--block" type="submit">${t(CONFIRM[chosen] ?? "pay.confirm", { amount: moneyText(order.total) })}</button>
					<p class="hint">${t(chosen === "card" ? "pay.confirm_hint" : `pay.${chosen}_text`)}${chosen === "card" && site.test_payments ? html` ${t("pay.test_hint")}` : nothing}</p>` : nothing}
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

	/** Refused: what is offered now, or why nothing is any more. @param {HTMLFormElement} form @param {Problem} fault */
	async function renew(form, fault) {
		({ items: offered } = /** @type {{items: PaymentMethod[]}} */ (await call("paymentMethods", { order: order.id })));
		if (isOff(offered, "expired")) {
			showExpired(root, order);
			pick("h2", root).focus();
		} else if (isOff(offered, "settled") || isOff(offered, "cancelled")) {
			location.assign(link(`result/${order.id}`));
		} else {
			if (!offered.some((m) => m.eligible && m.method === chosen))
				chosen = firstOf(offered);
			draw();
			showProblem(form, fault);
		}
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
			else if (fault.code === "payment_open")
				location.assign(link(`result/${order.id}`));
			else {
				// A refusal is an answer: the next press is a new intent. No answer: the same one.
				if (fault.status >= 400 && fault.status < 500 && fault.code !== "key_in_use")
					keys.delete(method);
				if (fault.code === "state" || fault.code === "method_unavailable")
					await renew(form, fault).catch((/** @type {unknown} */ why) => showProblem(form, why));
				else
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
	if (isOff(items, "expired")) {
		showExpired(root, order);
		return;
	}
	choose(root, site, order, items);
	// Back from the provider's page, out of the browser's memory: things may have moved on.
	addEventListener("pageshow", (event) => {
		if (event.persisted)
			location.reload();
	});
});

// @ts-check
/**
 * How the order is paid. Confirm starts one payment, whatever is pressed how
 * often: the key stands for this order and this way to pay.
 * @typedef {import("../types").Card} Card
 * @typedef {import("../types").Order} Order
 * @typedef {import("../types").PaymentMethod} PaymentMethod
 * @typedef {import("../types").Session} Session
 * @typedef {import("../types").Site} Site
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { addCard, cardEnd, cardName, cardNews, toProvider } from "../cards.js";
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
const BY_BILLS = ["stopped", "short", "transfer_begun"];

/** @typedef {{value: string, method: PaymentMethod, card?: Card, off: unknown}} Way value: a method's name, or a card's id; off: why not, or nothing */

/** Whether no method takes the order, and for this. @param {PaymentMethod[]} methods @param {string} why */
const isOff = (methods, why) => methods.some(({ code }) => code === why);

/** Why not, and who can mend it. @param {PaymentMethod} m */
function reasonOf(m) {
	if (!hasText(`pay.off_${m.code}`))
		return m.reason;
	/** @type {Record<string, string>} */
	const money = m.credit ? { free: moneyText(m.credit.free), limit: moneyText(m.credit.limit) } : {};
	return html`${t(`pay.off_${m.code}`, money)}${BY_BILLS.includes(m.code ?? "") ? html` <a href=${link("my/bills/")}>${t("bills.title")}</a>` : nothing}`;
}

/** Too late, though nobody has cancelled it yet. @param {HTMLElement} root @param {Order} order */
const showExpired = (root, order) => show(root, html`<div class="card empty">${icon("hourglass")}
	<h2 tabindex="-1">${t("result.expired")}</h2><p>${t("result.expired_text")}</p>
	<p class="cluster"><a class="btn btn--primary" href=${againLink(order)}>${t("order.again")}</a>
		<a class="btn" href=${link(`my/orders/${order.id}`)}>${t("result.see_order")}</a></p></div>`);

/** Each card on file before the provider's page. @param {PaymentMethod[]} methods @returns {Way[]} */
const waysOf = (methods) => methods.flatMap((method) => [
	...(method.eligible ? method.cards ?? [] : []).map((card) => ({ value: card.id, method, card, off: card.expired ? t("pay.card_expired") : "" })),
	{ value: method.method, method, off: method.eligible ? "" : reasonOf(method) || t("fault.method_unavailable") },
]);

/** @param {Way} way */
function nameOf({ card, method }) {
	if (card)
		return html`<bdi>${cardName(card)}</bdi>`;
	return t(method.cards?.length && method.eligible ? "pay.other_card" : `pay.${method.method}`);
}

/** @param {Way} way */
function textOf({ card, method }) {
	if (card)
		return html`${t("pay.on_file_text")} ${t("cards.ends", { date: cardEnd(card) })}.`;
	return html`${t(method.preselected ? "plan.settle_short" : `pay.${method.method}_text`)}${method.credit ? html` ${t("pay.credit_after", { amount: moneyText(method.credit.free_after) })}` : nothing}`;
}

/**
 * @param {HTMLElement} root
 * @param {{site: Site, session: Session, order: Order, methods: PaymentMethod[], added: Card | null}} page added: the browser comes back from putting it on file
 */
function choose(root, { site, session, order, methods, added }) {
	let ways = waysOf(methods);
	let open = ways.filter(({ off }) => !off);
	/** @type {Way | undefined} none is offered */
	let chosen = open.find(({ value }) => value === added?.id) ?? open.find(({ method }) => method.preselected) ?? open[0];
	/** @type {Map<string, string>} a key for each way, for as long as the page is open */
	const keys = new Map();
	const maySave = methods.some(({ method, eligible }) => method === "card" && eligible) && ["owner", "purchaser"].includes(session.user?.role ?? "");

	/** @param {string} value */
	const keyOf = (value) => {
		const key = keys.get(value) ?? newKey();
		keys.set(value, key);
		return key;
	};

	/** A refusal is an answer: the next press is a new intent. No answer: the same one. @param {unknown} fault @param {string} value */
	const forget = (fault, value) => {
		if (fault instanceof Problem && fault.status >= 400 && fault.status < 500 && fault.code !== "key_in_use")
			keys.delete(value);
	};

	/** @param {Way} way */
	const wayRow = (way) => way.off
		? html`<div class="pick pick--off">${icon("ban")}<div class="pick__body"><b class="soft">${nameOf(way)}</b>
			<span class="hint">${way.off}</span></div></div>`
		: html`<label class="pick"><input type="radio" name="method" id="method-${way.value}" value=${way.value} .checked=${way.value === chosen?.value}
				@change=${() => { chosen = way; draw(); }}>
			<span class="pick__body"><b>${nameOf(way)}</b><span class="hint">${textOf(way)}</span></span>${icon(IMAGES[way.method.method] ?? "credit-card")}</label>`;

	/** What befell before: another way is offered below. */
	const news = () => {
		const bill = order.bill;
		return html`${added ? cardNews(added) : nothing}
			${order.payment?.state === "FAILED" ? notice("bad", t("result.failed"), t("result.failed_text")) : nothing}
			${bill && bill.state !== "VOID" ? notice("info", t("pay.bill_waits", { amount: moneyText(bill.total) }),
				html`<p>${t(bill.state === "PARTLY_PAID" ? "pay.bill_begun_text" : "pay.bill_waits_text")}</p><p><a href=${link(`my/bills/${bill.id}`)}>${t("pay.bill_see", { number: bill.number })}</a></p>`) : nothing}`;
	};

	/** @param {Way} way */
	const confirmation = ({ method, card: onFile }) => {
		const card = method.method === "card";
		return html`<button class="btn btn--primary btn--large btn--block" type="submit">${t(method.preselected ? "plan.confirm" : CONFIRM[method.method] ?? "pay.confirm", { amount: moneyText(order.total) })}</button>
			<p class="hint">${t(method.preselected ? "plan.settle_short" : !card ? `pay.${method.method}_text` : onFile ? "pay.confirm_hint_on_file" : "pay.confirm_hint")}${card && site.test_payments ? html` ${t("pay.test_hint")}` : nothing}</p>`;
	};

	const draw = () => show(root, html`${news()}
		<form class="with-aside" method="post" novalidate @submit=${submit}>
			<fieldset class="card">
				<legend class="visually-hidden">${t("pay.how")}</legend>
				<h2 aria-hidden="true">${t("pay.how")}</h2>
				${chosen ? nothing : notice("warn", t("pay.none"), html`<p>${t("pay.none_text")} <a href="mailto:${site.support_email}">${site.support_email}</a></p>`)}
				<div class="field ${chosen ? "" : "gap-top"}"><div class="picks">${ways.map(wayRow)}</div></div>
				${maySave ? html`<p class="cluster gap-top"><button class="btn btn--small" type="button" @click=${save}>${icon("plus")}${t("cards.add")}</button>
					<a href=${link("my/cards/")}>${t("pay.cards_all")}</a></p><p class="hint gap-small">${t("cards.add_hint")}</p>` : nothing}
			</fieldset>
			<aside class="card card--lift stack" aria-labelledby="h-order">
				<h2 id="h-order">${t("pay.order", { ref: refOf(order.id) })}</h2>
				<div class="cluster">${logo(order.product, "logo--sm")}<strong>${order.product.name}</strong></div>
				${sums(order)}
				${chosen ? confirmation(chosen) : nothing}
				<p class="small"><a href=${link(`my/orders/${order.id}`)}>${t("pay.later")}</a></p>
				${order.expires_at && !order.bill ? html`<p class="hint">${t("pay.expires", { time: `${timeText(order.expires_at)} (${fromNow(order.expires_at)})` })}</p>` : nothing}
			</aside>
		</form>`);

	/** @param {HTMLFormElement} form */
	const badHost = (form) => showFaults(form, [{ name: "", text: t("pay.bad_host") }]);

	/** Puts a card on file, and comes back here. @param {Event} event */
	function save(event) {
		const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
		const form = /** @type {HTMLFormElement} */ (button.form);
		void busy(button, async () => {
			try {
				if (!await addCard(site, keyOf("add"), order.id))
					badHost(form);
			} catch (fault) {
				forget(fault, "add");
				showProblem(form, fault);
			}
		});
	}

	/** Without a provider: the order goes on, or its bill says where to transfer to. @param {Way} way */
	async function settle({ value, method }) {
		/** @type {Order} */
		const now = await call("settle", {}, { key: keyOf(value), body: { order: order.id, method: method.method } });
		location.assign(now.state === "PENDING_PAYMENT" && now.bill ? link(`my/bills/${now.bill.id}`) : link(`result/${order.id}`));
	}

	/** Refused: what is offered now, or why nothing is any more. @param {HTMLFormElement} form @param {Problem} fault */
	async function renew(form, fault) {
		/** @type {{items: PaymentMethod[]}} */
		const { items } = await call("paymentMethods", { order: order.id });
		if (isOff(items, "expired")) {
			showExpired(root, order);
			pick("h2", root).focus();
		} else if (isOff(items, "settled") || isOff(items, "cancelled")) {
			location.assign(link(`result/${order.id}`));
		} else {
			ways = waysOf(items);
			open = ways.filter(({ off }) => !off);
			chosen = open.find(({ value }) => value === chosen?.value) ?? open[0];
			draw();
			showProblem(form, fault);
		}
	}

	/** @param {HTMLFormElement} form @param {Way} way */
	async function pay(form, way) {
		const { value, method, card } = way;
		try {
			if (method.method !== "card") {
				await settle(way);
				return;
			}
			const { redirect_url: target } = await call("pay", {}, { key: keyOf(value), body: { order: order.id, method: "card", ...card ? { card: card.id } : {} } });
			if (!target)
				location.assign(link(`result/${order.id}`));
			else if (!await toProvider(site, target))
				badHost(form);
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			if (fault.status === 401)
				location.assign(signInLink());
			else if (fault.code === "payment_open")
				location.assign(link(`result/${order.id}`));
			else {
				forget(fault, value);
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
		const way = open.find(({ value }) => value === new FormData(form).get("method"));
		if (!way) {
			showFaults(form, [{ name: "method", text: t("pay.choose") }]);
			return;
		}
		void busy(/** @type {HTMLButtonElement} */ (pick('button[type="submit"]', form)),
			() => pay(form, way), "pay.still_working");
	}

	draw();
}

/** The card that the browser comes back from putting on file; asked about once. */
async function cardAdded() {
	const here = new URL(location.href);
	const id = here.searchParams.get("card");
	if (!id)
		return null;
	here.searchParams.delete("card");
	history.replaceState(null, "", here);
	try {
		return /** @type {Card} */ (await call("refreshCard", { card: id }));
	} catch (fault) {
		// Of another company, or none: nothing to tell.
		if (fault instanceof Problem && fault.status === 404)
			return null;
		throw fault;
	}
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
	const added = await cardAdded();
	const [order, { items: methods }] = await Promise.all([
		/** @type {Promise<Order>} */ (call("order", { order: id })),
		/** @type {Promise<{items: PaymentMethod[]}>} */ (call("paymentMethods", { order: id })),
	]);
	if (order.state !== "PENDING_PAYMENT" || ["PROCESSING", "UNKNOWN"].includes(order.payment?.state ?? "")) {
		location.replace(link(`result/${id}`));
		return;
	}
	await setTitle("pay.order", { ref: refOf(id) });
	if (isOff(methods, "expired")) {
		showExpired(root, order);
		return;
	}
	choose(root, { site, session, order, methods, added });
	// Back from the provider's page, out of the browser's memory: things may have moved on.
	addEventListener("pageshow", (event) => {
		if (event.persisted)
			location.reload();
	});
});

// @ts-check
/**
 * One lasting page an order: being confirmed, paid, delivered, failed. It only
 * says what the server says, and asks again, ever less often, while that may change.
 * @typedef {import("../types").Order} Order
 * @typedef {import("../types").Session} Session
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, pause } from "../api.js";
import { pick } from "../dom.js";
import { hasText, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, link, orderInAddress, setTitle, signInLink } from "../site.js";
import { againLink, awaitsTransfer, failureText, icon, logo, numberView, servicesView, show, sums } from "../view.js";

const WAITS_MS = [0, 1000, 1500, 2000, 3000, 5000, 8000, 15_000, 30_000];
const POLL_MAX_MS = 30 * 60_000;
const ASK_GATEWAY = ["CREATED", "REQUIRES_ACTION", "PROCESSING", "UNKNOWN"];

const ACTS = { again: "result.again", pay: "result.pay", order: "order.again", bill: "result.bill", handover: "handovers.order_see" };

/** @typedef {{key: string, mark: "good" | "bad" | "busy" | "", image: string, act?: "again" | "pay" | "order" | "bill" | "handover", why?: string, moving?: boolean}} Outcome */

/**
 * What an unpaid order's payment means to the person. That nothing was charged
 * is said only when the gateway has said it.
 * @param {Order} order
 * @param {boolean} answered by the gateway
 * @returns {Outcome}
 */
function unpaidOutcome(order, answered) {
	const { payment } = order;
	if (awaitsTransfer(order) && !ASK_GATEWAY.includes(payment?.state ?? ""))
		return { key: "transfer", mark: "", image: "building-2", act: "bill" };
	switch (payment?.state) {
	case "PROCESSING":
		return { key: "checking", mark: "busy", image: "loader-circle", moving: true };
	case "UNKNOWN":
	case "CREATED":
		return { key: "unknown", mark: "busy", image: "loader-circle", moving: true };
	case "REQUIRES_ACTION":
		return answered ? { key: "open", mark: "", image: "clock", act: "again", moving: true }
			: { key: "checking", mark: "busy", image: "loader-circle", moving: true };
	case "CAPTURED":
		return { key: "checking", mark: "busy", image: "loader-circle", moving: true };
	case "FAILED":
		return { key: "failed", mark: "bad", image: "circle-x", act: "again", why: payment.failure ?? "" };
	default:
		return { key: "unpaid", mark: "", image: "clock", act: "pay" };
	}
}

/** @param {Order} order @param {boolean} answered @returns {Outcome} */
function outcomeOf(order, answered) {
	switch (order.state) {
	case "PENDING_PAYMENT":
		return unpaidOutcome(order, answered);
	case "PAID":
	case "PROVISIONING":
		if (order.handover)
			return order.handover.state === "DELIVERED" ? { key: "handed_over", mark: "good", image: "package-check", act: "handover", moving: true }
				: { key: "in_work", mark: "good", image: "circle-check", moving: true };
		return { key: "paid", mark: "good", image: "circle-check", moving: true };
	case "PROVISION_FAILED":
		return { key: "delayed", mark: "", image: "hourglass", moving: true };
	case "CANCELLED":
		return order.events.some((e) => e.subject === "order" && e.kind === "expired")
			? { key: "expired", mark: "", image: "hourglass", act: "order" }
			: { key: "cancelled", mark: "", image: "ban", act: "order" };
	case "IN_DELIVERY":
		return { key: "in_stages", mark: "good", image: "circle-check" };
	case "REFUNDED":
		return { key: "refunded", mark: "", image: "undo-2" };
	default:
		return { key: "delivered", mark: "good", image: "package-check" };
	}
}

/** @param {Outcome} outcome */
const titleKey = ({ key }) => hasText(`result.${key}`) ? `result.${key}` : "result.checking";

/** @param {HTMLElement} root @param {Order} order @param {boolean} answered @param {Session} session */
function draw(root, order, answered, session) {
	const outcome = outcomeOf(order, answered);
	const args = { amount: moneyText(order.total), email: session.user?.email ?? "", number: order.bill?.number ?? "", seller: order.seller.name };
	const ways = { again: `pay/${order.id}`, pay: `pay/${order.id}`, order: againLink(order), bill: `my/bills/${order.bill?.id}`,
		handover: `my/handovers/${order.handover?.id}` };
	const redraw = () => draw(root, order, answered, session);
	show(root, html`<div class="card outcome">
			<span class="outcome__mark ${outcome.mark ? `outcome__mark--${outcome.mark}` : ""}">${icon(outcome.image)}</span>
			<div role="status"><h1 tabindex="-1">${t(titleKey(outcome))}</h1></div>
			<p>${t(`result.${outcome.key}_text`, args)}</p>
			${outcome.why ? html`<p>${t("result.failed_why", { reason: failureText(outcome.why) })}</p>` : nothing}
			${numberView(order.id)}
			<p class="cluster no-print">
				${outcome.act ? html`<a class="btn btn--primary btn--large" href=${link(ways[outcome.act])}>${t(ACTS[outcome.act], args)}</a>` : nothing}
				<a class="btn" href=${link(`my/orders/${order.id}`)}>${t("result.see_order")}</a>
			</p>
		</div>
		${order.services.length ? html`<section class="card gap-top" aria-labelledby="h-services"><h2 id="h-services">${t("order.services")}</h2>
			<div class="stack">${servicesView(order, redraw)}</div></section>` : nothing}
		<section class="card gap-top" aria-labelledby="h-order"><header class="cluster">${logo(order.product)}
			<div><h2 id="h-order">${order.product.name}</h2>
			<p class="by">${t("product.by", { seller: order.seller.name })}</p></div></header>
			${sums(order)}</section>
		<p class="gap-top center"><a href=${link("search")}>${t("result.more")}</a></p>`);
	return outcome;
}

/**
 * The order, after the gateway was asked about a payment that is not settled.
 * @param {Order} old
 * @returns {Promise<{order: Order, answered: boolean}>}
 */
async function look(old) {
	let answered = false;
	if (old.state === "PENDING_PAYMENT" && old.payment && ASK_GATEWAY.includes(old.payment.state)) {
		try {
			await call("refreshPayment", { payment: old.payment.id });
			answered = true;
		} catch (fault) {
			if (!isPassing(fault))
				throw fault;
		}
	}
	return { order: await call("order", { order: old.id }), answered };
}

/** @param {unknown} fault */
const isPassing = (fault) => fault instanceof Problem
	&& (fault.status === 0 || fault.status >= 500 || fault.status === 409 || fault.status === 429);

/** @param {HTMLElement} root @param {Order} first @param {Session} session */
async function follow(root, first, session) {
	const until = Date.now() + POLL_MAX_MS;
	let order = first;
	let answered = false;
	let key = "";
	for (let round = 0; ; round++) {
		const outcome = draw(root, order, answered, session);
		if (outcome.key !== key) {
			await setTitle(titleKey(outcome));
			// Not away from a menu or a field that is in use meanwhile.
			if (key && document.activeElement === document.body)
				pick("h1", root).focus();
			key = outcome.key;
		}
		if (!outcome.moving || Date.now() > until)
			return;
		await pause(WAITS_MS[Math.min(round, WAITS_MS.length - 1)]);
		if (document.hidden)
			await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
		try {
			({ order, answered } = await look(order));
		} catch (fault) {
			if (!isPassing(fault))
				throw fault;
		}
	}
}

boot(async ({ session, root }) => {
	const id = orderInAddress();
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!id) {
		location.replace(link("my/orders/"));
		return;
	}
	await follow(root, await call("order", { order: id }), session);
});

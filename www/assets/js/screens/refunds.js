// @ts-check
/**
 * Refunds on the desks of those who decide: the seller's answers, the
 * operator's rulings.
 * @typedef {import("../types").Refund} Refund
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { refundMark, refundWords } from "../refund-part.js";
import { boot, explain, isOperator, link, maySell, signInLink } from "../site.js";
import { icon, notice, openSheet, operatorNav, refOf, sellerNav, sheet, show } from "../view.js";

/** @typedef {"approve" | "refuse" | "rule_for" | "rule_against"} Decision */

/** @param {HTMLElement} root @param {boolean} operates */
async function showDesk(root, operates) {
	const list = operates ? "refundReviews" : "refundRequests";
	/** @type {{items: Refund[], next: string | null}} */
	const { items, next: first } = await call(list);
	let next = first;
	/** @type {Refund | null} */
	let chosen = null;
	/** @type {Decision} */
	let deciding = "refuse";
	/** @type {unknown} */
	let news = nothing;

	/** @param {Refund} now */
	function settled(now) {
		const at = items.findIndex((r) => r.id === now.id);
		if (at >= 0)
			items[at] = now;
		news = notice("good", t("refunds.decided"), t("refunds.decided_text", { name: now.buyer }));
		draw();
		pick("[data-news] .notice").focus();
	}

	/** @param {() => Promise<Refund>} act */
	const run = (act) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			settled(await act());
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			news = notice("bad", t("listing.not_done"), explain(fault));
			draw();
			pick("[data-news] .notice").focus();
		}
	});

	/** @param {Decision} what @param {Refund} refund */
	function ask(what, refund) {
		deciding = what;
		chosen = refund;
		draw();
		openSheet("decide");
	}

	/** @param {Refund} r @param {string} reason @returns {Promise<Refund>} */
	const decide = (r, reason) => deciding === "refuse"
		? call("refuseRefund", { refund: r.id }, { body: { row_version: r.row_version, reason } })
		: call("ruleRefund", { refund: r.id }, { body: { row_version: r.row_version, approve: deciding === "rule_for", reason } });

	/** @param {SubmitEvent} event */
	const submit = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("reason")).trim();
		const refund = chosen;
		if (!reason || !refund) {
			showFaults(form, [{ name: "reason", text: t("refunds.reason_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			let now;
			try {
				now = await decide(refund, reason);
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			form.reset();
			/** @type {HTMLDialogElement} */ (pick("#decide")).close();
			settled(now);
		});
	};

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call(list, { after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	/** @param {Refund} r */
	const forSeller = (r) => r.state !== "REQUESTED" ? nothing : html`<div class="cluster">
		<button class="btn btn--primary" type="button" @click=${run(() => call("approveRefund", { refund: r.id }, { body: { row_version: r.row_version } }))}>${t("refunds.approve", { amount: moneyText(r.amount) })}<span class="visually-hidden"> ${r.buyer}</span></button>
		<button class="btn btn--danger" type="button" aria-haspopup="dialog" @click=${() => ask("refuse", r)}>${t("refunds.refuse")}<span class="visually-hidden"> ${r.buyer}</span></button></div>`;

	/** @param {Refund} r */
	function forOperator(r) {
		if (r.state === "IN_REVIEW")
			return html`<div class="cluster">
				<button class="btn btn--primary" type="button" aria-haspopup="dialog" @click=${() => ask("rule_for", r)}>${t("refunds.rule_for")}<span class="visually-hidden"> ${r.buyer}</span></button>
				<button class="btn btn--danger" type="button" aria-haspopup="dialog" @click=${() => ask("rule_against", r)}>${t("refunds.rule_against")}<span class="visually-hidden"> ${r.buyer}</span></button></div>`;
		if (r.state === "FAILED" || (r.state === "APPROVED" && !r.by_gateway))
			return html`<p class="hint">${t("refunds.by_hand", { amount: moneyText(r.cash) })}</p><p><button class="btn" type="button" @click=${run(() => call("sendRefund", { refund: r.id }))}>${t("refunds.was_sent")}<span class="visually-hidden"> ${r.buyer}</span></button></p>`;
		return nothing;
	}

	/** @param {Refund} r */
	const card = (r) => html`<li><article class="card stack" aria-labelledby="h-${r.id}"><div class="split"><h2 id="h-${r.id}">${r.product}</h2>${refundMark(r.state)}</div>
		<dl class="facts facts--two"><div><dt>${t("refunds.sum")}</dt><dd class="num">${moneyText(r.amount)}</dd></div><div><dt>${t("refunds.buyer")}</dt><dd><bdi>${r.buyer}</bdi></dd></div>
			${operates ? html`<div><dt>${t("product.seller")}</dt><dd><bdi>${r.seller}</bdi></dd></div>` : nothing}
			<div><dt>${t("services.order")}</dt><dd><bdi title=${r.order}>${refOf(r.order)}</bdi></dd></div>
			${r.bill ? html`<div><dt>${t("refunds.bill")}</dt><dd>${operates ? html`<a href=${link(`operator/bills/${r.bill.id}`)}><bdi>${r.bill.number}</bdi></a>` : html`<bdi>${r.bill.number}</bdi>`}</dd></div>` : nothing}
			<div><dt>${t("refunds.asked")}</dt><dd><time datetime=${r.created_at}>${timeText(r.created_at)}</time></dd></div>
			${r.state === "REQUESTED" && r.answer_by ? html`<div><dt>${t("refunds.answer_by")}</dt><dd><time datetime=${r.answer_by}>${timeText(r.answer_by)}</time></dd></div>` : nothing}
			${refundWords(r)}</dl>
		${operates ? forOperator(r) : forSeller(r)}</article></li>`;

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("refunds.desk")}</h1><p>${t(operates ? "refunds.operator_lead" : "refunds.seller_lead")}</p></div>
		${operates ? operatorNav("operator/refunds/") : sellerNav("seller/refunds/")}
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		${items.length ? html`<ul class="stack stack--wide" role="list">${items.map(card)}</ul>` : html`<div class="card empty">${icon("undo-2")}<h2>${t("refunds.empty")}</h2><p>${t(operates ? "refunds.empty_operator" : "refunds.empty_seller")}</p></div>`}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("orders.more")}</button></p>` : nothing}
		${sheet({ id: "decide", title: t(`refunds.${deciding}_sure`), body: html`<form id="decide-form" class="stack" novalidate @submit=${submit}>
				<div class="field"><label for="reason">${t("refunds.decision_why")}</label><p class="hint" id="reason-hint">${t(`refunds.${deciding}_hint`)}</p>
				<textarea class="input input--area" id="reason" name="reason" rows="4" maxlength="1000" aria-describedby="reason-hint"></textarea></div></form>`,
			action: html`<button class=${deciding === "rule_for" ? "btn btn--primary" : "btn btn--danger"} type="submit" form="decide-form">${t(`refunds.${deciding}`)}</button>` })}`);
	draw();
}

boot(async ({ session, root }) => {
	const operates = location.pathname.includes("/operator/");
	if (!session.user)
		location.replace(signInLink());
	else if (operates ? !isOperator(session) : !maySell(session))
		throw new Problem(403, { code: "forbidden", detail: t(operates ? "operator.only" : "refunds.only_sellers") });
	else
		await showDesk(root, operates);
});

// @ts-check
/**
 * Seller Centre: the application of a company that does not sell yet, and
 * what needs the seller once it does.
 * @typedef {import("../types").SellerProfile} SellerProfile
 * @typedef {import("../types").ListingItem} ListingItem
 * @typedef {import("../types").WaitingBuyer} WaitingBuyer
 */
import { html, nothing } from "../../vendor/lit.js";
import { call } from "../api.js";
import { dateText, fromNow, t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, link, maySell, signInLink } from "../site.js";
import { accountHint, icon, listingMark, notice, sellerNav, show } from "../view.js";
import { showApplication, whyNotApply } from "./seller-apply.js";

const STATES = /** @type {const} */ (["LIVE", "DRAFT", "IN_REVIEW", "HIDDEN", "RESTRICTED"]);

/** All of them: the counts must be right. @returns {Promise<ListingItem[]>} */
async function allListings() {
	const items = [];
	let after = "";
	do {
		const page = await call("listings", { limit: 100, after });
		items.push(...page.items);
		after = page.next ?? "";
	} while (after);
	return items;
}

/** @param {SellerProfile} me */
const head = (me) => html`<div class="split page-head"><div><h1 tabindex="-1">${t("selling.title")}</h1>
		<p class="soft"><bdi>${me.name}</bdi></p></div><div class="cluster">${listingMark(me.state, "seller_state")}</div></div>
	${sellerNav("seller/")}`;

/** @param {SellerProfile} me @param {boolean} owner who alone is told of the account */
const facts = (me, owner) => html`<dl class="facts">
	<div><dt>${t("apply.name")}</dt><dd><bdi>${me.name}</bdi></dd></div>
	<div><dt>${t("apply.slug")}</dt><dd><bdi>/s/${me.slug}</bdi></dd></div>
	<div><dt>${t("apply.legal_name")}</dt><dd><bdi>${me.legal_name ?? "–"}</bdi></dd></div>
	<div><dt>${t("apply.tax_number")}</dt><dd><bdi>${me.tax_number ?? "–"}</bdi></dd></div>
	<div><dt>${t("apply.contact_email")}</dt><dd><bdi>${me.contact_email ?? "–"}</bdi></dd></div>
	${owner ? html`<div><dt>${t("profile.payout")}</dt><dd>${payoutText(me)}</dd></div>` : nothing}</dl>`;

/** @param {SellerProfile} me */
const payoutText = (me) => me.payout?.hint ? html`<bdi class="ref">${accountHint(me.payout.hint)}</bdi>` : t("profile.payout_none");

/** @param {HTMLElement} root @param {SellerProfile} me @param {boolean} owner */
function showWaiting(root, me, owner) {
	show(root, html`${head(me)}
		${notice("info", t("selling.applied"), html`<p>${t("selling.applied_text", { time: timeText(me.created_at), email: me.contact_email ?? "" })}</p>`)}
		<div class="with-aside gap-top"><section class="card" aria-labelledby="h-next"><h2 id="h-next">${t("selling.next")}</h2>
			<ol class="timeline" role="list"><li>${t("selling.next_1")}<small>${t("selling.next_1_text")}</small></li>
				<li>${t("selling.next_2")}<small>${t("selling.next_2_text")}</small></li><li>${t("selling.next_3")}<small>${t("selling.next_3_text")}</small></li></ol>
			<p><a class="btn btn--primary" href=${link("seller/listings/")}>${t("selling.prepare")}</a></p></section>
		<aside class="card" aria-labelledby="h-facts"><h2 id="h-facts">${t("selling.sent")}</h2>${facts(me, owner)}
			<p class="gap-top"><a href=${link("seller/profile/")}>${t("selling.change")}</a></p></aside></div>`);
}

/** @param {string} path @param {string} name @param {string} kind @param {string} image @param {string} title @param {string | null} [text] */
const todoRow = (path, name, kind, image, title, text) => html`<li><span class="state state--${kind}">${icon(image)}</span>
	<div><a href=${link(path)}>${name}</a> <span>${title}</span>${text ? html`<p class="hint quote">${text}</p>` : nothing}</div></li>`;

/** What a listing asks of a person, the most urgent first. @param {ListingItem} item */
function todo({ product, draft }) {
	/** @param {string} kind @param {string} image @param {string} title @param {string | null} text */
	const row = (kind, image, title, text) => todoRow(`seller/listings/${product.id}`, product.name, kind, image, title, text);
	if (product.state === "RESTRICTED")
		return row("bad", "ban", t("selling.todo_restricted"), product.state_reason);
	if (draft?.state === "EDITING" && draft.review_note)
		return row("wait", "undo-2", t("selling.todo_asked"), draft.review_note);
	if (draft?.state === "EDITING")
		return row("off", "pencil", t(product.revision ? "selling.todo_change" : "selling.todo_draft", { when: fromNow(draft.updated_at) }), null);
	return null;
}

/** What a buyer waits for: money, an answer, work. @param {WaitingBuyer} wait */
function buyerTodo({ kind, id, product, buyer, amount }) {
	switch (kind) {
	case "refund":
		return todoRow("seller/refunds/", product, "wait", "undo-2", t("selling.todo_refund", { buyer, amount: amount ? moneyText(amount) : "" }));
	case "offer_request":
		return todoRow(`seller/requests/${id}`, product, "wait", "handshake", t("selling.todo_request", { buyer }));
	default:
		return todoRow(`seller/handovers/${id}`, product, "wait", "package-check", t(kind === "rework" ? "selling.todo_rework" : "selling.todo_handover", { buyer }));
	}
}

/** @param {SellerProfile} me */
function payoutCard(me) {
	const next = me.payout?.next;
	return html`<section class="card stack" aria-labelledby="h-payout"><h2 id="h-payout">${t("profile.payout")}</h2>
		<p class="split"><span>${t("profile.payout_to")}</span><span>${payoutText(me)}</span></p>
		${next ? notice("warn", t("profile.payout_pending", { hint: accountHint(next.hint) }), t("profile.payout_pending_text", { time: timeText(next.in_force_at), email: me.contact_email ?? "" })) : nothing}
		<p><a href=${link("seller/profile/")}>${t("profile.payout_change")}</a></p></section>`;
}

/** @param {HTMLElement} root @param {SellerProfile} me @param {boolean} owner */
async function showDashboard(root, me, owner) {
	/** @type {[ListingItem[], {items: WaitingBuyer[]}]} */
	const [items, buyers] = await Promise.all([allListings(), call("waitingBuyers")]);
	const urgent = (/** @type {ListingItem} */ { product, draft }) => product.state === "RESTRICTED" ? 0 : draft?.review_note ? 1 : 2;
	const todos = [...buyers.items.map(buyerTodo), ...items.toSorted((a, b) => urgent(a) - urgent(b)).map(todo).filter((row) => row)];
	const waiting = items.filter(({ draft }) => draft?.state === "IN_REVIEW");
	/** @param {string} state */
	const count = (state) => items.filter(({ product }) => product.state === state).length;
	const tiles = html`<ul class="stats" role="list">${STATES.filter((state) => state === "LIVE" || state === "DRAFT" || count(state) > 0).map((state) =>
		html`<li><a class="stat" href=${link(`seller/listings/?state=${state}`)}><b>${count(state)}</b>${listingMark(state)}</a></li>`)}</ul>`;

	show(root, html`${head(me)}
		${me.state === "SUSPENDED" ? notice("bad", t("selling.suspended"), html`<p>${t("selling.suspended_text")}</p>
			${me.decision_reason ? html`<p class="quote">${me.decision_reason}</p>` : nothing}`) : nothing}
		${items.length ? tiles : nothing}
		<div class="with-aside gap-top"><div class="stack stack--wide">
			${items.length ? html`<section class="card" aria-labelledby="h-todo"><h2 id="h-todo">${t("selling.todo")}</h2>
				${todos.length ? html`<ul class="todo" role="list">${todos}</ul>` : html`<p class="soft with-icon">${icon("circle-check")}${t("selling.todo_none")}</p>`}</section>`
			: html`<div class="card empty">${icon("store")}<h2>${t("selling.first")}</h2><p>${t("selling.first_text")}</p>
				<p><a class="btn btn--primary" href=${link("seller/listings/#new")}>${icon("plus")}${t("listings.new")}</a></p></div>`}
			${waiting.length ? html`<section class="card" aria-labelledby="h-waiting"><h2 id="h-waiting">${t("selling.waiting")}</h2>
				<ul class="todo" role="list">${waiting.map(({ product, draft }) => html`<li><span class="state state--busy">${icon("clock")}</span>
					<div><a href=${link(`seller/listings/${product.id}`)}>${product.name}</a>
					<span>${t("selling.waiting_since", { when: fromNow(draft?.submitted_at ?? product.updated_at) })}</span></div></li>`)}</ul></section>` : nothing}
		</div>
		<aside class="stack stack--wide">${owner ? payoutCard(me) : nothing}
			<section class="card" aria-labelledby="h-shop"><h2 id="h-shop">${t("selling.shop")}</h2>
				<p>${t("selling.since", { date: dateText(me.created_at) })}</p>
				<p class="gap-top cluster">${me.state === "ACTIVE" && count("LIVE") > 0 ? html`<a class="with-icon" href=${link(`s/${me.slug}`)}>${t("selling.see_shop")}${icon("external-link")}</a>` : nothing}
				<a href=${link("seller/profile/")}>${t("selling.change")}</a></p></section></aside></div>`);
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!maySell(session)) {
		const why = whyNotApply(session);
		if (why)
			show(root, html`<div class="page-head"><h1 tabindex="-1">${t("apply.title")}</h1></div>${why}`);
		else
			await showApplication(root, session);
		return;
	}
	/** @type {SellerProfile} */
	const me = await call("seller");
	const owner = session.user.role === "owner";
	if (me.state === "APPLIED")
		showWaiting(root, me, owner);
	else
		await showDashboard(root, me, owner);
});

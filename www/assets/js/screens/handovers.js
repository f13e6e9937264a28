// @ts-check
/**
 * What is on its way to acceptance: the seller's list of work and of orders in
 * stages, the operator's disputes; by its address one handover, or one order.
 * @typedef {import("../types").HandoverItem} HandoverItem
 * @typedef {import("../types").Side} Side
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { busy } from "../form.js";
import { t, timeText } from "../i18n.js";
import { boot, idInAddress, isOperator, link, maySell, orderInAddress, signInLink } from "../site.js";
import { PLACES, handoverMark } from "../stage-part.js";
import { icon, operatorNav, refOf, sellerNav, show } from "../view.js";
import { showHandover } from "./handover.js";

const MAY_ORDER = ["owner", "purchaser"];
const VIEWS = /** @type {const} */ (["work", "orders"]);

/** @typedef {Exclude<Side, "buyer">} Desk */

/** @param {Desk} side @param {string} view @param {HandoverItem} h */
const row = (side, view, h) => html`<tr class="row-link">
	<th scope="row"><div><a href=${link(view === "orders" ? `${PLACES[side].order}${h.order}` : `${PLACES[side].handover}${h.id}`)}>${h.product}</a>
		<p class="by">${h.stage ? html`${t("stages.nth", { n: h.stage })} · ` : nothing}<bdi>${refOf(h.order)}</bdi>${side === "operator" ? html` · <bdi>${h.seller}</bdi>` : nothing}</p></div></th>
	<td data-label=${t("handovers.party")}><bdi>${h.buyer}</bdi></td>
	<td data-label=${t("handovers.since")}>${h.opened_at ? html`<time datetime=${h.opened_at}>${timeText(h.opened_at)}</time>` : "–"}</td>
	<td data-label=${t("handovers.state")}>${handoverMark(h.state)}</td></tr>`;

/** @param {HTMLElement} root @param {Desk} side */
async function showList(root, side) {
	const asked = new URLSearchParams(location.search).get("show");
	const view = side === "seller" && asked === "orders" ? "orders" : "work";
	/** @param {string} [after] @returns {Promise<{items: HandoverItem[], next: string | null}>} */
	const load = (after) => side === "operator" ? call("disputes", { after }) : call("handovers", { after, view: view === "orders" ? view : undefined });
	const { items, next: first } = await load();
	let next = first;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await load(next ?? "");
		items.push(...page.items);
		next = page.next;
		draw();
	});

	const chips = () => side === "operator" ? nothing : html`<nav class="chips news" aria-label=${t("listings.filter")}>${VIEWS.map((name) =>
		html`<a class="chip ${name === view ? "chip--on" : ""}" aria-current=${name === view ? "true" : nothing} href=${link(`seller/handovers/${name === "work" ? "" : "?show=orders"}`)}>${t(`handovers.show_${name}`)}</a>`)}</nav>`;

	const empty = () => view === "orders" ? ["handovers.empty_orders", "handovers.empty_orders_text"]
		: [side === "operator" ? "handovers.empty_disputes" : "handovers.empty", `handovers.empty_${side}`];

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t(PLACES[side].title)}</h1><p>${t(`handovers.${side}_lead`)}</p></div>
		${side === "seller" ? sellerNav(PLACES[side].list) : operatorNav(PLACES[side].list)}${chips()}
		${items.length ? html`<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t(PLACES[side].title)}</caption>
			<thead><tr><th scope="col">${t("handovers.service")}</th><th scope="col">${t("handovers.party")}</th><th scope="col">${t("handovers.since")}</th><th scope="col">${t("handovers.state")}</th></tr></thead>
			<tbody>${items.map((h) => row(side, view, h))}</tbody></table></div>`
			: html`<div class="card empty">${icon("package-check")}<h2>${t(empty()[0])}</h2><p>${t(empty()[1])}</p></div>`}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("handovers.more")}</button></p>` : nothing}`);
	draw();
}

/** @returns {Side} */
const sideOf = () => location.pathname.includes("/operator/") ? "operator" : location.pathname.includes("/seller/") ? "seller" : "buyer";

boot(async ({ session, root }) => {
	const side = sideOf();
	const id = idInAddress("hdo");
	const order = orderInAddress();
	if (!session.user)
		location.replace(signInLink());
	else if (side === "operator" ? !isOperator(session) : side === "seller" && !maySell(session))
		throw new Problem(403, { code: "forbidden", detail: t(side === "operator" ? "operator.only" : "handovers.only_sellers") });
	else if (id)
		await showHandover(root, side, id, MAY_ORDER.includes(session.user.role));
	else if (side === "buyer")
		location.replace(link("my/orders/"));
	else if (order)
		await (await import("./tracker.js")).showTracker(root, side, order, true);
	else
		await showList(root, side);
});

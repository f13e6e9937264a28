// @ts-check
/**
 * My orders: the list, and by its address one order.
 * @typedef {import("../types").Order} Order
 */
import { html, nothing } from "../../vendor/lit.js";
import { call } from "../api.js";
import { busy } from "../form.js";
import { dateText, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { boot, link, orderInAddress, signInLink } from "../site.js";
import { icon, logo, refOf, show, stateMark } from "../view.js";
import { showOrder } from "./order.js";

/** @param {Order} order */
const row = (order) => html`<tr class="row-link">
	<th scope="row"><div class="cluster">${logo(order.product, "logo--sm")}<div><a href=${link(`my/orders/${order.id}`)}>${order.product.name}</a>
		<p class="by">${order.seller.name}</p></div></div></th>
	<td data-label=${t("orders.order")}><bdi class="ref">${refOf(order.id)}</bdi></td>
	<td data-label=${t("orders.date")}><time datetime=${order.created_at}>${dateText(order.created_at)}</time></td>
	<td data-label=${t("orders.state")}>${stateMark(order.state)}</td>
	<td data-label=${t("orders.total")} class="num"><div>${moneyText(order.total)}${order.offer
		? html`<p class="by good">${order.offer.saved.amount ? html`<bdi>${t("exclusive.saves", { saving: moneyText(order.offer.saved) })}</bdi>` : t("exclusive.single")}</p>` : nothing}</div></td>
</tr>`;

const empty = () => html`<div class="card empty">${icon("shopping-bag")}<h2>${t("orders.empty")}</h2>
	<p>${t("orders.empty_text")}</p><p><a class="btn btn--primary" href=${link("search")}>${t("search.browse")}</a></p></div>`;

/** @param {HTMLElement} root */
async function showList(root) {
	/** @type {{items: Order[], next: string | null}} */
	const { items, next: first } = await call("orders");
	let next = first;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("orders", { after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("orders.title")}</h1>
			<p>${t("orders.lead")}</p></div>
		${items.length ? html`<div class="table-scroll"><table class="table table--cards">
			<caption class="visually-hidden">${t("orders.title")}</caption>
			<thead><tr><th scope="col">${t("orders.product")}</th><th scope="col">${t("orders.order")}</th><th scope="col">${t("orders.date")}</th>
				<th scope="col">${t("orders.state")}</th><th scope="col" class="num">${t("orders.total")}</th></tr></thead>
			<tbody>${items.map(row)}</tbody></table></div>` : empty()}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("orders.more")}</button></p>` : nothing}`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	const id = orderInAddress();
	await (id ? showOrder(root, id, ["owner", "purchaser"].includes(session.user.role)) : showList(root));
});

// @ts-check
/**
 * Exclusive offers: those of a tab, the soonest to end first; and by its
 * address one of them.
 * @typedef {import("../types").ExclusiveOfferRow} ExclusiveOfferRow
 */
import { html, nothing } from "../../vendor/lit.js";
import { call } from "../api.js";
import { busy } from "../form.js";
import { t } from "../i18n.js";
import { moneyText } from "../money.js";
import { standingMark, validityView } from "../offer-view.js";
import { savedText } from "../review-part.js";
import { boot, idInAddress, link, setTitle, signInLink } from "../site.js";
import { discountsNav, icon, logo, show, termText } from "../view.js";
import { showDetails } from "./offer-details.js";

const TABS = ["active", "upcoming", "used", "expired"];

/** @param {ExclusiveOfferRow} offer */
const act = (offer) => {
	if (offer.standing === "active")
		return html`<a class="btn btn--primary btn--small" href=${link(offer.use.replace(/^\//, ""))}>${t("exclusive.use")}<span class="visually-hidden"> ${offer.product.name}</span></a>`;
	return offer.order ? html`<a class="btn btn--small" href=${link(`my/orders/${offer.order}`)}>${t("exclusive.order")}</a>` : standingMark(offer.standing);
};

/** Spent ones are greyed (R25). @param {ExclusiveOfferRow} offer */
const row = (offer) => html`<tr class="row-link ${["active", "upcoming"].includes(offer.standing) ? "" : "row--spent"}">
	<th scope="row"><div class="cluster">${logo(offer.product, "logo--sm")}<div><a href=${link(`my/offers/${offer.id}`)}>${offer.product.name}</a>
		<p class="by">${t("exclusive.from", { seller: offer.seller.name })}</p></div></div></th>
	<td data-label=${t("exclusive.what")}><div><bdi>${offer.plan.name}</bdi><p class="by">${termText(offer)}</p></div></td>
	<td data-label=${t("exclusive.price")} class="num"><div>${offer.saved.amount ? html`<del class="was"><bdi>${moneyText(offer.list_net)}</bdi></del> ` : nothing}<strong><bdi>${moneyText(offer.net)}</bdi></strong>
		${offer.saved.amount ? html`<p class="by good"><bdi>${t("exclusive.saves", { saving: savedText(offer) })}</bdi></p>` : nothing}</div></td>
	<td data-label=${t("exclusive.until")}><div>${validityView(offer)}${offer.milestone_count ? html`<p class="by">${t("exclusive.in_stages", { n: offer.milestone_count })}</p>` : nothing}</div></td>
	<td data-label=${t("exclusive.act")}><div class="above">${act(offer)}</div></td>
</tr>`;

/** @param {string} tab */
const empty = (tab) => html`<div class="card empty">${icon("badge-percent")}<h2>${t(`exclusive.empty_${tab}`)}</h2>
	<p>${t("exclusive.empty_text")}</p><p class="cluster"><a class="btn btn--primary" href=${link("search")}>${t("search.browse")}</a></p></div>`;

/** @param {HTMLElement} root @param {string} tab */
async function showList(root, tab) {
	/** @type {{items: ExclusiveOfferRow[], next: string | null, counts: Record<string, number>}} */
	const { items, next: first, counts } = await call("exclusiveOffers", { tab });
	let next = first;
	await setTitle("exclusive.title_tab", { tab: t(`exclusive.tab_${tab}`) });

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("exclusiveOffers", { tab, after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("exclusive.title")}</h1><p>${t("exclusive.lead")}</p></div>
		${discountsNav("my/offers/")}
		<nav class="segments segments--links" aria-label=${t("exclusive.title")}>${TABS.map((name) => html`<a href=${link(`my/offers/?tab=${name}`)} aria-current=${name === tab ? "page" : nothing}>${t(`exclusive.tab_${name}`)} <span class="count">${counts[name] ?? 0}</span></a>`)}</nav>
		${items.length ? html`<div class="table-scroll gap-top"><table class="table table--cards">
			<caption class="visually-hidden">${t("exclusive.title")}: ${t(`exclusive.tab_${tab}`)}</caption>
			<thead><tr><th scope="col">${t("exclusive.product")}</th><th scope="col">${t("exclusive.what")}</th><th scope="col" class="num">${t("exclusive.price")}</th>
				<th scope="col">${t("exclusive.until")}</th><th scope="col"><span class="visually-hidden">${t("exclusive.act")}</span></th></tr></thead>
			<tbody>${items.map(row)}</tbody></table></div>` : html`<div class="gap-top">${empty(tab)}</div>`}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("orders.more")}</button></p>` : nothing}
		${items.length ? html`<p class="hint gap-top">${t("exclusive.net_note")}</p>` : nothing}`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!session.company) {
		location.replace(link("operator/"));
		return;
	}
	const id = idInAddress("off");
	const tab = new URLSearchParams(location.search).get("tab") ?? "";
	await (id ? showDetails(root, id, session) : showList(root, TABS.includes(tab) ? tab : "active"));
});

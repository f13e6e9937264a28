// @ts-check
/**
 * What sellers want to publish: the queue, and by its address one review.
 * @typedef {import("../types").Review} Review
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { busy } from "../form.js";
import { fromNow, t, timeText } from "../i18n.js";
import { boot, idInAddress, isOperator, link, signInLink } from "../site.js";
import { icon, logo, operatorNav, show } from "../view.js";
import { showReview } from "./review.js";

const LATE_S = 2 * 86_400;

/** @param {Review} it */
const row = (it) => html`<tr class="row-link">
	<th scope="row"><div class="cluster">${logo({ slug: it.product.slug, name: it.product.name || "?", logo: null }, "logo--sm")}<div><a href=${link(`operator/reviews/${it.product.id}`)}>${it.product.name}</a>
		<p class="by">${it.seller.name}</p></div></div></th>
	<td data-label=${t("reviews.kind")}>${t(`reviews.${it.kind}`)}</td>
	<td data-label=${t("reviews.waiting")}><time class="state ${it.age_s > LATE_S ? "state--wait" : ""}" datetime=${it.submitted_at} title=${timeText(it.submitted_at)}>${
		it.age_s > LATE_S ? icon("triangle-alert") : nothing}${fromNow(it.submitted_at)}</time></td>
	<td data-label=${t("reviews.by")}>${it.submitted_by ?? "–"}</td></tr>`;

/** @param {HTMLElement} root */
async function showQueue(root) {
	/** @type {{items: Review[], next: string | null, total: number}} */
	const { items, next: first, total } = await call("reviews");
	let next = first;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("reviews", { after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("reviews.title")}</h1><p>${t("reviews.lead")}</p></div>
		${operatorNav("operator/reviews/")}
		${items.length ? html`<p class="hint news">${t("reviews.count", { n: total })}</p><div class="table-scroll" tabindex="0" role="region" aria-label=${t("reviews.title")}><table class="table table--cards">
			<caption class="visually-hidden">${t("reviews.title")}</caption>
			<thead><tr><th scope="col">${t("listings.product")}</th><th scope="col">${t("reviews.kind")}</th><th scope="col">${t("reviews.waiting")}</th><th scope="col">${t("reviews.by")}</th></tr></thead>
			<tbody>${items.map(row)}</tbody></table></div>`
		: html`<div class="card empty">${icon("circle-check")}<h2>${t("reviews.empty")}</h2><p>${t("reviews.empty_text")}</p></div>`}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("orders.more")}</button></p>` : nothing}`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!isOperator(session))
		throw new Problem(403, { code: "forbidden", detail: t("operator.only") });
	const id = idInAddress("prd");
	await (id ? showReview(root, id) : showQueue(root));
});

// @ts-check
/**
 * Requests for offers, of a buyer or, in the Seller Centre, of a seller: the
 * list, by its address one of them, and ?product= the form for a new one.
 * @typedef {import("../types").OfferRequest} OfferRequest
 * @typedef {import("../types").ProductData} ProductData
 * @typedef {import("../types").Session} Session
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { busy } from "../form.js";
import { fromNow, language, t, timeText } from "../i18n.js";
import { startWish, wishInAddress } from "../request-form.js";
import { requestMark, showThread } from "../request-thread.js";
import { boot, idInAddress, link, maySell, setTitle, signInLink } from "../site.js";
import { discountsNav, icon, logo, notice, sellerNav, show } from "../view.js";

/** @type {"buyer" | "seller"} */
const side = location.pathname.includes("/seller/requests") ? "seller" : "buyer";
const home = side === "buyer" ? "my/requests/" : "seller/requests/";
const nav = () => side === "seller" ? sellerNav(home) : discountsNav(home);

/** @param {OfferRequest} r */
const row = (r) => {
	const at = r.updated_at;
	return html`<tr class="row-link"><th scope="row"><div class="cluster">${logo(r.product, "logo--sm")}<div><a href=${link(home + r.id)}>${r.product.name}</a>
			<p class="by"><bdi>${side === "buyer" ? r.seller.name : r.buyer.name}</bdi></p></div></div></th>
		<td data-label=${t("requests.state")}>${requestMark(r.state)}</td>
		<td data-label=${t("requests.turn")}>${r.turn === side ? html`<strong>${t("requests.turn_you")}</strong>` : t(r.turn === "none" ? "requests.turn_none" : "requests.turn_other")}</td>
		<td data-label=${t("requests.last")}><time datetime=${at} title=${timeText(at)}>${fromNow(at)}</time></td></tr>`;
};

/** @param {HTMLElement} root */
async function showList(root) {
	/** @type {{items: OfferRequest[], next: string | null}} */
	const { items, next: first } = await call("offerRequests", { side });
	let next = first;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("offerRequests", { side, after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	const [title, lead, none] = side === "buyer" ? ["title", "lead", "empty"] : ["title_seller", "lead_seller", "empty_seller"];
	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t(`requests.${title}`)}</h1><p>${t(`requests.${lead}`)}</p></div>${nav()}
		${items.length ? html`<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t(`requests.${title}`)}</caption>
			<thead><tr><th scope="col">${t("requests.product")}</th><th scope="col">${t("requests.state")}</th><th scope="col">${t("requests.turn")}</th><th scope="col">${t("requests.last")}</th></tr></thead>
			<tbody>${items.map(row)}</tbody></table></div>`
		: html`<div class="card empty">${icon("handshake")}<h2>${t(`requests.${none}`)}</h2><p>${t(`requests.${none}_text`)}</p>${side === "buyer" ? html`<p><a class="btn btn--primary" href=${link("search")}>${t("search.browse")}</a></p>` : nothing}</div>`}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("orders.more")}</button></p>` : nothing}`);
	draw();
}

/** @param {HTMLElement} root @param {string} h1 @param {string} text @param {string} href @param {string} label */
const showDeadEnd = (root, h1, text, href, label) => show(root, html`<div class="card empty">${icon("search-x")}<h1 tabindex="-1">${h1}</h1><p>${text}</p>
	<p><a class="btn btn--primary" href=${href}>${label}</a></p></div>`);

/** @param {HTMLElement} root @param {string} slug @param {Session} session */
async function showForm(root, slug, session) {
	/** @type {ProductData & {seller: {slug: string, name: string}, logo: string | null}} */
	const product = await call("product", { product: slug, lang: language() });
	await setTitle("requests.ask_title", { product: product.name });
	const currency = session.company?.currency ?? product.currency;
	const may = ["owner", "purchaser"].includes(session.user?.role ?? "");
	const form = startWish({
		product, currency, wish: wishInAddress(product), go: t("requests.send"), draw: () => draw(),
		send: async (body, key) => {
			const request = await call("askOffer", {}, { key, body: { product: slug, ...body } });
			location.assign(link(`my/requests/${request.id}`));
		},
	});
	const draw = () => show(root, html`<div class="page-head measure"><div class="cluster">${logo(product, "logo--lg")}<div><h1 tabindex="-1">${t("requests.ask_title", { product: product.name })}</h1></div></div>
			<p>${t("requests.ask_lead", { seller: product.seller.name })}</p></div>
		<div class="measure">${may ? form.view() : notice("warn", t("checkout.role"), t("requests.role"))}</div>`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!session.company || (side === "seller" && !maySell(session))) {
		location.replace(link(session.company ? "seller/" : "operator/"));
		return;
	}
	const id = idInAddress("ofr");
	const slug = side === "buyer" ? new URLSearchParams(location.search).get("product") : null;
	try {
		if (id)
			await showThread(root, id, { session, side, may: side === "seller" || ["owner", "purchaser"].includes(session.user.role), home, nav: side === "seller" ? nav() : nothing });
		else if (slug)
			await showForm(root, slug, session);
		else
			await showList(root);
	} catch (fault) {
		if (!(fault instanceof Problem) || ![400, 404, 410].includes(fault.status))
			throw fault;
		if (slug)
			showDeadEnd(root, t("requests.gone"), t("requests.gone_text"), link("search"), t("search.browse"));
		else
			showDeadEnd(root, t("requests.missing"), t("requests.missing_text"), link(home), t(side === "buyer" ? "requests.title" : "requests.title_seller"));
	}
});

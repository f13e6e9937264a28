// @ts-check
/**
 * Cards on file, as paying and their own page show and add them. They are
 * entered at the payment provider; here are the last four digits.
 * @typedef {import("./types").Card} Card
 * @typedef {import("./types").Site} Site
 */
import { html } from "../vendor/lit.js";
import { call } from "./api.js";
import { t } from "./i18n.js";
import { failureText, notice } from "./view.js";

const BRANDS = /** @type {Record<string, string>} */ ({ amex: "American Express", diners: "Diners Club", discover: "Discover", jcb: "JCB",
	mastercard: "Mastercard", unionpay: "UnionPay", visa: "Visa" });

/** "Visa •••• 4242". @param {Card} card */
export const cardName = ({ brand, last4 }) => `${BRANDS[brand ?? ""] ?? t("cards.card")} •••• ${last4 ?? ""}`;

/** "04/2030", as it is printed on the card. @param {Card} card */
export const cardEnd = ({ expires_month: month, expires_year: year }) => `${String(month).padStart(2, "0")}/${year}`;

/**
 * Leads to the provider's page, and goes on when the browser comes back to
 * this one out of its memory. False: the address is none of the provider's.
 * @param {Site} site
 * @param {string} target
 */
export async function toProvider(site, target) {
	if (!site.gateway_origins.includes(new URL(target).origin))
		return false;
	location.assign(target);
	await new Promise((resolve) => addEventListener("pageshow", resolve, { once: true }));
	return true;
}

/**
 * To the page where a card is put on file; back to the order's payment, or to the cards.
 * @param {Site} site
 * @param {string} key
 * @param {string} [order]
 */
export async function addCard(site, key, order) {
	const { redirect_url: target } = await call("addCard", {}, { key, body: order ? { order } : {} });
	if (target)
		return toProvider(site, target);
	location.reload();
	return true;
}

/** What came of it, asked once the browser is back. @param {Card} card */
export function cardNews(card) {
	if (card.state === "ON_FILE")
		return notice("good", t("cards.added", { name: cardName(card) }), t("cards.added_text"));
	if (card.state === "FAILED")
		return notice("bad", t("cards.refused"), html`<p>${t("cards.refused_text", { reason: failureText(card.failure ?? "") })}</p>`);
	return notice("info", t("cards.unfinished"), t("cards.unfinished_text"));
}

// @ts-check
/**
 * Private offers in the product page's form: what fits exactly is applied and
 * says so; of what nearly fits it says what differs, and sets it (R32, R33).
 * @typedef {import("./types").Configuration} Configuration
 * @typedef {import("./types").Difference} Difference
 * @typedef {import("./types").NearOffer} NearOffer
 * @typedef {import("./types").LinkedOffer} LinkedOffer
 * @typedef {import("./types").ProductData} ProductData
 * @typedef {import("./types").Quote} Quote
 */
import { el, icon, pick } from "./dom.js";
import { capacityName, dateText, hasText, t } from "./i18n.js";
import { moneyText, percentText } from "./money.js";
import { link } from "./site.js";

/** Its last day. @param {string} ends_at */
const lastDay = (ends_at) => dateText(new Date(Date.parse(ends_at) - 1).toISOString());

/** @param {string} id */
const seeLink = (id) => el("a", { href: link(`my/offers/${id}`) }, t("offer_match.see"));

/** @param {string} tone @param {string} image @param {string} title @param {...(Node | string | null | false)} body */
const box = (tone, image, title, ...body) => el("div", { class: `notice notice--${tone}` }, icon(image), el("h2", {}, title), ...body);

/** @param {LinkedOffer} offer */
const linked = (offer) => box("good", "badge-percent", t("offer_match.applied"),
	el("p", {}, t("offer_match.applied_text", { saving: t("exclusive.saved_of", { amount: moneyText(offer.saved), percent: percentText(String(offer.saved_bp / 100)) }), date: lastDay(offer.ends_at) }),
		" ", offer.of > 1 && `${t("offer_match.best", { n: offer.of })} `, seeLink(offer.id)));

/** A value of the form in words. @param {Difference} d @param {string | number | null} value @param {ProductData} product */
function valueText({ field }, value, product) {
	if (value === null || value === "")
		return "–";
	if (field === "plan")
		return product.plans.find(({ code }) => code === value)?.name ?? String(value);
	return field === "billing_mode" && hasText(`product.mode_${value}`) ? t(`product.mode_${value}`) : String(value);
}

/** @param {Difference} d */
const nameOf = ({ field, capacity }) => capacity ? capacityName(capacity) : t(`offer_field.${field}`);

/** @param {NearOffer} near @param {ProductData} product @param {() => void} set */
function missed(near, product, set) {
	const button = el("button", { class: "btn btn--primary btn--block", type: "button" }, t("offer_match.set"));
	button.addEventListener("click", set);
	/** @param {string} key */
	const head = (key) => el("th", { scope: "col" }, t(`offer_match.${key}`));
	return box("info", "badge-percent", t("offer_match.near", { n: near.differs.length }),
		el("p", {}, t("offer_match.near_text", { net: moneyText(near.net), date: lastDay(near.ends_at) }), " ", seeLink(near.offer)),
		el("table", { class: "compared" }, el("thead", {}, el("tr", {}, head("field"), head("chosen"), head("offered"))),
			el("tbody", {}, ...near.differs.map((d) => el("tr", {}, el("th", { scope: "row" }, nameOf(d)),
				el("td", {}, el("bdi", {}, valueText(d, d.chosen, product))), el("td", {}, el("strong", {}, el("bdi", {}, valueText(d, d.offered, product)))))))),
		button);
}

/** The choice with the offer's values in it. @param {Configuration} choice @param {Difference[]} differs @returns {Configuration} */
function asOffered(choice, differs) {
	const out = { ...choice, capacities: { ...choice.capacities } };
	for (const { field, capacity, offered } of differs) {
		if (capacity)
			out.capacities[capacity] = Number(offered);
		else
			/** @type {any} */ (out)[field] = ["quantity", "periods"].includes(field) ? Number(offered) : offered ?? undefined;
	}
	return out;
}

/** Beside the product's name: that there is an offer of one's own, and its last day. @param {string} id @param {string} ends_at */
function banner(id, ends_at) {
	/** @param {string} classes */
	const make = (classes) => el("a", { "data-own-offer": "", class: `own-offer ${classes}`, href: link(`my/offers/${id}`) }, icon("badge-percent"),
		el("span", {}, t("offer_match.banner", { date: lastDay(ends_at) })));
	for (const old of document.querySelectorAll("[data-own-offer]"))
		old.remove();
	document.querySelector(".acts")?.append(make("btn btn--small"));
	document.querySelector(".buybar")?.prepend(make("small with-icon"));
}

/** @param {Element} e */
const inSight = (e) => e.getBoundingClientRect().bottom > 0 && e.getBoundingClientRect().top < innerHeight;

/**
 * @param {HTMLFormElement} form
 * @param {ProductData} product
 * @param {(wanted: Configuration) => void} choose sets the form
 * @returns {(quote: Quote, choice: Configuration) => void} shows what a new quote says
 */
export function startMatching(form, product, choose) {
	// Beside the total, which is in sight on a desk, and below the edge on a telephone: nothing moves that is being read.
	const place = el("div", { "data-offer": "", role: "status" });
	pick(".configure__total", form).prepend(place);
	/** The offer whose values were set by a press: it takes the focus once it is applied. */
	let asked = false;
	let first = true;
	return (quote, choice) => {
		const [near] = quote.near ?? [];
		if (quote.offer) {
			place.replaceChildren(linked(quote.offer));
			banner(quote.offer.id, quote.offer.ends_at);
		} else if (near) {
			place.replaceChildren(missed(near, product, () => {
				asked = true;
				choose(asOffered(choice, near.differs));
			}));
			banner(near.offer, near.ends_at);
		} else {
			place.replaceChildren();
		}
		// What is being changed is not to be covered by what is told of it.
		const held = document.activeElement;
		if (held && form.contains(held) && !place.contains(held))
			held.scrollIntoView({ block: "nearest" });
		const now = /** @type {HTMLElement | null} */ (place.querySelector(".notice"));
		// On a telephone the form does not stand beside the prices that "Use now" leads to.
		if (first && now && location.hash === "#pricing" && !inSight(now))
			now.scrollIntoView({ block: "center" });
		first = false;
		if (asked && now && quote.offer) {
			now.tabIndex = -1;
			now.focus();
		}
		asked = false;
	};
}

// @ts-check
/**
 * The steps of the offer editor, which of the terms each is of, and what is
 * wrong with them, in words and in its place.
 * @typedef {import("../types").OfferFault} OfferFault
 * @typedef {import("./offer-form.js").Sent} Sent
 * @typedef {import("./offer-steps.js").Form} Form
 */
import { hasText, t } from "../i18n.js";
import { faultWords } from "./offer-steps.js";

/** Which members of the terms each step is of. @type {Record<string, string[]>} */
const STEPS = {
	customer: ["target", "title"],
	product: ["product", "plan", "billing_mode", "quantity", "periods", "capacities", "region", "flavour", "currency"],
	price: ["price"],
	milestones: ["milestones", "billing", "deemed_days"],
	terms: ["starts_on", "accept_by", "note", "documents"],
	review: [],
};
export const NAMES = Object.keys(STEPS);

/** A server's pointer as a place of the form. @param {string} pointer @param {Sent} sent @param {Form} form */
function placeOf(pointer, sent, form) {
	const capacity = /^\/capacities\/(\d+)/.exec(pointer);
	if (capacity)
		return `/capacities/${sent.terms.capacities[Number(capacity[1])]?.code}`;
	if (/^\/milestones\/\d+\/share_bp$/.test(pointer) && form.by === "amount")
		return pointer.replace("share_bp", "amount");
	return pointer.replace(/^\/target\/kind$/, "/kind").replace(/^\/target\/value$/, "/value").replace(/^\/currency$/, "/billing_mode");
}

/** @param {string} at */
function nameOf(at) {
	const [, list, index, inner] = at.split("/");
	const n = Number(index) + 1;
	if (list === "milestones" && index !== undefined)
		return `${t("offer_edit.stage", { n })}: ${t({ name: "offer_edit.stage_name", criteria: "offer_edit.criteria", amount: "offer_edit.by_amount" }[inner] ?? "offer_edit.stage_share")}`;
	if (list === "documents" && index !== undefined)
		return `${t("offer_edit.document", { n })}: ${t(inner === "title" ? "listing.agreement_title" : "listing.agreement_text")}`;
	/** @type {Record<string, string>} */
	const keys = { value: "offer_edit.customer", kind: "offer_edit.customer", title: "offer_edit.title", price: "offer_edit.price", accept_by: "offer_edit.accept_by", starts_on: "offer_edit.starts_on",
		milestones: "offer_edit.milestones", note: "offer_edit.note", documents: "offer_edit.documents" };
	return t(keys[list] ?? (hasText(`offer_field.${list}`) ? `offer_field.${list}` : "offer_edit.terms"));
}

/** @param {string} at */
export const stepOf = (at) => {
	const member = at.split("/")[1];
	return { value: "customer", kind: "customer" }[member] ?? NAMES.find((name) => STEPS[name].includes(member)) ?? "review";
};

/** "Price is missing", or a sentence of its own. @param {string} at @param {string} words */
export const sentence = (at, words) => /^\p{Lu}/u.test(words) ? words : t("listing.fault_at", { part: nameOf(at), words });

/**
 * All that is wrong: place, words, whether it only is not there yet. What the
 * form itself finds goes before what was found of what it said before.
 * @param {Form} form @param {Sent} sent @param {OfferFault[]} faults the server's
 */
export function wrongsOf(form, sent, faults) {
	const local = sent.bad.map(([at, words]) => ({ at, words, missing: false }));
	const theirs = faults.map((fault) => ({ at: placeOf(fault.pointer, sent, form), words: faultWords(fault.code, fault.detail), missing: ["required", "lookup"].includes(fault.code) }));
	return [...local, ...theirs.filter(({ at }) => !local.some((l) => l.at === at))];
}

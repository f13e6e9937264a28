// @ts-check
/**
 * An offer's terms as they are typed, and as they go out.
 * @typedef {import("../types").OfferTerms} OfferTerms
 * @typedef {import("./offer-steps.js").Form} Form
 */
import { t } from "../i18n.js";
import { decimal, minorOf } from "../money.js";
import { WHOLE_BP } from "./offer-steps.js";

/** "33,33" to 3333. @param {string} typed per cent @returns {number | null} null: not such a number */
function basisPoints(typed) {
	const parts = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(typed.replace(/[\s%٪]/g, ""));
	return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0")) : null;
}

/** "33.33" of 3333. @param {number} bp */
export const percentOf = (bp) => `${Math.trunc(bp / 100)}.${String(bp % 100).padStart(2, "0")}`.replace(/\.?0+$/, "");

/** @param {string} typed */
const countOf = (typed) => /^\d{1,12}$/.test(typed.trim()) ? Number(typed.trim()) : null;

/** @param {OfferTerms} l @returns {Form} */
export const formOf = (l) => ({
	title: l.title ?? "", kind: l.target.kind ?? "email", value: l.target.value ?? "", product: l.product ?? "", plan: l.plan ?? "", mode: l.billing_mode ?? "",
	quantity: String(l.quantity || 1), periods: String(l.periods || 1), capacities: Object.fromEntries(l.capacities.map((c) => [c.code, String(c.amount)])),
	region: l.region ?? "", flavour: l.flavour ?? "", currency: l.currency ?? "", price: l.price.kind ?? "amount",
	amount: l.price.amount && l.currency ? decimal({ amount: l.price.amount, currency: l.currency }) : "", percent: l.price.percent_bp ? percentOf(l.price.percent_bp) : "",
	starts_on: l.starts_on ?? "", accept_by: l.accept_by ?? "", note: l.note ?? "", documents: l.documents.map((d) => ({ title: d.title ?? "", text: d.text ?? "" })),
	staged: l.milestones.length > 0, by: "share",
	milestones: l.milestones.map((m) => ({ name: m.name ?? "", share: m.share_bp ? percentOf(m.share_bp) : "", amount: "", criteria: m.criteria.join("\n") })),
	billing: l.billing ?? "", deemed: String(l.deemed_days),
});

/** A part of a whole in basis points, rounded half up. @param {number} part @param {number} whole */
const bpOf = (part, whole) => whole > 0 ? Number((BigInt(part) * 2n * BigInt(WHOLE_BP) / BigInt(whole) + 1n) / 2n) : 0;

/** What goes out, and what cannot. @param {Form} form @param {number} net in minor units, for stages that are typed as amounts */
export function termsOf(form, net) {
	/** @type {[at: string, words: string][]} */
	const bad = [];
	/** @template T @param {T | null} value @param {string} at @param {string} key @param {T} or @returns {T} */
	const need = (value, at, key, or) => {
		if (value === null)
			bad.push([at, t(key)]);
		return value ?? or;
	};
	const count = (/** @type {string} */ typed, /** @type {string} */ at) => need(countOf(typed || "0"), at, "listing.count_bad", 0);
	const shares = form.milestones.map((m, i) => {
		if (form.by === "amount" && m.amount)
			return bpOf(need(minorOf(m.amount, form.currency), `/milestones/${i}/amount`, "offer_edit.amount_bad", 0), net);
		return m.share ? need(basisPoints(m.share), `/milestones/${i}/share_bp`, "offer_edit.percent_bad", 0) : 0;
	});
	/** @type {OfferTerms} */
	const terms = {
		title: form.title.trim(), target: form.value.trim() ? { kind: form.kind, value: form.value.trim() } : { kind: null, value: null },
		product: form.product || null, plan: form.plan || null, billing_mode: form.mode || null,
		quantity: count(form.quantity, "/quantity"), periods: form.mode === "one_time" ? 1 : count(form.periods, "/periods"),
		capacities: Object.entries(form.capacities).filter(([, typed]) => typed.trim()).map(([code, typed]) => ({ code, amount: count(typed, `/capacities/${code}`) })),
		region: form.region || null, flavour: form.flavour || null, currency: form.currency || null,
		price: { kind: form.price, amount: form.price === "amount" && form.amount ? need(minorOf(form.amount, form.currency), "/price/amount", "offer_edit.amount_bad", 0) : 0,
			percent_bp: form.price === "percent" && form.percent ? need(basisPoints(form.percent), "/price/percent_bp", "offer_edit.percent_bad", 0) : 0 },
		starts_on: form.starts_on || null, accept_by: form.accept_by || null, note: form.note, documents: form.documents,
		milestones: form.staged ? form.milestones.map((m, i) => ({ name: m.name, share_bp: shares[i], criteria: m.criteria.split("\n").map((c) => c.trim()).filter(Boolean) })) : [],
		billing: form.staged ? form.billing || null : null, deemed_days: form.staged ? Number(form.deemed) : 0,
	};
	return { terms, bad, shares };
}

/** @typedef {ReturnType<typeof termsOf>} Sent what goes out, what cannot, and each stage's share */

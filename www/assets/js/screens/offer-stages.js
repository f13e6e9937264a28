// @ts-check
/**
 * How the whole of an offer is split among its stages, in what is typed.
 * @typedef {import("../types").OfferPreview} OfferPreview
 * @typedef {import("./offer-steps.js").Form} Form
 */
import { decimal } from "../money.js";
import { percentOf } from "./offer-form.js";
import { WHOLE_BP } from "./offer-steps.js";

/** Paid in stages, of which there are two at least. @param {Form} form @param {boolean} on */
export function setStaged(form, on) {
	form.staged = on;
	form.billing ||= "advance";
	while (on && form.milestones.length < 2)
		form.milestones.push({ name: "", share: "50", amount: "", criteria: "" });
}

/** @param {Form} form @param {number[]} shares in basis points */
function setShares(form, shares) {
	form.milestones.forEach((m, i) => {
		m.share = percentOf(shares[i]);
		m.amount = "";
	});
	form.by = "share";
}

/** What does not divide goes on the last. @param {Form} form */
export function splitEvenly(form) {
	const n = form.milestones.length || 1;
	const each = Math.trunc(WHOLE_BP / n);
	setShares(form, form.milestones.map((_, i) => i < n - 1 ? each : WHOLE_BP - each * (n - 1)));
}

/** @param {Form} form @param {number[]} shares as they are now */
export function restOnLast(form, shares) {
	const others = shares.slice(0, -1).reduce((a, b) => a + b, 0);
	if (form.milestones.length && others < WHOLE_BP)
		setShares(form, [...shares.slice(0, -1), WHOLE_BP - others]);
}

/** Typed as shares or as amounts from now on. @param {Form} form @param {"share" | "amount"} kind @param {number[]} shares @param {OfferPreview["milestones"]} priced */
export function splitBy(form, kind, shares, priced) {
	form.milestones.forEach((m, i) => {
		const amount = priced[i]?.amount;
		m.share = percentOf(shares[i]);
		m.amount = kind === "amount" && amount ? decimal(amount) : "";
	});
	form.by = kind;
}

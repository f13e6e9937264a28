// @ts-check
/**
 * Paying a bill by card, the whole of it or a part, and what came of that
 * when the browser is back from the provider's page.
 * @typedef {import("../types").Card} Card
 * @typedef {import("../types").Site} Site
 * @typedef {import("../types").WholeBill} WholeBill
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey, pause } from "../api.js";
import { cardEnd, cardName, toProvider } from "../cards.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { t } from "../i18n.js";
import { decimal, minorOf, moneyText } from "../money.js";
import { failureText, icon, notice } from "../view.js";

const ASK_MS = 2000;
const ASK_TRIES = 15;

/** Whether something of it can be paid. @param {WholeBill} bill */
const isPayable = (bill) => bill.kind !== "credit_note" && bill.state !== "VOID" && bill.open.amount > 0;

/** What of it is in dispute. @param {WholeBill} bill */
const disputed = ({ disputes, open }) => Math.min(open.amount, disputes.reduce((sum, d) => sum + (d.state === "OPEN" ? d.amount.amount : 0), 0));

/** @param {{state: string, failure: string | null}} payment */
function newsOf({ state, failure }) {
	if (state === "CAPTURED")
		return notice("good", t("bills.card_paid"), t("bills.card_paid_text"));
	if (state === "FAILED" || state === "CANCELLED")
		return notice("bad", t("bills.card_failed"), failure ? failureText(failure) : t("bills.card_failed_text"));
	if (state === "REQUIRES_ACTION")
		return notice("info", t("bills.card_open"), t("bills.card_open_text"));
	return notice("info", t("bills.card_wait"), t("bills.card_wait_text"));
}

/**
 * How the payment in the address went; tells again when that changes.
 * @param {(news: unknown, done: boolean) => void} tell
 */
export async function watchPayment(tell) {
	const payment = new URLSearchParams(location.search).get("payment") ?? "";
	for (let tries = 0; payment && tries < ASK_TRIES; tries++) {
		const now = await call("refreshPayment", { payment }, { body: {} });
		const open = ["CREATED", "PROCESSING", "UNKNOWN"].includes(now.state);
		tell(newsOf(now), !open);
		if (!open)
			return;
		await pause(ASK_MS);
	}
}

/**
 * @param {{site: Site, cards: Card[], bill: () => WholeBill, paid: (news: unknown) => Promise<void>, draw: () => void}} page
 * @returns {() => unknown} what shows it
 */
export function cardPayment({ site, cards, bill, paid, draw }) {
	const usable = cards.filter(({ state, expired }) => state === "ON_FILE" && !expired);
	let chosen = usable[0]?.id ?? "";
	let typed = /** @type {string | null} */ (null);
	let key = newKey();

	/** Until something else is typed: what nobody disputes. */
	const text = () => typed ?? decimal({ ...bill().open, amount: bill().open.amount - disputed(bill()) });
	const amountOf = () => minorOf(text(), bill().open.currency) ?? 0;

	/** @param {string} value */
	const choose = (value) => () => {
		chosen = value;
		key = newKey();
	};

	/** @param {Event} event */
	const retype = (event) => {
		typed = /** @type {HTMLInputElement} */ (event.currentTarget).value;
		key = newKey();
		draw();
	};

	/** @param {SubmitEvent} event */
	function submit(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const amount = amountOf();
		if (amount < 1 || amount > bill().open.amount) {
			showFaults(form, [{ name: "pay_amount", text: t("bills.pay_bad", { open: moneyText(bill().open) }) }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (pick('button[type="submit"]', form)), async () => {
			let begun;
			try {
				begun = await call("payBill", { bill: bill().id }, { key, body: chosen ? { amount, card: chosen } : { amount } });
			} catch (fault) {
				if (fault instanceof Problem && fault.status >= 400 && fault.status < 500 && fault.code !== "key_in_use")
					key = newKey();
				showProblem(form, fault);
				return;
			}
			if (begun.redirect_url) {
				if (!await toProvider(site, begun.redirect_url))
					showFaults(form, [{ name: "", text: t("pay.bad_host") }]);
				return;
			}
			key = newKey();
			await paid(newsOf(begun.payment));
			typed = null;
			draw();
		});
	}

	/** @param {Card} card */
	const cardRow = (card) => html`<label class="pick"><input type="radio" name="pay_card" value=${card.id} .checked=${card.id === chosen} @change=${choose(card.id)}>
		<span class="pick__body"><b><bdi>${cardName(card)}</bdi></b><span class="hint">${t("cards.ends", { date: cardEnd(card) })}</span></span>${icon("credit-card")}</label>`;

	const button = () => {
		const amount = amountOf();
		return amount > 0 ? t("bills.pay_amount", { amount: moneyText({ amount, currency: bill().open.currency }) }) : t("bills.pay_card");
	};

	return () => !isPayable(bill()) ? nothing : html`<section class="card" aria-labelledby="h-pay"><h2 id="h-pay">${t("bills.pay_card")}</h2>
		<form class="stack" method="post" novalidate @submit=${submit}>
			<div class="field"><label for="pay_amount">${t("bills.pay_how_much", { currency: bill().open.currency })}</label>
				<p class="hint" id="pay_amount-hint">${t("bills.pay_hint", { open: moneyText(bill().open) })}${disputed(bill()) > 0
					? html` ${t("bills.pay_disputed", { amount: moneyText({ ...bill().open, amount: disputed(bill()) }) })}` : nothing}</p>
				<input class="input input--short" id="pay_amount" name="pay_amount" type="text" inputmode="decimal" autocomplete="off" maxlength="24" required
					aria-describedby="pay_amount-hint" .value=${text()} @input=${retype}></div>
			${usable.length ? html`<fieldset class="field"><legend>${t("bills.pay_with")}</legend><div class="picks">${usable.map(cardRow)}
				<label class="pick"><input type="radio" name="pay_card" value="" .checked=${chosen === ""} @change=${choose("")}>
					<span class="pick__body"><b>${t("pay.other_card")}</b><span class="hint">${t("pay.confirm_hint")}</span></span>${icon("credit-card")}</label></div></fieldset>` : nothing}
			<p><button class="btn btn--primary" type="submit">${button()}</button></p>
			${usable.length ? nothing : html`<p class="hint">${t("pay.confirm_hint")}${site.test_payments ? html` ${t("pay.test_hint")}` : nothing}</p>`}</form></section>`;
}

// @ts-check
/**
 * What a buyer says to the seller of an offer: a longer time, or no.
 * @typedef {import("./types").ExclusiveOfferRow} ExclusiveOfferRow
 * @typedef {import("./types").Session} Session
 */
import { html } from "../vendor/lit.js";
import { Problem, call } from "./api.js";
import { el, icon as iconOf, pick } from "./dom.js";
import { busy, clearFaults, showFaults, showProblem } from "./form.js";
import { t } from "./i18n.js";
import { inRole } from "./review-part.js";
import { field, icon, sheet } from "./view.js";

/** Says in place of the form that it has been sent. @param {HTMLFormElement} form @param {string} key @param {Record<string, string>} [args] */
function thank(form, key, args = {}) {
	const done = el("div", { class: "notice notice--good", role: "status", tabindex: "-1" }, iconOf("circle-check"), el("h2", {}, t(key, args)), el("p", {}, t(`${key}_text`, args)));
	form.hidden = true;
	form.after(done);
	done.focus();
}

/** @param {ExclusiveOfferRow} offer @param {Session} session */
export function extensionForm(offer, session) {
	/** @param {SubmitEvent} event */
	const send = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (pick("[type=submit]", form)), async () => {
			try {
				await call("askExtension", { offer: offer.id }, { body: { message: String(new FormData(form).get("message") ?? "").trim() } });
				thank(form, "exclusive.asked", { seller: offer.seller.name });
			} catch (fault) {
				if (fault instanceof Problem && fault.status === 429)
					showFaults(form, [{ name: "", text: t("exclusive.asked_already") }]);
				else
					showProblem(form, fault);
			}
		});
	};
	return inRole(session) ? html`<div class="ask"><form class="stack" method="post" novalidate @submit=${send}>
		${field({ name: "message", label: t("exclusive.ask_message", { seller: offer.seller.name }), hint: t("exclusive.ask_hint"), lines: 3, max: 200, optional: true })}
		<p><button class="btn btn--primary" type="submit">${icon("clock")}${t("exclusive.ask_extension")}</button></p></form></div>` : html`<p>${t("exclusive.ask_role")}</p>`;
}

/** A dialog that declines with a reason. @param {ExclusiveOfferRow} offer @param {() => Promise<void>} done */
export function declineSheet(offer, done) {
	/** @param {SubmitEvent} event */
	const send = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("reason") ?? "").trim();
		if (!reason) {
			showFaults(form, [{ name: "reason", text: t("exclusive.decline_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			try {
				await call("declineOffer", { offer: offer.id }, { body: { reason } });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			/** @type {HTMLDialogElement} */ (form.closest("dialog")).close();
			await done();
		});
	};
	return sheet({ id: "decline", title: t("exclusive.decline_title"), body: html`<form id="decline-form" class="stack" method="post" novalidate @submit=${send}>
			<p class="soft">${t("exclusive.decline_text", { seller: offer.seller.name })}</p>
			${field({ name: "reason", label: t("exclusive.decline_reason"), lines: 3, max: 1000 })}</form>`,
		action: html`<button class="btn btn--danger" type="submit" form="decline-form">${t("exclusive.decline_go")}</button>` });
}

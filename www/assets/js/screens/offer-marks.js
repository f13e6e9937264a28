// @ts-check
/** How an offer stands, and what became of its messages: word, icon, colour. */
import { html } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { icon } from "../view.js";

/** @type {Record<string, [kind: string, icon: string]>} */
const MARKS = { draft: ["off", "pencil"], upcoming: ["busy", "calendar"], active: ["good", "circle-check"], used: ["off", "package-check"],
	expired: ["off", "hourglass"], withdrawn: ["off", "undo-2"], declined: ["off", "ban"] };

/** @param {string} standing */
export function offerMark(standing) {
	const [kind, image] = MARKS[standing] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${standing === "draft" ? t("offers.draft") : t(`offer_standing.${standing}`)}</span>`;
}

/** @type {Record<string, [kind: string, icon: string]>} */
const MESSAGE_MARKS = { none: ["off", "minus"], no_mobile: ["off", "minus"], queued: ["busy", "clock"], sent: ["off", "send"], delivered: ["good", "circle-check"], failed: ["bad", "circle-x"] };

/** @param {"mail" | "sms"} channel @param {string} state */
export function messageMark(channel, state) {
	const [kind, image] = MESSAGE_MARKS[state] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${t(`offers.${channel}_${state}`)}</span>`;
}

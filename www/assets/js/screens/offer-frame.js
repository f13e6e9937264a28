// @ts-check
/**
 * What stands around the steps of the offer editor: where one is, and whether
 * all is stored.
 * @typedef {import("./offer-steps.js").Editor} Editor
 */
import { html, nothing } from "../../vendor/lit.js";
import { clockText, t } from "../i18n.js";
import { icon } from "../view.js";
import { NAMES } from "./offer-faults.js";

/** @param {Editor} e @param {string} step the one that is open @param {(name: string) => boolean} isDone */
export const stepsView = (e, step, isDone) => html`<nav aria-label=${t("offer_edit.steps")}><ol class="steps steps--many" role="list">${NAMES.map((name) => {
	const done = name !== "review" && isDone(name);
	return html`<li class=${done ? "done" : ""} aria-current=${name === step ? "step" : nothing}><a href="?step=${name}" @click=${e.go(name)}>${t(`offer_edit.${name}`)}${done
		? html` ${icon("check")}<span class="visually-hidden">${t("listing.complete")}</span>` : nothing}</a></li>`;
})}</ol></nav>`;

/**
 * Whether all is stored.
 * @param {"clean" | "dirty" | "saving" | "failed" | "refused" | "conflict"} state
 * @param {Editor["draft"]} draft
 */
export function stateText(state, draft) {
	if (state === "clean" || state === "dirty" || (state === "saving" && draft))
		return draft ? html`<span class="with-icon">${icon("check")}${t("listing.saved", { time: clockText(draft.updated_at) })}</span>` : t("listing.nothing_to_save");
	if (state === "failed")
		return html`<span class="with-icon bad">${icon("wifi-off")}${t("offer_edit.failed")}</span>`;
	if (state === "saving")
		return t("listing.saving");
	return html`<span class="with-icon bad">${icon("triangle-alert")}${t("listing.not_saved")}</span>`;
}

// @ts-check
/**
 * What the bill of a milestone will say of the buyer's purchase order and cost
 * centre, for as long as it is not made.
 * @typedef {import("./types").Milestones} Milestones
 * @typedef {import("./types").StageItem} StageItem
 */
import { html, nothing } from "../vendor/lit.js";
import { call } from "./api.js";
import { pick } from "./dom.js";
import { busy, clearFaults, showProblem } from "./form.js";
import { t } from "./i18n.js";
import { stageName } from "./stage-part.js";
import { field, icon, openSheet, sheet } from "./view.js";

const REFERENCE_MAX = 64;

/** @param {boolean} may say them @param {{now: () => Milestones, draw: () => void, done: (m: Milestones) => void}} page */
export function startReferences(may, { now, draw, done }) {
	/** @type {StageItem | null} */
	let stage = null;

	/** @param {StageItem} s */
	const ask = (s) => () => {
		stage = s;
		draw();
		// What was typed for another one and left is not this one's.
		/** @type {HTMLInputElement} */ (pick("#po_number")).value = s.po_number ?? "";
		/** @type {HTMLInputElement} */ (pick("#cost_centre")).value = s.cost_centre ?? "";
		openSheet("refer");
	};

	/** @param {SubmitEvent} event */
	const submit = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const data = new FormData(form);
		/** @param {string} name */
		const typed = (name) => String(data.get(name)).trim() || undefined;
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			/** @type {Milestones} */
			let m;
			try {
				m = await call("referStage", { order: now().order }, { body: { stage: stage?.stage, po_number: typed("po_number"), cost_centre: typed("cost_centre") } });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			/** @type {HTMLDialogElement} */ (pick("#refer")).close();
			done(m);
		});
	};

	return {
		/** What its bill says, or will say. @param {StageItem} s */
		view: (s) => html`${s.po_number ? html`<p class="by">${t("stages.po", { number: s.po_number })}</p>` : nothing}${s.cost_centre ? html`<p class="by">${t("stages.cost_centre", { name: s.cost_centre })}</p>` : nothing}
			${may && s.bill === null && ["PLANNED", "OPEN", "DELIVERED", "REWORK"].includes(s.state) ? html`<p><button class="btn btn--small btn--quiet" type="button" aria-haspopup="dialog" @click=${ask(s)}>${icon("pencil")}${t("stages.refer")}<span class="visually-hidden"> ${stageName(s)}</span></button></p>` : nothing}`,
		/** @type {() => unknown} */
		sheet: () => sheet({ id: "refer", title: stage ? stageName(stage) : t("stages.refer"),
			body: html`<form id="refer-form" class="stack" novalidate @submit=${submit}><p class="hint">${t("stages.refer_text")}</p>
				${field({ name: "po_number", label: t("checkout.po_number"), max: REFERENCE_MAX, optional: true })}
				${field({ name: "cost_centre", label: t("checkout.cost_centre"), max: REFERENCE_MAX, optional: true })}</form>`,
			action: html`<button class="btn btn--primary" type="submit" form="refer-form">${t("stages.refer_save")}</button>` }),
	};
}

// @ts-check
/**
 * What a buyer says when something is missing: of each criterion whether it
 * is met, and what is missing where it is not (X4). Nothing is ticked before.
 * @typedef {import("./types").Handover} Handover
 */
import { html, nothing } from "../vendor/lit.js";
import { call } from "./api.js";
import { pick } from "./dom.js";
import { busy, clearFaults, showFaults, showProblem } from "./form.js";
import { t } from "./i18n.js";
import { field, icon } from "./view.js";

const WORDS_MAX = 1000;

/** @param {() => Handover} now @param {() => void} draw @param {(h: Handover) => void} done */
export function startRejection(now, draw, done) {
	let open = false;
	/** Of each criterion that was answered: is it met? @type {Map<number, boolean>} */
	const met = new Map();

	const show = () => {
		open = true;
		draw();
		pick("#h-reject").focus();
	};

	const leave = () => {
		open = false;
		draw();
		pick("h1").focus();
	};

	/** @param {Event} event */
	const choose = (event) => {
		const { name, value, type } = /** @type {HTMLInputElement} */ (event.target);
		if (type !== "radio")
			return;
		met.set(Number(name.replace("met-", "")), value === "yes");
		draw();
	};

	/** @param {FormData} data */
	const faultsOf = (data) => {
		const faults = now().criteria.flatMap((c, i) => {
			const n = i + 1;
			if (!met.has(n))
				return [{ name: `met-${n}`, text: t("stages.answer_missing", { criterion: c }) }];
			return met.get(n) || String(data.get(`comment-${n}`)).trim() ? [] : [{ name: `comment-${n}`, text: t("stages.comment_missing", { criterion: c }) }];
		});
		if (!faults.length && now().criteria.every((_, i) => met.get(i + 1)))
			faults.push({ name: "met-1", text: t("stages.all_met") });
		if (!String(data.get("whole")).trim())
			faults.push({ name: "whole", text: t("stages.whole_missing") });
		return faults;
	};

	/** @param {SubmitEvent} event */
	const submit = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const data = new FormData(form);
		const faults = faultsOf(data);
		if (faults.length) {
			showFaults(form, faults);
			return;
		}
		clearFaults(form);
		const criteria = now().criteria.map((_, i) => ({ criterion: i + 1, met: met.get(i + 1), comment: met.get(i + 1) ? "" : String(data.get(`comment-${i + 1}`)).trim() }));
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			/** @type {Handover} */
			let h;
			try {
				h = await call("rejectHandover", { handover: now().id }, { body: { row_version: now().row_version, reason: String(data.get("whole")).trim(), criteria } });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			open = false;
			met.clear();
			done(h);
		});
	};

	/** What was said of it the last time. @param {number} n */
	const before = (n) => {
		const last = now().answers.findLast((a) => a.criterion === n);
		return last ? html`<p class="hint with-icon">${icon("history")}<span>${t(last.met ? "stages.was_met" : "stages.was_unmet", { n: last.round })}${last.comment ? html` <q dir="auto">${last.comment}</q>` : nothing}</span></p>` : nothing;
	};

	/** @param {string} c @param {number} i */
	const criterion = (c, i) => html`<fieldset class="field part"><legend>${i + 1}. <bdi>${c}</bdi></legend>${before(i + 1)}
		<div class="picks"><div class="segments segments--links">${/** @type {const} */ (["yes", "no"]).map((v) => html`<label><input type="radio" id="met-${i + 1}-${v}" name="met-${i + 1}" value=${v}>${t(v === "yes" ? "stages.met" : "stages.unmet")}</label>`)}</div></div>
		${met.get(i + 1) === false ? field({ name: `comment-${i + 1}`, label: t("stages.comment"), lines: 3, max: WORDS_MAX }) : nothing}</fieldset>`;

	return {
		isOpen: () => open,
		open: show,
		/** @type {() => unknown} */
		view: () => open && now().state === "DELIVERED" ? html`<section class="card" aria-labelledby="h-reject"><h2 id="h-reject" tabindex="-1">${t("handovers.reject_title")}</h2>
			<form class="stack" novalidate @submit=${submit} @change=${choose}><p class="hint">${t("handovers.reject_hint", { n: now().round, max: now().rounds_max })}</p>
				${now().criteria.map(criterion)}
				${field({ name: "whole", label: t("stages.whole"), hint: t("stages.whole_hint"), lines: 3, max: WORDS_MAX })}
				<p class="cluster"><button class="btn btn--primary" type="submit">${t("handovers.reject_send")}</button><button class="btn" type="button" @click=${leave}>${t("form.cancel")}</button></p></form></section>` : nothing,
	};
}

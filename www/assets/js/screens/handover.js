// @ts-check
/**
 * One handover, of a service or of a milestone: its seller's desk, its
 * buyer's answer criterion by criterion, the operator's ruling (X4, R41).
 * @typedef {import("../types").Handover} Handover
 * @typedef {import("../types").Milestones} Milestones
 * @typedef {import("../types").Side} Side
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { pick } from "../dom.js";
import { startEvidence } from "../evidence-part.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { startRejection } from "../rejection-part.js";
import { link, setTitle } from "../site.js";
import { PLACES, answersView, billedBy, criteriaView, handoverMark, lastDay, roundsView, stageName } from "../stage-part.js";
import { icon, notice, openSheet, refOf, sheet, show } from "../view.js";

/** @typedef {"reject" | "take" | "dispute" | "recall" | "rule_done" | "rule_rework" | "rule_cancel"} Decision */

/** @type {Record<Decision, string>} */
const DONE = { take: "taken", reject: "sent_back", dispute: "disputed", recall: "recalled", rule_done: "ruled", rule_rework: "ruled", rule_cancel: "ruled" };
const RULINGS = /** @type {Record<string, string>} */ ({ rule_done: "accept", rule_rework: "rework", rule_cancel: "cancel" });
const SILENT = /** @type {Decision[]} */ (["take", "recall"]);

/** @param {HTMLElement} root @param {Side} side @param {string} id @param {boolean} mayOrder */
export async function showHandover(root, side, id, mayOrder) {
	const place = PLACES[side];
	/** @type {Handover} */
	let h;
	try {
		h = await call("handover", { handover: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || fault.status !== 404)
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("handovers.missing")}</h1><p>${t("handovers.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link(place.list)}>${t(place.title)}</a></p></div>`);
		return;
	}
	/** What its acceptance leads to. @type {Milestones | null} */
	const plan = h.stage ? await call("milestones", { order: h.order }) : null;
	let key = newKey();
	/** @type {Decision} */
	let deciding = "reject";
	/** @type {unknown} */
	let news = nothing;

	/** @param {Handover} now @param {string} title */
	function settled(now, title) {
		h = now;
		news = notice("good", t(`handovers.${title}`), t(`handovers.${title}_text`, { name: side === "seller" ? h.buyer : h.seller }));
		draw();
		pick("[data-news] .notice").focus();
	}

	const evidence = startEvidence(() => h, () => draw());
	const rejection = startRejection(() => h, () => draw(), (now) => settled(now, "sent_back"));

	/** @param {Decision} what */
	function ask(what) {
		deciding = what;
		key = newKey();
		draw();
		openSheet("decide");
	}

	/** @param {string} reason @returns {Promise<Handover>} */
	function decide(reason) {
		const row_version = h.row_version;
		switch (deciding) {
		case "take": return call("acceptHandover", { handover: id }, { key, body: { row_version } });
		case "recall": return call("recallHandover", { handover: id }, { body: { row_version } });
		case "dispute": return call("disputeHandover", { handover: id }, { body: { row_version, reason } });
		case "reject": return call("rejectHandover", { handover: id }, { body: { row_version, reason } });
		default: return call("ruleHandover", { handover: id }, { body: { row_version, ruling: RULINGS[deciding], reason } });
		}
	}

	/** @param {SubmitEvent} event */
	const submit = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("reason") ?? "").trim();
		if (!reason && !SILENT.includes(deciding)) {
			showFaults(form, [{ name: "reason", text: t("handovers.reason_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			let now;
			try {
				now = await decide(reason);
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			form.reset();
			/** @type {HTMLDialogElement} */ (pick("#decide")).close();
			settled(now, DONE[deciding]);
		});
	};

	/** @param {SubmitEvent} event */
	const give = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const note = String(new FormData(form).get("note")).trim();
		if (!note || evidence.waits()) {
			showFaults(form, [note ? { name: "evidence", text: t("handovers.sending_still") } : { name: "note", text: t("handovers.note_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			try {
				settled(await call("handOver", { handover: id }, { body: { row_version: h.row_version, note } }), "given");
			} catch (fault) {
				showProblem(form, fault);
			}
		});
	};

	const giving = () => side === "seller" && ["OPEN", "REWORK"].includes(h.state);
	const title = () => h.stage ? stageName(h) : h.product;

	const giveView = () => html`<section class="card" aria-labelledby="h-give"><h2 id="h-give">${t(h.rounds.length ? "handovers.give_again" : "handovers.give_title")}</h2>
		<form id="give" class="stack" novalidate @submit=${give}><p class="hint">${t("handovers.give_lead")}</p>
			<div class="field"><label for="note">${t("handovers.note_label")}</label><p class="hint" id="note-hint">${t("handovers.note_hint")}</p>
				<textarea class="input input--area" id="note" name="note" rows="6" maxlength="2000" aria-describedby="note-hint"></textarea></div>
			${evidence.view()}
			<p><button class="btn btn--primary" type="submit">${t("handovers.give")}</button></p></form></section>`;

	/** @param {Decision} what @param {string} kind @param {string} [image] */
	const button = (what, kind, image) => html`<button class="btn ${kind} btn--block" type="button" aria-haspopup="dialog" @click=${() => ask(what)}>${image ? icon(image) : nothing}${t(`handovers.${what}`)}</button>`;

	/** Silence accepts, where that was agreed. */
	const deadline = () => h.state === "DELIVERED" && h.accept_by_at
		? html`<p class="until with-icon">${icon("clock")}<span>${t(side === "buyer" ? "stages.deemed_you" : "stages.deemed", { date: lastDay(h.accept_by_at) })}</span></p>` : nothing;

	/** What accepting brings about. */
	function consequence() {
		if (!plan)
			return t("handovers.take_text");
		const next = billedBy(plan, h.stage);
		const last = plan.items.every((s) => s.stage === h.stage || ["ACCEPTED", "CANCELLED"].includes(s.state));
		return [next ? t("stages.then_bill", { stage: stageName(next), amount: moneyText(next.amount) }) : "", last ? t("stages.then_complete") : ""].filter(Boolean).join(" ") || t("stages.then_next");
	}

	const takeView = () => html`<section class="card card--lift stack" aria-labelledby="h-take"><h2 id="h-take">${t("handovers.take_title")}</h2>
		<p>${t("handovers.take_lead")}</p>${deadline()}
		${mayOrder ? html`${plan ? html`<p class="hint">${consequence()}</p>` : nothing}
			${button("take", "btn--primary", "circle-check")}
			${h.criteria.length ? html`<button class="btn btn--block" type="button" aria-expanded=${rejection.isOpen()} @click=${rejection.open}>${t("handovers.reject")}</button>` : button("reject", "")}
			${h.stage ? button("dispute", "btn--quiet", "scale") : nothing}`
			: html`<p class="soft">${t("handovers.role")}</p>`}</section>`;

	const ruleView = () => html`<section class="card card--lift stack" aria-labelledby="h-rule"><h2 id="h-rule">${t("handovers.take_title")}</h2>
		${plan ? html`<p class="hint">${consequence()}</p>` : nothing}
		${button("rule_done", "btn--primary")}${button("rule_rework", "")}${h.stage ? button("rule_cancel", "btn--danger") : nothing}</section>`;

	/** The seller's ways while the buyer, or nobody, answers. */
	const waitView = () => html`<section class="card stack" aria-labelledby="h-wait"><h2 id="h-wait">${t("stages.turn_buyer")}</h2><p>${t("handovers.wait_buyer")}</p>${deadline()}
		${h.stage ? html`${button("recall", "", "undo-2")}${button("dispute", "btn--quiet", "scale")}`
		: h.answer_by && Date.parse(h.answer_by) <= Date.now() ? button("dispute", "")
			: h.answer_by ? html`<p class="hint">${t("handovers.wait_until", { time: timeText(h.answer_by) })}</p>` : nothing}</section>`;

	/** What the one who looks can do, or who is to act. */
	function turn() {
		if (side === "buyer" && h.state === "DELIVERED")
			return takeView();
		if (side === "operator" && h.state === "DISPUTED")
			return ruleView();
		if (side === "seller" && h.state === "DELIVERED")
			return waitView();
		if (side === "seller" && h.state === "REWORK" && h.stage)
			return html`<section class="card stack" aria-labelledby="h-unfair"><h2 id="h-unfair">${t("handovers.unfair")}</h2><p class="hint">${t("handovers.unfair_text")}</p>${button("dispute", "", "scale")}</section>`;
		const who = h.state === "DISPUTED" ? "operator" : h.state === "DELIVERED" ? "buyer" : "seller";
		return ["ACCEPTED", "CANCELLED", "PLANNED"].includes(h.state) || who === side ? nothing
			: html`<section class="card"><p>${t(`handovers.wait_${who}`)}</p></section>`;
	}

	/** What was agreed, and what was said of it last. */
	const criteriaCard = () => !h.criteria.length ? nothing : html`<section class="card" aria-labelledby="h-criteria"><h2 id="h-criteria">${t("stages.agreed")}</h2>
		${h.state === "REWORK" && h.answers.some((a) => a.round === h.round - 1) ? html`<p class="hint">${t("stages.last_answers", { n: h.round - 1 })}</p>${answersView(h, h.round - 1)}` : criteriaView(h.criteria)}</section>`;

	const orderCard = () => !plan ? nothing : html`<section class="card stack stack--tight" aria-labelledby="h-order"><h2 id="h-order">${t("handovers.order")}</h2>
		<p>${h.product}</p><p class="hint"><bdi>${side === "buyer" ? h.seller : h.buyer}</bdi></p><p><a href=${link(`${place.order}${h.order}`)}>${t("stages.all")}</a></p></section>`;

	const why = () => deciding === "reject" ? "reject" : deciding === "dispute" ? "dispute" : "rule";
	const hint = () => deciding === "reject" ? t("handovers.reject_hint", { n: h.round, max: h.rounds_max }) : t(`handovers.${why()}_hint${deciding === "dispute" && h.stage ? "_stage" : ""}`);

	const words = () => html`${deciding === "rule_cancel" ? html`<p>${t("handovers.rule_cancel_text")}</p>` : nothing}
		<div class="field"><label for="reason">${t(`handovers.${why()}_why`)}</label><p class="hint" id="reason-hint">${hint()}</p>
		<textarea class="input input--area" id="reason" name="reason" rows="4" maxlength="1000" aria-describedby="reason-hint"></textarea></div>`;

	const decideSheet = () => sheet({ id: "decide", title: t(`handovers.${deciding === "take" ? "take_sure" : `${deciding}_title`}`),
		body: html`<form id="decide-form" class="stack" novalidate @submit=${submit}>${deciding === "take" ? html`<p>${consequence()}${plan ? html` ${t("stages.for_good")}` : nothing}</p>`
			: deciding === "recall" ? html`<p>${t("handovers.recall_text", { name: h.buyer })}</p>` : words()}</form>`,
		action: html`<button class="btn ${deciding === "rule_cancel" ? "btn--danger" : "btn--primary"}" type="submit" form="decide-form">${t(`handovers.${deciding === "reject" ? "reject_send" : deciding}`)}</button>` });

	const draw = () => show(root, html`
		<nav class="crumbs" aria-label=${t(place.title)}><ol><li><a href=${link(place.list)}>${t(place.title)}</a></li>
			${side === "buyer" || h.stage ? html`<li><a href=${link(`${place.order}${h.order}`)}><bdi>${refOf(h.order)}</bdi></a></li>` : nothing}
			<li aria-current="page">${title()}</li></ol></nav>
		<div class="split page-head"><div><h1 tabindex="-1">${title()}</h1><p class="soft">${h.stage ? html`${h.product} · ` : nothing}<bdi>${side === "buyer" ? h.seller : h.buyer}</bdi> · <bdi>${refOf(h.order)}</bdi></p></div>
			<div class="cluster">${handoverMark(h.state)}</div></div>
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		<div class="with-aside"><div class="stack stack--wide">
				${rejection.view()}${giving() && h.state === "REWORK" ? criteriaCard() : nothing}${giving() ? giveView() : nothing}
				${h.rounds.length ? roundsView(h) : giving() ? nothing : html`<p class="card soft">${t(h.state === "CANCELLED" ? h.stage ? "stages.cancelled" : "handovers.cancelled" : "handovers.none_yet")}</p>`}</div>
			<aside class="stack stack--wide">${turn()}${giving() && h.state === "REWORK" ? nothing : criteriaCard()}${orderCard()}</aside></div>
		${decideSheet()}`);
	await setTitle("handovers.one");
	draw();
}

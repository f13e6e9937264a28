// @ts-check
/**
 * Milestones as all three sides see them: states, names, what bills one, what
 * was handed over and said to it.
 * @typedef {import("./types").Handover} Handover
 * @typedef {import("./types").HandoverFile} HandoverFile
 * @typedef {import("./types").HandoverRound} HandoverRound
 * @typedef {import("./types").Milestones} Milestones
 * @typedef {import("./types").StageItem} StageItem
 * @typedef {import("./types").Side} Side
 */
import { html, nothing } from "../vendor/lit.js";
import { linkOf } from "./api.js";
import { dateText, hasText, numberText, t, timeText } from "./i18n.js";
import { percentText } from "./money.js";
import { icon, lastOf } from "./view.js";

const KB = 1000;
const WHOLE_BP = 100;

/** @type {Record<string, [kind: string, icon: string]>} */
const MARKS = {
	PLANNED: ["off", "calendar"],
	OPEN: ["busy", "pencil"],
	REWORK: ["busy", "undo-2"],
	DELIVERED: ["wait", "clock"],
	DISPUTED: ["wait", "scale"],
	ACCEPTED: ["good", "circle-check"],
	CANCELLED: ["off", "ban"],
};

/** @param {string} state of a handover */
export function handoverMark(state) {
	const [kind, image] = MARKS[state] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${t(`handover_state.${state}`)}</span>`;
}

/** Where each side looks at handovers, below the site's base. */
export const PLACES = /** @type {Record<Side, {handover: string, order: string, list: string, title: string}>} */ ({
	buyer: { handover: "my/handovers/", order: "my/orders/", list: "my/orders/", title: "orders.title" },
	seller: { handover: "seller/handovers/", order: "seller/handovers/", list: "seller/handovers/", title: "handovers.title" },
	operator: { handover: "operator/disputes/", order: "operator/disputes/", list: "operator/disputes/", title: "handovers.disputes" },
});

/** "Milestone 2, Build" @param {{stage: number, name: string | null}} s */
export const stageName = ({ stage, name }) => t("stages.one", { n: stage, name: name ?? "" });

/** A share that was agreed as such. @param {StageItem} s */
export const shareText = ({ share_bp: share }) => share ? t("exclusive.percent", { n: percentText(String(share / WHOLE_BP)) }) : "";

/** What has its bill come. @param {StageItem} s @param {Milestones} m */
export function triggerText(s, m) {
	if (s.billed_by === 0)
		return t("stages.by_order");
	const by = m.items[s.billed_by - 1];
	return by === undefined || by.stage === s.stage ? t("stages.by_own") : t("stages.by_stage", { n: by.stage });
}

/** The stage that this one's acceptance bills. @param {Milestones} m @param {number} stage */
export const billedBy = (m, stage) => m.items.find((s) => s.billed_by === stage && s.bill === null && s.state !== "CANCELLED");

/** The day at whose end it counts as accepted. @param {string} at */
export const lastDay = (at) => dateText(lastOf(at));

/** @param {HandoverFile} f @param {unknown} [more] */
export const fileRow = (f, more = nothing) => html`<li class="stack stack--tight"><div class="split"><a href=${linkOf("evidence", { file: f.id })} download=${f.name}><bdi>${f.name}</bdi></a>
	<span class="hint">${sizeText(f.bytes)}</span></div>
	<span class="id" title=${t("handovers.checksum")}>${f.sha256}</span>${more}</li>`;

/** @param {number} bytes */
export const sizeText = (bytes) => t("handovers.size", { kb: numberText(Math.ceil(bytes / KB)) });

/** What a rejection said of each criterion. @param {Handover} h @param {number} round */
export function answersView(h, round) {
	const answers = h.answers.filter((a) => a.round === round);
	return answers.length ? html`<ul class="ready" role="list">${answers.map((a) => html`<li>
		<span class="state state--${a.met ? "good" : "bad"}">${icon(a.met ? "circle-check" : "circle-x")}<span class="visually-hidden">${t(a.met ? "stages.met" : "stages.unmet")}: </span></span>
		<div><bdi>${h.criteria[a.criterion - 1] ?? a.criterion}</bdi>${a.comment ? html`<p class="hint text" dir="auto">${a.comment}</p>` : nothing}</div></li>`)}</ul>` : nothing;
}

/** @param {string} name @param {string | null} words */
const said = (name, words) => words ? html`<div><dt>${t(name)}</dt><dd dir="auto" class="text">${words}</dd></div>` : nothing;

/** Each time that something was handed over, the newest first. @param {Handover} h */
export const roundsView = (h) => h.rounds.toReversed().map((/** @type {HandoverRound} */ r) => html`<section class="card stack" aria-labelledby="h-round-${r.round}"><h2 id="h-round-${r.round}">${t("handovers.round", { n: r.round })}</h2>
	<dl class="facts"><div><dt>${t("handovers.handed")}</dt><dd><time datetime=${r.delivered_at}>${timeText(r.delivered_at)}</time></dd></div>
		${said("handovers.note", r.note)}
		${r.answered_at ? html`<div><dt>${t(r.answer ? "handovers.answer" : "handovers.accepted_at")}</dt><dd class="stack stack--tight"><div dir="auto" class="text">${r.answer ?? nothing}</div>${answersView(h, r.round)}
			<p class="hint"><time datetime=${r.answered_at}>${timeText(r.answered_at)}</time></p></dd></div>` : nothing}
		${said("handovers.appeal", r.appeal)}
		${said("handovers.ruling", r.ruling)}</dl>
	${r.files.length ? html`<h3>${t("handovers.files")}</h3><ul class="stack" role="list">${r.files.map((f) => fileRow(f))}</ul>` : nothing}</section>`);

/** @param {string[]} criteria */
export const criteriaView = (criteria) => html`<ol class="next">${criteria.map((c) => html`<li><bdi>${c}</bdi></li>`)}</ol>`;

/** What happened, in words of milestones where they have some. @param {string} kind */
export const eventWords = (kind) => [`stage_event.${kind}`, `event.${kind}`].map((key) => hasText(key) ? t(key) : "").find((text) => text)
	?? kind.replaceAll(/[._]/g, " ");

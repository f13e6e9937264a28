// @ts-check
/**
 * An order in stages, followed by its buyer, its seller or an operator: one
 * next act and whose it is, each milestone with its bill, what has happened,
 * and other milestones or an early end, as both agree (R26, X4, X13).
 * @typedef {import("../types").Milestones} Milestones
 * @typedef {import("../types").Side} Side
 * @typedef {import("../types").StageItem} StageItem
 * @typedef {import("../types").StageEvent} StageEvent
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { dateText, hasText, t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { startChanges } from "../plan-change-part.js";
import { startReferences } from "../references-part.js";
import { settlementMark } from "../settlement-part.js";
import { link, setTitle } from "../site.js";
import { PLACES, eventWords, handoverMark, lastDay, shareText, stageName, triggerText } from "../stage-part.js";
import { billMark, evidenceView, icon, lastOf, logo, notice, operatorNav, refOf, sellerNav, show, stateMark } from "../view.js";

/** What the buyer's page of an order has beside it. @typedef {{order: import("../types").Order, aside: () => unknown}} More */

const TURNS = /** @type {Record<string, string>} */ ({ deliver: "pencil", accept: "package-check", rework: "undo-2", rule: "scale", confirm_change: "handshake", pay: "receipt-text", done: "circle-check" });
const BUTTONS = /** @type {Record<string, string>} */ ({ deliver: "stages.go_deliver", accept: "stages.go_accept", rework: "stages.go_rework", rule: "stages.go_rule" });

const EVENTS = 8;

/** "user" is of neither side any more. @param {Milestones} m @param {StageEvent} e */
function doerText(m, e) {
	if (e.who === "buyer" || e.who === "seller")
		return m[e.who];
	return e.who !== "user" && hasText(`actor.${e.who}`) ? t(`actor.${e.who}`) : "";
}

/** @param {Milestones} m @param {StageEvent} e */
const eventRow = (m, e) => html`<li>${e.stage ? html`<span class="soft">${t("stages.of", { n: e.stage })}</span> ` : nothing}${eventWords(e.kind)}
	${e.text && e.kind !== "order.credit_reserved" ? html`<small class="text" dir="auto">${e.text}</small>` : nothing}
	<time datetime=${e.at}>${timeText(e.at)}${doerText(m, e) ? html` · <bdi>${doerText(m, e)}</bdi>` : nothing}</time></li>`;

/** The same moment is told once; that an order ends, and not of each milestone. @param {StageEvent} e @param {number} i @param {StageEvent[]} all */
const isNews = (e, i, all) => !all.some((o, j) => o.at === e.at && ((j < i && o.stage === e.stage && eventWords(o.kind) === eventWords(e.kind))
	|| (e.kind === "handover.cancelled" && o.kind === "order.closed_early")));

/** When it was answered, or by when it is. @param {StageItem} s */
function dayOf(s) {
	if (s.state === "ACCEPTED" && s.closed_at)
		return t(s.deemed ? "stages.deemed_on" : "stages.accepted_on", { date: dateText(s.closed_at) });
	if (s.state === "DELIVERED" && s.accept_by_at)
		return t("stages.answer_by", { date: lastDay(s.accept_by_at) });
	if (s.state === "DELIVERED" && s.delivered_at)
		return t("stages.delivered_on", { date: dateText(s.delivered_at) });
	return s.state === "REWORK" || (s.state === "OPEN" && s.round > 1) ? t("handovers.round", { n: s.round }) : "";
}

/**
 * @param {HTMLElement} root
 * @param {Side} side
 * @param {string} id of the order
 * @param {boolean} may act for the side
 * @param {More} [more]
 */
export async function showTracker(root, side, id, may, more) {
	const place = PLACES[side];
	/** @type {Milestones} */
	let m;
	try {
		m = await call("milestones", { order: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || (fault.status !== 404 && fault.status !== 422))
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("order.missing")}</h1><p>${t("order.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link(place.list)}>${t(place.title)}</a></p></div>`);
		return;
	}
	/** @type {unknown} */
	let news = nothing;
	let whole = false;

	const other = () => side === "buyer" ? m.seller : m.buyer;
	const changes = startChanges(side, may && side !== "operator", { now: () => m, draw: () => draw(), done: async (title) => {
		m = await call("milestones", { order: id });
		news = notice("good", t(title), t("handovers.given_text", { name: other() }));
		draw();
		pick("[data-news] .notice").focus();
	} });

	const references = startReferences(may && side === "buyer" && m.state === "IN_DELIVERY", { now: () => m, draw: () => draw(), done: (now) => {
		m = now;
		news = notice("good", t("stages.referred"), t("stages.referred_text"));
		draw();
		pick("[data-news] .notice").focus();
	} });

	const at = () => m.items.find((s) => s.stage === m.next.stage);

	/** @param {StageItem} s */
	const stageLink = (s) => link(`${place.handover}${s.handover}`);

	/** What leads to the act, for the one whose it is. */
	function way() {
		const stage = at();
		if (m.next.what === "confirm_change" && may)
			return html`<a class="btn btn--primary" href="#proposed">${t("stages.go_change")}</a>`;
		if (m.next.what === "pay" && side === "buyer" && stage?.bill)
			return html`<a class="btn btn--primary" href=${link(`my/bills/${stage.bill.id}`)}>${t("stages.go_pay", { number: stage.bill.number })}</a>`;
		return stage && BUTTONS[m.next.what] ? html`<a class="btn btn--primary" href=${stageLink(stage)}>${t(BUTTONS[m.next.what])}</a>` : nothing;
	}

	const sumsView = () => {
		const accepted = m.items.filter(({ state }) => state === "ACCEPTED").length;
		return html`<div class="grow field--short stack stack--tight" data-sums><p id="accepted">${t("stages.accepted_of", { n: m.items.length, done: accepted })}</p>
			<progress max=${m.items.length} value=${accepted} aria-labelledby="accepted"></progress>
			<dl class="sums">${/** @type {const} */ (["total", "billed", "paid"]).map((name) => html`<div><dt>${t(`stages.${name}`)}</dt><dd><bdi>${moneyText(m[name])}</bdi></dd></div>`)}
				<div class="sums__total"><dt>${t("stages.open")}</dt><dd><bdi>${moneyText(m.open)}</bdi></dd></div></dl></div>`;
	};

	function nextView() {
		const { who, what } = m.next;
		const mine = who === side;
		const stage = at();
		const ended = what === "done" || what === "pay" ? `_${m.state === "CLOSED_EARLY" ? "early" : "whole"}` : "";
		return html`<section class="card card--lift split news" aria-labelledby="h-next" data-next=${who}><div class="grow stack stack--tight">
			<h2 id="h-next" class="cluster">${icon(TURNS[what] ?? "info")}${t(mine ? "stages.turn_you" : `stages.turn_${who}`)}</h2>
			<p class="measure">${t(`stages.next_${what}${ended}${mine ? "_you" : ""}`, { stage: stage ? stageName(stage) : "", buyer: m.buyer, seller: m.seller, number: stage?.bill?.number ?? "", date: stage?.bill ? lastDay(stage.bill.due_at) : "" })}</p>
			${what === "accept" && stage?.accept_by_at ? html`<p class="until with-icon">${icon("clock")}<span>${t(mine ? "stages.deemed_you" : "stages.deemed", { date: lastDay(stage.accept_by_at) })}</span></p>` : nothing}
			${mine ? html`<p class="gap-small">${way()}</p>` : nothing}</div>${sumsView()}</section>`;
	}

	/** @param {StageItem} s */
	const billView = (s) => s.bill ? html`<div>${side === "buyer" ? html`<a href=${link(`my/bills/${s.bill.id}`)}><bdi>${s.bill.number}</bdi></a>` : html`<bdi>${s.bill.number}</bdi>`}
			<p class="by">${billMark({ state: s.bill.state, kind: "bill" })}</p>
			${s.bill.open.amount > 0 ? html`<p class="by">${t("stages.due", { date: dateText(lastOf(s.bill.due_at)) })}</p>` : nothing}${references.view(s)}
			${s.settlement ? html`<p class="by">${t("stages.settlement")} ${settlementMark(s.settlement)}</p>` : nothing}</div>`
		: html`<div><span class="soft">${s.state === "CANCELLED" ? "–" : triggerText(s, m)}</span>${references.view(s)}</div>`;

	/** @param {StageItem} s */
	const row = (s) => html`<tr aria-current=${s.stage === m.next.stage ? "step" : nothing}>
		<th scope="row"><div>${s.state === "PLANNED" || s.state === "CANCELLED" ? html`<span>${s.stage}.\u00a0<bdi>${s.name}</bdi></span>` : html`<a href=${stageLink(s)}>${s.stage}.\u00a0<bdi>${s.name}</bdi></a>`}
			${s.criteria.length ? html`<ul class="hint">${s.criteria.map((c) => html`<li><bdi>${c}</bdi></li>`)}</ul>` : nothing}</div></th>
		<td data-label=${t("handovers.state")}><div>${handoverMark(s.state)}${dayOf(s) ? html`<p class="by">${dayOf(s)}</p>` : nothing}</div></td>
		<td data-label=${t("stages.bill")}>${billView(s)}</td>
		<td data-label=${t("plan.amount")} class="num"><div><bdi>${moneyText(s.amount)}</bdi>${s.share_bp ? html`<p class="by">${shareText(s)}</p>` : nothing}</div></td></tr>`;

	const stagesView = () => html`<section class="card" aria-labelledby="h-stages"><h2 id="h-stages">${t("stages.title")}</h2>
		<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t("stages.title")}</caption>
			<thead><tr><th scope="col">${t("stages.stage")}</th><th scope="col">${t("handovers.state")}</th><th scope="col">${t("stages.bill")}</th><th scope="col" class="num">${t("plan.amount")}</th></tr></thead>
			<tbody>${m.items.map(row)}</tbody></table></div>
		${m.deemed_days && m.state === "IN_DELIVERY" ? html`<p class="hint with-icon gap-small">${icon("clock")}<span>${t("stages.deemed_rule", { n: m.deemed_days })}</span></p>` : nothing}</section>`;

	const historyView = () => {
		const events = m.events.filter(isNews);
		return html`<section class="card" aria-labelledby="h-history"><h2 id="h-history" tabindex="-1">${t("order.history")}</h2>
			<ol class="timeline" role="list">${events.slice(0, whole ? events.length : EVENTS).map((e) => eventRow(m, e))}</ol>
			${whole || events.length <= EVENTS ? nothing : html`<p><button class="btn btn--small" type="button" @click=${() => {
				whole = true;
				draw();
				pick("#h-history").focus();
			}}>${t("stages.history_all", { n: events.length })}</button></p>`}</section>`;
	};

	const head = () => more ? html`<div class="cluster">${logo(more.order.product, "logo--lg")}<div><h1 tabindex="-1">${m.product}</h1>
			<p class="soft">${t("order.title", { ref: refOf(id) })} · ${t("order.ordered", { time: timeText(more.order.created_at) })}</p></div></div>`
		: html`<div><h1 tabindex="-1">${m.product}</h1><p class="soft">${side === "seller" ? nothing : html`<bdi>${m.seller}</bdi> · `}<bdi>${m.buyer}</bdi> · ${t("order.title", { ref: refOf(id) })}</p></div>`;

	const draw = () => show(root, html`<nav class="crumbs" aria-label=${t(place.title)}><ol><li><a href=${link(place.list)}>${t(place.title)}</a></li><li aria-current="page"><bdi>${refOf(id)}</bdi></li></ol></nav>
		<div class="split page-head">${head()}<div class="cluster">${stateMark(m.state)}</div></div>
		${side === "seller" ? sellerNav(place.list) : side === "operator" ? operatorNav(place.list) : nothing}
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		${nextView()}
		<div class="with-aside"><div class="stack stack--wide">
				${changes.proposed()}${changes.writing()}${stagesView()}
				${historyView()}</div>
			<aside class="stack stack--wide">${changes.ways()}${more?.aside() ?? nothing}${side === "operator" ? evidenceView(id) : nothing}</aside></div>${changes.sheet()}${references.sheet()}`);
	await setTitle("order.title", { ref: refOf(id) });
	draw();
}

// @ts-check
/**
 * Other milestones than those that were agreed, or an early end: one side
 * proposes, the other confirms the digest of what it was shown (X13).
 * @typedef {import("./types").Milestones} Milestones
 * @typedef {import("./types").Money} Money
 * @typedef {import("./types").PlanChange} PlanChange
 * @typedef {import("./types").PlanStage} PlanStage
 */
import { html, nothing } from "../vendor/lit.js";
import { call, newKey } from "./api.js";
import { pick } from "./dom.js";
import { busy, clearFaults, showFaults, showProblem } from "./form.js";
import { t, timeText } from "./i18n.js";
import { decimal, minorOf, moneyText } from "./money.js";
import { field, icon, openSheet, sheet } from "./view.js";

const STAGES_MAX = 70;
const WORDS_MAX = 1000;

/** @typedef {"stop" | "confirm" | "decline" | "withdraw"} Act */
/** @typedef {{name: string, criteria: string, net: string}} Typed */

/** The stages of both, those that stay as they are once. @param {PlanChange} change */
const rowsOf = ({ before, after }) => Array.from({ length: Math.max(before.length, after.length) }, (_, i) => /** @type {[PlanStage | undefined, PlanStage | undefined]} */ ([before[i], after[i]]));

/** @param {PlanStage | undefined} s */
const side = (s) => s ? html`<div><bdi>${s.name}</bdi><p class="by"><bdi>${moneyText(s.amount)}</bdi></p>
	${s.criteria.length ? html`<ul class="hint">${s.criteria.map((c) => html`<li><bdi>${c}</bdi></li>`)}</ul>` : nothing}</div>` : html`<span class="soft">–</span>`;

/** @param {PlanStage | undefined} a @param {PlanStage | undefined} b */
const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** What all of it comes to, before and after. @param {PlanChange} change @param {Money} total */
const totalsView = (change, total) => html`<dl class="sums"><div><dt>${t("plan_change.total")}</dt><dd><bdi>${moneyText(total)}</bdi></dd></div>
	<div class="sums__total"><dt>${t("plan_change.total_after")}</dt><dd><bdi>${moneyText(change.total)}</bdi></dd></div></dl>`;

/** @param {PlanChange} change @param {Money} total of the plan in force */
const compareView = (change, total) => html`<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t("plan_change.kind_change")}</caption>
	<thead><tr><th scope="col">${t("stages.stage")}</th><th scope="col">${t("plan_change.before")}</th><th scope="col">${t("plan_change.after")}</th></tr></thead>
	<tbody>${rowsOf(change).map(([a, b], i) => html`<tr><th scope="row">${i + 1}</th><td data-label=${t("plan_change.before")}>${side(a)}</td>
		<td data-label=${t("plan_change.after")}>${isSame(a, b) ? html`<span class="soft">${t("plan_change.same")}</span>` : side(b)}</td></tr>`)}</tbody></table></div>
	${totalsView(change, total)}`;

/** What there is to pay and to give back when the order ends. @param {PlanChange} change */
const accountView = ({ account }) => account ? html`<dl class="sums">
	${/** @type {const} */ (["total", "accepted", "billed", "credited", "paid"]).map((name) => html`<div><dt>${t(`plan_change.${name}`)}</dt><dd><bdi>${moneyText(account[name])}</bdi></dd></div>`)}
	${/** @type {const} */ (["open", "refund", "freed"]).map((name) => html`<div class="sums__total"><dt>${t(`plan_change.${name}`)}</dt><dd><bdi>${moneyText(account[name])}</bdi></dd></div>`)}</dl>` : nothing;

/**
 * @param {"buyer" | "seller" | "operator"} who looks
 * @param {boolean} may propose
 * @param {{now: () => Milestones, draw: () => void, done: (title: string) => Promise<void>}} page
 */
export function startChanges(who, may, { now, draw, done }) {
	let key = newKey();
	/** @type {Act} */
	let act = "stop";
	/** @type {Typed[] | null} null: nothing is being written */
	let typed = null;

	const party = () => who === "buyer" ? now().seller : now().buyer;

	/** @param {Act} what */
	function ask(what) {
		act = what;
		key = newKey();
		draw();
		openSheet("change");
	}

	/** @param {string} reason @returns {Promise<PlanChange>} */
	function send(reason) {
		const change = now().change?.id ?? "";
		switch (act) {
		case "stop": return call("proposeChange", {}, { key, body: { order: now().order, kind: "stop", reason } });
		case "confirm": return call("confirmChange", { change }, { key, body: { digest: now().change?.digest } });
		case "decline": return call("declineChange", { change }, { body: { reason } });
		case "withdraw": return call("withdrawChange", { change });
		}
	}

	/** @param {SubmitEvent} event */
	const submit = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("why") ?? "").trim();
		if (!reason && (act === "stop" || act === "decline")) {
			showFaults(form, [{ name: "why", text: t("handovers.reason_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			try {
				await send(reason);
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			form.reset();
			/** @type {HTMLDialogElement} */ (pick("#change")).close();
			await done(`plan_change.done_${act}`);
		});
	};

	const begin = () => {
		typed = now().items.filter(({ state }) => state === "PLANNED").map((s) => ({ name: s.name, criteria: s.criteria.join("\n"), net: decimal(s.net) }));
		if (!typed.length)
			typed.push({ name: "", criteria: "", net: "" });
		key = newKey();
		draw();
		pick("#h-write").focus();
	};

	/** @param {Event} event */
	const typing = (event) => {
		const { name, value } = /** @type {HTMLInputElement} */ (event.target);
		const [, part, i] = /^(name|criteria|net)-(\d+)$/.exec(name) ?? [];
		if (part && typed)
			typed[Number(i)][/** @type {keyof Typed} */ (part)] = value;
	};

	/** @param {Typed[]} list */
	const faultsOf = (list) => list.flatMap((s, i) => [
		...s.name.trim() ? [] : [{ name: `name-${i}`, text: t("plan_change.name_missing", { n: kept() + i + 1 }) }],
		...minorOf(s.net, now().total.currency) ? [] : [{ name: `net-${i}`, text: t("plan_change.net_bad", { n: kept() + i + 1, currency: now().total.currency }) }],
	]);

	/** @param {SubmitEvent} event */
	const propose = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("reason")).trim();
		const list = typed ?? [];
		const faults = [...faultsOf(list), ...reason ? [] : [{ name: "reason", text: t("handovers.reason_missing") }]];
		if (faults.length) {
			showFaults(form, faults);
			return;
		}
		clearFaults(form);
		const stages = list.map((s) => ({ name: s.name.trim(), criteria: s.criteria.split("\n").map((c) => c.trim()).filter(Boolean), net: minorOf(s.net, now().total.currency) }));
		void busy(/** @type {HTMLButtonElement} */ (pick('button[type="submit"]', form)), async () => {
			try {
				await call("proposeChange", {}, { key, body: { order: now().order, kind: "change", reason, stages } });
			} catch (fault) {
				key = newKey();
				showProblem(form, fault);
				return;
			}
			typed = null;
			await done("plan_change.done_change");
		});
	};

	const kept = () => now().items.filter(({ state }) => state !== "PLANNED").length;

	/** @param {number} i */
	const drop = (i) => () => {
		typed?.splice(i, 1);
		draw();
		pick("#h-write").focus();
	};
	const add = () => {
		typed?.push({ name: "", criteria: "", net: "" });
		draw();
		pick(`#name-${(typed?.length ?? 1) - 1}`).focus();
	};

	const leave = () => {
		typed = null;
		draw();
		pick("h1").focus();
	};

	/** @param {Typed} s @param {number} i @param {Typed[]} all */
	const stageFields = (s, i, all) => html`<fieldset class="part stack"><legend>${t("stages.nth", { n: kept() + i + 1 })}</legend>
		<div class="columns">${field({ name: `name-${i}`, label: t("plan_change.name"), value: s.name, max: 200 })}
			${field({ name: `net-${i}`, label: t("plan_change.net", { currency: now().total.currency }), value: s.net, max: 24, mode: "decimal" })}</div>
		${field({ name: `criteria-${i}`, label: t("plan_change.criteria"), hint: t("plan_change.criteria_hint"), value: s.criteria, lines: 3, optional: true })}
		${all.length > 1 ? html`<p><button class="btn btn--small" type="button" @click=${drop(i)}>${icon("trash-2")}${t("handovers.remove")}<span class="visually-hidden"> ${t("stages.nth", { n: kept() + i + 1 })}</span></button></p>` : nothing}</fieldset>`;

	/** What is confirmed, in figures. @param {PlanChange | null} change */
	const sumsOf = (change) => !change ? nothing : change.kind === "stop" ? accountView(change) : totalsView(change, now().total);

	const words = () => act === "withdraw" ? html`<p>${t("plan_change.withdraw_text", { party: party() })}</p>`
		: act === "confirm" ? html`<div class="stack"><p>${t(`plan_change.confirm_${now().change?.kind ?? "stop"}_text`)}</p>${sumsOf(now().change)}</div>`
		: html`${act === "stop" ? html`<p>${t("plan_change.stop_text", { party: party() })}</p>` : nothing}
			${field({ name: "why", label: t("plan_change.why"), hint: t("plan_change.why_hint", { party: party() }), lines: 4, max: WORDS_MAX })}`;

	const title = () => act === "confirm" ? `plan_change.confirm_${now().change?.kind ?? "stop"}` : `plan_change.${act}_title`;

	return {
		/** What is proposed now, with what can be done about it. @type {() => unknown} */
		proposed() {
			const { change } = now();
			if (!change)
				return nothing;
			const by = change.side === who ? t("plan_change.by_you") : t("plan_change.by", { party: change.side === "buyer" ? now().buyer : now().seller });
			return html`<section class="card card--changed stack" id="proposed" aria-labelledby="h-change" tabindex="-1"><h2 id="h-change">${t(`plan_change.kind_${change.kind}`)}</h2>
				<p class="soft">${by} · <time datetime=${change.created_at}>${timeText(change.created_at)}</time></p>
				<p class="quote" dir="auto">${change.reason}</p>
				${change.kind === "stop" ? html`<h3>${t("plan_change.account")}</h3>${accountView(change)}` : compareView(change, now().total)}
				${change.can.length ? html`<p class="cluster">${change.can.map((what) => html`<button class="btn ${what === "confirm" ? "btn--primary" : ""}" type="button" aria-haspopup="dialog" @click=${() => ask(what)}>
					${t(what === "confirm" ? `plan_change.confirm_${change.kind}` : `plan_change.${what}`)}</button>`)}</p>` : nothing}</section>`;
		},
		/** The ways to propose something. @type {() => unknown} */
		ways: () => !may || now().change || now().state !== "IN_DELIVERY" || typed ? nothing : html`<section class="card stack" aria-labelledby="h-ways"><h2 id="h-ways">${t("plan_change.title")}</h2>
			<p class="hint">${t("plan_change.lead")}</p>
			<button class="btn btn--block" type="button" @click=${begin}>${icon("pencil")}${t("plan_change.change")}</button>
			<button class="btn btn--danger btn--block" type="button" aria-haspopup="dialog" @click=${() => ask("stop")}>${t("plan_change.stop")}</button></section>`,
		/** The milestones that have not begun, as they are to be. @type {() => unknown} */
		writing: () => typed ? html`<section class="card" aria-labelledby="h-write"><h2 id="h-write" tabindex="-1">${t("plan_change.change")}</h2>
			<form class="stack" novalidate @submit=${propose} @input=${typing}><p class="hint">${t("plan_change.write_lead", { party: party() })}</p>
				${typed.map(stageFields)}
				${kept() + typed.length < STAGES_MAX ? html`<p><button class="btn btn--small" type="button" @click=${add}>${icon("plus")}${t("plan_change.add")}</button></p>` : nothing}
				${field({ name: "reason", label: t("plan_change.why"), hint: t("plan_change.why_hint", { party: party() }), lines: 3, max: WORDS_MAX })}
				<p class="cluster"><button class="btn btn--primary" type="submit">${t("plan_change.propose")}</button><button class="btn" type="button" @click=${leave}>${t("form.cancel")}</button></p></form></section>` : nothing,
		/** @type {() => unknown} */
		sheet: () => sheet({ id: "change", title: t(title()), body: html`<form id="change-form" class="stack" novalidate @submit=${submit}>${words()}</form>`,
			action: html`<button class="btn ${act === "stop" || (act === "confirm" && now().change?.kind === "stop") ? "btn--danger" : "btn--primary"}" type="submit" form="change-form">
				${t(act === "stop" ? "plan_change.propose" : act === "confirm" ? `plan_change.confirm_${now().change?.kind ?? "stop"}` : `plan_change.${act}`)}</button>` }),
	};
}

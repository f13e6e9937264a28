// @ts-check
/**
 * Services on their way to acceptance: the seller's list and desk, the
 * buyer's answer, the operator's disputes.  By its address one of them.
 * @typedef {import("../types").Handover} Handover
 * @typedef {import("../types").HandoverItem} HandoverItem
 * @typedef {import("../types").HandoverFile} HandoverFile
 * @typedef {import("../types").HandoverRound} HandoverRound
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, evidenceLink, newKey, sendFile } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { numberText, t, timeText } from "../i18n.js";
import { boot, explain, idInAddress, isOperator, link, maySell, setTitle, signInLink } from "../site.js";
import { icon, notice, openSheet, operatorNav, refOf, sellerNav, sheet, show } from "../view.js";

/** @typedef {"seller" | "operator" | "buyer"} Side */
/** @typedef {"reject" | "take" | "dispute" | "rule_done" | "rule_rework"} Decision */

/** @type {Record<Decision, string>} */
const DONE = { take: "taken", reject: "sent_back", dispute: "disputed", rule_done: "ruled", rule_rework: "ruled" };

const MAY_ORDER = ["owner", "purchaser"];
const KB = 1000;

/** @type {Record<string, [kind: string, icon: string]>} */
const MARKS = {
	OPEN: ["busy", "pencil"],
	REWORK: ["busy", "pencil"],
	DELIVERED: ["wait", "clock"],
	DISPUTED: ["wait", "scale"],
	ACCEPTED: ["good", "circle-check"],
	CANCELLED: ["off", "ban"],
};

/** @param {string} state */
function mark(state) {
	const [kind, image] = MARKS[state] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${t(`handover_state.${state}`)}</span>`;
}

/** @type {Record<Side, {list: "handovers" | "disputes", path: string, title: string}>} */
const DESKS = {
	seller: { list: "handovers", path: "seller/handovers/", title: "handovers.title" },
	operator: { list: "disputes", path: "operator/disputes/", title: "handovers.disputes" },
	buyer: { list: "handovers", path: "my/orders/", title: "orders.title" },
};

/** @param {Side} side */
const nav = (side) => side === "seller" ? sellerNav("seller/handovers/") : side === "operator" ? operatorNav("operator/disputes/") : nothing;

/** @param {Side} side @param {HandoverItem} h */
const row = (side, h) => html`<tr class="row-link">
	<th scope="row"><a href=${link(`${DESKS[side].path}${h.id}`)}>${h.product}</a><p class="by"><bdi>${refOf(h.order)}</bdi>${side === "operator" ? html` · <bdi>${h.seller}</bdi>` : nothing}</p></th>
	<td data-label=${t("handovers.party")}><bdi>${h.buyer}</bdi></td>
	<td data-label=${t("handovers.since")}><time datetime=${h.opened_at}>${timeText(h.opened_at)}</time></td>
	<td data-label=${t("handovers.state")}>${mark(h.state)}</td></tr>`;

/** @param {HTMLElement} root @param {Side} side */
async function showList(root, side) {
	const desk = DESKS[side];
	/** @type {{items: HandoverItem[], next: string | null}} */
	const { items, next: first } = await call(desk.list);
	let next = first;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call(desk.list, { after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t(desk.title)}</h1><p>${t(`handovers.${side}_lead`)}</p></div>
		${nav(side)}
		${items.length ? html`<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t(desk.title)}</caption>
			<thead><tr><th scope="col">${t("handovers.service")}</th><th scope="col">${t("handovers.party")}</th><th scope="col">${t("handovers.since")}</th><th scope="col">${t("handovers.state")}</th></tr></thead>
			<tbody>${items.map((h) => row(side, h))}</tbody></table></div>`
			: html`<div class="card empty">${icon("package-check")}<h2>${t(side === "operator" ? "handovers.empty_disputes" : "handovers.empty")}</h2><p>${t(`handovers.empty_${side}`)}</p></div>`}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("handovers.more")}</button></p>` : nothing}`);
	draw();
}

/** @param {HandoverFile} f @param {unknown} [more] */
const fileRow = (f, more = nothing) => html`<li class="stack stack--tight"><div class="split"><a href=${evidenceLink(f.id)} download=${f.name}><bdi>${f.name}</bdi></a>
	<span class="hint">${t("handovers.size", { kb: numberText(Math.ceil(f.bytes / KB)) })}</span></div>
	<span class="id" title=${t("handovers.checksum")}>${f.sha256}</span>${more}</li>`;

/** @param {HandoverRound} r */
const roundView = (r) => html`<section class="card stack" aria-labelledby="h-round-${r.round}"><h2 id="h-round-${r.round}">${t("handovers.round", { n: r.round })}</h2>
	<dl class="facts"><div><dt>${t("handovers.handed")}</dt><dd><time datetime=${r.delivered_at}>${timeText(r.delivered_at)}</time></dd></div>
		<div><dt>${t("handovers.note")}</dt><dd dir="auto" class="text">${r.note}</dd></div>
		${r.answered_at ? html`<div><dt>${t(r.answer ? "handovers.answer" : "handovers.accepted_at")}</dt><dd dir="auto" class="text">${r.answer ?? nothing}
			<p class="hint"><time datetime=${r.answered_at}>${timeText(r.answered_at)}</time></p></dd></div>` : nothing}
		${r.appeal ? html`<div><dt>${t("handovers.appeal")}</dt><dd dir="auto" class="text">${r.appeal}</dd></div>` : nothing}
		${r.ruling ? html`<div><dt>${t("handovers.ruling")}</dt><dd dir="auto" class="text">${r.ruling}</dd></div>` : nothing}</dl>
	${r.files.length ? html`<h3>${t("handovers.files")}</h3><ul class="stack" role="list">${r.files.map((f) => fileRow(f))}</ul>` : nothing}</section>`;

/** @param {HTMLElement} root @param {Side} side @param {string} id @param {boolean} mayOrder */
async function showOne(root, side, id, mayOrder) {
	/** @type {Handover} */
	let h;
	try {
		h = await call("handover", { handover: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || fault.status !== 404)
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("handovers.missing")}</h1><p>${t("handovers.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link(DESKS[side].path)}>${t(DESKS[side].title)}</a></p></div>`);
		return;
	}
	let key = newKey();
	/** @type {Decision} */
	let deciding = "reject";
	/** @type {unknown} */
	let news = nothing;
	/** @type {{name: string, part: number, fault: string}[]} */
	const sending = [];

	/** @param {Handover} now @param {string} title */
	function settled(now, title) {
		h = now;
		news = notice("good", t(`handovers.${title}`), t(`handovers.${title}_text`, { name: side === "seller" ? h.buyer : h.seller }));
		draw();
		pick("[data-news] .notice").focus();
	}

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
		if (deciding === "take")
			return call("acceptHandover", { handover: id }, { key, body: { row_version } });
		if (deciding === "dispute")
			return call("disputeHandover", { handover: id }, { body: { row_version, reason } });
		return deciding === "reject" ? call("rejectHandover", { handover: id }, { body: { row_version, reason } })
			: call("ruleHandover", { handover: id }, { body: { row_version, ruling: deciding === "rule_done" ? "accept" : "rework", reason } });
	}

	/** @param {SubmitEvent} event */
	const submit = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("reason") ?? "").trim();
		if (!reason && deciding !== "take") {
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
		if (!note) {
			showFaults(form, [{ name: "note", text: t("handovers.note_missing") }]);
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

	/** @param {File} file */
	async function add(file) {
		const job = { name: file.name, part: 0, fault: "" };
		sending.push(job);
		try {
			h.files.push(await sendFile("addEvidence", { handover: id, name: file.name }, file, "application/octet-stream", (part) => {
				job.part = part;
				draw();
			}));
			sending.splice(sending.indexOf(job), 1);
		} catch (fault) {
			job.fault = explain(fault);
		}
		draw();
	}

	/** @param {Event} event */
	const chosen = async (event) => {
		const input = /** @type {HTMLInputElement} */ (event.currentTarget);
		const files = [...input.files ?? []];
		input.value = "";
		sending.splice(0, sending.length, ...sending.filter((job) => !job.fault));
		for (const file of files)
			await add(file);
	};

	/** @param {HandoverFile} f */
	const remove = (f) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		await call("dropEvidence", { file: f.id });
		h.files.splice(h.files.indexOf(f), 1);
		draw();
	});

	const giving = () => side === "seller" && ["OPEN", "REWORK"].includes(h.state);

	const giveView = () => html`<section class="card stack" aria-labelledby="h-give"><h2 id="h-give">${t(h.rounds.length ? "handovers.give_again" : "handovers.give_title")}</h2>
		<p class="hint">${t("handovers.give_lead")}</p>
		<form id="give" class="stack" novalidate @submit=${give}>
			<div class="field"><label for="note">${t("handovers.note_label")}</label><p class="hint" id="note-hint">${t("handovers.note_hint")}</p>
				<textarea class="input input--area" id="note" name="note" rows="6" maxlength="2000" aria-describedby="note-hint"></textarea></div>
			<div class="field"><div class="cluster"><input class="visually-hidden" type="file" id="evidence" multiple aria-describedby="evidence-hint" @change=${chosen}>
				<label class="btn btn--small" for="evidence">${icon("upload")}${t("handovers.add")}</label></div><p class="hint" id="evidence-hint">${t("handovers.add_hint")}</p></div>
			${h.files.length ? html`<ul class="stack" role="list">${h.files.map((f) => fileRow(f, html`<p><button class="btn btn--small" type="button" @click=${remove(f)}>${icon("trash-2")}${t("handovers.remove")}<span class="visually-hidden"> ${f.name}</span></button></p>`))}</ul>` : nothing}
			<div role="status">${sending.map((job) => job.fault ? html`<p class="error">${icon("circle-alert")}${job.name}: ${job.fault}</p>`
				: html`<p class="cluster"><progress max="1" value=${job.part} aria-label=${t("handovers.adding", { name: job.name })}></progress><span class="hint">${job.name}</span></p>`)}</div>
			<p><button class="btn btn--primary" type="submit" ?disabled=${sending.some((job) => !job.fault)}>${t("handovers.give")}</button></p></form></section>`;

	const takeView = () => html`<section class="card card--lift stack" aria-labelledby="h-take"><h2 id="h-take">${t("handovers.take_title")}</h2>
		<p>${t("handovers.take_lead")}</p>
		${mayOrder ? html`<button class="btn btn--primary btn--block" type="button" aria-haspopup="dialog" @click=${() => ask("take")}>${icon("circle-check")}${t("handovers.take")}</button>
			<button class="btn btn--block" type="button" aria-haspopup="dialog" @click=${() => ask("reject")}>${t("handovers.reject")}</button>`
			: html`<p class="soft">${t("handovers.role")}</p>`}</section>`;

	const ruleView = () => html`<section class="card card--lift stack" aria-labelledby="h-rule"><h2 id="h-rule">${t("handovers.take_title")}</h2>
		<button class="btn btn--primary btn--block" type="button" aria-haspopup="dialog" @click=${() => ask("rule_done")}>${t("handovers.rule_done")}</button>
		<button class="btn btn--block" type="button" aria-haspopup="dialog" @click=${() => ask("rule_rework")}>${t("handovers.rule_rework")}</button></section>`;

	const waitView = () => html`<section class="card stack"><p>${t("handovers.wait_buyer")}</p>
		${h.answer_by && Date.parse(h.answer_by) <= Date.now()
			? html`<button class="btn btn--block" type="button" aria-haspopup="dialog" @click=${() => ask("dispute")}>${t("handovers.dispute")}</button>`
			: h.answer_by ? html`<p class="hint">${t("handovers.wait_until", { time: timeText(h.answer_by) })}</p>` : nothing}</section>`;

	/** What the one who looks can do, or who is to act. */
	function turn() {
		if (side === "buyer" && h.state === "DELIVERED")
			return takeView();
		if (side === "operator" && h.state === "DISPUTED")
			return ruleView();
		if (side === "seller" && h.state === "DELIVERED")
			return waitView();
		const who = h.state === "DISPUTED" ? "operator" : h.state === "DELIVERED" ? "buyer" : "seller";
		return ["ACCEPTED", "CANCELLED"].includes(h.state) || who === side ? nothing
			: html`<section class="card"><p>${t(`handovers.wait_${who}`)}</p></section>`;
	}

	const words = () => html`<div class="field"><label for="reason">${t(deciding === "reject" ? "handovers.reject_why" : deciding === "dispute" ? "handovers.dispute_why" : "handovers.rule_why")}</label>
		<p class="hint" id="reason-hint">${deciding === "reject" ? t("handovers.reject_hint", { n: h.round, max: h.rounds_max }) : t(deciding === "dispute" ? "handovers.dispute_hint" : "handovers.rule_hint")}</p>
		<textarea class="input input--area" id="reason" name="reason" rows="4" maxlength="1000" aria-describedby="reason-hint"></textarea></div>`;

	const decideSheet = () => sheet({ id: "decide", title: t(`handovers.${deciding === "take" ? "take_sure" : `${deciding}_title`}`),
		body: html`<form id="decide-form" class="stack" novalidate @submit=${submit}>${deciding === "take" ? html`<p>${t("handovers.take_text")}</p>` : words()}</form>`,
		action: html`<button class="btn btn--primary" type="submit" form="decide-form">${t(`handovers.${deciding === "reject" ? "reject_send" : deciding}`)}</button>` });

	const draw = () => show(root, html`
		<nav class="crumbs" aria-label=${t(DESKS[side].title)}><ol><li><a href=${link(side === "buyer" ? `my/orders/${h.order}` : DESKS[side].path)}>${side === "buyer" ? refOf(h.order) : t(DESKS[side].title)}</a></li>
			<li aria-current="page">${h.product}</li></ol></nav>
		<div class="split page-head"><div><h1 tabindex="-1">${h.product}</h1><p class="soft"><bdi>${side === "buyer" ? h.seller : h.buyer}</bdi> · <bdi>${refOf(h.order)}</bdi></p></div>
			<div class="cluster">${mark(h.state)}</div></div>
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		<div class="with-aside"><div class="stack stack--wide">
				${giving() ? giveView() : nothing}
				${h.rounds.length ? h.rounds.toReversed().map(roundView) : giving() ? nothing : html`<p class="card soft">${t(h.state === "CANCELLED" ? "handovers.cancelled" : "handovers.none_yet")}</p>`}</div>
			<aside class="stack stack--wide">${turn()}</aside></div>
		${decideSheet()}`);
	await setTitle("handovers.one");
	draw();
}

/** @returns {Side} */
const sideOf = () => location.pathname.includes("/operator/") ? "operator" : location.pathname.includes("/seller/") ? "seller" : "buyer";

boot(async ({ session, root }) => {
	const side = sideOf();
	const id = idInAddress("hdo");
	if (!session.user)
		location.replace(signInLink());
	else if (side === "operator" ? !isOperator(session) : side === "seller" && !maySell(session))
		throw new Problem(403, { code: "forbidden", detail: t(side === "operator" ? "operator.only" : "handovers.only_sellers") });
	else if (id)
		await showOne(root, side, id, MAY_ORDER.includes(session.user.role));
	else if (side === "buyer")
		location.replace(link("my/orders/"));
	else
		await showList(root, side);
});

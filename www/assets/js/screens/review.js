// @ts-check
/**
 * One review: what would change for buyers, field by field, and the answer.
 * @typedef {import("../types").ReviewDetail} ReviewDetail
 * @typedef {import("../types").Change} Change
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, ROOT, call } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { hasText, language, t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { explain, link, setTitle } from "../site.js";
import { icon, listingMark, notice, openSheet, sheet, show } from "../view.js";

const LONG = 400;
/** @type {Record<string, string>} words of the editor that have another name there */
const RENAMED = { locale: "language", value: "option_value", mode: "billing", title: "agreement_title", text: "agreement_text", date: "release_date", notes: "release_notes", alt: "alt_text", amount: "price", file: "picture", from_quantity: "from" };

/** Words, pictures and languages for what a path or a row holds. @param {string} part */
const partText = (part) => /^[0-9a-f]{64}\.\w+$/.test(part) ? t("listing.picture") : part;

/** @param {string} name */
const label = (name) => name === "capacity" ? t("listing.capacity_one") : hasText(`listing.${RENAMED[name] ?? name}`) ? t(`listing.${RENAMED[name] ?? name}`) : name;

/** "Plans › pro › Prices › monthly EUR 1". Field names and items' keys take turns. @param {string[]} path */
const pathText = (path) => path.map((part, i) => html`${i ? html`<span class="soft" aria-hidden="true"> › </span><span class="visually-hidden">, </span>` : nothing}<bdi>${partText(label(part))}</bdi>`);

/**
 * A value as people read it; a price knows its currency from where it stands.
 * @param {unknown} value
 * @param {string[]} path
 * @returns {unknown}
 */
function valueText(value, path) {
	if (value === null || value === undefined || value === "")
		return html`<span class="soft">${t("review.nothing")}</span>`;
	const currency = path.at(-1) === "amount" ? path.at(-2)?.split(" ").find((word) => /^[A-Z]{3}$/.test(word)) : undefined;
	if (typeof value === "number" && currency)
		return moneyText({ amount: value, currency });
	if (Array.isArray(value) && value.every((item) => typeof item !== "object"))
		return value.join(", ") || html`<span class="soft">${t("review.nothing")}</span>`;
	if (typeof value === "object" && !Object.values(value).some((inner) => typeof inner === "object" || String(inner).length > 60) && !("alt" in value))
		return html`<p>${rowText(/** @type {Record<string, any>} */ (value))}</p>`;
	if (typeof value === "object")
		return html`<dl class="facts facts--plain">${Object.entries(/** @type {Record<string, unknown>} */ (value)).filter(([, inner]) =>
			inner !== null && inner !== "" && !(Array.isArray(inner) && !inner.length)).map(([name, inner]) => html`<div><dt>${label(name)}</dt>
			<dd>${Array.isArray(inner) && inner.some((item) => typeof item === "object") ? inner.map((item) => valueText(item, path)) : objectValue(value, name, inner)}</dd></div>`)}</dl>`;
	const words = String(value);
	if (/^(logo|file)$/.test(path.at(-1) ?? ""))
		return html`<img class="thumb" src=${link(`media/${encodeURIComponent(words)}`).split("?")[0]} alt=${t("listing.picture")} width="120" height="80">`;
	return words.length > LONG ? html`<details><summary class="link">${t("review.long", { n: [...words].length })}</summary><pre class="text">${words}</pre></details>` : html`<span class="text">${words}</span>`;
}

/** A price, an option or a capacity in one line. @param {Record<string, any>} row */
const rowText = (row) => row.mode ? [t(`product.mode_${row.mode}`), row.capacity, Number(row.from_quantity) > 1 ? t("product.from_quantity", { n: row.from_quantity }) : "",
	moneyText({ amount: Number(row.amount), currency: row.currency })].filter(Boolean).join(" · ")
	: Object.entries(row).map(([name, value]) => `${label(name)}: ${value}`).join(" · ");

/** @param {any} whole @param {string} name @param {unknown} inner */
const objectValue = (whole, name, inner) => name === "amount" && whole.currency ? moneyText({ amount: Number(inner), currency: whole.currency }) : valueText(inner, [name]);

const BADGES = { added: "badge--good", removed: "badge--bad", changed: "" };

/** @param {Change} change */
const changeRow = (change) => html`<li class="change"><p class="change__path"><span class="badge ${BADGES[change.kind]}">${t(`review.${change.kind}`)}</span> <strong>${pathText(change.path)}</strong></p>
	<div class="change__sides">${change.kind === "added" ? nothing : html`<div class="was-side"><p class="hint">${t("review.before")}</p>${valueText(change.before, change.path)}</div>`}
		${change.kind === "removed" ? nothing : html`<div class="is-side"><p class="hint">${t("review.after")}</p>${valueText(change.after, change.path)}</div>`}</div></li>`;

/** A new product whole, part by part. @param {Record<string, any>} listing @returns {Change[]} */
const partsOf = (listing) => Object.entries(listing).flatMap(([name, value]) => {
	if (value === null || value === "" || (Array.isArray(value) && !value.length))
		return [];
	const items = Array.isArray(value) && typeof value[0] === "object" ? value : [value];
	return items.map((after) => ({ kind: /** @type {const} */ ("added"), before: null, after,
		path: items === value ? [name, after.code ?? after.title ?? after.version ?? after.file ?? after.locale] : [name] }));
});

/** @param {Change} part */
const partRow = (part) => html`<li class="change"><p class="change__path"><strong>${pathText(part.path)}</strong></p><div>${valueText(part.after, part.path)}</div></li>`;

/** @param {HTMLElement} root @param {string} id */
export async function showReview(root, id) {
	/** @type {ReviewDetail} */
	let it;
	try {
		it = await call("review", { product: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || ![400, 404, 409].includes(fault.status))
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("review.missing")}</h1><p>${t("review.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link("operator/reviews/")}>${t("reviews.title")}</a></p></div>`);
		return;
	}
	/** @type {unknown} */
	let news = nothing;
	await setTitle("review.title", { name: it.product.name });

	/** @param {string} title @param {string} text */
	function done(title, text) {
		show(root, html`<div class="outcome card"><span class="outcome__mark outcome__mark--good">${icon("circle-check")}</span><h1 tabindex="-1">${title}</h1><p>${text}</p>
			<p class="cluster"><a class="btn btn--primary" href=${link("operator/reviews/")}>${t("review.next")}</a>${it.product.state === "LIVE" ? html`<a class="btn" href=${link(`p/${it.product.slug}`)}>${t("listing.see")}</a>` : nothing}</p></div>`);
		pick("h1", root).focus();
	}

	/** @param {unknown} fault @param {HTMLFormElement} [form] */
	async function failed(fault, form) {
		if (!(fault instanceof Problem))
			throw fault;
		if (fault.status === 412 || fault.code === "state") {
			for (const open of /** @type {NodeListOf<HTMLDialogElement>} */ (root.querySelectorAll("dialog[open]")))
				open.close();
			news = notice("warn", t("review.conflict"), html`<p>${t("review.conflict_text")}</p><p><button class="btn btn--small" type="button" @click=${() => location.reload()}>${t("review.reload")}</button></p>`);
		} else if (form) {
			showProblem(form, fault);
			return;
		} else {
			news = notice("bad", t("listing.not_done"), explain(fault));
		}
		draw();
		pick("[data-news] .notice").focus();
	}

	/** @param {Event} event */
	const approve = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			it.product = (await call("approveListing", { product: id }, { body: { row_version: it.draft.row_version } })).product;
			done(t("review.approved", { name: it.product.name }), t("review.approved_text"));
		} catch (fault) {
			await failed(fault);
		}
	});

	/**
	 * A form of one text, then a call.
	 * @param {string} name of the text
	 * @param {string} missing
	 * @param {(value: string) => Promise<void>} send
	 */
	const sender = (name, missing, send) => (/** @type {SubmitEvent} */ event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const value = String(new FormData(form).get(name)).trim();
		if (!value) {
			showFaults(form, [{ name, text: missing }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), () => send(value).catch((fault) => failed(fault, form)));
	};

	const request = sender("note", t("review.note_missing"), async (note) => {
		await call("askForChanges", { product: id }, { body: { row_version: it.draft.row_version, note } });
		done(t("review.asked", { name: it.product.name }), t("review.asked_text", { seller: it.seller.name }));
	});

	const restrict = sender("reason", t("operator.reason_missing"), async (reason) => {
		await call("restrictProduct", { product: id }, { body: { reason } });
		done(t("operator.restricted", { name: it.product.name }), t("operator.restricted_text"));
	});

	const sides = () => it.live ? html`<p class="hint">${t("review.against", { n: it.product.revision })}</p>` : html`<p class="hint">${t("review.new_text")}</p>`;

	const draw = () => show(root, html`<nav class="crumbs" aria-label=${t("reviews.title")}><ol><li><a href=${link("operator/reviews/")}>${t("reviews.title")}</a></li><li aria-current="page">${it.product.slug}</li></ol></nav>
		<div class="split page-head"><div><h1 tabindex="-1">${it.product.name}</h1><p class="soft"><a href=${link(`s/${it.seller.slug}`)}>${it.seller.name}</a> · ${t(`product.delivery_${it.product.delivery}`)} · ${
			t("review.since", { time: timeText(it.draft.submitted_at ?? it.draft.updated_at) })}</p></div><div class="cluster">${listingMark(it.product.state)}</div></div>
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		${it.draft.state === "IN_REVIEW" ? nothing : html`<div class="news">${notice("info", t("review.not_waiting"), t("review.not_waiting_text"))}</div>`}
		<div class="with-aside"><div class="stack stack--wide">
			${it.faults.length ? notice("warn", t("review.faults", { n: it.faults.length }), html`<ul>${it.faults.map((f) => html`<li><bdi>${f.pointer}</bdi> ${f.detail}</li>`)}</ul>`) : nothing}
			<section class="card" aria-labelledby="h-changes"><h2 id="h-changes">${it.live ? t("review.changes", { n: it.changes.length }) : t("review.whole")}</h2>${sides()}
				${it.live ? it.changes.length ? html`<ul class="changes" role="list">${it.changes.map(changeRow)}</ul>` : html`<p class="soft">${t("review.no_changes")}</p>`
				: html`<ul class="changes" role="list">${partsOf(it.draft.listing).map(partRow)}</ul>`}</section></div>
		<aside class="card card--lift stack" aria-labelledby="h-answer"><h2 id="h-answer">${t("review.answer")}</h2>
			<a class="btn btn--block" href="${new URL(`api/storefront/reviews/${id}/preview`, ROOT).href}?lang=${language()}" target="_blank" rel="noopener">${icon("eye")}${t("listing.preview")}</a>
			${it.draft.state === "IN_REVIEW" ? html`<button class="btn btn--primary btn--block" type="button" @click=${approve}>${icon("badge-check")}${t("review.approve")}</button>
				<p class="hint">${t(it.live ? "review.approve_hint" : "review.approve_new_hint")}</p>
				<div><form class="stack" novalidate @submit=${request}><div class="field"><label for="note">${t("review.note")}</label><p class="hint" id="note-hint">${t("review.note_hint")}</p>
					<textarea class="input input--area" id="note" name="note" rows="4" maxlength="2000" aria-describedby="note-hint"></textarea></div>
					<button class="btn btn--block" type="submit">${icon("undo-2")}${t("review.request")}</button></form></div>` : nothing}
			${["LIVE", "HIDDEN"].includes(it.product.state) ? html`<button class="btn btn--danger btn--block" type="button" aria-haspopup="dialog" @click=${() => openSheet("restrict")}>${icon("ban")}${t("operator.restrict")}</button>` : nothing}</aside></div>
		${sheet({ id: "restrict", title: t("operator.restrict_sure", { name: it.product.name }), body: html`<p>${t("operator.restrict_text")}</p><div class="gap-top"><form id="restrict-form" class="stack" novalidate @submit=${restrict}>
			<div class="field"><label for="reason">${t("operator.reason")}</label><p class="hint" id="reason-hint">${t("operator.reason_hint")}</p><textarea class="input input--area" id="reason" name="reason" rows="3" maxlength="300" aria-describedby="reason-hint"></textarea></div></form></div>`,
			action: html`<button class="btn btn--danger" type="submit" form="restrict-form">${t("operator.restrict")}</button>` })}`);
	draw();
}

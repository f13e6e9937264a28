// @ts-check
/**
 * A seller's licence keys: how many each plan has left, more of them, none.
 * @typedef {import("../types").LicencePool} LicencePool
 * @typedef {import("../types").ListingEdit} ListingEdit
 * @typedef {import("./key-lines.js").KeyLine} KeyLine
 * @typedef {import("./key-lines.js").LineFault} LineFault
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, enhance } from "../form.js";
import { listText, numberText, t } from "../i18n.js";
import { boot, explain, idInAddress, link, maySell, setTitle, signInLink } from "../site.js";
import { icon, notice, openSheet, sheet, show } from "../view.js";
import { FILE_BYTES, partsOf, readFile, readKeys } from "./key-lines.js";

const READ_MS = 150;
const SHOWN = 5;

/** A text whose {n} is counted by and {count} is shown. @param {string} key @param {number} n @param {Record<string, string>} [more] */
const counted = (key, n, more = {}) => t(`licence_keys.${key}`, { n, count: numberText(n), ...more });

/** @param {LicencePool} pool @returns {[kind: string, icon: string, state: string]} */
function standing({ free, sold, low }) {
	if (!free)
		return sold ? ["bad", "circle-x", "none"] : ["off", "minus", "unused"];
	return low ? ["wait", "triangle-alert", "low"] : ["good", "circle-check", "good"];
}

/** The plan that needs keys most. @param {LicencePool[]} pools */
const neediest = (pools) => pools.find(({ free, sold }) => !free && sold) ?? pools.find(({ low }) => low)
	?? pools.find(({ free }) => !free) ?? pools[0];

/** "4, 9 and 12", of many the first few. @param {number[]} lines */
const linesText = (lines) => listText([...lines.slice(0, SHOWN).map(numberText), ...(lines.length > SHOWN ? [counted("more", lines.length - SHOWN)] : [])]);

/** @param {HTMLElement} root @param {string} image @param {string} title @param {string} text @param {string} path @param {string} name of the way on */
const instead = (root, image, title, text, path, name) => show(root, html`<div class="card empty">${icon(image)}<h1 tabindex="-1">${title}</h1><p>${text}</p>
	<p><a class="btn btn--primary" href=${link(path)}>${name}</a></p></div>`);

/** @param {HTMLElement} root @param {string} id of the product */
async function showKeys(root, id) {
	const back = `seller/listings/${id}`;
	const [edit, answer] = await Promise.allSettled([call("listing", { product: id }), call("licenceKeys", { product: id })]);
	if (edit.status === "rejected") {
		if (!(edit.reason instanceof Problem) || (edit.reason.status !== 404 && edit.reason.status !== 400))
			throw edit.reason;
		instead(root, "search-x", t("listing.missing"), t("listing.missing_text"), "seller/listings/", t("listings.title"));
		return;
	}
	const { product } = /** @type {ListingEdit} */ (edit.value);
	const name = product.name || product.slug;
	await setTitle("licence_keys.title_of", { name });
	if (product.delivery !== "license") {
		instead(root, "package-x", t("licence_keys.no_licence", { name }), t("licence_keys.no_licence_text",
			{ delivery: t(`product.delivery_${product.delivery}`) }), back, t("licence_keys.back"));
		return;
	}
	if (answer.status === "rejected")
		throw answer.reason;
	/** @type {LicencePool[]} */
	let pools = answer.value.items;
	/** @type {unknown} */
	let news = nothing;
	let found = readKeys("");
	/** @type {unknown} what the last file had to say */
	let file = nothing;
	/** @type {{sent: number, all: number} | null} */
	let progress = null;
	/** @type {LicencePool | null} whose unsold keys are to go */
	let dropping = null;
	let timer = 0;

	const area = () => /** @type {HTMLTextAreaElement} */ (pick("#keys", root));
	const planSelect = () => /** @type {HTMLSelectElement} */ (pick("#plan", root));

	/** @param {unknown} what */
	function tell(what) {
		news = what;
		draw();
		pick("[data-news] .notice", root).focus();
	}

	/** @param {LicencePool} pool */
	const put = (pool) => { pools = pools.map((p) => p.plan === pool.plan ? pool : p); };

	async function refresh() {
		({ items: pools } = await call("licenceKeys", { product: id }));
		draw();
	}

	// --- what is typed ------------------------------------------------------

	function read() {
		clearTimeout(timer);
		found = readKeys(area().value);
		draw();
	}

	function typed() {
		clearTimeout(timer);
		timer = window.setTimeout(read, READ_MS);
	}

	/** @param {FileList | null | undefined} files */
	async function choose(files) {
		const chosen = files?.[0];
		if (!chosen || progress)
			return;
		const { text, heading, fault } = await readFile(chosen);
		if (fault) {
			file = html`<p class="error-text" role="alert">${icon("circle-alert")}<span><bdi>${chosen.name}</bdi>: ${t(`licence_keys.file_${fault}`,
				{ mb: numberText(FILE_BYTES / 1_000_000) })}</span></p>`;
			draw();
			return;
		}
		const before = area().value.trimEnd();
		area().value = before ? `${before}\n${text}` : text;
		file = html`<p class="hint" role="status">${t("licence_keys.file_read", { name: chosen.name })} ${heading ? t("licence_keys.file_heading", { heading }) : nothing}</p>`;
		clearFaults(/** @type {HTMLFormElement} */ (pick("[data-add]", root)));
		read();
		area().focus();
	}

	/** Puts the cursor on a line; lines do not wrap, so that each is as high as the next. @param {number} line */
	function goTo(line) {
		const field = area();
		const before = field.value.split(/\r\n|[\n\r]/).slice(0, line - 1);
		const from = before.reduce((sum, text) => sum + text.length + 1, 0);
		const to = field.value.indexOf("\n", from);
		field.focus();
		field.setSelectionRange(from, to < 0 ? field.value.length : to);
		field.scrollTop = (line - 3) * Number.parseFloat(getComputedStyle(field).lineHeight);
		field.scrollLeft = 0;
	}

	/** @param {LineFault} fault */
	const faultText = ({ line, why }) => t(`licence_keys.line_${why}`, { line: numberText(line) });

	const check = () => html`<div class="stack stack--tight" data-check><p role="status">${found.keys.length || found.faults.length ? html`<strong>${counted("count", found.keys.length)}</strong>` : nothing}
			${found.twice.length ? html`<span class="soft"> · ${counted("twice", found.twice.length, { lines: linesText(found.twice) })}</span>` : nothing}
			${found.faults.length ? html`<span class="bad"> · ${counted("faults", found.faults.length)}</span>` : nothing}</p>
		${found.faults.length ? html`<ul class="stack stack--tight" role="list">${found.faults.slice(0, SHOWN).map((fault) => html`<li class="error-text">${icon("circle-alert")}
				<button class="link" type="button" @click=${() => goTo(fault.line)}>${faultText(fault)}</button></li>`)}
			${found.faults.length > SHOWN ? html`<li class="hint">${counted("more_faults", found.faults.length - SHOWN)}</li>` : nothing}</ul>` : nothing}</div>`;

	// --- adding -------------------------------------------------------------

	/** What the server says of a key, at the line that it stands in. @param {unknown} fault @param {KeyLine[]} part */
	function atLine(fault, part) {
		if (!(fault instanceof Problem))
			return fault;
		const lines = fault.errors.map(({ pointer }) => part[Number(/^\/keys\/(\d+)$/.exec(pointer)?.[1])]?.line).filter(Boolean);
		return lines.length ? new Problem(fault.status, { ...fault.document, errors: [{ pointer: "/keys", code: "line",
			detail: t("licence_keys.refused", { lines: linesText(lines) }) }] }) : fault;
	}

	/** @param {string} plan @param {KeyLine[]} keys */
	async function send(plan, keys) {
		const done = { added: 0, known: 0 };
		progress = { sent: 0, all: keys.length };
		draw();
		try {
			for (const part of partsOf(keys)) {
				const body = { plan, keys: part.map(({ key }) => key) };
				const { added, known, pool } = await call("addLicenceKeys", { product: id }, { body }).catch((fault) => { throw atLine(fault, part); });
				done.added += added;
				done.known += known;
				progress.sent += part.length;
				put(pool);
				draw();
			}
		} catch (fault) {
			news = progress.sent ? notice("warn", counted("stopped", progress.sent, { all: numberText(keys.length) }), t("licence_keys.stopped_text")) : nothing;
			throw fault;
		} finally {
			progress = null;
			draw();
		}
		return done;
	}

	/** @param {Record<string, string>} values */
	async function add({ plan }) {
		read();
		const { keys, twice } = found;
		const { added, known } = await send(plan, keys);
		const pool = pools.find((p) => p.plan === plan);
		const passed = known + twice.length;
		area().value = "";
		found = readKeys("");
		file = nothing;
		tell(notice(added ? "good" : "info", added ? counted("added", added, { plan: pool?.name ?? plan }) : t("licence_keys.added_none"),
			html`<p>${passed ? counted("known", passed) : nothing} ${pool ? counted("left_now", pool.free, { plan: pool.name }) : nothing}</p>`));
	}

	/** @param {string} value */
	function keysRule(value) {
		const { keys, faults } = readKeys(value);
		if (faults.length)
			return counted("mend", faults.length, { lines: linesText(faults.map(({ line }) => line)) });
		return keys.length ? "" : t("licence_keys.missing");
	}

	/** @param {LicencePool} pool */
	function addTo(pool) {
		planSelect().value = pool.plan;
		area().focus();
	}

	// --- removing -----------------------------------------------------------

	/** Asks about as many as there are now. @param {Event} event @param {LicencePool} pool */
	const ask = (event, pool) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			await refresh();
		} catch (fault) {
			tell(notice("bad", t("licence_keys.not_removed"), explain(fault)));
			return;
		}
		dropping = pools.find(({ plan }) => plan === pool.plan) ?? null;
		draw();
		openSheet("drop");
	});

	/** @param {Event} event */
	const drop = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const plan = dropping?.plan ?? "";
		let what;
		try {
			const { removed, pool } = await call("dropLicenceKeys", { product: id }, { body: { plan } });
			put(pool);
			what = notice("good", counted("removed", removed, { plan: pool.name }), pool.sold ? t("licence_keys.state_none_text") : nothing);
		} catch (fault) {
			what = notice("bad", t("licence_keys.not_removed"), explain(fault));
		}
		/** @type {HTMLDialogElement} */ (pick("#drop", root)).close();
		tell(what);
	});

	const dropSheet = () => sheet({ id: "drop", title: counted("drop_title", dropping?.free ?? 0, { plan: dropping?.name ?? "" }),
		body: html`<div class="stack stack--tight"><p>${counted("drop_text", dropping?.free ?? 0)}</p>${dropping?.sold ? html`<p>${counted("drop_sold", dropping.sold)}</p>` : nothing}</div>`,
		action: dropping?.free ? html`<button class="btn btn--danger" type="button" @click=${drop}>${counted("drop_go", dropping.free)}</button>` : undefined });

	// --- the page -----------------------------------------------------------

	/** @param {LicencePool} pool */
	function row(pool) {
		const [kind, image, state] = standing(pool);
		return html`<tr><th scope="row"><div>${pool.name}<p class="by"><bdi>${pool.plan}</bdi></p></div></th>
			<td class="num" data-label=${t("licence_keys.left")}><strong class="figure">${numberText(pool.free)}</strong></td>
			<td class="num" data-label=${t("licence_keys.sold")}>${numberText(pool.sold)}</td>
			<td data-label=${t("listings.state")}><div><span class="state state--${kind}">${icon(image)}${t(`licence_keys.state_${state}`)}</span><p class="hint">${t(`licence_keys.state_${state}_text`)}</p></div></td>
			<td><div class="cluster">${pools.length > 1 ? html`<button class="btn btn--small" type="button" @click=${() => addTo(pool)}>${icon("plus")}${t("licence_keys.add")}<span class="visually-hidden"> ${pool.name}</span></button>` : nothing}
				${pool.free ? html`<button class="btn btn--small btn--danger" type="button" aria-haspopup="dialog" @click=${(/** @type {Event} */ event) => ask(event, pool)}>${icon("trash-2")}${
					t("licence_keys.drop")}<span class="visually-hidden"> ${pool.name}</span></button>` : nothing}</div></td></tr>`;
	}

	const table = () => html`<div class="table-scroll" tabindex="0" role="region" aria-label=${t("licence_keys.pools")}><table class="table table--cards">
		<caption class="visually-hidden">${t("licence_keys.pools")}</caption>
		<thead><tr><th scope="col">${t("licence_keys.plan")}</th><th scope="col" class="num">${t("licence_keys.left")}</th><th scope="col" class="num">${t("licence_keys.sold")}</th>
			<th scope="col">${t("listings.state")}</th><th scope="col"><span class="visually-hidden">${t("company.acts")}</span></th></tr></thead>
		<tbody>${pools.map(row)}</tbody></table></div>`;

	/** @param {DragEvent} event */
	const dropped = (event) => {
		event.preventDefault();
		void choose(event.dataTransfer?.files);
	};
	/** @param {Event} event */
	const picked = (event) => {
		const input = /** @type {HTMLInputElement} */ (event.currentTarget);
		void choose(input.files).finally(() => { input.value = ""; });
	};

	const first = neediest(pools)?.plan;
	const form = () => html`<form class="stack" method="post" data-add>
		${pools.length > 1 ? html`<div class="field field--short"><label for="plan">${t("licence_keys.plan")}</label>
			<select class="select" id="plan" name="plan">${pools.map(({ plan, name: planName }) => html`<option value=${plan} ?selected=${plan === first}>${planName}</option>`)}</select></div>`
			: html`<input type="hidden" name="plan" value=${first}>`}
		<div class="field"><label for="keys">${t("licence_keys.keys")}</label><p class="hint" id="keys-hint">${t("licence_keys.keys_hint")}</p>
			<textarea class="input input--area input--keys" id="keys" name="keys" rows="8" dir="ltr" spellcheck="false" autocomplete="off" autocapitalize="off"
				aria-describedby="keys-hint" ?readonly=${progress !== null} @input=${typed}></textarea>${check()}</div>
		<div class="drop"><input type="file" id="pick-file" accept=".txt,.csv,text/plain,text/csv" aria-describedby="pick-file-hint" @change=${picked}>
			<label class="btn btn--small" for="pick-file">${icon("upload")}${t("licence_keys.file")}</label><p class="hint" id="pick-file-hint">${t("licence_keys.file_hint", { mb: numberText(FILE_BYTES / 1_000_000) })}</p></div>
		${file}
		${progress ? html`<p class="cluster"><progress max=${progress.all} value=${progress.sent} aria-label=${t("licence_keys.sending")}></progress>
			<span class="hint" role="status">${counted("sent", progress.sent, { all: numberText(progress.all) })}</span></p>` : nothing}
		<p><button class="btn btn--primary" type="submit">${found.keys.length && !found.faults.length ? counted("go", found.keys.length) : t("licence_keys.add")}</button></p></form>`;

	const empty = () => html`<div class="card empty">${icon("key-round")}<h2>${t("licence_keys.empty")}</h2><p>${t("licence_keys.empty_text")}</p>
		<p><a class="btn btn--primary" href=${link(back)}>${t("licence_keys.back")}</a></p></div>`;

	const draw = () => show(root, html`<nav class="crumbs" aria-label=${t("page.crumbs")}><ol><li><a href=${link("seller/listings/")}>${t("listings.title")}</a></li>
			<li><a href=${link(back)}><bdi>${name}</bdi></a></li><li aria-current="page">${t("licence_keys.title")}</li></ol></nav>
		<div class="page-head"><h1 tabindex="-1">${t("licence_keys.title")}</h1><p>${t("licence_keys.lead", { name })}</p></div>
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		${pools.length ? html`<div class="stack stack--wide" @dragover=${(/** @type {Event} */ event) => event.preventDefault()} @drop=${dropped}>${table()}
			<section class="card stack" aria-labelledby="h-add"><h2 id="h-add">${t("licence_keys.add")}</h2>${form()}</section></div>${dropSheet()}` : empty()}`);
	draw();
	if (!pools.length)
		return;

	enhance(/** @type {HTMLFormElement} */ (pick("[data-add]", root)), { keys: keysRule }, add);
	// A sale may have taken some meanwhile.
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "visible" && !progress)
			refresh().catch(() => {});
	});
	// Keys are secrets: what is not sent is kept on no device, so leaving asks.
	addEventListener("beforeunload", (event) => {
		if (area().value.trim())
			event.preventDefault();
	});
}

boot(async ({ session, root }) => {
	const id = idInAddress("prd");
	if (!session.user)
		location.replace(signInLink());
	else if (!maySell(session))
		location.replace(link("seller/"));
	else if (!id)
		location.replace(link("seller/listings/"));
	else
		await showKeys(root, id);
});

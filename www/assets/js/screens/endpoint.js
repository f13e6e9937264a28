// @ts-check
/**
 * A seller's endpoint: where orders are set up, and what it answers when it is
 * tried. What is tried is what stands in the form, saved or not.
 * @typedef {import("../types").EndpointView} EndpointView
 * @typedef {import("../types").EndpointTest} EndpointTest
 * @typedef {import("../types").ListingEdit} ListingEdit
 * @typedef {import("./endpoint-checks.js").Check} Check
 * @typedef {import("./endpoint-checks.js").Made} Made
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, enhance } from "../form.js";
import { fromNow, numberText, t, timeText } from "../i18n.js";
import { boot, explain, idInAddress, link, maySell, setTitle, signInLink } from "../site.js";
import { icon, notice, openSheet, sheet, show } from "../view.js";
import { CHECKS, madeBy, mayRun, requestOf } from "./endpoint-checks.js";

const KEY_MIN = 16;
const DELIVERIES = ["saas", "license"];

/** @param {HTMLElement} root @param {string} title @param {string} text @param {string} path @param {string} name of the way on */
const instead = (root, title, text, path, name) => show(root, html`<div class="card empty">${icon("package-x")}<h1 tabindex="-1">${title}</h1><p>${text}</p>
	<p><a class="btn btn--primary" href=${link(path)}>${name}</a></p></div>`);

/** @param {HTMLElement} root @param {string} id of the product */
async function showEndpoint(root, id) {
	const back = `seller/listings/${id}`;
	const [edit, answer] = await Promise.allSettled([call("listing", { product: id }), call("endpoint", { product: id })]);
	if (edit.status === "rejected") {
		if (!(edit.reason instanceof Problem) || (edit.reason.status !== 404 && edit.reason.status !== 400))
			throw edit.reason;
		instead(root, t("listing.missing"), t("listing.missing_text"), "seller/listings/", t("listings.title"));
		return;
	}
	const { product } = /** @type {ListingEdit} */ (edit.value);
	const name = product.name || product.slug;
	await setTitle("endpoint.title_of", { name });
	if (!DELIVERIES.includes(product.delivery)) {
		instead(root, t("endpoint.no_endpoint", { name }), t("endpoint.no_endpoint_text", { delivery: t(`product.delivery_${product.delivery}`) }),
			back, t("licence_keys.back"));
		return;
	}
	if (answer.status === "rejected")
		throw answer.reason;
	let { endpoint, waiting } = /** @type {EndpointView} */ (answer.value);
	/** @type {unknown} */
	let news = nothing;
	/** @type {Map<Check, EndpointTest>} */
	const results = new Map();
	/** @type {Check | null} */
	let running = null;
	/** @type {Made} */
	let made = {};

	const form = () => /** @type {HTMLFormElement} */ (pick("[data-settings]", root));
	/** @param {string} field */
	const typed = (field) => /** @type {HTMLInputElement} */ (form().elements.namedItem(field));

	/** @param {unknown} what */
	function tell(what) {
		news = what;
		draw();
		pick("[data-news] .notice", root).focus();
	}

	/** @param {EndpointView} view */
	function take(view) {
		({ endpoint, waiting } = view);
	}

	// --- settings -----------------------------------------------------------

	/** @param {Record<string, string>} values */
	async function save({ url, key, contact }) {
		const waited = waiting;
		take(await call("saveEndpoint", { product: id }, { version: endpoint?.row_version ?? 0,
			body: { url: url.trim(), contact: contact === "on", ...(key.trim() ? { key: key.trim() } : {}) } }));
		typed("key").value = "";
		tell(notice("good", t("endpoint.saved"), waited ? html`<p>${t("endpoint.again", { n: waited, count: numberText(waited) })}</p>` : nothing));
	}

	/** @param {string} value */
	function urlRule(value) {
		if (!value.trim())
			return t("endpoint.url_missing");
		return /^https?:\/\/[^\s#]+$/.test(value.trim()) ? "" : t("endpoint.url_bad");
	}

	/** @param {string} value */
	function keyRule(value) {
		if (!value.trim())
			return endpoint ? "" : t("endpoint.key_missing");
		return value.trim().length < KEY_MIN ? t("endpoint.key_short", { n: KEY_MIN }) : "";
	}

	/** A new one is shown as long as it is not saved: the other side has to have it too. */
	function makeKey() {
		const input = typed("key");
		input.value = crypto.randomUUID();
		input.dispatchEvent(new Event("input", { bubbles: true }));
		input.focus();
		input.select();
	}

	/** @param {Event} event */
	const retry = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		let what;
		try {
			const { orders } = await call("retryEndpoint", { product: id }, { body: {} });
			what = notice("good", t("endpoint.again", { n: orders, count: numberText(orders) }), nothing);
			take(await call("endpoint", { product: id }));
		} catch (fault) {
			what = notice("bad", t("endpoint.not_again"), explain(fault));
		}
		tell(what);
	});

	/** @param {Event} event */
	const remove = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		let what;
		try {
			await call("dropEndpoint", { product: id }, { version: endpoint?.row_version ?? 0 });
			[endpoint, waiting] = [null, 0];
			results.clear();
			form().reset();
			what = notice("good", t("endpoint.removed"), nothing);
		} catch (fault) {
			what = notice("bad", t("endpoint.not_removed"), explain(fault));
		}
		/** @type {HTMLDialogElement} */ (pick("#remove", root)).close();
		tell(what);
	});

	const removeSheet = () => sheet({ id: "remove", title: t("endpoint.remove_title"), body: html`<p>${t("endpoint.remove_text", { name })}</p>`,
		action: html`<button class="btn btn--danger" type="button" @click=${remove}>${t("endpoint.remove")}</button>` });

	const standing = () => {
		const again = waiting ? html`<p><button class="btn btn--small" type="button" @click=${retry}>${icon("refresh-cw")}${t("endpoint.retry", { n: waiting, count: numberText(waiting) })}</button></p>` : nothing;
		if (!endpoint)
			return nothing;
		if (endpoint.fault)
			return notice("bad", t("endpoint.fault"), html`<p><bdi>${endpoint.fault}</bdi></p>${endpoint.fault_at
				? html`<p class="hint"><time datetime=${endpoint.fault_at} title=${timeText(endpoint.fault_at)}>${fromNow(endpoint.fault_at)}</time></p>` : nothing}${again}`);
		return waiting ? notice("warn", t("endpoint.waiting", { n: waiting, count: numberText(waiting) }), again) : nothing;
	};

	const settings = () => html`<section class="card stack" aria-labelledby="h-settings"><h2 id="h-settings">${t("endpoint.settings")}</h2>
		<form class="stack" method="post" data-settings>
			<div class="field"><label for="url">${t("endpoint.url")}</label><p class="hint" id="url-hint">${t("endpoint.url_hint")}</p>
				<input class="input" id="url" name="url" type="url" maxlength="500" dir="ltr" autocomplete="off" spellcheck="false" required aria-describedby="url-hint" .defaultValue=${endpoint?.url ?? ""}></div>
			<div class="field"><label for="key">${t("endpoint.key")}</label><p class="hint" id="key-hint">${t(endpoint ? "endpoint.key_kept" : "endpoint.key_hint", { n: KEY_MIN })}</p>
				<div class="input-group"><input class="input" id="key" name="key" type="text" maxlength="200" dir="ltr" autocomplete="off" spellcheck="false" autocapitalize="off" aria-describedby="key-hint">
				<button class="btn btn--small" type="button" @click=${makeKey}>${icon("key-round")}${t("endpoint.key_make")}</button></div></div>
			<div class="field"><div class="tick"><input type="checkbox" id="contact" name="contact" .defaultChecked=${endpoint?.contact ?? false} aria-describedby="contact-hint">
				<label for="contact">${t("endpoint.contact")}</label></div><p class="hint" id="contact-hint">${t("endpoint.contact_hint")}</p></div>
			<p class="cluster"><button class="btn btn--primary" type="submit">${t("endpoint.save")}</button>
				${endpoint ? html`<button class="btn btn--quiet" type="button" aria-haspopup="dialog" @click=${() => openSheet("remove")}>${icon("trash-2")}${t("endpoint.remove")}</button>` : nothing}</p></form></section>`;

	// --- trying -------------------------------------------------------------

	/** What stands in the form and is not saved. @returns {Record<string, string>} */
	function unsaved() {
		const [url, key] = [typed("url").value.trim(), typed("key").value.trim()];
		return { ...(url && url !== endpoint?.url ? { url } : {}), ...(key ? { key } : {}) };
	}

	/** @param {Check} check @returns {Promise<boolean>} passed */
	async function run(check) {
		running = check;
		draw();
		try {
			const result = await call("testEndpoint", { product: id }, { body: requestOf(check, made, unsaved()) });
			results.set(check, result);
			if (check === "create" && result.passed)
				made = madeBy(result);
			return result.passed;
		} finally {
			running = null;
			draw();
		}
	}

	/** @param {Event} event @param {Check[]} checks */
	const attempt = (event, checks) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		news = nothing;
		clearFaults(form());
		try {
			for (const check of checks) {
				if (check === "create") {
					results.clear();
					made = {};
				}
				if (!await run(check) && check === "create")
					break;
			}
		} catch (fault) {
			tell(notice("bad", t("endpoint.not_tried"), explain(fault)));
			return;
		}
		const failed = checks.filter((check) => results.get(check)?.passed === false).length;
		if (checks.length > 1)
			tell(failed ? notice("bad", t("endpoint.failed", { n: failed, count: numberText(failed) }), html`<p>${t("endpoint.failed_text")}</p>`)
				: notice("good", t("endpoint.passed"), nothing));
	});

	/** @param {EndpointTest} result what a buyer would have of it */
	function handed(result) {
		const things = [["access_url", result.access_url], ["admin_url", result.admin_url], ["user_name", result.has_user_name], ["password", result.has_password],
			["license", result.has_license], ["memo", result.memo]].filter(([, there]) => there).map(([thing]) => t(`endpoint.has_${thing}`));
		return things.length ? html`<p class="hint">${t("endpoint.handed", { things: things.join(", ") })}</p>` : nothing;
	}

	/** @param {EndpointTest} result */
	const details = (result) => html`<details class="fold" ?open=${!result.passed}><summary>${t("endpoint.exchange")}${icon("chevron-down")}</summary>
		<div class="stack prose prose--wide">${result.request ? html`<div><h4>${t("endpoint.request")}</h4><pre dir="ltr"><code>${result.request}</code></pre></div>` : nothing}
			<div><h4>${t("endpoint.answer")}</h4>${result.answer ? html`<pre dir="ltr"><code>${result.answer}</code></pre>` : html`<p>${t("endpoint.no_answer")}</p>`}</div>
			<p class="hint">${t("endpoint.masked")}</p></div></details>`;

	/** @param {Check} check */
	function verdict(check) {
		const result = results.get(check);
		if (running === check)
			return html`<span class="state state--busy" role="status">${icon("hourglass")}${t("endpoint.running")}</span>`;
		if (!result)
			return html`<span class="state state--off">${icon("minus")}${t("endpoint.untried")}</span>`;
		return result.passed ? html`<span class="state state--good">${icon("circle-check")}${t("endpoint.ok", { ms: numberText(result.took_ms) })}</span>`
			: html`<span class="state state--bad">${icon("circle-x")}${t("endpoint.bad")}</span>`;
	}

	/** @param {Check} check */
	function row(check) {
		const result = results.get(check);
		return html`<li class="stack stack--tight" data-check=${check}><div class="split"><div><h3>${t(`endpoint.check_${check}`)}</h3><p class="hint">${t(`endpoint.check_${check}_text`)}</p></div>
				<div class="cluster">${verdict(check)}${mayRun(check, made) ? html`<button class="btn btn--small" type="button" @click=${(/** @type {Event} */ event) => attempt(event, [check])}>${
					t("endpoint.try")}<span class="visually-hidden"> ${t(`endpoint.check_${check}`)}</span></button>` : nothing}</div></div>
			${result && !result.passed ? html`<p class="error-text">${icon("circle-alert")}<span><bdi>${result.why}</bdi>${result.again ? html` ${t("endpoint.later")}` : nothing}</span></p>` : nothing}
			${result?.passed && check === "create" ? handed(result) : nothing}
			${result?.passed && !result.signed ? html`<p class="hint">${t("endpoint.unsigned")}</p>` : nothing}
			${result ? details(result) : nothing}</li>`;
	}

	const trying = () => html`<section class="card stack" aria-labelledby="h-try"><div class="split"><div><h2 id="h-try">${t("endpoint.trying")}</h2><p class="soft">${t("endpoint.trying_text")}</p></div>
			<button class="btn btn--primary" type="button" @click=${(/** @type {Event} */ event) => attempt(event, CHECKS)}>${icon("flask-conical")}${t("endpoint.try_all")}</button></div>
		<ol class="checks stack" role="list">${CHECKS.map(row)}</ol></section>`;

	const draw = () => show(root, html`<nav class="crumbs" aria-label=${t("page.crumbs")}><ol><li><a href=${link("seller/listings/")}>${t("listings.title")}</a></li>
			<li><a href=${link(back)}><bdi>${name}</bdi></a></li><li aria-current="page">${t("endpoint.title")}</li></ol></nav>
		<div class="page-head"><h1 tabindex="-1">${t("endpoint.title")}</h1><p>${t("endpoint.lead", { name })}</p></div>
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		<div class="stack stack--wide">${standing()}${settings()}${trying()}</div>${removeSheet()}`);
	draw();
	enhance(form(), { url: urlRule, key: keyRule }, save);
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
		await showEndpoint(root, id);
});

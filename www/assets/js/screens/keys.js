// @ts-check
/**
 * API keys: made with the scopes that they need, shown once, revoked.
 * @typedef {import("../types").ApiKey} ApiKey
 * @typedef {import("./own.js").View} View
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, ROOT, call } from "../api.js";
import { enhance, required } from "../form.js";
import { dateText, fromNow, t, timeText } from "../i18n.js";
import { boot, link, signInLink } from "../site.js";
import { field, icon, notice } from "../view.js";
import { formView, ownNav, showViews } from "./own.js";

const SCOPES = ["catalogue:read", "orders:read", "orders:write", "account:read", "listings:read", "listings:write", "webhooks:read", "webhooks:write"];
const DAYS = [30, 90, 365];
const DAY_MS = 86_400_000;

/** @param {string} scope */
const scopeText = (scope) => t(`keys.scope_${scope.replace(":", "_")}`);

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	/** @type {ApiKey[]} */
	let keys = [];
	/** The key itself, while this page shows it, and nowhere else. */
	let secret = "";
	const owner = session.user.role === "owner";

	async function load() {
		({ items: keys } = await call("apiKeys"));
		for (const key of keys)
			Object.assign(views, revokeView(key));
	}

	/** @param {string} key @param {Record<string, string>} args */
	async function done(key, args) {
		await load();
		shown.finish(notice("good", t(key, args), nothing));
	}

	/** @param {ApiKey} k */
	const row = (k) => html`<tr><th scope="row"><div>${k.name} ${k.expired ? html`<span class="badge">${t("keys.expired")}</span>` : nothing}
			<p class="by"><bdi class="ref">…${k.hint}</bdi></p></div></th>
		<td data-label=${t("keys.scopes")}><ul role="list" class="small">${k.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul></td>
		${owner ? html`<td data-label=${t("keys.user")}><bdi>${k.user_name}</bdi></td>` : nothing}
		<td data-label=${t("keys.used")}>${k.used_at ? html`<time datetime=${k.used_at} title=${timeText(k.used_at)}>${fromNow(k.used_at)}</time>` : t("keys.never")}</td>
		<td data-label=${t("keys.expires")}>${k.expires_at ? html`<time datetime=${k.expires_at}>${dateText(k.expires_at)}</time>` : t("keys.no_end")}</td>
		<td><a href="#revoke-${k.id}">${t("keys.revoke")}<span class="visually-hidden"> ${k.name}</span></a></td></tr>`;

	const table = () => html`<div class="table-scroll" role="region" tabindex="0" aria-label=${t("keys.title")}><table class="table table--cards">
		<caption class="visually-hidden">${t("keys.title")}</caption>
		<thead><tr><th scope="col">${t("keys.name")}</th><th scope="col">${t("keys.scopes")}</th>${owner ? html`<th scope="col">${t("keys.user")}</th>` : nothing}
			<th scope="col">${t("keys.used")}</th><th scope="col">${t("keys.expires")}</th><th scope="col"><span class="visually-hidden">${t("company.acts")}</span></th></tr></thead>
		<tbody>${keys.map(row)}</tbody></table></div>`;

	const overview = () => html`<div class="page-head"><h1 tabindex="-1">${t("keys.title")}</h1><p>${t("keys.lead")}</p></div>${ownNav(session, "my/keys/")}
		${keys.length ? html`<p class="split"><span class="soft">${t(owner ? "keys.of_company" : "keys.of_you")}</span><a class="btn btn--primary" href="#new">${icon("plus")}${t("keys.new")}</a></p>
			<div class="gap-top">${table()}</div>`
			: html`<div class="card empty">${icon("key-round")}<h2>${t("keys.empty")}</h2><p>${t("keys.empty_text")}</p>
				<p><a class="btn btn--primary" href="#new">${t("keys.new")}</a></p></div>`}
		<p class="gap-top"><a href=${link("api/openapi.yaml")}>${t("keys.openapi")}</a></p>`;

	const create = () => formView({ title: t("keys.new"), lead: t("keys.new_lead"), go: t("keys.make"), body: html`
		${field({ name: "name", label: t("keys.name"), hint: t("keys.name_hint"), max: 80 })}
		<fieldset class="field"><legend>${t("keys.scopes")}</legend><p class="hint">${t("keys.scopes_hint")}</p>
			<div class="picks">${SCOPES.map((scope, i) => html`<label class="pick"><input type="checkbox" name="scopes[]" id=${i ? `scope-${i}` : "scopes"} value=${scope}>
				<span class="pick__body"><code>${scope}</code><span class="hint">${scopeText(scope)}</span></span></label>`)}</div></fieldset>
		<div class="field"><label for="days">${t("keys.expires")}</label><p class="hint" id="days-hint">${t("keys.expires_hint")}</p>
			<select class="select" id="days" name="days" aria-describedby="days-hint">${DAYS.map((days) =>
				html`<option value=${days} ?selected=${days === 90}>${t("keys.days", { n: days })}</option>`)}<option value="">${t("keys.no_end")}</option></select></div>` });

	/** @param {Event} event */
	async function copy(event) {
		const button = /** @type {HTMLElement} */ (event.currentTarget);
		await navigator.clipboard.writeText(secret);
		button.textContent = t("order.copied");
	}

	async function kept() {
		secret = "";
		await load();
		shown.finish();
	}

	const made = () => html`<div class="page-head"><h1 tabindex="-1">${t("keys.made")}</h1><p>${t("keys.made_lead")}</p></div>
		<section class="card stack"><p class="secret"><code data-secret>${secret}</code>
				<button class="btn btn--small" type="button" @click=${copy}>${t("order.copy")}</button></p>
			<h2>${t("keys.use")}</h2><p>${t("keys.use_text")}</p>
			<div class="prose prose--wide"><pre tabindex="0"><code>curl -H "Authorization: Bearer $SOUK_KEY" \\
     ${new URL("api/checkout/orders", ROOT).href}</code></pre></div></section>
		<p class="gap-top"><button class="btn btn--primary" type="button" @click=${kept}>${t("keys.kept")}</button></p>`;

	/** @param {ApiKey} k @returns {Record<string, View>} */
	const revokeView = (k) => ({
		[`revoke-${k.id}`]: { title: "keys.revoke",
			draw: () => formView({ title: t("keys.revoke_of", { name: k.name }), go: t("keys.revoke_go"), danger: true,
				body: html`<div class="prose"><p>${t("keys.revoke_lead")}</p><p>${k.used_at ? t("keys.revoke_used", { when: fromNow(k.used_at) }) : t("keys.revoke_never")}</p></div>` }),
			ready: (form) => enhance(form, {}, async () => {
				await call("revokeApiKey", { key: k.id });
				await done("keys.revoked", { name: k.name });
			}) },
	});

	/** @param {string} days */
	const endOf = (days) => days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : undefined;

	/** @param {unknown} fault @returns {never} */
	function full(fault) {
		throw fault instanceof Problem && fault.code === "state" ? new Problem(fault.status, { ...fault.document, code: "keys_full" }) : fault;
	}

	/** @type {Record<string, View>} */
	const views = {
		"": { title: "keys.title", draw: () => secret ? made() : overview() },
		new: { title: "keys.new", draw: () => secret ? made() : create(), ready: (form) => enhance(form, {
			name: required("keys.name_missing"),
			"scopes[]": () => new FormData(form).getAll("scopes[]").length ? "" : t("keys.scopes_missing"),
		}, async ({ name, days }) => {
			const body = { name: name.trim(), scopes: new FormData(form).getAll("scopes[]"), expires_at: endOf(days) };
			({ secret } = await call("makeApiKey", {}, { body }).catch(full));
			shown.draw();
			root.querySelector("h1")?.focus();
		}) },
	};
	await load();
	const shown = showViews(root, views);
});

// @ts-check
/**
 * Webhooks: where the company is told of events. The list and a new one; the
 * address of one leads to its messages.
 * @typedef {import("../types").Webhook} Webhook
 * @typedef {import("./own.js").View} View
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { enhance } from "../form.js";
import { fromNow, t, timeText } from "../i18n.js";
import { boot, idInAddress, link, signInLink } from "../site.js";
import { icon } from "../view.js";
import { formView, ownNav, showViews } from "./own.js";
import { fields, hookMark, kindsRule, madeView, showWebhook, urlRule, wanted } from "./webhook.js";

/** @param {Webhook} w */
const row = (w) => html`<tr class="row-link"><th scope="row"><a href=${link(`my/webhooks/${w.id}`)}>${w.about || w.url}</a>
		${w.about ? html`<p class="by"><bdi class="ref">${w.url}</bdi></p>` : nothing}</th>
	<td data-label=${t("webhooks.state")}>${hookMark(w.state)}</td>
	<td data-label=${t("webhooks.kinds")}>${t("webhooks.n_kinds", { n: w.kinds.length })}</td>
	<td data-label=${t("webhooks.sent")}>${w.sent_at ? html`<time datetime=${w.sent_at} title=${timeText(w.sent_at)}>${fromNow(w.sent_at)}</time>` : t("webhooks.never")}</td>
	<td data-label=${t("webhooks.waiting")}>${w.waiting}</td></tr>`;

/** @param {Webhook[]} hooks */
const table = (hooks) => html`<div class="table-scroll" role="region" tabindex="0" aria-label=${t("webhooks.title")}><table class="table table--cards">
	<caption class="visually-hidden">${t("webhooks.title")}</caption>
	<thead><tr><th scope="col">${t("webhooks.webhook")}</th><th scope="col">${t("webhooks.state")}</th><th scope="col">${t("webhooks.kinds")}</th>
		<th scope="col">${t("webhooks.sent")}</th><th scope="col">${t("webhooks.waiting")}</th></tr></thead>
	<tbody>${hooks.map(row)}</tbody></table></div>`;

/** @param {unknown} fault @returns {never} */
function full(fault) {
	throw fault instanceof Problem && fault.code === "state" ? new Problem(fault.status, { ...fault.document, code: "webhooks_full" }) : fault;
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	const head = html`<div class="page-head"><h1 tabindex="-1">${t("webhooks.title")}</h1><p>${t("webhooks.lead")}</p></div>${ownNav(session, "my/webhooks/")}`;
	if (session.user.role !== "owner") {
		showViews(root, { "": { title: "webhooks.title", draw: () => html`${head}<div class="card empty">${icon("ban")}<h2>${t("webhooks.owners")}</h2><p>${t("webhooks.owners_text")}</p></div>` } });
		return;
	}
	const id = idInAddress("whk");
	if (id) {
		await showWebhook(root, id);
		return;
	}
	/** @type {{items: Webhook[]}} */
	let { items: hooks } = await call("webhooks");
	/** The secret, while this page shows it, and the webhook that it is of. */
	let secret = "", made = "";

	const overview = () => html`${head}
		${hooks.length ? html`<p class="split"><span class="soft">${t("webhooks.of_company")}</span><a class="btn btn--primary" href="#new">${icon("plus")}${t("webhooks.new")}</a></p>
			<div class="gap-top">${table(hooks)}</div>`
			: html`<div class="card empty">${icon("send")}<h2>${t("webhooks.empty")}</h2><p>${t("webhooks.empty_text")}</p>
				<p><a class="btn btn--primary" href="#new">${t("webhooks.new")}</a></p></div>`}`;

	const create = () => formView({ title: t("webhooks.new"), lead: t("webhooks.new_lead"), go: t("webhooks.make"), body: fields(null) });

	async function kept() {
		secret = "";
		location.assign(link(`my/webhooks/${made}`));
	}

	/** @type {Record<string, View>} */
	const views = {
		"": { title: "webhooks.title", draw: () => secret ? madeView(secret, kept) : overview() },
		new: { title: "webhooks.new", draw: () => secret ? madeView(secret, kept) : create(), ready: (form) => enhance(form, {
			url: urlRule, "kinds[]": kindsRule(form),
		}, async ({ url, about }) => {
			const answer = await call("makeWebhook", {}, { body: { url: url.trim(), about: about.trim(), kinds: wanted(form) } }).catch(full);
			({ secret, webhook: { id: made } } = answer);
			({ items: hooks } = await call("webhooks"));
			shown.draw();
			root.querySelector("h1")?.focus();
		}) },
	};
	const shown = showViews(root, views);
});

// @ts-check
/**
 * One webhook: what it was told, each try with its answer, once more; its
 * form, a new secret, pausing and deleting it.
 * @typedef {import("../types").Webhook} Webhook
 * @typedef {import("../types").WebhookMessage} WebhookMessage
 * @typedef {import("./own.js").View} View
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, pause } from "../api.js";
import { busy, enhance } from "../form.js";
import { fromNow, numberText, t, timeText } from "../i18n.js";
import { explain, link, setTitle } from "../site.js";
import { field, icon, notice, show } from "../view.js";
import { fact, formView, showViews } from "./own.js";

const WATCH_MS = 1500;
const WATCH_TRIES = 20;

/** By what they are about. @type {[string, string[]][]} */
const GROUPS = [
	["order", ["placed", "paid", "cancelled", "completed", "closed_early"]],
	["milestone", ["opened", "delivered", "recalled", "accepted", "rejected", "disputed"]],
	["service", ["delivered"]],
	["bill", ["issued", "overdue", "paid", "voided", "credited"]],
	["payment", ["captured", "failed"]],
	["refund", ["refunded"]],
	["offer", ["redeemed"]],
	["settlement", ["issued", "settled"]],
];

/** @type {Record<string, [kind: string, icon: string]>} */
const MARKS = {
	ACTIVE: ["good", "circle-check"],
	PAUSED: ["off", "clock"],
	FAILING: ["bad", "triangle-alert"],
	QUEUED: ["busy", "clock"],
	RETRY: ["wait", "refresh-cw"],
	SENT: ["good", "circle-check"],
	DEAD: ["bad", "triangle-alert"],
};

/** Of a webhook, or of a message. @param {string} state */
export function hookMark(state) {
	const [kind, image] = MARKS[state] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${t(`webhooks.state_${state}`)}</span>`;
}

/** @param {string} value */
export const urlRule = (value) => !value.trim() ? t("webhooks.url_missing")
	: /^https?:\/\/[^\s#]+$/.test(value.trim()) ? "" : t("webhooks.url_bad");

/** @param {HTMLFormElement} form */
export const wanted = (form) => new FormData(form).getAll("kinds[]").map(String);

/** @param {HTMLFormElement} form */
export const kindsRule = (form) => () => wanted(form).length ? "" : t("webhooks.kinds_missing");

/** @param {string} kind @param {boolean} first @param {boolean} on */
const pickOf = (kind, first, on) => html`<label class="pick"><input type="checkbox" name="kinds[]" id=${first ? "kinds" : `kind-${kind.replace(".", "-")}`} value=${kind} ?checked=${on}>
	<span class="pick__body"><code>${kind}</code></span></label>`;

/** The form's fields, filled as a webhook is. @param {Webhook | null} w */
export const fields = (w) => html`
	${field({ name: "url", label: t("webhooks.url"), hint: t("webhooks.url_hint"), type: "url", max: 1000, value: w?.url })}
	${field({ name: "about", label: t("webhooks.about"), hint: t("webhooks.about_hint"), max: 200, optional: true, value: w?.about })}
	<fieldset class="field"><legend>${t("webhooks.kinds")}</legend><p class="hint">${t("webhooks.kinds_hint")}</p>
		<div class="picks">${GROUPS.map(([group, kinds], g) => html`<div class="pick-group" role="group" aria-labelledby="group-${group}">
			<p id="group-${group}"><strong>${t(`webhooks.group_${group}`)}</strong></p>
			${kinds.map((kind, i) => pickOf(`${group}.${kind}`, g + i === 0, w ? w.kinds.includes(`${group}.${kind}`) : false))}</div>`)}</div></fieldset>`;

/** The secret, shown this once. @param {string} secret @param {() => void} kept */
export function madeView(secret, kept) {
	/** @param {Event} event */
	async function copy(event) {
		const button = /** @type {HTMLElement} */ (event.currentTarget);
		await navigator.clipboard.writeText(secret);
		button.textContent = t("order.copied");
	}
	return html`<div class="page-head"><h1 tabindex="-1">${t("webhooks.made")}</h1><p>${t("webhooks.made_lead")}</p></div>
		<section class="card stack"><p class="secret"><code data-secret>${secret}</code>
			<button class="btn btn--small" type="button" @click=${copy}>${t("order.copy")}</button></p>
			<p>${t("webhooks.made_use")}</p></section>
		<p class="gap-top"><button class="btn btn--primary" type="button" @click=${kept}>${t("webhooks.kept")}</button></p>`;
}

/** @param {WebhookMessage} m */
const attempts = (m) => m.attempts.length ? html`<div class="table-scroll" role="region" tabindex="0" aria-label=${t("webhooks.attempts")}><table class="table table--cards">
	<caption class="visually-hidden">${t("webhooks.attempts")}</caption>
	<thead><tr><th scope="col">${t("webhooks.attempt")}</th><th scope="col">${t("webhooks.at")}</th><th scope="col">${t("webhooks.status")}</th>
		<th scope="col">${t("webhooks.took")}</th><th scope="col">${t("webhooks.answer")}</th></tr></thead>
	<tbody>${m.attempts.map((a) => html`<tr><th scope="row">${a.attempt}</th>
		<td data-label=${t("webhooks.at")}><time datetime=${a.started_at}>${timeText(a.started_at)}</time></td>
		<td data-label=${t("webhooks.status")}>${a.status ?? t("webhooks.no_answer")}</td>
		<td data-label=${t("webhooks.took")}>${t("webhooks.ms", { n: numberText(a.took_ms) })}</td>
		<td data-label=${t("webhooks.answer")}>${a.error ? html`<p>${a.error}</p>` : nothing}${a.answer ? html`<code class="ref">${a.answer}</code>` : nothing}</td></tr>`)}</tbody></table></div>`
	: html`<p class="soft">${t("webhooks.no_attempts")}</p>`;

/** @param {string} body JSON, as it is sent */
const pretty = (body) => JSON.stringify(JSON.parse(body), null, 2);

/** @param {HTMLElement} root @param {string} id */
export async function showWebhook(root, id) {
	/** @type {Webhook} */
	let w;
	/** @type {{items: WebhookMessage[], next: string | null}} */
	let list;
	let secret = "";

	async function load() {
		[w, list] = await Promise.all([call("webhook", { webhook: id }), call("webhookMessages", { webhook: id })]);
		viewsOf(list.items);
		// One from a page further on, reloaded.
		const asked = location.hash.slice(1);
		if (asked.startsWith("whm_"))
			views[asked] ??= messageView(asked);
	}

	/** @param {WebhookMessage[]} items */
	function viewsOf(items) {
		for (const m of items)
			views[m.id] = messageView(m.id);
	}

	/** @param {unknown} news */
	async function done(news) {
		await load();
		shown.finish(news);
	}

	/** @param {Event} event @param {() => Promise<unknown>} act */
	const press = (event, act) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		let news;
		try {
			news = await act();
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			news = notice("bad", t("form.problem"), explain(fault));
		}
		await done(news);
		// Without an answer the page stays as it is.
		watch().catch(() => undefined);
	});

	/** What was just sent is answered within seconds. */
	async function watch() {
		for (let tries = 0; tries < WATCH_TRIES && list.items.some(({ state }) => state === "QUEUED"); tries++) {
			await pause(WATCH_MS);
			/** @type {{items: WebhookMessage[]}} */
			const { items } = await call("webhookMessages", { webhook: id });
			const now = new Map(items.map((m) => [m.id, m]));
			list.items = [...items.filter((m) => !list.items.some((old) => old.id === m.id)), ...list.items.map((old) => now.get(old.id) ?? old)];
			for (const m of items)
				views[m.id] ??= messageView(m.id);
			shown.refresh();
		}
	}

	/** @param {Event} event */
	const test = (event) => press(event, async () => {
		await call("testWebhook", { webhook: id }, { body: {} });
		return notice("good", t("webhooks.tested"), html`<p>${t("webhooks.tested_text")}</p>`);
	});

	/** @param {Event} event @param {string} state */
	const turn = (event, state) => press(event, async () => {
		await call("editWebhook", { webhook: id }, { version: w.row_version, body: { state } });
		return notice("good", t(state === "ACTIVE" ? "webhooks.resumed" : "webhooks.paused"), nothing);
	});

	/** @param {Event} event @param {string} message */
	const again = (event, message) => press(event, async () => {
		await call("replayWebhookMessage", { message }, { body: {} });
		return notice("good", t("webhooks.replayed"), html`<p>${t("webhooks.tested_text")}</p>`);
	});

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("webhookMessages", { webhook: id, after: list.next ?? "" });
		list = { items: [...list.items, ...page.items], next: page.next };
		viewsOf(page.items);
		shown.draw();
	});

	/** @param {Event} event */
	const reload = (event) => press(event, async () => nothing);

	/** @param {WebhookMessage} m */
	const row = (m) => html`<tr><th scope="row"><a href="#${m.id}"><code>${m.kind}</code></a></th>
		<td data-label=${t("webhooks.state")}>${hookMark(m.state)}</td>
		<td data-label=${t("webhooks.tries")}>${m.tries}</td>
		<td data-label=${t("webhooks.at")}><time datetime=${m.created_at}>${timeText(m.created_at)}</time></td>
		<td data-label=${t("webhooks.next")}>${m.next_at && w.state === "ACTIVE" ? html`<time datetime=${m.next_at} title=${timeText(m.next_at)}>${fromNow(m.next_at)}</time>` : "–"}</td></tr>`;

	const messages = () => list.items.length ? html`<div class="table-scroll" role="region" tabindex="0" aria-label=${t("webhooks.messages")}><table class="table table--cards">
		<caption class="visually-hidden">${t("webhooks.messages")}</caption>
		<thead><tr><th scope="col">${t("webhooks.event")}</th><th scope="col">${t("webhooks.state")}</th><th scope="col">${t("webhooks.tries")}</th>
			<th scope="col">${t("webhooks.at")}</th><th scope="col">${t("webhooks.next")}</th></tr></thead>
		<tbody>${list.items.map(row)}</tbody></table></div>
		${list.next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("webhooks.more")}</button></p>` : nothing}`
		: html`<p class="soft">${t("webhooks.no_messages")}</p>`;

	const back = html`<p class="way-back"><a class="with-icon" href=${link("my/webhooks/")}>${icon("arrow-left", "icon--flip")}${t("webhooks.title")}</a></p>`;

	const overview = () => html`${back}<div class="page-head"><h1 tabindex="-1">${w.about || t("webhooks.webhook")}</h1><p><bdi class="ref">${w.url}</bdi></p></div>
		${w.state === "FAILING" ? notice("bad", t("webhooks.failing"), html`<p>${t("webhooks.failing_text")}</p>`) : nothing}
		<section class="card stack"><dl class="facts">
			${fact(t("webhooks.state"), hookMark(w.state))}
			${fact(t("webhooks.kinds"), html`<ul role="list" class="small">${w.kinds.map((kind) => html`<li><code>${kind}</code></li>`)}</ul>`, ["#edit", t("webhooks.change")])}
			${fact(t("webhooks.secret"), w.old_secret_until ? t("webhooks.old_until", { when: timeText(w.old_secret_until) }) : t("webhooks.secret_kept"), ["#rotate", t("webhooks.rotate")])}
			</dl><p class="cluster"><button class="btn btn--primary" type="button" @click=${test}>${t("webhooks.test")}</button>
			${w.state === "ACTIVE" ? html`<button class="btn" type="button" @click=${(/** @type {Event} */ e) => turn(e, "PAUSED")}>${t("webhooks.pause")}</button>`
				: html`<button class="btn" type="button" @click=${(/** @type {Event} */ e) => turn(e, "ACTIVE")}>${t("webhooks.resume")}</button>`}
			<a class="btn btn--danger" href="#delete">${t("webhooks.delete")}</a></p></section>
		<section class="stack gap-top"><div class="split"><h2>${t("webhooks.messages")}</h2>
			<button class="btn btn--small" type="button" @click=${reload}>${icon("refresh-cw")}${t("webhooks.reload")}</button></div>
			<p class="hint">${t("webhooks.messages_hint")}</p>${messages()}</section>`;

	/** @param {string} message @returns {View} */
	function messageView(message) {
		/** @type {WebhookMessage | null} */
		let m = null;
		async function read() {
			try {
				m = await call("webhookMessage", { message });
			} catch (fault) {
				if (!(fault instanceof Problem) || fault.status !== 404)
					throw fault;
				delete views[message]; // the overview stands for it
			}
			// Somebody may have gone on to a form meanwhile.
			if (location.hash === `#${message}`)
				shown.draw();
		}
		return { title: "webhooks.message", draw: () => {
			if (!m)
				void read();
			const of = m ?? list.items.find((one) => one.id === message);
			return html`<p><a class="with-icon" href="#">${icon("arrow-left", "icon--flip")}${t("own.back")}</a></p>
				<div class="page-head"><h1 tabindex="-1">${of ? html`<code>${of.kind}</code>` : t("webhooks.message")}</h1><p class="by"><bdi class="ref">${message}</bdi></p></div>
				${m ? html`<section class="card stack"><div class="split">${hookMark(m.state)}${m.state !== "QUEUED"
					? html`<button class="btn" type="button" @click=${(/** @type {Event} */ e) => again(e, message)}>${icon("refresh-cw")}${t("webhooks.replay")}</button>` : nothing}</div>
					${attempts(m)}</section>
				<section class="stack gap-top" aria-labelledby="h-body"><h2 id="h-body">${t("webhooks.body")}</h2>
					<div class="prose prose--wide"><pre tabindex="0"><code>${pretty(m.body)}</code></pre></div></section>`
					: html`<div aria-hidden="true" class="stack"><span class="bone bone--block"></span></div>`}`;
		} };
	}

	/** @type {Record<string, View>} */
	const views = {
		"": { title: "webhooks.title", draw: () => secret ? madeView(secret, kept) : overview() },
		edit: { title: "webhooks.change", draw: () => formView({ title: t("webhooks.change"), go: t("webhooks.save"), body: fields(w) }),
			ready: (form) => enhance(form, { url: urlRule, "kinds[]": kindsRule(form) }, async ({ url, about }) => {
				await call("editWebhook", { webhook: id }, { version: w.row_version, body: { url: url.trim(), about: about.trim(), kinds: wanted(form) } });
				await done(notice("good", t("webhooks.saved"), nothing));
			}) },
		rotate: { title: "webhooks.rotate", draw: () => secret ? madeView(secret, kept) : formView({ title: t("webhooks.rotate"), go: t("webhooks.rotate_go"),
			body: html`<div class="prose"><p>${t("webhooks.rotate_lead")}</p></div>` }),
		ready: (form) => enhance(form, {}, async () => {
			({ secret } = await call("rotateWebhook", { webhook: id }, { version: w.row_version, body: {} }));
			shown.draw();
			root.querySelector("h1")?.focus();
		}) },
		delete: { title: "webhooks.delete", draw: () => formView({ title: t("webhooks.delete_of", { name: w.about || w.url }), go: t("webhooks.delete_go"), danger: true,
			body: html`<div class="prose"><p>${t("webhooks.delete_lead")}</p></div>` }),
		ready: (form) => enhance(form, {}, async () => {
			await call("dropWebhook", { webhook: id }, { version: w.row_version });
			location.assign(link("my/webhooks/"));
		}) },
	};

	async function kept() {
		secret = "";
		await done(nothing);
	}

	/** @type {ReturnType<typeof showViews>} */
	let shown;
	try {
		await load();
	} catch (fault) {
		if (!(fault instanceof Problem) || fault.status !== 404)
			throw fault;
		await setTitle("webhooks.title");
		show(root, html`${back}<div class="card empty gap-top">${icon("send")}<h1 tabindex="-1">${t("webhooks.missing")}</h1><p>${t("webhooks.missing_text")}</p></div>`);
		return;
	}
	shown = showViews(root, views);
}

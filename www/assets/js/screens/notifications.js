// @ts-check
/**
 * What has happened, the newest first. A mark of having been read is set at
 * once, and taken back where the server did not hear of it.
 * @typedef {import("../types").Notification} Notification
 */
import { html, nothing } from "../../vendor/lit.js";
import { call } from "../api.js";
import { busy } from "../form.js";
import { t, timeText, fromNow } from "../i18n.js";
import { boot, explain, link, signInLink } from "../site.js";
import { icon, notice, show } from "../view.js";

/** @type {Record<string, string>} */
const IMAGES = { offer_sent: "badge-percent", offer_revised: "pencil", offer_withdrawn: "ban", offer_extended: "calendar", offer_ending: "hourglass", offer_expired: "hourglass",
	offer_declined: "circle-x", offer_redeemed: "circle-check", offer_opened_elsewhere: "eye", extension_asked: "clock", settlement_issued: "landmark", settlement_settled: "circle-check" };

/** @param {string} url of this shop, with or without its address */
const pathOf = (url) => /^https?:/.test(url) ? url : link(url.replace(/^\//, ""));

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	/** @type {{items: Notification[], next: string | null}} */
	const { items, next: first } = await call("notifications");
	let next = first;
	/** @type {unknown} */
	let news = nothing;

	/** @param {Notification[]} some @param {object} body */
	async function read(some, body) {
		const unread = some.filter((n) => !n.read);
		unread.forEach((n) => { n.read = true; });
		news = nothing;
		draw();
		try {
			await call("readNotifications", {}, { body });
			dispatchEvent(new Event("souk-read"));
		} catch (fault) {
			unread.forEach((n) => { n.read = false; });
			news = notice("bad", t("notifications.unread_again"), explain(fault));
			draw();
		}
	}

	/** Read first, then gone to; another tab goes by itself. @param {MouseEvent} event @param {Notification} n */
	async function follow(event, n) {
		const a = /** @type {HTMLAnchorElement} */ (event.currentTarget);
		if (n.read)
			return;
		const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.button;
		if (!elsewhere)
			event.preventDefault();
		await read([n], { ids: [n.id] });
		if (!elsewhere)
			location.assign(a.href);
	}

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("notifications", { after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	/** @param {Notification} n */
	const row = (n) => html`<li class="note ${n.read ? "" : "note--new"}">${icon(IMAGES[n.kind] ?? (n.kind.startsWith("request") ? "handshake" : "bell"))}
		<div class="grow"><a href=${pathOf(n.url)} @click=${(/** @type {MouseEvent} */ e) => follow(e, n)}><bdi>${n.text}</bdi></a>
			<p class="hint">${n.read ? nothing : html`<span class="visually-hidden">${t("notifications.new")}. </span>`}<time datetime=${n.at} title=${timeText(n.at)}>${fromNow(n.at)}</time></p></div>
		${n.read ? nothing : html`<button class="btn btn--quiet btn--small" type="button" @click=${() => read([n], { ids: [n.id] })}>${icon("check")}<span class="wide-only" aria-hidden="true">${t("notifications.mark")}</span><span class="visually-hidden">${t("notifications.mark")}: <bdi>${n.text}</bdi></span></button>`}</li>`;

	const draw = () => show(root, html`<div class="split page-head"><div><h1 tabindex="-1">${t("notifications.title")}</h1><p class="soft">${t("notifications.lead")}</p></div>
			${items.some((n) => !n.read) ? html`<button class="btn" type="button" @click=${() => read(items, { all: true })}>${icon("check")}${t("notifications.mark_all")}</button>` : nothing}</div>
		${news === nothing ? nothing : html`<div class="news">${news}</div>`}
		${items.length ? html`<ul class="card notes" role="list">${items.map(row)}</ul>` : html`<div class="card empty">${icon("bell")}<h2>${t("notifications.empty")}</h2><p>${t("notifications.empty_text")}</p></div>`}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("orders.more")}</button></p>` : nothing}`);
	draw();
});

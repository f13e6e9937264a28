// @ts-check
/**
 * A sent offer as its seller sees it: what it says, its link, what became of
 * its messages, who has opened it, its versions, and what can be done.
 * @typedef {import("../types").Change} Change
 * @typedef {import("../types").SellerOffer} SellerOffer
 * @typedef {import("../types").Site} Site
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { fromNow, hasText, t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { explain, link, setTitle } from "../site.js";
import { field, icon, notice, openSheet, refOf, sellerNav, sheet, show } from "../view.js";
import { messageMark, offerMark } from "./offer-marks.js";
import { forecastView, lastDay, previewView, shareText } from "./offer-steps.js";

const SVG_TYPE = "image/svg+xml";

/** "milestones › Design › share_bp" in words. @param {Change} change */
const placeText = ({ path }) => path.map((name, i) => i === 0 && hasText(`offer_field.${name}`) ? t(`offer_field.${name}`) : hasText(`offer_change.${name}`) ? t(`offer_change.${name}`) : name).join(" › ");

/** A value as people read it; of an item all that it says. @param {unknown} value @param {string} name of its field @param {string} currency @returns {unknown} */
function valueText(value, name, currency) {
	if (value === null || value === "" || value === 0)
		return t("offers.nothing");
	if (Array.isArray(value))
		return html`<ul>${value.map((one) => html`<li>${valueText(one, name, currency)}</li>`)}</ul>`;
	if (typeof value === "object")
		return Object.entries(value).filter(([, v]) => v !== null && v !== "" && v !== 0).map(([key, v]) => html`<div>${valueText(v, key, currency)}</div>`);
	if (typeof value === "number" && name === "amount" && currency)
		return moneyText({ amount: value, currency });
	return typeof value === "number" && name.endsWith("_bp") ? shareText(value) : String(value);
}

/** Amounts are money but of capacities. @param {Change} c @param {string} currency */
function changeView(c, currency) {
	const name = c.path.at(-1) ?? "";
	const of = c.path[0] === "price" ? currency : "";
	return html`<li><strong>${placeText(c)}</strong><div class="change__sides"><div class="was-side" dir="auto"><span class="visually-hidden">${t("offer_page.before")}: </span>${valueText(c.before, name, of)}</div>
		<div class="is-side" dir="auto"><span class="visually-hidden">${t("offer_page.now")}: </span>${valueText(c.after, name, of)}</div></div></li>`;
}

/** @param {HTMLElement} root @param {Site} _site @param {SellerOffer} first @param {(offer: SellerOffer) => void} edit opens the editor */
export async function showSent(root, _site, first, edit) {
	let offer = first;
	/** @type {unknown} */
	let news = nothing;
	const key = newKey();
	const can = (/** @type {string} */ what) => offer.can.includes(what);

	/** @param {unknown} what */
	function tell(what) {
		news = what;
		draw();
		/** @type {HTMLElement | null} */ (root.querySelector("[data-news] .notice"))?.focus();
	}

	function closeAll() {
		for (const open of /** @type {NodeListOf<HTMLDialogElement>} */ (root.querySelectorAll("dialog[open]")))
			open.close();
	}

	/** @param {string} name @param {SellerOffer} now */
	function done(name, now) {
		offer = now;
		closeAll();
		tell(notice("good", t(`offers.done_${name}`), t(`offers.done_${name}_text`)));
	}

	/** As it is now; false: it is not what this page has shown. The worker's notes are no change to a person. */
	async function same() {
		/** @type {SellerOffer} */
		const now = await call("offer", { offer: offer.id });
		const as = now.version === offer.version && now.standing === offer.standing;
		offer = now;
		if (!as) {
			closeAll();
			tell(notice("warn", t("offers.changed"), t("offers.changed_text")));
		}
		return as;
	}

	/** A form in a dialog. @param {string} name @param {(values: FormData) => Promise<SellerOffer>} act @param {[field: string, key: string]} needs */
	const submit = (name, act, [needed, words]) => (/** @type {SubmitEvent} */ event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const values = new FormData(form);
		clearFaults(form);
		if (!String(values.get(needed)).trim()) {
			showFaults(form, [{ name: needed, text: t(words) }]);
			return;
		}
		void busy(/** @type {HTMLButtonElement} */ (pick(`[form="${form.id}"]`)), async () => {
			try {
				if (await same())
					done(name, await act(values));
			} catch (fault) {
				showProblem(form, fault);
			}
		});
	};

	const extend = submit("extend", (values) => call("extendOffer", { offer: offer.id }, { body: { row_version: offer.row_version, accept_by: values.get("accept_by") } }), ["accept_by", "offers.accept_by_missing"]);
	const withdraw = submit("withdraw", (values) => call("withdrawOffer", { offer: offer.id }, { body: { row_version: offer.row_version, reason: values.get("reason") } }), ["reason", "offers.reason_missing"]);

	/** @param {SubmitEvent} event */
	const template = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const name = String(new FormData(form).get("name")).trim();
		clearFaults(form);
		if (!name) {
			showFaults(form, [{ name: "name", text: t("offers.template_missing") }]);
			return;
		}
		void busy(/** @type {HTMLButtonElement} */ (pick(`[form="${form.id}"]`)), async () => {
			try {
				await call("newOfferTemplate", {}, { body: { name, offer: offer.id } });
				closeAll();
				tell(notice("good", t("offers.template_kept"), t("offers.template_kept_text", { name })));
			} catch (fault) {
				showProblem(form, fault);
			}
		});
	};

	/** @param {"mail" | "sms"} channel */
	const resend = (channel) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			done("resend", await call("resendOffer", { offer: offer.id }, { body: { channel } }));
		} catch (fault) {
			tell(notice("bad", t("listing.not_done"), fault instanceof Problem && fault.status === 429 ? t("offers.resent_enough") : explain(fault)));
		}
	});

	/** @param {Event} event */
	const clone = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const made = await call("newOffer", {}, { key, body: { clone: offer.id } });
		location.assign(link(`seller/offers/${made.id}`));
	});

	/** @param {Event} event */
	const copy = async (event) => {
		const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
		await navigator.clipboard.writeText(offer.link ?? "");
		pick("[data-copied]", /** @type {HTMLElement} */ (button.parentElement)).textContent = t("order.copied");
	};

	// --- drawing ------------------------------------------------------------

	const standing = () => {
		const { standing: is, ends_at, starts_at } = offer;
		if (is === "used")
			return notice("good", t("offers.used"), t("offers.used_text", { order: refOf(offer.order ?? "") }));
		if (is === "withdrawn" || is === "declined")
			return notice("info", t(`offers.${is}`), offer.close_reason ? html`<p class="quote" dir="auto">${offer.close_reason}</p>` : t(`offers.${is}_text`));
		if (is === "expired")
			return notice("warn", t("offers.expired"), t("offers.expired_text", { time: lastDay(ends_at ?? "") }));
		return is === "upcoming" ? notice("info", t("offers.upcoming"), t("offers.upcoming_text", { time: timeText(starts_at ?? "") })) : nothing;
	};

	const linkCard = () => offer.link ? html`<section class="card stack" aria-labelledby="h-link"><h2 id="h-link">${t("offers.link")}</h2><p class="hint">${t("offers.link_text")}</p>
		<div class="offer-link"><img class="qr" src=${`data:${SVG_TYPE},${encodeURIComponent(offer.qr ?? "")}`} alt=${t("offers.qr_alt")} width="176" height="176">
			<div class="stack stack--tight"><p class="id" id="offer-link"><bdi>${offer.link}</bdi></p>
				<p class="cluster"><button class="btn btn--small" type="button" @click=${copy}>${icon("copy")}${t("order.copy")}</button><span role="status" class="hint" data-copied></span></p></div></div></section>` : nothing;

	const messagesCard = () => html`<section class="card stack" aria-labelledby="h-messages"><h2 id="h-messages">${t("offers.messages")}</h2>
		${offer.message_list.length ? html`<div class="table-scroll"><table class="table table--cards"><caption class="visually-hidden">${t("offers.messages")}</caption>
			<thead><tr><th scope="col">${t("offers.to")}</th><th scope="col">${t("offers.state")}</th><th scope="col">${t("offers.when")}</th></tr></thead>
			<tbody>${offer.message_list.map((m) => html`<tr><th scope="row"><span class="with-icon">${icon(m.channel === "mail" ? "mail" : "message-circle")}<bdi>${m.recipient}</bdi></span><p class="by">${t("offers.version", { n: m.version })}</p></th>
				<td data-label=${t("offers.state")}>${messageMark(m.channel, m.state)}</td><td data-label=${t("offers.when")}><time datetime=${m.at}>${timeText(m.at)}</time></td></tr>`)}</tbody></table></div>` : html`<p class="hint">${t("offers.no_messages")}</p>`}
		${offer.messages.sms === "no_mobile" ? html`<p class="hint">${t("offers.no_mobile_text")}</p>` : nothing}
		${can("resend") ? html`<p class="cluster"><button class="btn btn--small" type="button" @click=${resend("mail")}>${icon("mail")}${t("offers.resend_mail")}</button>
			${["no_mobile", "none"].includes(offer.messages.sms) ? nothing : html`<button class="btn btn--small" type="button" @click=${resend("sms")}>${icon("message-circle")}${t("offers.resend_sms")}</button>`}<span class="hint">${t("offers.resend_hint")}</span></p>` : nothing}</section>`;

	const openingsCard = () => html`<section class="card stack" aria-labelledby="h-openings"><h2 id="h-openings">${t("offers.openings")}</h2>
		${offer.openings.length ? html`<ul class="stack stack--tight" role="list">${offer.openings.map((o) => html`<li class="split"><span class="with-icon ${o.own ? "" : "bad"}">${icon(o.own ? "eye" : "triangle-alert")}<span><bdi>${o.who ?? "–"}</bdi>
			<span class="by">${t(o.own ? "offers.opened_own" : "offers.opened_other", { n: o.version })}</span></span></span><time class="hint" datetime=${o.last_at}>${timeText(o.last_at)}</time></li>`)}</ul>
			${offer.openings.some((o) => !o.own) ? html`<p class="hint">${t("offers.opened_other_text")}</p>` : nothing}` : html`<p class="hint">${t("offers.not_opened")}</p>`}</section>`;

	const versionsCard = () => html`<section class="card stack" aria-labelledby="h-versions"><h2 id="h-versions">${t("offers.versions")}</h2>
		<ol class="stack" role="list">${offer.versions.map((v) => html`<li class="stack stack--tight"><div class="split"><h3>${t("offers.version", { n: v.version })}</h3><time class="hint" datetime=${v.sent_at}>${timeText(v.sent_at)}</time></div>
			${v.version === 1 ? html`<p class="hint">${t("offers.first_version")}</p>` : v.changes.length ? html`<ul class="changes" role="list">${v.changes.map((c) => changeView(c, offer.terms?.currency ?? ""))}</ul>` : html`<p class="hint">${t("offers.no_changes")}</p>`}</li>`)}</ol></section>`;

	const eventsCard = () => html`<section class="card stack" aria-labelledby="h-events"><h2 id="h-events">${t("offers.events")}</h2>
		<ul class="stack stack--tight" role="list">${offer.events.map((e) => html`<li class="split"><span>${hasText(`offer_event.${e.kind}`) ? t(`offer_event.${e.kind}`) : e.kind.replaceAll("_", " ")}</span><time class="hint" datetime=${e.at}>${timeText(e.at)}</time></li>`)}</ul></section>`;

	/** @param {string} name @param {string} image */
	const opener = (name, image) => html`<button class="btn btn--small" type="button" aria-haspopup="dialog" @click=${() => openSheet(`${name}-sheet`)}>${icon(image)}${t(`offers.${name}`)}</button>`;

	const acts = () => html`<div class="cluster">${can("revise") ? html`<button class="btn btn--small btn--primary" type="button" @click=${() => edit(offer)}>${icon("pencil")}${t(offer.draft ? "offers.go_on" : "offers.revise")}</button>` : nothing}
		${can("extend") ? opener("extend", "calendar") : nothing}
		<button class="btn btn--small" type="button" @click=${clone}>${icon("copy")}${t("offers.clone")}</button>
		${opener("template", "book-open")}
		${can("withdraw") ? html`<button class="btn btn--small btn--danger" type="button" aria-haspopup="dialog" @click=${() => openSheet("withdraw-sheet")}>${icon("undo-2")}${t("offers.withdraw")}</button>` : nothing}</div>`;

	const sheets = () => html`${sheet({ id: "extend-sheet", title: t("offers.extend"), body: html`<form class="stack" id="extend-form" novalidate @submit=${extend}><p>${t("offers.extend_text")}</p>
			${field({ name: "accept_by", label: t("offer_edit.accept_by"), type: "date" })}</form>`, action: html`<button class="btn btn--primary" type="submit" form="extend-form">${t("offers.extend")}</button>` })}
		${sheet({ id: "withdraw-sheet", title: t("offers.withdraw_sure"), body: html`<form class="stack" id="withdraw-form" novalidate @submit=${withdraw}><p>${t("offers.withdraw_text")}</p>
			${field({ name: "reason", label: t("offers.reason"), lines: 3, max: 500 })}</form>`, action: html`<button class="btn btn--danger" type="submit" form="withdraw-form">${t("offers.withdraw")}</button>` })}
		${sheet({ id: "template-sheet", title: t("offers.template"), body: html`<form class="stack" id="template-form" novalidate @submit=${template}><p>${t("offers.template_text")}</p>
			${field({ name: "name", label: t("offers.template_name"), max: 120, value: offer.title })}</form>`, action: html`<button class="btn btn--primary" type="submit" form="template-form">${t("form.save")}</button>` })}`;

	function draw() {
		show(root, html`<nav class="crumbs" aria-label=${t("offers.title")}><ol><li><a href=${link("seller/offers/")}>${t("offers.title")}</a></li><li aria-current="page">${offer.title}</li></ol></nav>
			<div class="split page-head"><div><h1 tabindex="-1">${offer.title || offer.product?.name}</h1><p class="soft"><bdi>${offer.buyer?.name ?? offer.buyer?.masked ?? ""}</bdi>${offer.net ? html` · <bdi>${moneyText(offer.net)}</bdi>` : nothing} · ${t("offers.version", { n: offer.version })}</p></div>
				${offerMark(offer.standing)}</div>
			${sellerNav("seller/offers/")}
			<div class="stack news" data-news>${standing()}${offer.draft && can("revise") ? notice("info", t("offers.revising"), html`<p>${t("offers.revising_text", { n: offer.version + 1 })}</p>`) : nothing}${news}</div>
			<div class="news">${acts()}</div>
			<div class="with-aside"><div class="stack stack--wide">${linkCard()}${messagesCard()}${openingsCard()}${versionsCard()}</div>
				<aside class="stack"><section class="card stack" aria-labelledby="h-says"><h2 id="h-says">${t("offer_edit.as_buyer")}</h2>${offer.preview ? previewView(offer.preview) : nothing}
					${offer.ends_at && ["active", "upcoming"].includes(offer.standing) ? html`<p class="hint">${t("offers.ends", { left: fromNow(offer.ends_at) })}</p>` : nothing}</section>
				${offer.forecast ? html`<section class="card stack" aria-labelledby="h-earn"><h2 id="h-earn">${t("offer_edit.forecast")}</h2>${forecastView(offer.forecast)}<p class="hint">${t("offer_edit.forecast_text")}</p></section>` : nothing}
				${eventsCard()}</aside></div>${sheets()}`);
	}

	await setTitle("offer_edit.page_title", { name: offer.title });
	draw();
	return { tell };
}

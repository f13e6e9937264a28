// @ts-check
/**
 * The company's cards on file: added on the provider's page, removed here.
 * @typedef {import("../types").Card} Card
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { addCard, cardEnd, cardName, cardNews } from "../cards.js";
import { pick } from "../dom.js";
import { busy } from "../form.js";
import { dateText, t } from "../i18n.js";
import { boot, explain, idInAddress, link, signInLink } from "../site.js";
import { icon, notice, openSheet, sheet, show } from "../view.js";
import { ownNav } from "./own.js";

boot(async ({ site, session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	if (!session.company) {
		location.replace(link("operator/"));
		return;
	}
	const mayChange = ["owner", "purchaser"].includes(session.user.role);
	const back = idInAddress("crd");
	/** @type {unknown} */
	let news = nothing;
	/** @type {Card | null} */
	let chosen = null;
	let key = newKey();

	if (back) {
		try {
			news = cardNews(await call("refreshCard", { card: back }));
		} catch (fault) {
			if (!(fault instanceof Problem) || fault.status !== 404)
				throw fault;
		}
		// Loaded again, the page is not back from there once more.
		history.replaceState(null, "", link("my/cards/"));
	}
	/** @type {{items: Card[]}} */
	let { items: cards } = await call("cards");

	/** @param {unknown} what */
	const tell = (what) => {
		news = what;
		draw();
		pick("[data-news] .notice").focus();
	};

	/** @param {unknown} fault */
	const refused = (fault) => {
		if (!(fault instanceof Problem))
			throw fault;
		tell(notice("bad", t("form.problem"), explain(fault)));
	};

	/** @param {Event} event */
	const add = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			if (!await addCard(site, key))
				tell(notice("bad", t("form.problem"), t("pay.bad_host")));
		} catch (fault) {
			if (fault instanceof Problem && fault.status >= 400 && fault.status < 500)
				key = newKey();
			refused(fault);
		}
	});

	/** @param {Card} card */
	const ask = (card) => {
		chosen = card;
		draw();
		openSheet("remove");
	};

	/** @param {Event} event */
	const remove = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const card = /** @type {Card} */ (chosen);
		try {
			await call("dropCard", { card: card.id });
		} catch (fault) {
			/** @type {HTMLDialogElement} */ (pick("#remove")).close();
			refused(fault);
			return;
		}
		/** @type {HTMLDialogElement} */ (pick("#remove")).close();
		cards = cards.filter(({ id }) => id !== card.id);
		tell(notice("good", t("cards.removed", { name: cardName(card) }), t("cards.removed_text")));
	});

	const addButton = () => html`<button class="btn btn--primary" type="button" @click=${add}>${icon("plus")}${t("cards.add")}</button>`;

	/** @param {Card} card */
	const row = (card) => html`<li>${icon("credit-card")}
		<div class="grow"><strong><bdi>${cardName(card)}</bdi></strong> ${card.expired ? html`<span class="badge">${t("cards.expired")}</span>` : nothing}
			<p class="by">${t("cards.ends", { date: cardEnd(card) })} · ${t("cards.since", { date: dateText(card.created_at) })}</p></div>
		${mayChange ? html`<button class="btn btn--small btn--danger" type="button" aria-haspopup="dialog" @click=${() => ask(card)}>${t("cards.remove")}<span class="visually-hidden"> ${cardName(card)}</span></button>` : nothing}</li>`;

	const list = () => html`<section class="card stack" aria-labelledby="h-cards">
		<div class="split"><h2 id="h-cards">${t("cards.of_company")}</h2>${mayChange ? addButton() : nothing}</div>
		<ul class="todo" role="list">${cards.map(row)}</ul>
		<p class="hint">${t(mayChange ? "cards.add_hint" : "cards.others")}</p></section>`;

	const empty = () => html`<div class="card empty">${icon("credit-card")}<h2>${t("cards.empty")}</h2>
		<p>${t("cards.empty_text")}</p>
		${mayChange ? html`<p>${addButton()}</p><p class="hint">${t("cards.add_hint")}</p>` : html`<p>${t("cards.others")}</p>`}</div>`;

	const none = () => html`<div class="card empty">${icon("ban")}<h2>${t("cards.no_gateway")}</h2><p>${t("cards.no_gateway_text")}</p></div>`;

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("cards.title")}</h1><p>${t("cards.lead")}</p></div>
		${ownNav(session, "my/cards/")}
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		${cards.length ? list() : site.gateway_origins.length ? empty() : none()}
		${sheet({ id: "remove", title: t("cards.remove_sure", { name: chosen ? cardName(chosen) : "" }), body: html`<p>${t("cards.remove_text")}</p>`,
			action: html`<button class="btn btn--danger" type="button" @click=${remove}>${t("cards.remove")}</button>` })}`);
	draw();
	if (news !== nothing)
		pick("[data-news] .notice").focus();
});

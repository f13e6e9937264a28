// @ts-check
/**
 * One negotiation: every round as it was sent, whose turn it is, and what that
 * side may do.
 * @typedef {import("./types").OfferRequest} OfferRequest
 * @typedef {import("./types").RequestRound} RequestRound
 * @typedef {import("./types").ProductData} ProductData
 * @typedef {import("./types").Session} Session
 */
import { html, nothing } from "../vendor/lit.js";
import { call, newKey } from "./api.js";
import { pick } from "./dom.js";
import { busy, clearFaults, showFaults, showProblem } from "./form.js";
import { dateText, language, t, timeText } from "./i18n.js";
import { moneyText } from "./money.js";
import { startWish } from "./request-form.js";
import { link, setTitle } from "./site.js";
import { field, icon, logo, notice, openSheet, refOf, sheet, show, termText } from "./view.js";

/** @type {Record<string, [kind: string, icon: string]>} */
const STATES = { REQUESTED: ["busy", "send"], ANSWERED: ["wait", "badge-percent"], COUNTERED: ["busy", "handshake"], ACCEPTED: ["good", "circle-check"], DECLINED: ["off", "circle-x"] };

/** @param {string} state */
export function requestMark(state) {
	const [kind, image] = STATES[state] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${t(`requests.state_${state}`)}</span>`;
}

/**
 * @param {HTMLElement} root
 * @param {string} id
 * @param {{session: Session, side: "buyer" | "seller", may: boolean, home: string, nav: unknown}} page
 */
export async function showThread(root, id, { session, side, may, home, nav }) {
	/** @type {OfferRequest} */
	let request = await call("offerRequest", { request: id });
	const party = () => side === "buyer" ? request.seller.name : request.buyer.name;
	/** @type {unknown} */
	let news = nothing;
	/** @type {ReturnType<typeof startWish> | null} */
	let counter = null;
	/** @type {ProductData | null} */
	const product = await call("product", { product: request.product.slug, lang: language() }).catch(() => null);
	await setTitle("requests.ask_title", { product: request.product.name });

	/** The last values that either side asked for. */
	const wished = () => request.rounds.findLast((r) => r.plan && r.quantity);
	const currency = () => wished()?.target?.currency ?? session.company?.currency ?? "";
	/** @param {string | null} code */
	const planName = (code) => product?.plans.find((p) => p.code === code)?.name ?? code ?? "";
	const mine = () => request.turn === side;

	/** @param {RequestRound} r */
	const values = (r) => r.plan && r.billing_mode && r.quantity ? html`<dl class="facts facts--plain"><div><dt>${t(r.side === "seller" ? "requests.what_seller" : "requests.what")}</dt><dd><bdi>${planName(r.plan)}</bdi> · ${termText({ billing_mode: r.billing_mode, quantity: r.quantity, periods: r.periods ?? 1, capacities: r.capacities ?? {} })}</dd></div>
		${r.target ? html`<div><dt>${t(r.side === "seller" ? "requests.target_seller" : "requests.target")}</dt><dd><bdi>${moneyText(r.target)}</bdi></dd></div>` : nothing}
		${r.starts_on ? html`<div><dt>${t(r.side === "seller" ? "requests.starts_on_seller" : "requests.starts_on")}</dt><dd>${dateText(`${r.starts_on}T12:00:00`)}</dd></div>` : nothing}</dl>` : nothing;

	/** @param {RequestRound} r */
	const round = (r) => html`<li class="round ${r.side === side ? "round--own" : ""}"><h3>${t(`requests.kind_${r.kind}`)}</h3>
		<p class="hint"><bdi>${r.side === side ? t("requests.by_you", { by: r.by }) : r.by}</bdi> · <time datetime=${r.at}>${timeText(r.at)}</time></p>
		${values(r)}${r.message ? html`<p class="quote" dir="auto"><bdi>${r.message}</bdi></p>` : nothing}
		${r.offer ? html`<p>${r.offer.net ? html`<strong><bdi>${moneyText(r.offer.net)}</bdi></strong> ` : nothing}<a href=${link(side === "buyer" ? `my/offers/${r.offer.id}` : `seller/offers/${r.offer.id}`)}>${t("requests.see_offer")}</a></p>` : nothing}</li>`;

	/** @param {string} key what to say once it is done */
	async function reload(key) {
		request = await call("offerRequest", { request: id });
		counter = null;
		news = key ? notice("good", t(key, { party: party() }), t(`${key}_text`)) : nothing;
		draw();
		pick(key ? "[data-news] .notice" : "h1", root).focus();
	}

	const offerKey = newKey();
	/** A draft with the values of the last round, in the editor. @param {Event} event */
	const makeOffer = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const made = await call("newOffer", {}, { key: offerKey, body: { request: id } });
		location.assign(link(`seller/offers/${made.id}`));
	});

	function openCounter() {
		const w = wished();
		if (!product || !w)
			return;
		counter = startWish({
			product, side, currency: currency(), go: t("requests.counter_go"), draw: () => draw(),
			wish: { plan: w.plan ?? "", billing_mode: w.billing_mode ?? "", quantity: w.quantity ?? 1, periods: w.periods ?? 1, capacities: { ...w.capacities }, target: w.target, starts_on: w.starts_on },
			send: async (body, key) => {
				await call("counterRequest", { request: id }, { key, body });
				await reload("requests.counter_done");
			},
		});
		draw();
		pick("#quantity", root).focus();
	}

	/** @param {SubmitEvent} event */
	function decline(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("reason") ?? "").trim();
		if (!reason) {
			showFaults(form, [{ name: "reason", text: t("requests.decline_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			try {
				await call("declineRequest", { request: id }, { body: { reason } });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			/** @type {HTMLDialogElement} */ (form.closest("dialog")).close();
			await reload("");
		});
	}

	const declineSheet = () => sheet({ id: "decline", title: t("requests.decline_title"), body: html`<form id="decline-form" class="stack" method="post" novalidate @submit=${decline}>
			<p class="soft">${t("requests.decline_text", { party: party() })}</p>${field({ name: "reason", label: t("requests.decline_reason"), lines: 3, max: 1000 })}</form>`,
		action: html`<button class="btn btn--danger" type="submit" form="decline-form">${t("requests.decline_go")}</button>` });

	const lastOffer = () => request.rounds.findLast((r) => r.offer)?.offer;

	const answer = () => {
		if (request.turn === "none")
			return html`<p>${t(`requests.closed_${request.state === "ACCEPTED" ? "ACCEPTED" : "DECLINED"}`)}</p>`;
		if (!mine())
			return html`<p class="with-icon">${icon("hourglass")}<span>${t("requests.wait", { party: party() })}</span></p>`;
		if (!may)
			return html`<p>${t("requests.role")}</p>`;
		const offer = lastOffer();
		return html`<p class="soft">${t("requests.answer_lead", { party: party() })}</p>
			${side === "seller" ? html`<button class="btn btn--primary btn--block" type="button" @click=${makeOffer}>${icon("badge-percent")}${t("requests.make")}</button><p class="hint">${t("requests.make_hint")}</p>`
				: offer ? html`<a class="btn btn--primary btn--block" href=${link(`my/offers/${offer.id}`)}>${icon("badge-percent")}${t("requests.see_offer")}</a>` : nothing}
			${product && !counter ? html`<button class="btn btn--block" type="button" @click=${openCounter}>${icon("handshake")}${t("requests.counter")}</button>` : nothing}
			<button class="btn btn--danger btn--block" type="button" aria-haspopup="dialog" @click=${() => openSheet("decline")}>${t("requests.decline")}</button>`;
	};

	const draw = () => show(root, html`<nav class="crumbs" aria-label=${t("requests.title")}><ol><li><a href=${link(home)}>${t(side === "buyer" ? "requests.title" : "requests.title_seller")}</a></li>
			<li aria-current="page"><bdi>${refOf(id)}</bdi></li></ol></nav>
		<div class="split page-head"><div class="cluster">${logo(request.product, "logo--lg")}<div><h1 tabindex="-1">${request.product.name}</h1>
			<p class="soft">${side === "buyer" ? t("product.by", { seller: request.seller.name }) : html`<bdi>${request.buyer.name}</bdi>`}</p></div></div>${requestMark(request.state)}</div>
		${nav}<div data-news class="news">${news}</div>
		<div class="with-aside"><div class="stack stack--wide"><section class="card" aria-labelledby="h-thread"><h2 id="h-thread">${t("requests.thread")}</h2>
				<ol class="rounds" role="list">${request.rounds.map(round)}</ol></section>
				${counter ? html`<section class="stack" aria-labelledby="h-counter"><h2 id="h-counter">${t("requests.counter_title")}</h2>${counter.view()}</section>` : nothing}</div>
			<aside class="card card--lift stack" aria-labelledby="h-answer"><h2 id="h-answer">${t("requests.answer")}</h2>${answer()}</aside></div>
		${mine() && may ? declineSheet() : nothing}`);
	draw();
}

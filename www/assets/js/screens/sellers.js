// @ts-check
/**
 * Sellers by their state: applications to decide, and who may sell.
 * @typedef {import("../types").SellerProfile} SellerProfile
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { countryName } from "../countries.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { dateText, fromNow, t, timeText } from "../i18n.js";
import { boot, explain, isOperator, link, signInLink } from "../site.js";
import { accountHint, icon, listingMark, notice, openSheet, operatorNav, sheet, show } from "../view.js";

const STATES = ["APPLIED", "ACTIVE", "SUSPENDED"];

/** @param {string} label @param {unknown} value */
const fact = (label, value) => html`<div><dt>${label}</dt><dd><bdi>${value || "–"}</bdi></dd></div>`;

/** @param {HTMLElement} root */
async function showSellers(root) {
	const asked = new URLSearchParams(location.search).get("state") ?? "APPLIED";
	const state = STATES.includes(asked) ? asked : "APPLIED";
	/** @type {{items: SellerProfile[], next: string | null}} */
	const { items, next: first } = await call("applications", { state });
	let next = first;
	/** @type {SellerProfile | null} */
	let chosen = null;
	/** @type {unknown} */
	let news = nothing;

	/** @param {SellerProfile} seller @param {unknown} what */
	function settled(seller, what) {
		items.splice(items.indexOf(seller), 1);
		news = what;
		draw();
		pick("[data-news] .notice").focus();
	}

	/** @param {SellerProfile} seller */
	const approve = (seller) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			await call("approveSeller", { seller: seller.id }, { version: seller.row_version });
			settled(seller, notice("good", t("sellers.approved", { name: seller.name }), t("sellers.approved_text", { email: seller.contact_email ?? "" })));
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			news = notice("bad", t("listing.not_done"), explain(fault));
			draw();
			pick("[data-news] .notice").focus();
		}
	});

	/** @param {SellerProfile} seller */
	const ask = (seller) => {
		chosen = seller;
		draw();
		openSheet("suspend");
	};

	/** @param {SubmitEvent} event */
	const suspend = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("reason")).trim();
		const seller = chosen;
		if (!reason || !seller) {
			showFaults(form, [{ name: "reason", text: t("operator.reason_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			try {
				await call("suspendSeller", { seller: seller.id }, { body: { reason } });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			form.reset();
			/** @type {HTMLDialogElement} */ (pick("#suspend")).close();
			settled(seller, notice("good", t("sellers.suspended", { name: seller.name }), t("sellers.suspended_text", { email: seller.contact_email ?? "" })));
		});
	};

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("applications", { state, after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	/** @param {SellerProfile} s */
	const card = (s) => html`<li><article class="card stack" aria-labelledby="h-${s.id}"><div class="split"><h2 id="h-${s.id}">${s.name}</h2>${listingMark(s.state, "seller_state")}</div>
		${s.decision_reason ? html`<p class="quote">${s.decision_reason}</p>` : nothing}
		${s.about ? html`<p class="text">${s.about}</p>` : nothing}
		<dl class="facts facts--two">${fact(t("apply.legal_name"), s.legal_name)}${fact(t("form.country"), countryName(s.country))}${fact(t("apply.tax_number"), s.tax_number)}
			${fact(t("apply.slug"), `/s/${s.slug}`)}${fact(t("apply.website"), s.website)}${fact(t("apply.contact_email"), s.contact_email)}${fact(t("apply.support_email"), s.support_email)}
			${fact(t("profile.payout"), s.payout?.hint ? accountHint(s.payout.hint) : "")}
			${fact(t("sellers.applied_at"), html`<time datetime=${s.created_at} title=${timeText(s.created_at)}>${dateText(s.created_at)} (${fromNow(s.created_at)})</time>`)}</dl>
		<div class="cluster">${s.state === "ACTIVE" ? nothing : html`<button class="btn btn--primary" type="button" @click=${approve(s)}>${icon("badge-check")}${t(s.state === "APPLIED" ? "sellers.approve" : "sellers.again")}<span class="visually-hidden"> ${s.name}</span></button>`}
			${s.state === "SUSPENDED" ? nothing : html`<button class="btn btn--danger" type="button" aria-haspopup="dialog" @click=${() => ask(s)}>${t(s.state === "APPLIED" ? "sellers.refuse" : "sellers.suspend")}<span class="visually-hidden"> ${s.name}</span></button>`}</div></article></li>`;

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("sellers.title")}</h1><p>${t("sellers.lead")}</p></div>
		${operatorNav("operator/sellers/")}
		<nav class="chips news" aria-label=${t("listings.filter")}>${STATES.map((name) => html`<a class="chip ${name === state ? "chip--on" : ""}" aria-current=${name === state ? "true" : nothing}
			href=${link(`operator/sellers/?state=${name}`)}>${t(`sellers.${name}`)}${name === state ? html` <span class="count">${items.length}${next ? "+" : ""}</span>` : nothing}</a>`)}</nav>
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		${items.length ? html`<ul class="stack stack--wide" role="list">${items.map(card)}</ul>` : html`<div class="card empty">${icon("store")}<h2>${t("sellers.empty")}</h2><p>${t(`sellers.empty_${state}`)}</p></div>`}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("orders.more")}</button></p>` : nothing}
		${sheet({ id: "suspend", title: t(chosen?.state === "APPLIED" ? "sellers.refuse_sure" : "sellers.suspend_sure", { name: chosen?.name ?? "" }),
			body: html`<p>${t(chosen?.state === "APPLIED" ? "sellers.refuse_text" : "sellers.suspend_text")}</p><div class="gap-top"><form id="suspend-form" class="stack" novalidate @submit=${suspend}><div class="field"><label for="reason">${t("operator.reason")}</label>
				<p class="hint" id="reason-hint">${t("operator.reason_hint")}</p><textarea class="input input--area" id="reason" name="reason" rows="3" maxlength="300" aria-describedby="reason-hint"></textarea></div></form></div>`,
			action: html`<button class="btn btn--danger" type="submit" form="suspend-form">${t(chosen?.state === "APPLIED" ? "sellers.refuse" : "sellers.suspend")}</button>` })}`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user)
		location.replace(signInLink());
	else if (!isOperator(session))
		throw new Problem(403, { code: "forbidden", detail: t("operator.only") });
	else
		await showSellers(root);
});

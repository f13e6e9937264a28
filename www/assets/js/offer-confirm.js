// @ts-check
/**
 * The confirm page of a private offer: filled in, locked, and ordered in one
 * act. All values are the server's; what is sent back is what was accepted.
 * @typedef {import("./types").ExclusiveOffer} ExclusiveOffer
 * @typedef {import("./types").OfferConfirm} OfferConfirm
 * @typedef {import("./types").OfferCheck} OfferCheck
 * @typedef {import("./types").Session} Session
 */
import { html, nothing } from "../vendor/lit.js";
import { Problem, call, newKey } from "./api.js";
import { pick } from "./dom.js";
import { busy, clearFaults, showFaults, showProblem } from "./form.js";
import { hasText, language, t } from "./i18n.js";
import { moneyText, sameMoney } from "./money.js";
import { acceptByText, changesView, noteView, offerFacts } from "./offer-view.js";
import { planCreditView, planView, startSecond } from "./plan-part.js";
import { booksOf, booksView, forgive, inRole, mayOrder, priceView, savedText, startTerms, unverifiedView } from "./review-part.js";
import { startServer } from "./server-part.js";
import { explain, link, loadSession, signInLink } from "./site.js";
import { icon, logo, notice, painted, show } from "./view.js";

const TICK_MS = 30_000;

/** What keeps somebody from accepting, and how it is mended (X2). @param {OfferCheck[]} checks */
const checksView = (checks) => html`<section class="card" aria-labelledby="h-checks">
	<h2 id="h-checks">${t(checks.every(({ ok }) => ok) ? "offer_page.checks_good" : "offer_page.checks")}</h2>
	<ul class="ready" role="list">${checks.map((c) => html`<li><span class="state state--${c.ok ? "good" : "bad"}">${icon(c.ok ? "circle-check" : "circle-x")}<span class="visually-hidden">${t(c.ok ? "offer_page.check_ok" : "offer_page.check_bad")}</span></span>
		<div>${checkText(c)}${c.mend && !c.ok ? html` <a href=${link(c.mend.url.replace(/^\//, ""))}>${mendText(c)}</a>` : nothing}</div></li>`)}</ul></section>`;

/** @param {OfferCheck} c */
const checkText = (c) => c.ok && hasText(`offer_check.${c.check}`) ? t(`offer_check.${c.check}`)
	: language() !== "en" && hasText(`offer_check.${c.check}_not`) ? t(`offer_check.${c.check}_not`) : c.detail;

/** @param {OfferCheck} c */
const mendText = (c) => language() !== "en" && hasText(`offer_check.${c.check}_mend`) ? t(`offer_check.${c.check}_mend`) : c.mend?.text;

/** Who of the company may accept, for somebody who may not. @returns {Promise<string[]>} */
async function accepters() {
	/** @type {{items: import("./types").Member[]}} */
	const { items } = await call("members").catch(() => ({ items: [] }));
	return items.filter((m) => ["owner", "purchaser"].includes(m.role)).map((m) => t("offer_page.person", { name: m.user_name, role: t(`role.${m.role}`) }));
}

/**
 * @param {HTMLElement} root
 * @param {import("./types").Site} site
 * @param {Session} firstSession
 * @param {ExclusiveOffer} first in effect
 * @param {(offer: ExclusiveOffer) => void} elsewhere shows an offer that is no longer to be accepted
 */
export async function startConfirm(root, site, firstSession, first, elsewhere) {
	let session = firstSession;
	let offer = first;
	/** @type {OfferConfirm | null} what was shown before, when something else holds now */
	let was = null;
	let key = newKey();
	let written = "";
	/** @type {unknown} */
	let news = nothing;
	const terms = startTerms();
	const people = inRole(session) ? [] : await accepters();

	const review = () => /** @type {OfferConfirm} */ (offer.confirm);
	const price = () => ({ ...review(), offer, billing_mode: offer.billing_mode });
	const take = () => terms.set({ items: review().documents, contact: review().consent, permissions: offer.payment_plan?.permissions });
	take();

	/** @type {Awaited<ReturnType<typeof startServer>> | null} */
	let server = null;
	if (review().server) {
		server = await startServer({ product: offer.product.slug, plan: offer.plan.code, billing_mode: offer.billing_mode, quantity: offer.quantity,
			periods: offer.periods, capacities: offer.capacities, currency: offer.net.currency }, { quote: review, draw: () => draw() });
		if (mayOrder(session))
			await server.loadNetworks();
	}

	async function renewSession() {
		session = await loadSession();
		if (mayOrder(session))
			await server?.loadNetworks();
		draw();
		return Boolean(session.user?.verified);
	}

	/** @returns {unknown} the button, or what stands in the way of this person */
	function action() {
		if (!inRole(session))
			return notice("warn", t("offer_page.role"), html`<p>${t("offer_page.role_text", { role: t(`role.${session.user?.role}`) })}</p>
				${people.length ? html`<ul>${people.map((p) => html`<li><bdi>${p}</bdi></li>`)}</ul>` : nothing}`);
		if (!session.user?.verified)
			return notice("warn", t("checkout.unverified"), unverifiedView(session.user?.email ?? "", renewSession));
		if (offer.payment_plan)
			return html`<button class="btn btn--primary btn--large btn--block" type="submit">${t("plan.go_on", { amount: moneyText(review().total) })}</button>
				<p class="hint">${t("plan.go_on_hint")}</p>`;
		return html`<button class="btn btn--primary btn--large btn--block" type="submit">${review().total.amount
			? t("offer_page.accept", { amount: moneyText(review().total) }) : t("offer_page.accept_free")}</button>
			<p class="hint">${t("offer_page.accept_hint")}</p>`;
	}

	const serverText = () => {
		const its = review().server;
		return its ? `${t("server.size", { vcpus: its.flavour.vcpus, memory: its.flavour.memory_gib })}, ${its.region.name}` : nothing;
	};

	const steps = () => html`<ol class="next">${["order", "pay", "deliver"].map((step) => html`<li>${t(`${offer.payment_plan ? "plan" : "offer_page"}.next_${step}`, { seller: offer.seller.name, amount: moneyText(review().total), n: site.order_expiry_days })}</li>`)}</ol>`;

	const draw = () => show(root, html`${offer.payment_plan ? second.view(offer.payment_plan, session.company?.name ?? "") : nothing}<div ?hidden=${second.isOpen()}><div class="page-head"><div class="cluster">${logo(offer.product, "logo--lg")}<div><p class="soft">${t("offer_page.for", { company: session.company?.name ?? "" })}</p>
			<h1 tabindex="-1">${t("offer_page.heading", { product: offer.product.name, seller: offer.seller.name })}</h1></div></div>
			<p>${t("offer_page.lead", { seller: offer.seller.name })}</p>
			<p class="lead-price"><strong>${offer.saved.amount ? t("offer_page.lead_saves", { amount: moneyText(review().total), saving: savedText(offer, Boolean(review().server)) }) : t("offer_page.lead_pays", { amount: moneyText(review().total) })}</strong></p></div>
		<div data-news>${news}</div>
		${offer.changes?.length ? html`<section class="card card--changed" aria-labelledby="h-changes"><h2 id="h-changes">${t("offer_page.changes_title", { n: offer.changes.length })}</h2>
			<p class="soft">${t("offer_page.changes_text", { seller: offer.seller.name })}</p>${changesView(offer.changes, offer.net.currency)}</section>` : nothing}
		<form class="with-aside" method="post" data-review novalidate @submit=${submit} @change=${forgive}>
			<div class="stack stack--wide">
				<section class="card" aria-labelledby="h-item"><h2 id="h-item">${t("offer_page.item")}</h2>
					<div class="cluster">${logo(offer.product)}<div><strong>${offer.product.name}</strong>
						<p class="by">${t("product.by", { seller: offer.seller.name })}</p></div></div>
					${offerFacts(offer, { fixed: true, server: serverText(),
						buyer: html`<bdi>${session.company?.name}</bdi><p class="hint"><bdi>${session.user?.user_name}</bdi></p>` })}
					<p class="hint with-icon gap-top">${icon("lock")}<span>${t("offer_page.fixed_text", { seller: offer.seller.name })} <a href=${link(`my/requests/?product=${offer.product.slug}`)}>${t("requests.ask")}</a></span></p></section>
				${noteView(offer.note, offer.seller.name)}
				${offer.payment_plan ? html`${planView(offer.payment_plan)}${planCreditView(offer.payment_plan.credit, offer.payment_plan.total)}` : nothing}
				${offer.checks.length ? checksView(offer.checks) : nothing}
				${server ? server.view(mayOrder(session)) : nothing}
				${inRole(session) ? booksView() : nothing}
				${inRole(session) ? html`${terms.contactView(offer.seller.name)}${terms.permissionsView()}${terms.view()}` : nothing}
			</div>
			<aside class="stack stack--wide">
				<section class="card card--lift stack" aria-labelledby="h-price"><h2 id="h-price">${t("offer_page.price")}</h2>
					${priceView(price(), was ? { ...was, offer: null, billing_mode: offer.billing_mode } : null)}
					<p class="until with-icon">${icon("clock")}<span data-until>${acceptByText(offer.ends_at)}</span></p>
					${action()}</section>
				<section class="card" aria-labelledby="h-next"><h2 id="h-next">${t("offer_page.next")}</h2>${steps()}
					<p class="small"><a href=${link(`my/offers/${offer.id}`)}>${t("offer_page.details")}</a></p></section>
			</aside>
		</form>
		${terms.sheets()}${server ? server.sheets(mayOrder(session)) : nothing}</div>`);

	const second = startSecond({ draw: () => draw(), order: (form, button) => void busy(button, () => redeem(pick("form[data-review]", root), form)) });

	/** Tells what is new above the review, and takes the reader there. @param {unknown} what */
	async function tell(what) {
		news = what;
		draw();
		await painted();
		pick("[data-news] .notice", root).focus();
	}

	/** Another version is another decision: old and new are shown, nothing is ticked, and the key is a new one. @param {ExclusiveOffer} now @param {HTMLFormElement} form */
	async function startOver(now, form) {
		if (!now.confirm) {
			elsewhere(now);
			return;
		}
		second.drop();
		const old = review();
		was = sameMoney(old.total, now.confirm.total) ? null : old;
		offer = now;
		key = newKey();
		take();
		form.reset();
		await tell(notice("warn", t("offer_page.changed"), was
			? t("offer_page.changed_price", { old: moneyText(old.total), new: moneyText(review().total) }) : t("offer_page.changed_text")));
	}

	/** @param {HTMLFormElement} form the first screen's @param {HTMLFormElement} [shown] the one that is looked at */
	async function redeem(form, shown = form) {
		const body = { offer: offer.id, version: offer.version, digest: review().digest, documents: terms.hashes(),
			...terms.allowed(), ...booksOf(form), ...(offer.payment_plan && { plan_digest: offer.payment_plan.digest }), ...(server && { server: server.body() }) };
		// Another word is another request.
		if (written && written !== JSON.stringify(body))
			key = newKey();
		written = JSON.stringify(body);
		try {
			const placed = await call("redeemOffer", {}, { key, body });
			server?.forget();
			location.assign(link(`pay/${placed.id}`));
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			if (fault.status === 401)
				location.assign(signInLink());
			else if (fault.code === "unverified" || fault.code === "forbidden")
				await renewSession();
			else if (fault.code === "offer_changed" && fault.document.offer)
				await startOver(/** @type {ExclusiveOffer} */ (fault.document.offer), form);
			else if (["offer_changed", "offer_version", "offer_state", "terms_changed", "plan_changed"].includes(fault.code))
				await startOver(await call("exclusiveOffer", { offer: offer.id }), form);
			else
				showProblem(shown, fault);
		}
	}

	/** @param {SubmitEvent} event */
	function submit(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		if (!mayOrder(session))
			return;
		const missing = [...server?.faults() ?? [], ...terms.missing(form)];
		if (missing.length) {
			showFaults(form, missing);
			return;
		}
		clearFaults(form);
		if (offer.payment_plan)
			void second.enter();
		else
			void busy(/** @type {HTMLButtonElement} */ (pick('button[type="submit"]', form)), () => redeem(form));
	}

	draw();
	setInterval(() => {
		const until = root.querySelector("[data-until]");
		if (until && until.textContent !== acceptByText(offer.ends_at))
			draw();
	}, TICK_MS);
}

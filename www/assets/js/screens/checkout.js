// @ts-check
/**
 * Review before commitment: what, how long, which price, whose terms. The
 * configuration is in the address; the price is the server's, signed.
 * @typedef {import("../types").Configuration} Configuration
 * @typedef {import("../types").Quote} Quote
 * @typedef {import("../types").Accepting} Accepting
 * @typedef {import("../types").Session} Session
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { configurationOf } from "../configuration.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { capacityName, dateText, t, timeText } from "../i18n.js";
import { moneyText, sameMoney } from "../money.js";
import { planCreditView, planView, startSecond } from "../plan-part.js";
import { booksOf, booksView, forgive, inRole, mayOrder, priceView, startTerms, unverifiedView } from "../review-part.js";
import { startServer } from "../server-part.js";
import { boot, explain, link, loadSession, signInLink } from "../site.js";
import { icon, lastOf, logo, notice, periodsText, show } from "../view.js";

/** After these the price is asked for again: it is another one, or the private offer is. */
const RENEW = new Set(["quote_expired", "quote_changed", "quote_tampered", "offer_version", "offer_state", "offer_changed"]);

/** Where it is chosen: the product page, or the service that is renewed. @param {string} product */
function changeLink(product) {
	const service = new URLSearchParams(location.search).get("service");
	if (service)
		return link(`my/services/${encodeURIComponent(service)}`);
	const url = new URL(link(`p/${encodeURIComponent(product)}`));
	for (const [name, value] of new URLSearchParams(location.search))
		if (name !== "product" && name !== "currency")
			url.searchParams.set(name, value);
	url.hash = "configure";
	return url.href;
}

/** @param {HTMLElement} root @param {string} title @param {string} text @param {string} href @param {string} label */
const showDeadEnd = (root, title, text, href, label) => show(root, html`<div class="card empty">${icon("shopping-bag")}
	<h2>${title}</h2><p>${text}</p><p><a class="btn btn--primary" href=${href}>${label}</a></p></div>`);

/**
 * @param {HTMLElement} root
 * @param {Configuration} configuration
 * @param {Session} firstSession
 */
async function review(root, configuration, firstSession) {
	let session = firstSession;
	/** @type {Quote | null} the price that was shown before, when another one holds now */
	let was = null;
	let key = newKey();
	let booked = "{}";
	/** @type {unknown} */
	let news = nothing;
	const terms = startTerms();
	/** A private offer has terms beside its product's. @param {string} [offer] @returns {Promise<Accepting>} */
	const fetchDocuments = (offer) => call("documents", { product: configuration.product, lang: document.documentElement.lang, offer });
	let [quote, accepting] = await Promise.all([
		/** @type {Promise<Quote>} */ (call("quote", {}, { body: configuration })),
		fetchDocuments(),
	]);
	/** What is to be accepted of the quote that is shown. @param {Accepting} documents */
	const take = (documents) => terms.set({ ...documents, permissions: quote.payment_plan?.permissions });
	take(quote.offer ? await fetchDocuments(quote.offer.id) : accepting);

	/** @type {Awaited<ReturnType<typeof startServer>> | null} */
	let server = null;
	if (quote.server && !configuration.renews) {
		server = await startServer(configuration, { quote: () => quote, requote, draw: () => draw() });
		if (mayOrder(session))
			await server.loadNetworks();
	}

	/** Verified, or of another role, meanwhile: what such a person is shown. */
	async function renewSession() {
		session = await loadSession();
		if (mayOrder(session))
			await server?.loadNetworks();
		draw();
		return Boolean(session.user?.verified);
	}

	/** Of another server, at its price; what is typed stays. */
	async function requote() {
		try {
			const { offer } = quote;
			quote = await call("quote", {}, { body: configuration });
			if (offer?.id !== quote.offer?.id)
				take(await fetchDocuments(quote.offer?.id));
			was = null;
			key = newKey();
			news = nothing;
		} catch (fault) {
			news = notice("bad", t("checkout.bad"), explain(fault));
		}
		draw();
	}

	const changeHere = () => changeLink(configuration.product);
	const renews = Boolean(configuration.renews);

	/** @param {string} name @param {unknown} value @param {boolean} changeable */
	const fact = (name, value, changeable = true) => html`<div><dt>${name}</dt><dd>${value}</dd>${changeable
		? html`<dd><a href=${changeHere()}>${t("checkout.change")}<span class="visually-hidden"> ${name}</span></a></dd>` : nothing}</div>`;

	/** @returns {unknown} what stands in the way of this person, or the button */
	function action() {
		if (!session.user)
			return html`<a class="btn btn--primary btn--large btn--block" href=${signInLink()}>${t("checkout.sign_in")}</a>
				<p class="hint">${t("checkout.sign_in_text")}</p>`;
		if (!session.user.verified)
			return notice("warn", t("checkout.unverified"), unverifiedView(session.user.email, renewSession));
		if (!inRole(session))
			return notice("warn", t("checkout.role"), t("checkout.role_text", {
				role: t(`role.${session.user.role}`), company: session.company?.name ?? "",
			}));
		if (quote.payment_plan)
			return html`<button class="btn btn--primary btn--large btn--block" type="submit">${t("plan.go_on", { amount: moneyText(quote.total) })}</button>
				<p class="hint">${t("plan.go_on_hint")}</p>`;
		return html`<button class="btn btn--primary btn--large btn--block" type="submit">${quote.total.amount
			? t("checkout.pay_now", { amount: moneyText(quote.total) }) : t("checkout.order_free")}</button>
			<p class="hint">${t("checkout.after")}</p>`;
	}

	function draw() {
		show(root, html`${quote.payment_plan ? second.view(quote.payment_plan, session.company?.name ?? "") : nothing}<div ?hidden=${second.isOpen()}>${news}
		<form class="with-aside" method="post" data-review novalidate @submit=${submit} @change=${forgive}>
			<div class="stack stack--wide">
				<section class="card" aria-labelledby="h-item">
					<h2 id="h-item">${t(renews ? "checkout.renewal" : "checkout.item")}</h2>
					<div class="cluster">${logo(quote.product)}<div><strong>${quote.product.name}</strong>
						<p class="by">${t("product.by", { seller: quote.seller.name })}</p></div></div>
					<dl class="facts">
						${fact(t("checkout.plan"), quote.plan.name, !renews)}
						${fact(t("checkout.mode"), t(`product.mode_${quote.billing_mode}`), !renews)}
						${quote.billing_mode === "one_time" ? nothing : fact(t("checkout.periods"), periodsText(quote))}
						${quote.runs_from && quote.runs_until ? fact(t("checkout.runs"), t("checkout.runs_text", { from: dateText(quote.runs_from), to: dateText(lastOf(quote.runs_until)) }), false) : nothing}
						${quote.server ? nothing : fact(t("checkout.quantity"), quote.quantity, !renews)}
						${Object.entries(quote.capacities ?? {}).map(([code, n]) => fact(capacityName(code), n, !renews))}
						${fact(t("checkout.delivery"), t(`product.delivery_${quote.delivery}_text`), false)}
						${session.user ? fact(t("checkout.buyer"), html`<bdi>${session.company?.name}</bdi><p class="hint"><bdi>${session.user.user_name}</bdi></p>`, false) : nothing}
					</dl>
				</section>
				${quote.payment_plan ? html`${planView(quote.payment_plan)}${planCreditView(quote.payment_plan.credit, quote.total)}` : nothing}
				${server ? server.view(mayOrder(session)) : nothing}
				${inRole(session) ? booksView() : nothing}
				${terms.contactView(quote.seller.name)}
				${terms.permissionsView()}
				${terms.view()}
			</div>
			<aside class="card card--lift stack" aria-labelledby="h-price">
				<h2 id="h-price">${t("checkout.price")}</h2>
				${priceView(quote, was)}
				${quote.offer ? html`<p class="hint with-icon">${icon("badge-percent")}<span>${t("exclusive.applied_until", { date: dateText(lastOf(quote.offer.ends_at)) })}
					<a href=${link(`my/offers/${quote.offer.id}`)}>${t("exclusive.see")}</a></span></p>` : nothing}
				${action()}
				<p class="hint">${t("checkout.price_until", { time: timeText(quote.expires_at) })}</p>
			</aside>
		</form>
		${terms.sheets()}${server ? server.sheets(mayOrder(session)) : nothing}</div>`);
	}

	const second = startSecond({ draw: () => draw(), order: (form, button) => void busy(button, () => order(pick("form[data-review]", root), form)) });

	/** Tells what is new above the review, and takes the reader there. @param {unknown} what */
	function tell(what) {
		second.drop();
		news = what;
		draw();
		pick(".notice", root).focus();
	}

	/** Another price is another decision: shown old and new, and a new key. @returns {Promise<boolean>} still the same price */
	async function renewQuote() {
		const old = quote;
		quote = await call("quote", {}, { body: configuration });
		key = newKey();
		if (sameMoney(old.total, quote.total) && old.offer?.version === quote.offer?.version)
			return true;
		if (old.offer || quote.offer) {
			take(await fetchDocuments(quote.offer?.id));
			/** @type {HTMLFormElement} */ (pick("form[data-review]", root)).reset();
		}
		was = old;
		tell(notice("warn", t("checkout.changed"), t("checkout.changed_text", { old: moneyText(old.total), new: moneyText(quote.total) })));
		return false;
	}

	/** @param {Record<string, string>} books */
	const place = (books) => call("placeOrder", {}, { key, body: { quote: quote.quote, documents: terms.hashes(),
		...terms.allowed(), ...books, ...(quote.payment_plan && { plan_digest: quote.payment_plan.digest }), ...(server && { server: server.body() }) } });

	/** Another word in the books is another request. @param {HTMLFormElement} form */
	function wordsOf(form) {
		const books = booksOf(form);
		const text = JSON.stringify([books, server?.body()]);
		if (text !== booked)
			key = newKey();
		booked = text;
		return books;
	}

	/** @param {HTMLFormElement} form the first screen's @param {HTMLFormElement} [shown] the one that is looked at */
	async function order(form, shown = form) {
		const books = wordsOf(form);
		try {
			if (Date.parse(quote.expires_at) <= Date.now() && !await renewQuote())
				return;
			let placed;
			try {
				placed = await place(books);
			} catch (fault) {
				if (!(fault instanceof Problem) || !RENEW.has(fault.code))
					throw fault;
				if (!await renewQuote())
					return;
				placed = await place(books);
			}
			server?.forget();
			location.assign(link(`pay/${placed.id}`));
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			if (fault.status === 401) {
				location.assign(signInLink());
			} else if (fault.code === "unverified" || fault.code === "forbidden") {
				await renewSession();
			} else if (fault.code === "terms_changed") {
				take(await fetchDocuments(quote.offer?.id));
				key = newKey();
				form.reset();
				tell(notice("warn", t("checkout.documents_changed"), t("checkout.documents_changed_text")));
			} else if (fault.code === "plan_changed") {
				await renewQuote();
				take(await fetchDocuments(quote.offer?.id));
				form.reset();
				tell(notice("warn", t("plan.changed"), t("plan.changed_text")));
			} else if (fault.code === "exists" || fault.code === "already_ordered") {
				tell(notice("info", t("checkout.already"), html`<p>${t("checkout.already_text")} <a href=${link("my/orders/")}>${t("orders.title")}</a></p>`));
			} else {
				showProblem(shown, fault);
			}
		}
	}

	/** @param {SubmitEvent} event */
	function submit(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const missing = [...server?.faults() ?? [], ...terms.missing(form)];
		if (missing.length) {
			showFaults(form, missing);
			return;
		}
		clearFaults(form);
		if (quote.payment_plan)
			void second.enter();
		else
			void busy(/** @type {HTMLButtonElement} */ (pick('button[type="submit"]', form)), () => order(form));
	}

	draw();
}

boot(async ({ site, session, root }) => {
	const configuration = configurationOf(site.currency);
	if (!configuration) {
		showDeadEnd(root, t("checkout.nothing"), t("checkout.nothing_text"), link("search"), t("search.browse"));
		return;
	}
	try {
		await review(root, configuration, session);
	} catch (fault) {
		if (!(fault instanceof Problem) || fault.status === 0 || fault.status >= 500)
			throw fault;
		const words = fault.errors.map((error) => error.detail).join(" ") || explain(fault);
		showDeadEnd(root, t("checkout.bad"), `${words} ${t("checkout.bad_text")}`, changeLink(configuration.product), t("checkout.to_product"));
	}
});

// @ts-check
/**
 * Review before commitment: what, how long, which price, whose terms. The
 * configuration is in the address; the price is the server's, signed.
 * @typedef {import("../types").Configuration} Configuration
 * @typedef {import("../types").Quote} Quote
 * @typedef {import("../types").Document} Document
 * @typedef {import("../types").Accepting} Accepting
 * @typedef {import("../types").Money} Money
 * @typedef {import("../types").Session} Session
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { configurationOf } from "../configuration.js";
import { pick } from "../dom.js";
import { busy, clearFaults, markField, showFaults, showProblem } from "../form.js";
import { capacityName, t, timeText } from "../i18n.js";
import { moneyText, percentText, sameMoney } from "../money.js";
import { nodesOf } from "../prose.js";
import { startServer } from "../server-part.js";
import { boot, explain, link, loadSession, signInLink } from "../site.js";
import { factorsText, field, icon, lineText, logo, notice, periodsText, show } from "../view.js";

const MAY_ORDER = ["owner", "purchaser"];

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
	let [quote, { items: documents, contact }] = await Promise.all([
		/** @type {Promise<Quote>} */ (call("quote", {}, { body: configuration })),
		fetchDocuments(),
	]);

	/** @returns {Promise<Accepting>} */
	async function fetchDocuments() {
		return call("documents", { product: configuration.product, lang: document.documentElement.lang });
	}

	/** @type {Awaited<ReturnType<typeof startServer>> | null} */
	let server = null;
	if (quote.server && !configuration.renews) {
		server = await startServer(configuration, { quote: () => quote, requote, draw: () => draw() });
		if (mayOrder())
			await server.loadNetworks();
	}

	/** Verified, or of another role, meanwhile: what such a person is shown. */
	async function renewSession() {
		session = await loadSession();
		if (mayOrder())
			await server?.loadNetworks();
		draw();
	}

	/** Of another server, at its price; what is typed stays. */
	async function requote() {
		try {
			quote = await call("quote", {}, { body: configuration });
			was = null;
			key = newKey();
			news = nothing;
		} catch (fault) {
			news = notice("bad", t("checkout.bad"), explain(fault));
		}
		draw();
	}

	/** Signed in, verified, and in a role for it. */
	function mayOrder() {
		return Boolean(session.user?.verified && MAY_ORDER.includes(session.user.role));
	}

	const changeHere = () => changeLink(configuration.product);
	const renews = Boolean(configuration.renews);

	/** @param {string} name @param {unknown} value @param {boolean} changeable */
	const fact = (name, value, changeable = true) => html`<div><dt>${name}</dt><dd>${value}</dd>${changeable
		? html`<dd><a href=${changeHere()}>${t("checkout.change")}<span class="visually-hidden"> ${name}</span></a></dd>` : nothing}</div>`;

	/** @param {Document} d @param {number} i */
	const documentRow = (d, i) => html`<div class="field"><div class="tick">
		<input type="checkbox" id="doc-${i}" name="doc-${i}" value=${d.hash} required>
		<label for="doc-${i}">${t("checkout.accept", { title: d.title })}</label>
		<button class="link small" type="button" aria-haspopup="dialog" @click=${() =>
			/** @type {HTMLDialogElement} */ (pick(`#text-${i}`)).showModal()}>${t("checkout.read")}<span class="visually-hidden"> ${d.title}</span></button>
	</div></div>`;

	/** The seller's account for the buyer, and what it is made from: allowed by a tick of its own. */
	const contactView = () => contact ? html`<section class="card" aria-labelledby="h-contact">
		<h2 id="h-contact">${t("checkout.contact")}</h2>
		<p class="soft">${t("checkout.contact_lead", { seller: quote.seller.name })}</p>
		<div class="field gap-top"><div class="tick">
			<input type="checkbox" id="contact" name="contact" required>
			<label for="contact">${contact.text}</label></div></div>
	</section>` : nothing;

	/** @type {Map<string, ChildNode[]>} nodes, made once a document */
	const bodies = new Map();
	/** @param {Document} d */
	function textOf(d) {
		if (!bodies.has(d.hash))
			bodies.set(d.hash, [...nodesOf(d.html).childNodes]);
		return bodies.get(d.hash);
	}

	/** @param {Document} d @param {number} i */
	const documentSheet = (d, i) => html`<dialog class="sheet" id="text-${i}" aria-labelledby="text-${i}-title">
		<header><h2 id="text-${i}-title">${d.title}</h2>
			<form method="dialog"><button type="submit" class="btn btn--quiet btn--small" aria-label=${t("checkout.close")}>${icon("x")}</button></form></header>
		<div class="sheet__body prose" tabindex="0">${textOf(d)}</div>
		<footer>${d.url ? html`<a class="push small with-icon" href=${link(d.url.replace(/^\//, ""))} target="_blank" rel="noopener">${t("checkout.read_page")}${icon("external-link")}</a>` : nothing}
			<form method="dialog"><button type="submit" class="btn">${t("checkout.close")}</button></form></footer>
	</dialog>`;

	/** @returns {unknown} what stands in the way of this person, or the button */
	function action() {
		if (!session.user)
			return html`<a class="btn btn--primary btn--large btn--block" href=${signInLink()}>${t("checkout.sign_in")}</a>
				<p class="hint">${t("checkout.sign_in_text")}</p>`;
		if (!session.user.verified)
			return notice("warn", t("checkout.unverified"), unverified(session.user.email));
		if (!MAY_ORDER.includes(session.user.role))
			return notice("warn", t("checkout.role"), t("checkout.role_text", {
				role: t(`role.${session.user.role}`), company: session.company?.name ?? "",
			}));
		return html`<button class="btn btn--primary btn--large btn--block" type="submit">${quote.total.amount
			? t("checkout.pay_now", { amount: moneyText(quote.total) }) : t("checkout.order_free")}</button>
			<p class="hint">${t("checkout.after")}</p>`;
	}

	/** @param {string} email */
	function unverified(email) {
		/** @param {Event} event @param {() => Promise<string>} act */
		const tell = (event, act) => {
			const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
			return busy(button, async () => {
				const status = pick("[data-verify-status]");
				try {
					status.textContent = await act();
				} catch (fault) {
					status.textContent = explain(fault);
				}
			});
		};
		const check = async () => {
			await renewSession();
			return session.user?.verified ? "" : t("checkout.unverified_still");
		};
		const resend = async () => {
			await call("sendVerification", {}, { body: { email } });
			return t("sign_up.resent", { email });
		};
		return html`<p>${t("checkout.unverified_text", { email })}</p>
			<p class="cluster"><button class="btn" type="button" @click=${(/** @type {Event} */ e) => tell(e, check)}>${t("checkout.unverified_again")}</button>
			<button class="btn" type="button" @click=${(/** @type {Event} */ e) => tell(e, resend)}>${t("sign_up.resend")}</button></p>
			<p role="status" class="small" data-verify-status></p>`;
	}

	/** What it was, struck out. @param {Money | undefined} old @param {Money} now */
	const before = (old, now) => old && !sameMoney(old, now) ? html`<del class="was">${moneyText(old)}</del> ` : nothing;

	function draw() {
		show(root, html`${news}
		<form class="with-aside" method="post" data-review novalidate @submit=${submit} @change=${forgive}>
			<div class="stack stack--wide">
				<section class="card" aria-labelledby="h-item">
					<h2 id="h-item">${t("checkout.item")}</h2>
					<div class="cluster">${logo(quote.product)}<div><strong>${quote.product.name}</strong>
						<p class="by">${t("product.by", { seller: quote.seller.name })}</p></div></div>
					<dl class="facts">
						${fact(t("checkout.plan"), quote.plan.name, !renews)}
						${fact(t("checkout.mode"), t(`product.mode_${quote.billing_mode}`), !renews)}
						${quote.billing_mode === "one_time" ? nothing : fact(t("checkout.periods"), periodsText(quote))}
						${quote.server ? nothing : fact(t("checkout.quantity"), quote.quantity, !renews)}
						${Object.entries(quote.capacities ?? {}).map(([code, n]) => fact(capacityName(code), n, !renews))}
						${fact(t("checkout.delivery"), t(`product.delivery_${quote.delivery}_text`), false)}
						${session.user ? fact(t("checkout.buyer"), html`<bdi>${session.company?.name}</bdi><p class="hint"><bdi>${session.user.user_name}</bdi></p>`, false) : nothing}
					</dl>
				</section>
				${server ? server.view(mayOrder()) : nothing}
				${session.user && MAY_ORDER.includes(session.user.role) ? html`<section class="card" aria-labelledby="h-books">
					<h2 id="h-books">${t("checkout.books")}</h2>
					<p class="soft">${t("checkout.books_lead")}</p>
					<div class="columns gap-top">${field({ name: "po_number", label: t("checkout.po_number"), max: 64, optional: true })}
						${field({ name: "cost_centre", label: t("checkout.cost_centre"), max: 64, optional: true })}</div>
				</section>` : nothing}
				${contactView()}
				<section class="card" aria-labelledby="h-terms">
					<h2 id="h-terms">${t("checkout.terms")}</h2>
					<p class="soft">${t("checkout.terms_lead")}</p>
					<div class="stack gap-top">${documents.map(documentRow)}</div>
				</section>
			</div>
			<aside class="card card--lift stack" aria-labelledby="h-price">
				<h2 id="h-price">${t("checkout.price")}</h2>
				<dl class="sums">
					${quote.lines.map((line) => html`<div><dt>${lineText(line, quote.server)}<small><bdi>${factorsText(line)}</bdi></small></dt><dd>${before(was?.lines.find(({ kind }) => kind === line.kind)?.net, line.net)}${moneyText(line.net)}</dd></div>`)}
					${quote.tax.length ? html`<div><dt>${t("checkout.net")}</dt><dd>${moneyText(quote.net)}</dd></div>
						${quote.tax.map((tax) => html`<div><dt>${t(`tax.${tax.kind}`, { rate: percentText(tax.rate) })}</dt><dd>${moneyText(tax.amount)}</dd></div>`)}` : nothing}
					<div class="sums__total"><dt>${t("checkout.total")}</dt><dd class="total">${before(was?.total, quote.total)}${moneyText(quote.total)}</dd></div>
				</dl>
				${quote.tax.length ? nothing : html`<p class="hint">${t("checkout.no_tax")}</p>`}
				${action()}
				<p class="hint">${t("checkout.price_until", { time: timeText(quote.expires_at) })}</p>
			</aside>
		</form>
		${documents.map(documentSheet)}${server ? server.sheets(mayOrder()) : nothing}`);
	}

	/** Tells what is new above the review, and takes the reader there. @param {unknown} what */
	function tell(what) {
		news = what;
		draw();
		pick(".notice", root).focus();
	}

	/** Another price is another decision: shown old and new, and a new key. @returns {Promise<boolean>} still the same price */
	async function renewQuote() {
		const old = quote;
		quote = await call("quote", {}, { body: configuration });
		key = newKey();
		if (sameMoney(old.total, quote.total))
			return true;
		was = old;
		tell(notice("warn", t("checkout.changed"), t("checkout.changed_text", { old: moneyText(old.total), new: moneyText(quote.total) })));
		return false;
	}

	/** @param {string[]} hashes @param {Record<string, string>} books */
	const place = (hashes, books) => call("placeOrder", {}, { key, body: { quote: quote.quote, documents: hashes,
		...(contact?.consent ? { contact: contact.consent } : {}), ...books, ...(server && { server: server.body() }) } });

	/** What the buyer's books call it; another word is another request. @param {HTMLFormElement} form */
	function booksOf(form) {
		const books = Object.fromEntries(["po_number", "cost_centre"]
			.map((name) => [name, /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value.trim()]).filter(([, value]) => value));
		const text = JSON.stringify([books, server?.body()]);
		if (text !== booked)
			key = newKey();
		booked = text;
		return books;
	}

	/** @param {HTMLFormElement} form @param {string[]} hashes */
	async function order(form, hashes) {
		const books = booksOf(form);
		try {
			if (Date.parse(quote.expires_at) <= Date.now() && !await renewQuote())
				return;
			let placed;
			try {
				placed = await place(hashes, books);
			} catch (fault) {
				if (!(fault instanceof Problem) || !["quote_expired", "quote_changed", "quote_tampered"].includes(fault.code))
					throw fault;
				if (!await renewQuote())
					return;
				placed = await place(hashes, books);
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
				({ items: documents, contact } = await fetchDocuments());
				key = newKey();
				form.reset();
				tell(notice("warn", t("checkout.documents_changed"), t("checkout.documents_changed_text")));
			} else if (fault.code === "exists" || fault.code === "already_ordered") {
				tell(notice("info", t("checkout.already"), html`<p>${t("checkout.already_text")} <a href=${link("my/orders/")}>${t("orders.title")}</a></p>`));
			} else {
				showProblem(form, fault);
			}
		}
	}

	/** What was missing and is ticked now is no fault any more. @param {Event} event */
	function forgive(event) {
		const { form, name, checked } = /** @type {HTMLInputElement} */ (event.target);
		if (form && checked)
			markField(form, name, "");
	}

	/** @param {SubmitEvent} event */
	function submit(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const missing = [...(contact ? [{ name: "contact", text: t("checkout.contact_missing") }] : []),
			...documents.map((d, i) => ({ name: `doc-${i}`, text: t("checkout.tick_missing", { title: d.title }) }))]
			.filter(({ name }) => !(/** @type {HTMLInputElement} */ (form.elements.namedItem(name)).checked));
		missing.unshift(...server?.faults() ?? []);
		if (missing.length) {
			showFaults(form, missing);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (pick('button[type="submit"]', form)),
			() => order(form, documents.map((d) => d.hash)));
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

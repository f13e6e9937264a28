// @ts-check
/**
 * What a review before commitment is made of, wherever something is ordered:
 * terms to tick, the contact that is allowed, the buyer's books, the price.
 * @typedef {import("./types").Document} Document
 * @typedef {import("./types").Accepting} Accepting
 * @typedef {import("./types").Money} Money
 * @typedef {import("./types").Permission} Permission
 * @typedef {import("./types").Priced} Priced
 * @typedef {import("./types").Session} Session
 */
import { html, nothing } from "../vendor/lit.js";
import { call } from "./api.js";
import { pick } from "./dom.js";
import { busy, markField } from "./form.js";
import { t } from "./i18n.js";
import { moneyText, percentText, sameMoney } from "./money.js";
import { nodesOf } from "./prose.js";
import { explain, link } from "./site.js";
import { factorsText, field, icon, lineText } from "./view.js";

const MAY_ORDER = ["owner", "purchaser"];
const BOOKS = ["po_number", "cost_centre"];

/** Signed in, and in a role for it. @param {Session} session */
export const inRole = ({ user }) => Boolean(user && MAY_ORDER.includes(user.role));

/** In that role, and verified. @param {Session} session */
export const mayOrder = (session) => inRole(session) && Boolean(session.user?.verified);

/** Documents and the contact: each has a tick of its own, none is ticked already (R19, R17). */
export function startTerms() {
	/** @type {Document[]} */
	let documents = [];
	/** @type {Accepting["contact"]} */
	let contact = null;
	/** @type {Permission[]} */
	let permissions = [];
	/** @type {Map<string, ChildNode[]>} nodes, made once a document */
	const bodies = new Map();

	/** @param {Document} d */
	function textOf(d) {
		if (!bodies.has(d.hash))
			bodies.set(d.hash, [...nodesOf(d.html).childNodes]);
		return bodies.get(d.hash);
	}

	/** @param {Document} d @param {number} i */
	const row = (d, i) => html`<div class="field"><div class="tick">
		<input type="checkbox" id="doc-${i}" name="doc-${i}" value=${d.hash} required>
		<label for="doc-${i}">${t("checkout.accept", { title: d.title })}</label>
		<button class="link small" type="button" aria-haspopup="dialog" @click=${() =>
			/** @type {HTMLDialogElement} */ (pick(`#text-${i}`)).showModal()}>${t("checkout.read")}<span class="visually-hidden"> ${d.title}</span></button>
	</div></div>`;

	/** @param {Permission} p @param {number} i */
	const grant = (p, i) => html`<div class="field"><div class="tick">
		<input type="checkbox" id="permission-${i}" name="permission-${i}" value=${p.hash} required>
		<label for="permission-${i}"><strong>${p.title}</strong><br>${p.text}</label></div></div>`;

	/** @param {Document} d @param {number} i */
	const sheet = (d, i) => html`<dialog class="sheet" id="text-${i}" aria-labelledby="text-${i}-title">
		<header><h2 id="text-${i}-title">${d.title}</h2>
			<form method="dialog"><button type="submit" class="btn btn--quiet btn--small" aria-label=${t("checkout.close")}>${icon("x")}</button></form></header>
		<div class="sheet__body prose" tabindex="0">${textOf(d)}</div>
		<footer>${d.url ? html`<a class="push small with-icon" href=${link(d.url.replace(/^\//, ""))} target="_blank" rel="noopener">${t("checkout.read_page")}${icon("external-link")}</a>` : nothing}
			<form method="dialog"><button type="submit" class="btn">${t("checkout.close")}</button></form></footer>
	</dialog>`;

	return {
		/** @param {Accepting} accepting */
		set(accepting) {
			({ items: documents, contact, permissions = [] } = accepting);
		},
		hashes: () => [...documents, ...permissions].map(({ hash }) => hash),
		/** The member of an order's body. */
		allowed: () => contact?.consent ? { contact: contact.consent } : {},
		/** The seller's account for the buyer, and what it is made from. @param {string} seller */
		contactView: (seller) => contact ? html`<section class="card" aria-labelledby="h-contact">
			<h2 id="h-contact">${t("checkout.contact")}</h2>
			<p class="soft">${t("checkout.contact_lead", { seller })}</p>
			<div class="field gap-top"><div class="tick">
				<input type="checkbox" id="contact" name="contact" required>
				<label for="contact">${contact.text}</label></div></div>
		</section>` : nothing,
		/** Of an order in stages: each permission has its own tick (R34). */
		permissionsView: () => permissions.length ? html`<section class="card" aria-labelledby="h-permissions">
			<h2 id="h-permissions">${t("plan.permissions")}</h2>
			<p class="soft">${t("plan.permissions_lead")}</p>
			<div class="stack gap-top">${permissions.map(grant)}</div>
		</section>` : nothing,
		view: () => html`<section class="card" aria-labelledby="h-terms">
			<h2 id="h-terms">${t("checkout.terms")}</h2>
			<p class="soft">${t("checkout.terms_lead")}</p>
			<div class="stack gap-top">${documents.map(row)}</div>
		</section>`,
		sheets: () => documents.map(sheet),
		/** What is not ticked yet, at its box. @param {HTMLFormElement} form */
		missing: (form) => [...(contact ? [{ name: "contact", text: t("checkout.contact_missing") }] : []),
			...permissions.map((p, i) => ({ name: `permission-${i}`, text: t("plan.permission_missing", { title: p.title }) })),
			...documents.map((d, i) => ({ name: `doc-${i}`, text: t("checkout.tick_missing", { title: d.title }) }))]
			.filter(({ name }) => !(/** @type {HTMLInputElement} */ (form.elements.namedItem(name)).checked)),
	};
}

/** What was missing and is ticked now is no fault any more. @param {Event} event */
export function forgive(event) {
	const { form, name, checked } = /** @type {HTMLInputElement} */ (event.target);
	if (form && checked)
		markField(form, name, "");
}

export const booksView = () => html`<section class="card" aria-labelledby="h-books">
	<h2 id="h-books">${t("checkout.books")}</h2>
	<p class="soft">${t("checkout.books_lead")}</p>
	<div class="columns gap-top">${BOOKS.map((name) => field({ name, label: t(`checkout.${name}`), max: 64, optional: true }))}</div>
</section>`;

/** What the buyer's books call it, as members of an order's body. @param {HTMLFormElement} form */
export const booksOf = (form) => Object.fromEntries(BOOKS
	.map((name) => [name, /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value.trim()]).filter(([, value]) => value));

/** What it was, struck out. @param {Money | undefined} old @param {Money} now */
export const before = (old, now) => old && !sameMoney(old, now) ? html`<del class="was">${moneyText(old)}</del> ` : nothing;

/**
 * "USD 240.00 (20%)"; beside a server's fee, of which nothing is saved, the amount alone.
 * @param {{saved: Money, saved_bp: number}} offer @param {boolean} mixed
 */
export const savedText = ({ saved, saved_bp }, mixed = false) => mixed ? moneyText(saved)
	: t("exclusive.saved_of", { amount: moneyText(saved), percent: percentText(String(saved_bp / 100)) });

/**
 * Lines, tax and total; a private offer's list price is struck out.
 * @param {Priced} price
 * @param {Priced | null} [was] what was shown before, when something else holds now
 */
export const priceView = (price, was = null) => html`<dl class="sums">
	${price.lines.map((line) => html`<div><dt>${lineText(line, price.server)}<small><bdi>${factorsText({ ...line, billing_mode: price.billing_mode })}</bdi></small></dt><dd>${line.kind === "software" && price.offer
		? before(price.offer.list_net, line.net) : nothing}${before(was?.lines.find(({ kind }) => kind === line.kind)?.net, line.net)}<bdi>${moneyText(line.net)}</bdi></dd></div>`)}
	${price.tax.length ? html`<div><dt>${t("checkout.net")}</dt><dd>${moneyText(price.net)}</dd></div>
		${price.tax.map((tax) => html`<div><dt>${t(`tax.${tax.kind}`, { rate: percentText(tax.rate) })}</dt><dd>${moneyText(tax.amount)}</dd></div>`)}` : nothing}
	<div class="sums__total"><dt>${t("checkout.total")}</dt><dd class="total">${before(was?.total, price.total)}<bdi>${moneyText(price.total)}</bdi></dd></div>
	${price.offer?.saved.amount ? html`<div class="sums__saved"><dt>${t("exclusive.saved")}</dt><dd><bdi>${savedText(price.offer, price.lines.length > 1)}</bdi></dd></div>` : nothing}
</dl>
${price.tax.length ? nothing : html`<p class="hint">${t("checkout.no_tax")}</p>`}`;

/** An address that is not confirmed yet: looked at again, or written to again. @param {string} email @param {() => Promise<boolean>} renew whether it is now */
export function unverifiedView(email, renew) {
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
	const check = async () => await renew() ? "" : t("checkout.unverified_still");
	const resend = async () => {
		await call("sendVerification", {}, { body: { email } });
		return t("sign_up.resent", { email });
	};
	return html`<p>${t("checkout.unverified_text", { email })}</p>
		<p class="cluster"><button class="btn" type="button" @click=${(/** @type {Event} */ e) => tell(e, check)}>${t("checkout.unverified_again")}</button>
		<button class="btn" type="button" @click=${(/** @type {Event} */ e) => tell(e, resend)}>${t("sign_up.resend")}</button></p>
		<p role="status" class="small" data-verify-status></p>`;
}

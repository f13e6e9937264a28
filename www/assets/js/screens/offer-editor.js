// @ts-check
/**
 * The editor of an offer: six steps, saved by themselves against the version
 * they were read at; every price in them is the server's.
 * @typedef {import("../types").Customer} Customer
 * @typedef {import("../types").Flavour} Flavour
 * @typedef {import("../types").ListingItem} ListingItem
 * @typedef {import("../types").OfferDraft} OfferDraft
 * @typedef {import("../types").OfferFault} OfferFault
 * @typedef {import("../types").OfferTerms} OfferTerms
 * @typedef {import("../types").ProductData} ProductData
 * @typedef {import("../types").SellerOffer} SellerOffer
 * @typedef {import("../types").Site} Site
 * @typedef {import("./offer-steps.js").Editor} Editor
 * @typedef {import("./offer-steps.js").Form} Form
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, newKey } from "../api.js";
import { pick } from "../dom.js";
import { busy } from "../form.js";
import { language, t } from "../i18n.js";
import { moneyText } from "../money.js";
import { explain, link, setTitle, signInLink } from "../site.js";
import { icon, notice, openSheet, sheet, show } from "../view.js";
import { idOf } from "./listing-fields.js";
import { NAMES, sentence, stepOf, wrongsOf } from "./offer-faults.js";
import { formOf, termsOf } from "./offer-form.js";
import { stateText, stepsView } from "./offer-frame.js";
import { besideView, reviewStep } from "./offer-review.js";
import { restOnLast, setStaged, splitBy, splitEvenly } from "./offer-stages.js";
import { customerStep, faultWords, milestonesStep, modesOf, priceStep, productStep, termsStep } from "./offer-steps.js";

const SAVE_MS = 900;
const RETRY_MS = 5000;
const VIEWS = /** @type {Record<string, (e: Editor) => unknown>} */ ({ customer: customerStep, product: productStep, price: priceStep, milestones: milestonesStep, terms: termsStep });

/** @param {HTMLElement} root @param {Site} site @param {SellerOffer} offer @param {() => void} leave shows the offer as it was sent */
export async function editOffer(root, site, offer, leave) {
	const id = offer.id;
	const fixed = offer.version > 0;
	let draft = offer.draft;
	let version = draft?.row_version ?? 0;
	let form = formOf(/** @type {OfferTerms} */ (draft?.terms ?? offer.terms));
	let sent = termsOf(form, draft?.preview?.net.amount ?? 0);
	let stored = draft ? JSON.stringify(sent.terms) : "";
	/** @type {"clean" | "dirty" | "saving" | "failed" | "refused" | "conflict"} */
	let state = "clean";
	let step = stepInAddress();
	/** @type {Set<string>} steps whose gaps are told */
	const told = new Set();
	/** @type {OfferFault[]} */
	let refused = [];
	/** @type {unknown} */
	let news = nothing;
	/** @type {Form | null} */
	let aside = null;
	/** @type {Customer | null} */
	let customer = null;
	let looked = "";
	let lookFault = "";
	/** @type {ProductData | null} */
	let product = null;
	/** @type {Flavour[]} */
	let flavours = [];
	/** @type {{list: "documents" | "milestones", i: number, item: any, name: string}[]} */
	let removed = [];
	/** @type {{check: string, ok: boolean, detail: string | null}[] | null} */
	let checks = null;
	let key = newKey();
	let timer = 0;
	/** @type {Promise<void> | null} */
	let saving = null;
	/** @type {ListingItem[]} */
	const listings = (await call("listings", { limit: 100 })).items;

	function stepInAddress() {
		const asked = new URLSearchParams(location.search).get("step") ?? "";
		return NAMES.includes(asked) ? asked : NAMES[0];
	}

	// --- what is wrong ------------------------------------------------------

	const wrongs = () => wrongsOf(form, sent, [...refused, ...draft?.faults ?? []]);

	/** @param {string} name */
	const openIn = (name) => wrongs().filter(({ at }) => stepOf(at) === name);

	// --- saving -------------------------------------------------------------

	function touched() {
		sent = termsOf(form, draft?.preview?.net.amount ?? 0);
		refused = [];
		checks = null;
		key = newKey();
		if (state !== "conflict") {
			state = "dirty";
			clearTimeout(timer);
			timer = window.setTimeout(() => void save(), SAVE_MS);
		}
	}

	/** Saves until nothing is left to save; one at a time. */
	async function save() {
		clearTimeout(timer);
		if (saving || state === "conflict")
			return saving ?? undefined;
		saving = (async () => {
			for (let body = JSON.stringify(sent.terms); body !== stored; body = JSON.stringify(sent.terms)) {
				state = "saving";
				draw();
				({ draft } = await call("saveOffer", { offer: id }, { body: JSON.parse(body), version }));
				version = draft?.row_version ?? 0;
				stored = body;
			}
			state = sent.bad.length ? "dirty" : "clean";
		})().catch(failed).finally(() => {
			saving = null;
			draw();
		});
		return saving;
	}

	/** @param {unknown} fault */
	async function failed(fault) {
		if (!(fault instanceof Problem)) {
			state = "failed";
			throw fault;
		}
		if (fault.status === 412) {
			await conflict();
		} else if (fault.status === 401) {
			location.assign(signInLink());
		} else if (fault.errors.length || fault.status === 413 || fault.status === 400 || fault.status === 409) {
			state = "refused";
			refused = fault.errors;
			news = notice("bad", t("listing.refused"), explain(fault));
		} else {
			state = "failed";
			timer = window.setTimeout(() => void save(), RETRY_MS);
		}
	}

	/** Another window or person was faster: two ways on, and nothing lost. */
	async function conflict() {
		state = "conflict";
		/** @type {SellerOffer} */
		const theirs = await call("offer", { offer: id });
		/** @param {() => void} act */
		const settle = (act) => () => {
			draft = theirs.draft;
			version = draft?.row_version ?? 0;
			state = "dirty";
			news = nothing;
			act();
		};
		const mine = settle(() => {
			stored = "";
			void save();
		});
		const other = settle(() => {
			aside = form;
			form = formOf(/** @type {OfferTerms} */ (theirs.draft?.terms ?? theirs.terms));
			sent = termsOf(form, draft?.preview?.net.amount ?? 0);
			stored = JSON.stringify(sent.terms);
			state = "clean";
			tell(notice("info", t("listing.aside"), html`<p>${t("listing.aside_text")}</p><p><button class="btn btn--small" type="button" @click=${bringBack}>${t("listing.bring_back")}</button></p>`));
		});
		tell(notice("warn", t("offer_edit.conflict"), html`<p>${t("offer_edit.conflict_text")}</p>
			<p class="cluster"><button class="btn btn--small" type="button" data-keep-mine @click=${mine}>${t("listing.keep_mine")}</button>
				<button class="btn btn--small" type="button" data-take-theirs @click=${other}>${t("listing.take_theirs")}</button></p>`));
	}

	function bringBack() {
		if (!aside)
			return;
		[form, aside] = [aside, form];
		news = nothing;
		touched();
		draw();
	}

	// --- editing ------------------------------------------------------------

	/** The first that a product leaves to choose is chosen. */
	function settleChoice() {
		if (!product)
			return;
		const plan = product.plans.find(({ code }) => code === form.plan) ?? product.plans[0];
		form.plan = plan?.code ?? "";
		const modes = plan ? modesOf(product, plan, form.currency) : [];
		if (!modes.includes(form.mode))
			form.mode = modes[0] ?? "";
		form.capacities = Object.fromEntries((plan?.capacities ?? []).map((c) => [c.code, form.capacities[c.code] ?? String(Math.max(c.min, c.included))]));
	}

	async function loadProduct() {
		product = form.product ? await call("product", { product: form.product, lang: language() }).catch(() => null) : null;
		flavours = product?.delivery === "image" ? (await call("flavours", { product: form.product, currency: form.currency })).items : [];
	}

	/** @param {string} at @param {string} value */
	async function set(at, value) {
		const [, name, second, third] = at.split("/");
		if (name === "capacities")
			form.capacities[second] = value;
		else if (name === "price")
			Object.assign(form, { [second === "kind" ? "price" : second === "amount" ? "amount" : "percent"]: value });
		else if (name === "milestones")
			Object.assign(form.milestones[Number(second)], { [third === "share_bp" ? "share" : third]: value });
		else if (name === "documents")
			Object.assign(form.documents[Number(second)], { [third]: value });
		else if (name === "by")
			editor.by(/** @type {"share" | "amount"} */ (value));
		else if (name === "staged")
			setStaged(form, value === "yes");
		else
			Object.assign(form, { [/** @type {Record<string, string>} */ ({ billing_mode: "mode", deemed_days: "deemed" })[name] ?? name]: value });
		if (name === "product") {
			form.plan = form.region = form.flavour = "";
			await loadProduct();
		}
		if (name === "product" || name === "plan")
			settleChoice();
		if (name === "kind") {
			customer = null;
			lookFault = "";
		}
	}

	/** @param {Event} event */
	function typed(event) {
		const control = /** @type {HTMLInputElement} */ (event.target);
		if (!control.dataset.at)
			return;
		void set(control.dataset.at, control.value).then(() => {
			touched();
			draw();
		});
	}

	/** @param {Event} [event] */
	async function look(event) {
		if (!form.value.trim())
			return;
		const asked = `${form.kind} ${form.value}`;
		/** @type {Customer | null} */
		let found = null;
		try {
			found = await call("findCustomer", {}, { body: { kind: form.kind, value: form.value.trim() } });
			lookFault = "";
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			lookFault = fault.errors[0] ? faultWords(fault.errors[0].code, fault.errors[0].detail) : fault.status === 429 ? t("offer_edit.looked_enough") : explain(fault);
		}
		customer = found;
		looked = asked;
		if (found?.currency && !fixed && found.currency !== form.currency) {
			form.currency = found.currency;
			settleChoice();
		}
		if (event && found) {
			// The draft is judged anew, now that the customer is known.
			touched();
			stored = "";
			await save();
		}
		draw();
	}

	/** @param {unknown} what */
	function tell(what) {
		news = what;
		draw();
		/** @type {HTMLElement | null} */ (root.querySelector("[data-news] .notice"))?.focus();
	}

	/** @type {Editor} */
	const editor = {
		get form() { return form; },
		get draft() { return draft; },
		get product() { return product; },
		get flavours() { return flavours; },
		get customer() { return customer; },
		get looked() { return looked; },
		get lookFault() { return lookFault; },
		get sharesBp() { return sent.shares; },
		site, fixed, listings,
		wrong: (at) => wrongs().filter((w) => w.at === at && (told.has(step) || told.has("review") || !w.missing)).map(({ words }) => sentence(at, words)),
		change(act, focus) {
			act();
			touched();
			draw();
			if (focus)
				document.getElementById(focus)?.focus();
		},
		look: (event) => void busy(/** @type {HTMLButtonElement} */ (event.currentTarget), () => look(event)),
		go: (name) => (event) => {
			event.preventDefault();
			go(name);
		},
		remove(list, i, name) {
			removed.push({ list, i, item: form[list][i], name });
			editor.change(() => form[list].splice(i, 1), `undo-${removed.length - 1}`);
		},
		undo: (list) => removed.map((gone, n) => gone.list === list ? html`<p class="undo" role="status">${t("listing.removed", { name: gone.name })}
			<button class="link" type="button" id="undo-${n}" @click=${() => editor.change(() => {
				removed = removed.filter((other) => other !== gone);
				form[list].splice(gone.i, 0, gone.item);
			}, idOf(`/${list}`))}>${t("listing.undo")}</button></p>` : nothing),
		even: () => editor.change(() => splitEvenly(form)),
		rest: () => editor.change(() => restOnLast(form, sent.shares)),
		by: (kind) => splitBy(form, kind, sent.shares, draft?.preview?.milestones ?? []),
	};

	// --- between the steps --------------------------------------------------

	/** @param {string} name @param {boolean} [silent] the address knows it already */
	function go(name, silent) {
		step = name;
		if (!silent) {
			const url = new URL(location.href);
			url.searchParams.set("step", name);
			history.pushState(null, "", url);
		}
		news = state === "conflict" ? news : nothing;
		draw();
		scrollTo(0, 0);
		const heading = /** @type {HTMLElement | null} */ (root.querySelector(`#h-${name}`));
		heading?.setAttribute("tabindex", "-1");
		heading?.focus();
		if (name === "review")
			void save().then(check);
	}

	async function check() {
		if (state !== "clean" && state !== "dirty")
			return;
		checks = (await call("eligibility", { offer: id })).checks;
		draw();
	}

	/** The faults on top, each with a way to its field. */
	function showWrongs() {
		told.add(step);
		news = nothing;
		draw();
		/** @type {HTMLElement | null} */ (root.querySelector(".error-summary"))?.focus();
	}

	/** @param {Event} event */
	const onward = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		if (step === "customer" && form.value.trim() && looked !== `${form.kind} ${form.value}`)
			await look(event);
		await save();
		if (openIn(step).length)
			showWrongs();
		else if (state !== "conflict")
			go(NAMES[NAMES.indexOf(step) + 1]);
	});

	/** @param {Event} event */
	const send = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		await save();
		if (wrongs().length) {
			showWrongs();
			return;
		}
		if (state !== "clean")
			return;
		try {
			await call("sendOffer", { offer: id }, { key, body: { row_version: version } });
			history.replaceState(null, "", link(`seller/offers/${id}`));
			leave();
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			if (fault.status === 412)
				await conflict();
			else if (fault.status === 422 && fault.errors.length && draft) {
				draft.faults = fault.errors;
				showWrongs();
			} else
				tell(notice("bad", t("offer_edit.not_sent"), explain(fault)));
		}
	}, "offer_edit.sending");

	/** @param {Event} event */
	const drop = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		clearTimeout(timer);
		await saving;
		try {
			if (fixed) {
				await call("dropOfferDraft", { offer: id }, { version });
				history.replaceState(null, "", link(`seller/offers/${id}`));
				leave();
			} else {
				await call("dropOffer", { offer: id });
				location.replace(link("seller/offers/"));
			}
		} catch (fault) {
			for (const open of /** @type {NodeListOf<HTMLDialogElement>} */ (root.querySelectorAll("dialog[open]")))
				open.close();
			tell(notice("bad", t("listing.not_done"), explain(fault)));
		}
	});

	// --- drawing ------------------------------------------------------------

	/** @param {string} at */
	const jump = (at) => (/** @type {Event} */ event) => {
		event.preventDefault();
		if (stepOf(at) !== step)
			go(stepOf(at));
		const target = document.getElementById(idOf(at)) ?? document.getElementById(stepOf(at));
		const control = target?.matches(".segments, .picks") ? target.querySelector("input") : target;
		/** @type {HTMLElement | null} */ (control)?.focus();
		target?.scrollIntoView({ block: "center" });
	};

	const summary = () => {
		const all = step === "review" ? wrongs() : openIn(step);
		return told.has(step) && all.length ? html`<div class="error-summary" role="alert" tabindex="-1"><h2>${t("listing.to_mend", { n: all.length })}</h2>
			<ul role="list">${all.map(({ at, words }) => html`<li><a href="#${idOf(at)}" @click=${jump(at)}>${sentence(at, words)}</a></li>`)}</ul></div>` : nothing;
	};

	const title = () => form.title || offer.title || t("offer_edit.new");

	function draw() {
		const at = NAMES.indexOf(step);
		const forward = step === "review" ? html`<button class="btn btn--primary" type="button" @click=${send}>${icon("send")}${draft?.preview
				? t(fixed ? "offer_edit.send_revision_for" : "offer_edit.send_for", { amount: moneyText(draft.preview.net) }) : t(fixed ? "offer_edit.send_revision" : "offer_edit.send")}</button>`
			: html`<button class="btn btn--primary" type="button" @click=${onward}>${t("offer_edit.continue")}${icon("arrow-right")}</button>`;
		show(root, html`<nav class="crumbs" aria-label=${t("offers.title")}><ol><li><a href=${link("seller/offers/")}>${t("offers.title")}</a></li><li aria-current="page">${title()}</li></ol></nav>
			<div class="split page-head"><h1 tabindex="-1">${title()}</h1><span class="state">${icon("pencil")}${fixed ? t("offer_edit.revision", { n: offer.version + 1 }) : t("offers.draft")}</span></div>
			${stepsView(editor, step, (name) => !openIn(name).length)}<div class="stack" data-news>${news}</div>${summary()}
			<div class="with-aside offer-editor"><form class="stack stack--wide" data-editor novalidate aria-label=${title()} @input=${typed} @submit=${(/** @type {Event} */ e) => e.preventDefault()}>
				${step === "review" ? reviewStep(editor, checks, wrongs().length) : VIEWS[step](editor)}</form>${besideView(draft, step !== "review")}</div>
			<div class="actionbar"><p class="hint" role="status" data-save-state>${stateText(state, draft)}</p>
				<div class="cluster"><button class="btn btn--quiet btn--danger" type="button" aria-haspopup="dialog" @click=${() => openSheet("drop")}>${icon("trash-2")}<span class="wide-only">${t(fixed ? "offer_edit.give_up" : "offers.delete")}</span><span class="visually-hidden">${t(fixed ? "offer_edit.give_up" : "offers.delete")}</span></button>
					${at > 0 ? html`<a class="btn" href="?step=${NAMES[at - 1]}" @click=${editor.go(NAMES[at - 1])}>${icon("arrow-left")}${t("offer_edit.back")}</a>` : nothing}${forward}</div></div>
			${sheet({ id: "drop", title: t(fixed ? "offer_edit.give_up_sure" : "offers.delete_sure"), body: html`<p>${t(fixed ? "offer_edit.give_up_text" : "offers.delete_text")}</p>`,
				action: html`<button class="btn btn--danger" type="button" @click=${drop}>${t(fixed ? "offer_edit.give_up" : "offers.delete")}</button>` })}`);
	}

	await Promise.all([loadProduct(), form.value ? look() : undefined]);
	if (product && !form.plan)
		settleChoice();
	sent = termsOf(form, draft?.preview?.net.amount ?? 0);
	await setTitle("offer_edit.page_title", { name: title() });
	draw();
	if (step === "review")
		void check();
	addEventListener("popstate", () => go(stepInAddress(), true));
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "hidden" && state === "dirty")
			void save();
	});
}

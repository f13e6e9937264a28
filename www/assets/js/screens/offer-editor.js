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
import { clockText, hasText, language, t } from "../i18n.js";
import { decimal, minorOf, moneyText } from "../money.js";
import { explain, link, setTitle, signInLink } from "../site.js";
import { icon, notice, openSheet, sheet, show, termText } from "../view.js";
import { idOf } from "./listing-fields.js";
import { WHOLE_BP, customerStep, dayText, faultWords, forecastView, milestonesStep, modesOf, previewView, priceStep, productStep, shareText, termsStep } from "./offer-steps.js";

const SAVE_MS = 900;
const RETRY_MS = 5000;
/** Which members of the terms each step is of. @type {Record<string, string[]>} */
const STEPS = {
	customer: ["target", "title"],
	product: ["product", "plan", "billing_mode", "quantity", "periods", "capacities", "region", "flavour", "currency"],
	price: ["price"],
	milestones: ["milestones", "billing", "deemed_days"],
	terms: ["starts_on", "accept_by", "note", "documents"],
	review: [],
};
const NAMES = Object.keys(STEPS);
const VIEWS = /** @type {Record<string, (e: Editor) => unknown>} */ ({ customer: customerStep, product: productStep, price: priceStep, milestones: milestonesStep, terms: termsStep });

/** "33,33" to 3333. @param {string} typed per cent @returns {number | null} null: not such a number */
function basisPoints(typed) {
	const parts = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(typed.replace(/[\s%٪]/g, ""));
	return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0")) : null;
}

/** "33.33" of 3333. @param {number} bp */
const percentOf = (bp) => `${Math.trunc(bp / 100)}.${String(bp % 100).padStart(2, "0")}`.replace(/\.?0+$/, "");

/** @param {string} typed */
const countOf = (typed) => /^\d{1,12}$/.test(typed.trim()) ? Number(typed.trim()) : null;

/** @param {OfferTerms} l @returns {Form} */
const formOf = (l) => ({
	title: l.title ?? "", kind: l.target.kind ?? "email", value: l.target.value ?? "", product: l.product ?? "", plan: l.plan ?? "", mode: l.billing_mode ?? "",
	quantity: String(l.quantity || 1), periods: String(l.periods || 1), capacities: Object.fromEntries(l.capacities.map((c) => [c.code, String(c.amount)])),
	region: l.region ?? "", flavour: l.flavour ?? "", currency: l.currency ?? "", price: l.price.kind ?? "amount",
	amount: l.price.amount && l.currency ? decimal({ amount: l.price.amount, currency: l.currency }) : "", percent: l.price.percent_bp ? percentOf(l.price.percent_bp) : "",
	starts_on: l.starts_on ?? "", accept_by: l.accept_by ?? "", note: l.note ?? "", documents: l.documents.map((d) => ({ title: d.title ?? "", text: d.text ?? "" })),
	staged: l.milestones.length > 0, by: "share",
	milestones: l.milestones.map((m) => ({ name: m.name ?? "", share: m.share_bp ? percentOf(m.share_bp) : "", amount: "", criteria: m.criteria.join("\n") })),
	billing: l.billing ?? "", deemed: String(l.deemed_days),
});

/** A part of a whole in basis points, rounded half up. @param {number} part @param {number} whole */
const bpOf = (part, whole) => whole > 0 ? Number((BigInt(part) * 2n * BigInt(WHOLE_BP) / BigInt(whole) + 1n) / 2n) : 0;

/** What goes out, and what cannot. @param {Form} form @param {number} net in minor units, for stages that are typed as amounts */
function termsOf(form, net) {
	/** @type {[at: string, words: string][]} */
	const bad = [];
	/** @template T @param {T | null} value @param {string} at @param {string} key @param {T} or @returns {T} */
	const need = (value, at, key, or) => {
		if (value === null)
			bad.push([at, t(key)]);
		return value ?? or;
	};
	const count = (/** @type {string} */ typed, /** @type {string} */ at) => need(countOf(typed || "0"), at, "listing.count_bad", 0);
	const shares = form.milestones.map((m, i) => {
		if (form.by === "amount" && m.amount)
			return bpOf(need(minorOf(m.amount, form.currency), `/milestones/${i}/amount`, "offer_edit.amount_bad", 0), net);
		return m.share ? need(basisPoints(m.share), `/milestones/${i}/share_bp`, "offer_edit.percent_bad", 0) : 0;
	});
	/** @type {OfferTerms} */
	const terms = {
		title: form.title.trim(), target: form.value.trim() ? { kind: form.kind, value: form.value.trim() } : { kind: null, value: null },
		product: form.product || null, plan: form.plan || null, billing_mode: form.mode || null,
		quantity: count(form.quantity, "/quantity"), periods: form.mode === "one_time" ? 1 : count(form.periods, "/periods"),
		capacities: Object.entries(form.capacities).filter(([, typed]) => typed.trim()).map(([code, typed]) => ({ code, amount: count(typed, `/capacities/${code}`) })),
		region: form.region || null, flavour: form.flavour || null, currency: form.currency || null,
		price: { kind: form.price, amount: form.price === "amount" && form.amount ? need(minorOf(form.amount, form.currency), "/price/amount", "offer_edit.amount_bad", 0) : 0,
			percent_bp: form.price === "percent" && form.percent ? need(basisPoints(form.percent), "/price/percent_bp", "offer_edit.percent_bad", 0) : 0 },
		starts_on: form.starts_on || null, accept_by: form.accept_by || null, note: form.note, documents: form.documents,
		milestones: form.staged ? form.milestones.map((m, i) => ({ name: m.name, share_bp: shares[i], criteria: m.criteria.split("\n").map((c) => c.trim()).filter(Boolean) })) : [],
		billing: form.staged ? form.billing || null : null, deemed_days: form.staged ? Number(form.deemed) : 0,
	};
	return { terms, bad, shares };
}

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

	/** A server's pointer as a place of the form. @param {string} pointer */
	function placeOf(pointer) {
		const capacity = /^\/capacities\/(\d+)/.exec(pointer);
		if (capacity)
			return `/capacities/${sent.terms.capacities[Number(capacity[1])]?.code}`;
		if (/^\/milestones\/\d+\/share_bp$/.test(pointer) && form.by === "amount")
			return pointer.replace("share_bp", "amount");
		return pointer.replace(/^\/target\/kind$/, "/kind").replace(/^\/target\/value$/, "/value").replace(/^\/currency$/, "/billing_mode");
	}

	/** @param {string} at */
	function nameOf(at) {
		const [, list, index, inner] = at.split("/");
		const n = Number(index) + 1;
		if (list === "milestones" && index !== undefined)
			return `${t("offer_edit.stage", { n })}: ${t({ name: "offer_edit.stage_name", criteria: "offer_edit.criteria", amount: "offer_edit.by_amount" }[inner] ?? "offer_edit.stage_share")}`;
		if (list === "documents" && index !== undefined)
			return `${t("offer_edit.document", { n })}: ${t(inner === "title" ? "listing.agreement_title" : "listing.agreement_text")}`;
		/** @type {Record<string, string>} */
		const keys = { value: "offer_edit.customer", kind: "offer_edit.customer", title: "offer_edit.title", price: "offer_edit.price", accept_by: "offer_edit.accept_by", starts_on: "offer_edit.starts_on",
			milestones: "offer_edit.milestones", note: "offer_edit.note", documents: "offer_edit.documents" };
		return t(keys[list] ?? (hasText(`offer_field.${list}`) ? `offer_field.${list}` : "offer_edit.terms"));
	}

	/** @param {string} at */
	const stepOf = (at) => {
		const member = at.split("/")[1];
		return { value: "customer", kind: "customer" }[member] ?? NAMES.find((name) => STEPS[name].includes(member)) ?? "review";
	};

	/** "Price is missing", or a sentence of its own. @param {string} at @param {string} words */
	const sentence = (at, words) => /^\p{Lu}/u.test(words) ? words : t("listing.fault_at", { part: nameOf(at), words });

	/** All that is wrong: place, words, whether it only is not there yet. */
	function wrongs() {
		const local = sent.bad.map(([at, words]) => ({ at, words, missing: false }));
		const theirs = [...refused, ...(state === "clean" || state === "saving" || draft ? draft?.faults ?? [] : [])]
			.map((fault) => ({ at: placeOf(fault.pointer), words: faultWords(fault.code, fault.detail), missing: ["required", "lookup"].includes(fault.code) }));
		return [...local, ...theirs.filter(({ at }) => !local.some((l) => l.at === at))];
	}

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
			stage(value === "yes");
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

	/** @param {boolean} on */
	function stage(on) {
		form.staged = on;
		form.billing ||= "advance";
		while (on && form.milestones.length < 2)
			form.milestones.push({ name: "", share: "50", amount: "", criteria: "" });
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
		even: () => editor.change(() => {
			const n = form.milestones.length || 1;
			const each = Math.trunc(WHOLE_BP / n);
			form.milestones.forEach((m, i) => {
				m.amount = "";
				m.share = percentOf(i < n - 1 ? each : WHOLE_BP - each * (n - 1));
			});
			form.by = "share";
		}),
		rest: () => editor.change(() => {
			const last = form.milestones.at(-1);
			const others = sent.shares.slice(0, -1).reduce((a, b) => a + b, 0);
			if (!last || others >= WHOLE_BP)
				return;
			form.milestones.forEach((m, i) => {
				m.share = percentOf(i < form.milestones.length - 1 ? sent.shares[i] : WHOLE_BP - others);
				m.amount = "";
			});
			form.by = "share";
		}),
		by(kind) {
			form.milestones.forEach((m, i) => {
				const amount = draft?.preview?.milestones[i]?.amount;
				m.share = percentOf(sent.shares[i]);
				m.amount = kind === "amount" && amount ? decimal(amount) : "";
			});
			form.by = kind;
		},
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

	function stateText() {
		if (state === "clean" || state === "dirty" || (state === "saving" && draft))
			return draft ? html`<span class="with-icon">${icon("check")}${t("listing.saved", { time: clockText(draft.updated_at) })}</span>` : t("listing.nothing_to_save");
		if (state === "failed")
			return html`<span class="with-icon bad">${icon("wifi-off")}${t("offer_edit.failed")}</span>`;
		if (state === "saving")
			return t("listing.saving");
		return html`<span class="with-icon bad">${icon("triangle-alert")}${t("listing.not_saved")}</span>`;
	}

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

	const steps = () => html`<nav aria-label=${t("offer_edit.steps")}><ol class="steps steps--many" role="list">${NAMES.map((name) => {
		const done = name !== "review" && !openIn(name).length;
		return html`<li class=${done ? "done" : ""} aria-current=${name === step ? "step" : nothing}><a href="?step=${name}" @click=${editor.go(name)}>${t(`offer_edit.${name}`)}${done
			? html` ${icon("check")}<span class="visually-hidden">${t("listing.complete")}</span>` : nothing}</a></li>`;
	})}</ol></nav>`;

	/** @param {string} name @param {[label: string, value: unknown][]} rows */
	const reviewPart = (name, rows) => html`<div class="stack stack--tight"><div class="split"><h3>${t(`offer_edit.${name}`)}</h3><a href="?step=${name}" @click=${editor.go(name)}>${t("checkout.change")}<span class="visually-hidden"> ${t(`offer_edit.${name}`)}</span></a></div>
		<dl class="facts">${rows.map(([label, value]) => html`<div><dt>${label}</dt><dd dir="auto">${value || "–"}</dd></div>`)}</dl></div>`;

	const review = () => {
		const p = draft?.preview;
		const open = wrongs();
		return html`<section class="card stack stack--wide" id="review" aria-labelledby="h-review" tabindex="-1"><div><h2 id="h-review">${t("offer_edit.review")}</h2><p class="hint">${t("offer_edit.review_lead")}</p></div>
			${form.staged ? notice("warn", t("offer_edit.stages_wait"), t("offer_edit.stages_wait_text")) : nothing}
			${reviewPart("customer", [[t("offer_edit.customer"), customer?.company ? html`<bdi>${customer.company.name}</bdi> (<bdi>${form.value}</bdi>)` : html`<bdi>${form.value}</bdi>`]])}
			${reviewPart("product", [[t("offer_field.product"), p ? `${p.product.name} ${p.plan.name}` : form.product], [t("offer_edit.what"), p ? termText(p) : ""]])}
			${reviewPart("price", [[t("offer_edit.pays"), p ? moneyText(p.net) : ""], [t("offer_edit.saving"), p ? html`<bdi>${moneyText(p.saved)}</bdi> (${shareText(p.saved_bp)})` : ""]])}
			${reviewPart("milestones", [[t("offer_edit.paid"), form.staged ? t("exclusive.in_stages", { n: form.milestones.length }) : t("offer_edit.at_once")]])}
			${reviewPart("terms", [[t("offer_edit.starts_on"), form.starts_on ? dayText(form.starts_on) : t("offer_edit.when_sent")], [t("offer_edit.accept_by"), form.accept_by ? dayText(form.accept_by) : ""],
				[t("offer_edit.documents"), form.documents.map((d) => d.title).join(", ") || t("offer_edit.none")]])}
			<div class="stack stack--tight" role="status"><h3>${t("offer_edit.checks")}</h3><p class="hint">${t("offer_edit.checks_text")}</p>
				${checks ? html`<ul class="ready" role="list">${checks.map((c) => html`<li class=${c.ok ? "good" : "bad"}>${icon(c.ok ? "circle-check" : "circle-x")}<span>${t(`offer_edit.check_${c.check}`)}${
					c.ok || !c.detail || language() !== "en" ? nothing : html`: ${c.detail}`}</span></li>`)}</ul>` : html`<p class="hint">${t("offer_edit.checking")}</p>`}</div>
			${open.length ? html`<p class="with-icon bad">${icon("circle-alert")}${t("listing.to_mend", { n: open.length })}</p>` : nothing}</section>`;
	};

	const beside = () => html`<aside class="stack"><section class="card stack" aria-labelledby="h-live"><h2 id="h-live">${t("offer_edit.as_buyer")}</h2>
		${draft?.preview ? previewView(draft.preview, step !== "review") : html`<p class="hint">${t("offer_edit.no_preview")}</p>`}</section>
		${draft?.forecast ? html`<section class="card stack" aria-labelledby="h-earn"><h2 id="h-earn">${t("offer_edit.forecast")}</h2>${forecastView(draft.forecast)}
			<p class="hint">${t("offer_edit.forecast_text")}</p></section>` : nothing}</aside>`;

	const title = () => form.title || offer.title || t("offer_edit.new");

	function draw() {
		const at = NAMES.indexOf(step);
		const forward = step === "review" ? html`<button class="btn btn--primary" type="button" @click=${send}>${icon("send")}${draft?.preview && !form.staged
				? t(fixed ? "offer_edit.send_revision_for" : "offer_edit.send_for", { amount: moneyText(draft.preview.net) }) : t(fixed ? "offer_edit.send_revision" : "offer_edit.send")}</button>`
			: html`<button class="btn btn--primary" type="button" @click=${onward}>${t("offer_edit.continue")}${icon("arrow-right")}</button>`;
		show(root, html`<nav class="crumbs" aria-label=${t("offers.title")}><ol><li><a href=${link("seller/offers/")}>${t("offers.title")}</a></li><li aria-current="page">${title()}</li></ol></nav>
			<div class="split page-head"><h1 tabindex="-1">${title()}</h1><span class="state">${icon("pencil")}${fixed ? t("offer_edit.revision", { n: offer.version + 1 }) : t("offers.draft")}</span></div>
			${steps()}<div class="stack" data-news>${news}</div>${summary()}
			<div class="with-aside offer-editor"><form class="stack stack--wide" data-editor novalidate aria-label=${title()} @input=${typed} @submit=${(/** @type {Event} */ e) => e.preventDefault()}>
				${step === "review" ? review() : VIEWS[step](editor)}</form>${beside()}</div>
			<div class="actionbar"><p class="hint" role="status" data-save-state>${stateText()}</p>
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

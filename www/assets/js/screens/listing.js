// @ts-check
/**
 * The listing editor: keeps what is typed, saves it by itself against the
 * version it was read at, and never drops one person's words for another's.
 * @typedef {import("../types").Listing} Listing
 * @typedef {import("../types").ListingEdit} ListingEdit
 * @typedef {import("../types").ListingFault} ListingFault
 * @typedef {import("../types").Site} Site
 * @typedef {import("./listing-fields.js").Form} Form
 * @typedef {import("./listing-fields.js").Editor} Editor
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, ROOT, call } from "../api.js";
import { pick } from "../dom.js";
import { busy, slugRule } from "../form.js";
import { clockText, hasText, language, t, timeText } from "../i18n.js";
import { upload } from "../send.js";
import { explain, link, setTitle, signInLink } from "../site.js";
import { icon, listingMark, notice, openSheet, painted, sheet, show } from "../view.js";
import { agreements, basics, idOf, images, languageName, pictures, releases, support, texts } from "./listing-fields.js";
import { codeOf, countOf, fillRows, planName, planOf, plans, sentPlan } from "./listing-plans.js";

const SAVE_MS = 900;
const RETRY_MS = 5000;
const SECTIONS = /** @type {Record<string, string[]>} */ ({
	basics: ["category", "licence", "website", "version", "platforms", "regions"],
	texts: ["texts"],
	pictures: ["logo", "screenshots"],
	images: ["images"],
	plans: ["plans"],
	agreements: ["agreements"],
	releases: ["releases"],
	support: ["refund_days", "support_email", "support_url"],
});
const FIELDS = Object.values(SECTIONS).flat();
const PICTURE_TYPES = ["image/png", "image/jpeg", "image/webp"];

/** @param {string[] | undefined} words */
const joined = (words) => (words ?? []).join(", ");

/** @param {string} typed */
const split = (typed) => [...new Set(typed.split(/[,、，;\n]/).map((word) => word.trim()).filter(Boolean))];

/** @param {Partial<Listing>} l as it came: what a draft leaves out is null @returns {Form} */
const formOf = (l) => ({
	category: l.category ?? "", licence: l.licence ?? "", website: l.website ?? "", version: l.version ?? "",
	platforms: joined(l.platforms), regions: joined(l.regions), logo: l.logo ?? "",
	screenshots: (l.screenshots ?? []).map(({ file, alt }) => ({ file, alt: alt ?? "" })),
	refund_days: String(l.refund_days ?? 0), support_email: l.support_email ?? "", support_url: l.support_url ?? "",
	texts: (l.texts ?? []).map((it) => ({ locale: it.locale, name: it.name ?? "", summary: it.summary ?? "",
		description: it.description ?? "", keywords: joined(it.keywords) })),
	agreements: (l.agreements ?? []).map((it) => ({ title: it.title ?? "", locale: it.locale ?? "", text: it.text ?? "" })),
	releases: (l.releases ?? []).map((it) => ({ version: it.version ?? "", date: it.date ?? "", notes: it.notes ?? "" })),
	images: (l.images ?? []).map((it) => ({ region: it.region ?? "", image: it.image ?? "", min_vcpus: String(it.min_vcpus || ""), min_memory_gib: String(it.min_memory_gib || "") })),
	plans: (l.plans ?? []).map(planOf),
});

/** What goes out, what cannot, and where a sent price stands in the form. @param {Form} form */
function listingOf(form) {
	/** @type {[at: string, words: string][]} */
	const bad = [];
	/** @type {Map<string, string>} */
	const where = new Map();
	const days = countOf(form.refund_days || "0");
	if (days === null)
		bad.push(["/refund_days", t("listing.count_bad")]);
	/** A number at its place; 0 without one. @param {string} typed @param {string} at */
	const count = (typed, at) => {
		const n = countOf(typed || "0");
		if (n === null)
			bad.push([at, t("listing.count_bad")]);
		return n ?? 0;
	};
	const listing = {
		category: form.category, licence: form.licence, website: form.website.trim(), version: form.version,
		platforms: split(form.platforms), regions: split(form.regions), logo: form.logo || null, screenshots: form.screenshots,
		refund_days: days ?? 0, support_email: form.support_email.trim(), support_url: form.support_url.trim(),
		texts: form.texts.map((it) => ({ ...it, keywords: split(it.keywords) })),
		agreements: form.agreements, releases: form.releases,
		images: form.images.map((it, i) => ({ region: it.region, image: it.image.trim(), min_vcpus: count(it.min_vcpus, `/images/${i}/min_vcpus`),
			min_memory_gib: count(it.min_memory_gib, `/images/${i}/min_memory_gib`) })),
		plans: form.plans.map((plan, i) => sentPlan(plan, i, (at, words) => bad.push([at, words]), (pointer, at) => where.set(pointer, at))),
	};
	return { listing, bad, where };
}

/** Every value by its pointer, to compare two listings. @param {unknown} value @param {string} at @param {Map<string, string>} out */
function flat(value, at = "", out = new Map()) {
	if (value && typeof value === "object")
		for (const [key, inner] of Object.entries(value))
			flat(inner, `${at}/${key}`, out);
	else
		out.set(at, String(value ?? ""));
	return out;
}

/** @param {HTMLElement} root @param {Site} site @param {string} id of the product @param {boolean} active may the seller sell? */
export async function showListing(root, site, id, active) {
	/** @type {[ListingEdit, {items: import("../types").CategoryItem[]}]} */
	let [edit, categories] = /** @type {any} */ ([]);
	try {
		[edit, categories] = await Promise.all([call("listing", { product: id }), call("categories", { lang: language() })]);
	} catch (fault) {
		if (!(fault instanceof Problem) || (fault.status !== 404 && fault.status !== 400))
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("listing.missing")}</h1><p>${t("listing.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link("seller/listings/")}>${t("listings.title")}</a></p></div>`);
		return;
	}
	let { product, draft, live: published, faults } = edit;
	/** @type {import("../types").Region[]} */
	let regions = [];
	const loadRegions = async () => {
		if (product.delivery === "image")
			regions = (await call("regions")).items;
	};
	await loadRegions();
	let version = draft?.row_version ?? 0;
	let form = formOf(draft?.listing ?? published ?? {});
	let sent = listingOf(form);
	let stored = JSON.stringify(sent.listing);
	/** @type {"clean" | "dirty" | "saving" | "failed" | "refused" | "conflict"} */
	let state = "clean";
	let savedAt = draft?.updated_at ?? "";
	let told = false;
	/** @type {ListingFault[]} what the server would not store at all */
	let refused = [];
	/** @type {unknown} */
	let news = nothing;
	/** @type {Form | null} set aside, so that it can come back */
	let aside = null;
	/** @type {Map<string, {i: number, item: unknown, name: string}[]>} */
	const removed = new Map();
	/** @type {Editor["uploads"]} */
	const uploads = [];
	/** @type {{revision: number, published_at: string, published_by: string | null}[] | null} */
	let revisions = null;
	/** In the order of SECTIONS. @type {((editor: Editor) => unknown)[]} */
	const parts = [basics, texts, pictures, (it) => (product.delivery === "image" ? images(it) : nothing), plans, agreements, releases, support];
	/** How many of them are drawn. */
	let shown = 1;
	let timer = 0;
	/** @type {Promise<void> | null} */
	let saving = null;

	const locked = () => draft?.state === "IN_REVIEW" || product.state === "RESTRICTED";
	const title = () => form.texts.find(({ locale, name }) => locale === site.lang && name)?.name || product.name || product.slug;

	// --- what is wrong ------------------------------------------------------

	/** A server's pointer as a place of the form. @param {string} pointer */
	function placeOf(pointer) {
		const price = /^(\/plans\/\d+\/prices\/\d+)(\/from_quantity)?/.exec(pointer);
		if (!price)
			return pointer.replace(/^(\/platforms|\/regions|\/texts\/\d+\/keywords)\/.*/, "$1");
		const at = sent.where.get(price[1]);
		if (!at)
			return pointer;
		const from = at.replace(/cells\/.*/, "from");
		return price[2] && document.getElementById(idOf(from)) ? from : at;
	}

	/** "Chinese: Name": where a fault is; inside its part, "Name" is enough. @param {string} at @param {boolean} [inside] */
	function nameOf(at, inside = false) {
		const [, list, index, part, inner] = at.split("/");
		const n = Number(index);
		if (list === "plans" && index !== undefined && form.plans[n]) {
			const key = part === "rows" ? "prices" : part === "texts" && inner === undefined ? "plan_name" : part === "code" ? "plan_code" : at.split("/").findLast((x) => !/^\d+$/.test(x)) ?? "plan";
			const label = hasText(`listing.${key}`) ? t(`listing.${key}`) : t("listing.plan_name");
			return inside ? label : `${planName(form.plans[n], n)}: ${label}`;
		}
		const key = at.split("/").findLast((x) => !/^\d*$/.test(x)) ?? "";
		/** @type {Record<string, () => string>} */
		const contexts = {
			texts: () => languageName(form.texts[n]?.locale || site.lang),
			agreements: () => form.agreements[n]?.title || t("listing.agreement", { n: n + 1 }),
			releases: () => form.releases[n]?.version || t("listing.release", { n: n + 1 }),
			screenshots: () => t("listing.shot", { n: n + 1 }),
			images: () => regions.find(({ code }) => code === form.images[n]?.region)?.name ?? t("listing.image_of", { n: n + 1 }),
		};
		/** @type {Record<string, string>} */
		const renamed = { title: "agreement_title", text: "agreement_text", date: "release_date", notes: "release_notes", alt: "alt_text" };
		const label = list === "releases" && key === "version" ? t("listing.release_version") : t(`listing.${renamed[key] ?? key}`);
		return index !== undefined && contexts[list] && !inside ? `${contexts[list]()}: ${label}` : label;
	}

	/** @param {ListingFault} fault */
	const wordsOf = (fault) => language() !== "en" && hasText(`listing.fault_${fault.code}`) ? t(`listing.fault_${fault.code}`) : fault.detail;

	/** @type {{at: string, words: string, missing: boolean}[] | null} of this drawing */
	let found = null;

	/** All that is wrong, as it stands on the page: at, words, and whether it only is not there yet. */
	function wrongs() {
		return found ?? findWrongs();
	}

	function findWrongs() {
		const local = sent.bad.map(([at, words]) => ({ at, words, missing: false }));
		const theirs = [...refused, ...faults.filter(({ severity }) => severity !== "warning")]
			.map((fault) => ({ at: placeOf(fault.pointer), words: wordsOf(fault), missing: fault.code === "required" }));
		const all = [...local, ...theirs.filter(({ at }) => !local.some((l) => l.at === at))];
		return all.sort((a, b) => FIELDS.indexOf(a.at.split("/")[1]) - FIELDS.indexOf(b.at.split("/")[1]));
	}

	/** @param {string} sectionName */
	const openIn = (sectionName) => wrongs().filter(({ at }) => SECTIONS[sectionName].includes(at.split("/")[1])).length;

	// --- saving -------------------------------------------------------------

	const KEEP = `souk-draft-${ROOT.pathname}${id}`;

	/** Prices stay out of it: nothing of money is kept on a device. */
	function keep() {
		const copy = { ...form, plans: form.plans.map((plan) => ({ ...plan, rows: [] })) };
		try {
			localStorage.setItem(KEEP, JSON.stringify({ version, form: copy }));
		} catch {
			// No storage allowed, or none left: the page still has it.
		}
	}

	function forget() {
		try {
			localStorage.removeItem(KEEP);
		} catch {
			// Then there is none.
		}
	}

	/** What an earlier visit left unsent, with the prices of today. @returns {{version: number, form: Form} | null} */
	function kept() {
		try {
			const found = JSON.parse(localStorage.getItem(KEEP) ?? "null");
			if (!found || !Array.isArray(found.form?.plans))
				return null;
			found.form.images ??= form.images;
			for (const plan of found.form.plans) {
				const now = form.plans.find(({ code }) => code === plan.code);
				plan.rows = now ? structuredClone(now.rows) : [];
				fillRows(plan);
			}
			return found;
		} catch {
			return null;
		}
	}

	function touched() {
		sent = listingOf(form);
		refused = [];
		if (state !== "conflict") {
			state = "dirty";
			clearTimeout(timer);
			timer = window.setTimeout(() => void save(), SAVE_MS);
		}
		keep();
	}

	/** @param {ListingEdit} answer */
	function take(answer) {
		({ product, draft, faults } = answer);
		version = draft?.row_version ?? 0;
		savedAt = draft?.updated_at ?? new Date().toISOString();
	}

	/** Saves until nothing is left to save; one at a time. */
	async function save() {
		clearTimeout(timer);
		if (saving || state === "conflict" || locked())
			return saving ?? undefined;
		saving = (async () => {
			for (let body = JSON.stringify(sent.listing); body !== stored; body = JSON.stringify(sent.listing)) {
				state = "saving";
				draw();
				take(await call("saveListing", { product: id }, { body: JSON.parse(body), version }));
				stored = body;
			}
			state = sent.bad.length ? "dirty" : "clean";
			if (!sent.bad.length)
				forget();
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
		} else if (fault.errors.length || fault.status === 413 || fault.status === 400) {
			state = "refused";
			refused = fault.errors.map((error) => ({ ...error, severity: "fault" }));
			news = notice("bad", t("listing.refused"), explain(fault));
		} else if (fault.status === 401) {
			location.assign(signInLink());
		} else {
			state = "failed";
			news = fault.status === 0 || fault.status >= 500 ? nothing : notice("bad", t("listing.not_saved"), explain(fault));
			timer = window.setTimeout(() => void save(), RETRY_MS);
		}
	}

	/** Another window or person was faster: what differs, and two ways on. */
	async function conflict() {
		state = "conflict";
		/** @type {ListingEdit} */
		const theirs = await call("listing", { product: id });
		const theirForm = formOf(theirs.draft?.listing ?? theirs.live ?? {});
		const [mine, other] = [flat(sent.listing), flat(listingOf(theirForm).listing)];
		const differing = [...new Set([...mine.keys(), ...other.keys()].filter((at) => mine.get(at) !== other.get(at)).map((at) => nameOf(placeOf(at))))];
		const keepMine = () => {
			take(theirs);
			state = "dirty";
			stored = "";
			news = nothing;
			void save();
		};
		const takeTheirs = () => {
			aside = form;
			take(theirs);
			form = theirForm;
			sent = listingOf(form);
			stored = JSON.stringify(sent.listing);
			state = "clean";
			forget();
			tell(notice("info", t("listing.aside"), html`<p>${t("listing.aside_text")}</p><p><button class="btn btn--small" type="button" @click=${bringBack}>${t("listing.bring_back")}</button></p>`));
		};
		tell(notice("warn", t("listing.conflict"), html`<p>${t("listing.conflict_text", { who: theirs.draft?.updated_by ?? "–", time: timeText(theirs.draft?.updated_at ?? theirs.product.updated_at) })}</p>
			<ul>${differing.slice(0, 8).map((name) => html`<li>${name}</li>`)}${differing.length > 8 ? html`<li>…</li>` : nothing}</ul>
			<p class="cluster"><button class="btn btn--small" type="button" data-keep-mine @click=${keepMine}>${t("listing.keep_mine")}</button>
				<button class="btn btn--small" type="button" data-take-theirs @click=${takeTheirs}>${t("listing.take_theirs")}</button></p>`));
	}

	function bringBack() {
		if (!aside)
			return;
		[form, aside] = [aside, form];
		news = nothing;
		touched();
		draw();
		pick("h1", root).focus();
	}

	// --- editing ------------------------------------------------------------

	/** @param {string} at @param {string} value */
	function set(at, value) {
		const path = at.split("/").slice(1);
		const last = path.pop() ?? "";
		/** @type {any} */
		let target = form;
		for (const name of path)
			target = target[name];
		const before = target[last] ?? "";
		const plan = path[0] === "plans" ? form.plans[Number(path[1])] : null;
		const isLive = plan && published?.plans.some(({ code }) => code === plan.code);
		if (plan && last === "name" && path[2] === "texts" && path[3] === "0" && !isLive && (/^plan_\d+$|^$/.test(plan.code) || plan.code === codeOf(before)))
			plan.code = codeOf(value) || plan.code;
		if (plan && last === "code" && path[2] === "capacities") {
			plan.rows.filter((row) => before && row.capacity === before).forEach((row) => { row.capacity = value; });
			target[last] = value;
			fillRows(plan);
		}
		target[last] = value;
	}

	/** @param {Event} event */
	function typed(event) {
		const control = /** @type {HTMLInputElement} */ (event.target);
		if (!control.dataset.at)
			return;
		set(control.dataset.at, control.value);
		touched();
		draw();
	}

	/** @param {unknown} what */
	function tell(what) {
		news = what;
		draw();
		/** @type {HTMLElement | null} */ (root.querySelector("[data-news] .notice"))?.focus();
	}

	/** @param {string} words for who does not see the page */
	const say = (words) => { pick("[data-say]").textContent = words; };

	/** @type {Editor} */
	const editor = {
		get form() { return form; },
		get product() { return product; },
		get live() { return published; },
		get locked() { return locked(); },
		get regions() { return regions; },
		site, categories: categories.items, uploads, say,
		wrong: (at) => wrongs().filter((w) => w.at === at && (told || !w.missing)).map(({ words }) => t("listing.fault_at", { part: nameOf(at, true), words })),
		change(act, focus) {
			act();
			touched();
			draw();
			const at = typeof focus === "function" ? focus() : focus;
			if (at)
				(document.getElementById(idOf(at)) ?? document.getElementById(at))?.focus();
		},
		remove(list, i, name) {
			const items = /** @type {unknown[]} */ (/** @type {any} */ (form)[list.slice(1)]);
			removed.set(list, [...removed.get(list) ?? [], { i, item: items[i], name }]);
			editor.change(() => items.splice(i, 1), `${idOf(list)}-undo-${removed.get(list)?.length}`);
		},
		undo: (list) => (removed.get(list) ?? []).map((gone, n) => html`<p class="undo" role="status">${t("listing.removed", { name: gone.name })}
			<button class="link" type="button" id="${idOf(list)}-undo-${n + 1}" @click=${() => {
				removed.set(list, (removed.get(list) ?? []).filter((other) => other !== gone));
				const items = /** @type {unknown[]} */ (/** @type {any} */ (form)[list.slice(1)]);
				editor.change(() => items.splice(gone.i, 0, gone.item), `${list.slice(1)}`);
			}}>${t("listing.undo")}</button></p>`),
		pick: (kind, files) => [...files ?? []].forEach((file) => void send(kind, file)),
	};

	/** @param {"logo" | "screenshot"} kind @param {File} file */
	async function send(kind, file) {
		const job = { kind, name: file.name, part: 0, fault: "" };
		uploads.splice(0, uploads.length, ...uploads.filter((u) => !u.fault || u.kind !== kind), job);
		if (!PICTURE_TYPES.includes(file.type)) {
			job.fault = t("listing.picture_type");
			draw();
			return;
		}
		draw();
		try {
			const made = await upload(kind, file, (part) => {
				job.part = part;
				draw();
			});
			uploads.splice(uploads.indexOf(job), 1);
			if (kind === "logo")
				form.logo = made.file;
			else if (!form.screenshots.some((shot) => shot.file === made.file))
				form.screenshots.push({ file: made.file, alt: "" });
			say(t("listing.uploaded", { name: file.name }));
			touched();
		} catch (fault) {
			job.fault = fault instanceof Problem ? fault.errors[0]?.detail ?? explain(fault) : explain(fault);
		}
		draw();
	}

	// --- what the buttons do ------------------------------------------------

	/**
	 * Runs act once all is saved, and shows what it refuses.
	 * @param {Event} event
	 * @param {() => Promise<void>} act
	 */
	const after = (event, act) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		for (const open of /** @type {NodeListOf<HTMLDialogElement>} */ (root.querySelectorAll("dialog[open]")))
			open.close();
		await save();
		if (state !== "clean" && state !== "dirty") {
			draw();
			return;
		}
		try {
			await act();
		} catch (fault) {
			if (!(fault instanceof Problem))
				throw fault;
			if (fault.errors.length && fault.status === 422) {
				faults = fault.errors.map((error) => ({ ...error, severity: "fault" }));
				showWrongs();
			} else {
				tell(notice("bad", t("listing.not_done"), explain(fault)));
			}
		}
	});

	/** The faults on top, each with a way to its field. */
	function showWrongs() {
		told = true;
		news = nothing;
		draw();
		/** @type {HTMLElement | null} */ (root.querySelector(".error-summary"))?.focus();
	}

	/** @param {Event} event */
	const submit = (event) => after(event, async () => {
		if (wrongs().length) {
			showWrongs();
			return;
		}
		if (!active) {
			tell(notice("info", t("listing.not_active"), t("listing.not_active_text")));
			return;
		}
		take(await call("submitListing", { product: id }));
		told = false;
		tell(notice("good", t("listing.submitted"), t("listing.submitted_text")));
	});

	/** @param {Event} event */
	const withdraw = (event) => after(event, async () => {
		take(await call("withdrawListing", { product: id }));
		tell(notice("info", t("listing.withdrawn"), t("listing.withdrawn_text")));
	});

	/** @param {"hideListing" | "showListing"} name */
	const move = (name) => (/** @type {Event} */ event) => after(event, async () => {
		({ product } = await call(name, { product: id }));
		tell(notice("good", t(name === "hideListing" ? "listing.hidden" : "listing.shown"), t(name === "hideListing" ? "listing.hidden_text" : "listing.shown_text")));
	});

	/** @param {Event} event */
	const discard = (event) => after(event, async () => {
		await call("dropDraft", { product: id }, { version });
		forget();
		if (!product.revision) {
			location.replace(link("seller/listings/"));
			return;
		}
		edit = await call("listing", { product: id });
		take(edit);
		form = formOf(edit.draft?.listing ?? edit.live ?? {});
		sent = listingOf(form);
		stored = JSON.stringify(sent.listing);
		told = false;
		tell(notice("info", t("listing.discarded"), t("listing.discarded_text")));
	});

	/** The page as buyers would see it; saved first, so that it is this one. @param {Event} event */
	const preview = (event) => {
		if (state === "clean")
			return;
		event.preventDefault();
		const { href } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
		void save().then(() => window.open(href, "_blank", "noopener"));
	};

	/** @param {SubmitEvent} event */
	const rename = (event) => {
		event.preventDefault();
		const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
		const slug = String(data.get("slug")).trim();
		const place = pick("[data-rename-fault]");
		place.textContent = slugRule(slug, /** @type {HTMLFormElement} */ (event.currentTarget));
		if (place.textContent)
			return;
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			try {
				({ product } = await call("renameListing", { product: id }, { body: { slug, delivery: data.get("delivery") } }));
				await loadRegions();
				/** @type {HTMLDialogElement} */ (pick("#rename")).close();
				draw();
			} catch (fault) {
				place.textContent = fault instanceof Problem && fault.errors[0]?.detail || explain(fault);
			}
		});
	};

	/** @param {Event} event */
	const showRevisions = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		revisions = (await call("revisions", { product: id })).items;
		draw();
	});

	/** @param {Event} event */
	const jump = (event) => {
		const at = /** @type {HTMLElement} */ (event.currentTarget).dataset.to ?? "";
		const target = document.getElementById(idOf(at)) ?? document.getElementById(Object.keys(SECTIONS).find((name) => SECTIONS[name].includes(at.split("/")[1])) ?? "");
		if (!target)
			return;
		event.preventDefault();
		target.focus();
		target.scrollIntoView({ block: "center" });
	};

	// --- drawing ------------------------------------------------------------

	function stateText() {
		const at = savedAt ? clockText(savedAt) : "";
		if (state === "clean" || state === "dirty")
			return draft && at ? html`<span class="with-icon">${icon("check")}${t("listing.saved", { time: at })}</span>` : t("listing.nothing_to_save");
		if (state === "failed")
			return html`<span class="with-icon bad">${icon("wifi-off")}${t("listing.failed")}</span>`;
		if (state === "saving")
			return draft && at ? html`<span class="with-icon">${icon("check")}${t("listing.saved", { time: at })}</span>` : t("listing.saving");
		return html`<span class="with-icon bad">${icon("triangle-alert")}${t("listing.not_saved")}</span>`;
	}

	const summary = () => {
		const all = wrongs();
		return told && all.length ? html`<div class="error-summary" role="alert" tabindex="-1"><h2>${t("listing.to_mend", { n: all.length })}</h2>
			<ul role="list">${all.map(({ at, words }) => html`<li><a href="#${idOf(at)}" data-to=${at} @click=${jump}>${t("listing.fault_at", { part: nameOf(at), words })}</a></li>`)}</ul></div>` : nothing;
	};

	const standing = () => {
		if (product.state === "RESTRICTED")
			return notice("bad", t("listing.restricted"), html`<p>${t("listing.restricted_text")}</p>${product.state_reason ? html`<p class="quote">${product.state_reason}</p>` : nothing}`);
		if (draft?.state === "IN_REVIEW")
			return notice("info", t("listing.in_review"), html`<p>${t("listing.in_review_text", { time: timeText(draft.submitted_at ?? draft.updated_at) })}</p>
				<p><button class="btn btn--small" type="button" @click=${withdraw}>${t("listing.withdraw")}</button></p>`);
		if (draft?.review_note)
			return notice("warn", t("listing.asked"), html`<p class="quote">${draft.review_note}</p><p>${t("listing.asked_text")}</p>`);
		return nothing;
	};

	const nav = () => html`<nav class="side-nav" aria-label=${t("listing.sections")}><ul role="list">${Object.keys(SECTIONS).filter((name) => name !== "images" || product.delivery === "image").map((name) => {
		const n = openIn(name);
		return html`<li><a href="#${name}"><span>${t(`listing.${name}`)}</span>${n ? html`<span class="count count--open" title=${t("listing.to_mend", { n })}>${n}<span class="visually-hidden"> ${t("listing.open")}</span></span>`
			: html`<span class="count">${icon("check")}<span class="visually-hidden">${t("listing.complete")}</span></span>`}</a></li>`;
	})}</ul></nav>`;

	const about = () => html`<section class="card stack" id="about" aria-labelledby="h-about"><h2 id="h-about">${t("listing.about")}</h2>
		<dl class="facts"><div><dt>${t("listings.slug")}</dt><dd><bdi>/p/${product.slug}</bdi></dd>${product.state === "DRAFT" && !locked() ? html`<dd><button class="link" type="button" aria-haspopup="dialog"
				@click=${() => openSheet("rename")}>${t("checkout.change")}<span class="visually-hidden"> ${t("listings.slug")}</span></button></dd>` : nothing}</div>
			<div><dt>${t("listings.delivery")}</dt><dd>${t(`product.delivery_${product.delivery}`)}</dd></div>
			<div><dt>${t("listings.state")}</dt><dd>${listingMark(product.state)}</dd></div>
			<div><dt>${t("listings.revision")}</dt><dd>${product.revision ? t("listing.revision_live", { n: product.revision }) : t("listing.never")}</dd></div></dl>
		${product.revision ? revisions ? html`<div class="table-scroll"><table class="table"><caption>${t("listing.revisions")}</caption>
			<thead><tr><th scope="col">${t("listings.revision")}</th><th scope="col">${t("listing.published")}</th><th scope="col">${t("listing.published_by")}</th></tr></thead>
			<tbody>${revisions.map((r) => html`<tr><th scope="row">${r.revision}</th><td>${timeText(r.published_at)}</td><td>${r.published_by ?? t("listing.by_command")}</td></tr>`)}</tbody></table></div>`
			: html`<p><button class="btn btn--small" type="button" @click=${showRevisions}>${icon("history")}${t("listing.revisions")}</button></p>` : nothing}
		<p class="cluster">${product.state === "LIVE" ? html`<a class="btn btn--small" href=${link(`p/${product.slug}`)}>${icon("external-link")}${t("listing.see")}</a>
				<button class="btn btn--small" type="button" @click=${move("hideListing")}>${icon("eye-off")}${t("listing.hide")}</button>` : nothing}
			${product.delivery === "license" && product.revision ? html`<a class="btn btn--small" href=${link(`seller/keys/${id}`)}>${icon("key-round")}${t("licence_keys.title")}</a>` : nothing}
			${["saas", "license"].includes(product.delivery) ? html`<a class="btn btn--small" href=${link(`seller/endpoint/${id}`)}>${icon("workflow")}${t("endpoint.title")}</a>` : nothing}
			${product.state === "HIDDEN" ? html`<button class="btn btn--small" type="button" @click=${move("showListing")}>${icon("eye")}${t("listing.show")}</button>` : nothing}
			${draft?.state === "EDITING" ? html`<button class="btn btn--small btn--danger" type="button" aria-haspopup="dialog" @click=${() => openSheet("discard")}>${icon("trash-2")}${
				t(product.revision ? "listing.discard" : "listing.delete")}</button>` : nothing}</p>
		${product.state === "LIVE" ? html`<p class="hint">${t("listing.hide_hint")}</p>` : nothing}</section>`;

	const sheets = () => html`${sheet({ id: "discard", title: t(product.revision ? "listing.discard_sure" : "listing.delete_sure"),
		body: html`<p>${t(product.revision ? "listing.discard_text" : "listing.delete_text")}</p>`,
		action: html`<button class="btn btn--danger" type="button" @click=${discard}>${t(product.revision ? "listing.discard" : "listing.delete")}</button>` })}
		${product.state === "DRAFT" ? sheet({ id: "rename", title: t("listings.slug"), body: html`<form id="rename-form" class="stack" @submit=${rename}>
			<div class="field"><label for="rename-slug">${t("listings.slug")}</label><p class="error-text" role="alert" data-rename-fault></p>
				<input type="text" class="input" id="rename-slug" name="slug" maxlength="60" autocomplete="off" value=${product.slug}></div>
			<fieldset class="field"><legend>${t("listings.delivery")}</legend><div class="picks">${["saas", "license", "image"].map((kind) => html`<label class="pick">
				<input type="radio" name="delivery" value=${kind} ?checked=${product.delivery === kind}><span class="pick__body"><strong>${t(`product.delivery_${kind}`)}</strong></span></label>`)}</div></fieldset></form>`,
			action: html`<button class="btn btn--primary" type="submit" form="rename-form">${t("form.save")}</button>` }) : nothing}`;

	function draw() {
		found = findWrongs();
		show(root, page());
		found = null;
		const off = locked();
		const form = pick("[data-editor]", root);
		form.toggleAttribute("data-locked", off);
		for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input, select, textarea, button")))
			control.disabled = off;
	}

	const whole = () => shown >= parts.length;

	const page = () => html`<nav class="crumbs" aria-label=${t("listings.title")}><ol><li><a href=${link("seller/listings/")}>${t("listings.title")}</a></li>
			<li aria-current="page">${product.slug}</li></ol></nav>
		<div class="split page-head"><h1 tabindex="-1">${title()}</h1><div class="cluster">${listingMark(product.state)}${draft && product.revision
			? html`<span class="soft">·</span>${listingMark(draft.state, "draft_state")}` : nothing}</div></div>
		<div class="stack" data-news>${standing()}${news}</div>${summary()}
		<div class="with-sidebar editor"><div>${nav()}</div>
			<div class="stack stack--wide"><form class="stack stack--wide" data-editor novalidate aria-label=${title()} @input=${typed} @submit=${(/** @type {Event} */ e) => e.preventDefault()}>
				${parts.map((part, i) => (i < shown ? part(editor) : nothing))}${whole() ? nothing
					: html`<div class="late stack" aria-hidden="true"><span class="bone bone--screen"></span></div>`}</form>
			${whole() ? about() : nothing}</div></div>
		<div class="actionbar"><p class="hint" role="status" data-save-state>${stateText()}</p><p role="status" class="visually-hidden" data-say></p>
			<div class="cluster"><a class="btn" href="${new URL(`api/storefront/listings/${id}/preview`, ROOT).href}?lang=${language()}" target="_blank" rel="noopener" @click=${preview}>${icon("eye")}${t("listing.preview")}</a>
			${locked() ? nothing : html`<button class="btn btn--primary" type="button" @click=${submit}>${icon("send")}${t("listing.submit")}</button>`}</div></div>
		${whole() ? sheets() : nothing}`;

	const left = kept();
	if (left && !locked() && JSON.stringify(listingOf(left.form).listing) !== stored) {
		form = left.form;
		sent = listingOf(form);
		if (left.version === version) {
			news = notice("info", t("listing.restored"), t("listing.restored_text"));
			touched();
		} else {
			draw();
			await conflict();
		}
	} else {
		forget();
	}
	await setTitle("listing.title", { name: title() });
	draw();
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "hidden" && state === "dirty")
			void save();
	});
	while (!whole()) {
		await painted();
		shown += 2;
		draw();
	}
}

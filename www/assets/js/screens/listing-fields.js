// @ts-check
/**
 * The parts of a listing as an editor shows them, but for its plans. A
 * control says by data-at which value of the form it is.
 * @typedef {import("../types").Listing} Listing
 * @typedef {import("../types").ListingProduct} ListingProduct
 * @typedef {import("../types").CategoryItem} CategoryItem
 * @typedef {import("../types").Region} Region
 * @typedef {import("../types").Site} Site
 */
import { html, live, nothing, repeat } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { link } from "../site.js";
import { icon, treeOf } from "../view.js";

/**
 * The listing as it is typed: lists of words are texts, numbers too.
 * @typedef {{mode: string, capacity: string, from: string, cells: Record<string, string>}} Row of prices, by currency
 * @typedef {{code: string, unit: string, min: string, max: string, step: string, included: string}} Capacity
 * @typedef {{code: string, texts: {locale: string, name: string, summary: string}[], options: {name: string, value: string}[],
 *   capacities: Capacity[], modes: string[], rows: Row[]}} Plan
 * @typedef {{category: string, licence: string, website: string, version: string, platforms: string, regions: string, logo: string,
 *   screenshots: {file: string, alt: string}[], refund_days: string, support_email: string, support_url: string,
 *   texts: {locale: string, name: string, summary: string, description: string, keywords: string}[],
 *   agreements: {title: string, locale: string, text: string}[], releases: {version: string, date: string, notes: string}[],
 *   images: {region: string, image: string, min_vcpus: string, min_memory_gib: string}[], plans: Plan[]}} Form
 */

/**
 * What the sections are given by the editor.
 * @typedef {{
 *   form: Form, site: Site, product: ListingProduct, live: Listing | null, categories: CategoryItem[], regions: Region[], locked: boolean,
 *   wrong: (at: string) => string[],
 *   change: (act: () => void, focus?: string | (() => string)) => void,
 *   remove: (list: string, i: number, name: string) => void,
 *   undo: (list: string) => unknown,
 *   pick: (kind: "logo" | "screenshot", files: FileList | null | undefined) => void,
 *   uploads: {kind: string, name: string, part: number, fault: string}[],
 *   say: (words: string) => void,
 * }} Editor
 */

/** @param {string} at */
export const idOf = (at) => `f${at.replaceAll("/", "-")}`;

/** @param {string} lang */
export const languageName = (lang) => new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language", languageDisplay: "standard" }).of(lang) ?? lang;

/** @param {Editor} e @param {string} at */
export const faultLines = (e, at) => e.wrong(at).map((words) => html`<p class="error-text" id="${idOf(at)}-error">${icon("circle-alert")}${words}</p>`);

/**
 * @param {Editor} e
 * @param {string} at
 * @param {string} value
 * @param {{label: string, hint?: unknown, max?: number, lines?: number, type?: string, mode?: string, lang?: string, optional?: boolean, short?: boolean}} f
 */
export function text(e, at, value, f) {
	const id = idOf(at);
	const bad = e.wrong(at).length > 0;
	const about = [f.hint && `${id}-hint`, bad && `${id}-error`].filter(Boolean).join(" ") || nothing;
	return html`<div class="field ${bad ? "field--bad" : ""} ${f.short ? "field--short" : ""}"><label for=${id}>${f.label}${f.optional ? html` <span class="hint">${t("form.optional")}</span>` : nothing}</label>
		${f.hint ? html`<p class="hint" id="${id}-hint">${f.hint}</p>` : nothing}${faultLines(e, at)}
		${f.lines ? html`<textarea class="input input--area" id=${id} data-at=${at} rows=${f.lines} maxlength=${f.max ?? nothing} lang=${f.lang ?? nothing}
				aria-describedby=${about} aria-invalid=${bad ? "true" : nothing} .value=${live(value)}></textarea>`
			: html`<input class="input" id=${id} data-at=${at} type=${f.type ?? "text"} maxlength=${f.max ?? nothing} inputmode=${f.mode ?? nothing} lang=${f.lang ?? nothing}
				autocomplete="off" aria-describedby=${about} aria-invalid=${bad ? "true" : nothing} .value=${live(value)}>`}</div>`;
}

/**
 * @param {Editor} e
 * @param {string} at
 * @param {string} value
 * @param {string} label
 * @param {[value: string, name: string][]} options
 */
export function choice(e, at, value, label, options) {
	const id = idOf(at);
	const bad = e.wrong(at).length > 0;
	return html`<div class="field ${bad ? "field--bad" : ""}"><label for=${id}>${label}</label>${faultLines(e, at)}
		<select class="select" id=${id} data-at=${at} aria-describedby=${bad ? `${id}-error` : nothing} aria-invalid=${bad ? "true" : nothing}>
			${options.map(([v, name]) => html`<option value=${v} ?selected=${v === value}>${name}</option>`)}</select></div>`;
}

/** A part of the page that the navigation leads to. @param {string} id @param {string} lead @param {unknown} body */
export const section = (id, lead, body) => html`<section class="card stack" id=${id} aria-labelledby="h-${id}" tabindex="-1">
	<div><h2 id="h-${id}">${t(`listing.${id}`)}</h2><p class="hint">${lead}</p></div>${body}</section>`;

/** @param {string} label @param {() => void} act */
export const removeButton = (label, act) => html`<button class="btn btn--quiet btn--small" type="button" @click=${act}>${icon("trash-2")}<span class="visually-hidden">${label}</span></button>`;

/** @param {string} label @param {() => void} act @param {string} [id] */
export const addButton = (label, act, id) => html`<p><button class="btn btn--small" type="button" id=${id ?? nothing} @click=${act}>${icon("plus")}${label}</button></p>`;

/** @param {Editor} e */
export const basics = (e) => section("basics", t("listing.basics_lead"), html`
	${choice(e, "/category", e.form.category, t("listing.category"), [["", t("listings.category_choose")],
		...treeOf(e.categories).map(([item, depth]) => /** @type {[string, string]} */ ([item.slug, "\u2003".repeat(depth) + item.name]))])}
	${text(e, "/licence", e.form.licence, { label: t("listing.licence"), hint: t("listing.licence_hint"), max: 200 })}
	<div class="columns">${text(e, "/website", e.form.website, { label: t("listing.website"), type: "url", max: 500, optional: true })}
		${text(e, "/version", e.form.version, { label: t("listing.version"), max: 64, optional: true })}</div>
	<div class="columns">${text(e, "/platforms", e.form.platforms, { label: t("listing.platforms"), hint: t("listing.platforms_hint"), max: 500, optional: true })}
		${text(e, "/regions", e.form.regions, { label: t("listing.regions"), hint: t("listing.regions_hint"), max: 500, optional: true })}</div>`);

/** @param {Editor} e */
export function texts(e) {
	const missing = e.site.locales.filter((name) => !e.form.texts.some(({ locale }) => locale === name));
	/** @param {string} locale */
	const add = (locale) => e.change(() => e.form.texts.push({ locale, name: "", summary: "", description: "", keywords: "" }),
		`/texts/${e.form.texts.length}/name`);
	return section("texts", t("listing.texts_lead"), html`${faultLines(e, "/texts")}
		${e.form.texts.map((it, i) => {
			const at = `/texts/${i}`;
			const lang = it.locale;
			return html`<fieldset class="part stack"><legend class="split"><span>${languageName(lang)}</span>
					${lang === e.site.lang ? html`<span class="badge">${t("listing.first_language")}</span>` : nothing}</legend>
				${faultLines(e, `${at}/locale`)}
				${text(e, `${at}/name`, it.name, { label: t("listing.name"), max: 120, lang })}
				${text(e, `${at}/summary`, it.summary, { label: t("listing.summary"), hint: t("listing.summary_hint"), max: 300, lang })}
				${text(e, `${at}/description`, it.description, { label: t("listing.description"), hint: t("listing.markdown_hint"), lines: 12, lang })}
				${text(e, `${at}/keywords`, it.keywords, { label: t("listing.keywords"), hint: t("listing.keywords_hint"), max: 500, lang, optional: true })}
				${lang === e.site.lang ? nothing : html`<p>${removeButton(t("listing.remove_language", { language: languageName(lang) }),
					() => e.remove("/texts", i, languageName(lang)))}</p>`}</fieldset>`;
		})}${e.undo("/texts")}
		${missing.map((name) => addButton(t("listing.add_language", { language: languageName(name) }), () => add(name)))}`);
}

/** @param {string} file */
const mediaLink = (file) => link(`media/${encodeURIComponent(file)}`).split("?")[0];

/** Where a picture is chosen or dropped. @param {Editor} e @param {"logo" | "screenshot"} kind @param {string} label */
function drop(e, kind, label) {
	/** @param {DragEvent} event */
	const over = (event) => event.preventDefault();
	/** @param {DragEvent} event */
	const dropped = (event) => {
		event.preventDefault();
		if (!e.locked)
			e.pick(kind, event.dataTransfer?.files);
	};
	/** @param {Event} event */
	const chosen = (event) => {
		const input = /** @type {HTMLInputElement} */ (event.currentTarget);
		e.pick(kind, input.files);
		input.value = "";
	};
	const id = `pick-${kind}`;
	return html`<div class="drop" @dragover=${over} @drop=${dropped}>
		<input type="file" id=${id} accept="image/png,image/jpeg,image/webp" ?multiple=${kind === "screenshot"} aria-describedby="${id}-hint" @change=${chosen}>
		<label class="btn btn--small" for=${id}>${icon("upload")}${label}</label><p class="hint" id="${id}-hint">${t(`listing.${kind}_hint`)}</p></div>
		${e.uploads.filter((u) => u.kind === kind).map((u) => u.fault
			? html`<p class="error-text" role="alert">${icon("circle-alert")}<span><bdi>${u.name}</bdi>: ${u.fault}</span></p>`
			: html`<p class="cluster"><progress max="1" value=${u.part} aria-label=${t("listing.uploading", { name: u.name })}></progress><span class="hint">${u.name}</span></p>`)}`;
}

/** @param {Editor} e */
export function pictures(e) {
	const shots = e.form.screenshots;
	/** @param {number} i @param {number} by */
	const move = (i, by) => {
		e.change(() => shots.splice(i + by, 0, ...shots.splice(i, 1)), `/screenshots/${i + by}/${by < 0 ? "up" : "down"}`);
		e.say(t("listing.moved", { place: i + by + 1, n: shots.length }));
	};
	/** The picture that is dragged, by its place. @param {DragEvent} event @param {number} i */
	const drag = (event, i) => event.dataTransfer?.setData("text/x-souk-shot", String(i));
	/** @param {DragEvent} event @param {number} i */
	const dropOn = (event, i) => {
		const from = event.dataTransfer?.getData("text/x-souk-shot");
		if (!from || e.locked)
			return;
		event.preventDefault();
		if (Number(from) !== i)
			move(Number(from), i - Number(from));
	};
	return section("pictures", t("listing.pictures_lead"), html`
		<div class="field" id=${idOf("/logo")} tabindex="-1"><span class="label">${t("listing.logo")}</span>${faultLines(e, "/logo")}
			<div class="cluster">${e.form.logo ? html`<span class="logo logo--lg"><img src=${mediaLink(e.form.logo)} alt=${t("listing.logo")} width="72" height="72"></span>
				${removeButton(t("listing.remove_logo"), () => e.change(() => { e.form.logo = ""; }, "pick-logo"))}` : nothing}
			<div class="stack stack--tight">${drop(e, "logo", t(e.form.logo ? "listing.logo_other" : "listing.logo_choose"))}</div></div></div>
		<div class="field"><span class="label">${t("listing.screenshots")}</span>${faultLines(e, "/screenshots")}
			<ol class="shots" role="list">${repeat(shots, (shot) => shot.file, (shot, i) => html`<li draggable=${e.locked ? "false" : "true"}
					@dragstart=${(/** @type {DragEvent} */ event) => drag(event, i)} @dragover=${(/** @type {DragEvent} */ event) => event.preventDefault()}
					@drop=${(/** @type {DragEvent} */ event) => dropOn(event, i)}>
				<img src=${mediaLink(shot.file)} alt="" loading="lazy" width="160" height="100" draggable="false">
				<div class="stack stack--tight">${faultLines(e, `/screenshots/${i}/file`)}
					${text(e, `/screenshots/${i}/alt`, shot.alt, { label: t("listing.alt", { n: i + 1 }), hint: i ? undefined : t("listing.alt_hint"), max: 200 })}
					<p class="cluster">${i > 0 ? html`<button class="btn btn--quiet btn--small" type="button" id=${idOf(`/screenshots/${i}/up`)} @click=${() => move(i, -1)}>
							${icon("arrow-up")}<span class="visually-hidden">${t("listing.move_up", { n: i + 1 })}</span></button>` : nothing}
						${i < shots.length - 1 ? html`<button class="btn btn--quiet btn--small" type="button" id=${idOf(`/screenshots/${i}/down`)} @click=${() => move(i, 1)}>
							${icon("arrow-down")}<span class="visually-hidden">${t("listing.move_down", { n: i + 1 })}</span></button>` : nothing}
						${removeButton(t("listing.remove_shot", { n: i + 1 }), () => e.remove("/screenshots", i, t("listing.shot", { n: i + 1 })))}</p></div></li>`)}</ol>
			${e.undo("/screenshots")}
			${shots.length < 12 ? drop(e, "screenshot", t("listing.shot_add")) : html`<p class="hint">${t("listing.shots_full")}</p>`}</div>`);
}

/** Where the image can be started, and the least server it takes. @param {Editor} e */
export function images(e) {
	/** @param {string} code */
	const regionName = (code) => e.regions.find((region) => region.code === code)?.name ?? code;
	const free = e.regions.filter(({ code }) => !e.form.images.some(({ region }) => region === code));
	const add = () => e.change(() => e.form.images.push({ image: "", min_vcpus: "", min_memory_gib: "", ...e.form.images.at(-1), region: free[0]?.code ?? "" }),
		`/images/${e.form.images.length}/image`);
	return section("images", t("listing.images_lead"), html`${faultLines(e, "/images")}
		${e.form.images.map((it, i) => {
			const at = `/images/${i}`;
			const name = regionName(it.region) || t("listing.image_of", { n: i + 1 });
			return html`<fieldset class="part stack"><legend>${name}</legend>
				<div class="columns">${choice(e, `${at}/region`, it.region, t("listing.region"), [["", t("listing.region_choose")],
					...e.regions.filter(({ code }) => code === it.region || free.some((region) => region.code === code)).map((region) => /** @type {[string, string]} */ ([region.code, region.name])),
					.../** @type {[string, string][]} */ (it.region && !e.regions.some(({ code }) => code === it.region) ? [[it.region, it.region]] : [])])}
					${text(e, `${at}/image`, it.image, { label: t("listing.image"), hint: i ? undefined : t("listing.image_hint"), max: 200 })}</div>
				<div class="columns">${text(e, `${at}/min_vcpus`, it.min_vcpus, { label: t("listing.min_vcpus"), mode: "numeric", max: 6, optional: true })}
					${text(e, `${at}/min_memory_gib`, it.min_memory_gib, { label: t("listing.min_memory_gib"), mode: "numeric", max: 6, optional: true })}</div>
				<p>${removeButton(t("listing.remove", { name }), () => e.remove("/images", i, name))}</p></fieldset>`;
		})}${e.undo("/images")}
		${e.regions.length ? free.length ? addButton(t("listing.image_add"), add, "f-images-add") : nothing : html`<p class="hint">${t("listing.no_regions")}</p>`}`);
}

/** @param {Editor} e */
export const agreements = (e) => section("agreements", t("listing.agreements_lead"), html`${faultLines(e, "/agreements")}
	${e.form.agreements.map((it, i) => {
		const at = `/agreements/${i}`;
		const kept = e.live?.agreements.find((a) => a.title === it.title && a.locale === it.locale);
		return html`<fieldset class="part stack"><legend class="split"><span>${it.title || t("listing.agreement", { n: i + 1 })}</span>
				${kept ? html`<span class="badge ${kept.text === it.text ? "" : "badge--accent"}">${t(kept.text === it.text ? "listing.agreement_same" : "listing.agreement_new")}</span>` : nothing}</legend>
			<div class="columns">${text(e, `${at}/title`, it.title, { label: t("listing.agreement_title"), max: 200, lang: it.locale })}
				${choice(e, `${at}/locale`, it.locale, t("footer.language"), e.site.locales.map((name) => [name, languageName(name)]))}</div>
			${text(e, `${at}/text`, it.text, { label: t("listing.agreement_text"), hint: kept && kept.text !== it.text ? t("listing.agreement_new_hint") : t("listing.markdown_hint"), lines: 8, lang: it.locale })}
			<p>${removeButton(t("listing.remove", { name: it.title || t("listing.agreement", { n: i + 1 }) }), () => e.remove("/agreements", i, it.title || t("listing.agreement", { n: i + 1 })))}</p></fieldset>`;
	})}${e.undo("/agreements")}
	${addButton(t("listing.agreement_add"), () => e.change(() => e.form.agreements.push({ title: "", locale: e.site.lang, text: "" }), `/agreements/${e.form.agreements.length}/title`))}`);

/** @param {Editor} e */
export const releases = (e) => section("releases", t("listing.releases_lead"), html`${faultLines(e, "/releases")}
	${e.form.releases.map((it, i) => html`<fieldset class="part stack"><legend>${it.version || t("listing.release", { n: i + 1 })}</legend>
		<div class="columns">${text(e, `/releases/${i}/version`, it.version, { label: t("listing.release_version"), max: 64 })}
			${text(e, `/releases/${i}/date`, it.date, { label: t("listing.release_date"), type: "date" })}</div>
		${text(e, `/releases/${i}/notes`, it.notes, { label: t("listing.release_notes"), lines: 3, max: 8192, optional: true })}
		<p>${removeButton(t("listing.remove", { name: it.version || t("listing.release", { n: i + 1 }) }), () => e.remove("/releases", i, it.version || t("listing.release", { n: i + 1 })))}</p></fieldset>`)}
	${e.undo("/releases")}
	${addButton(t("listing.release_add"), () => e.change(() => e.form.releases.unshift({ version: "", date: new Date().toISOString().slice(0, 10), notes: "" }), "/releases/0/version"))}`);

/** @param {Editor} e */
export function support(e) {
	const days = Number(e.form.refund_days);
	return section("support", t("listing.support_lead"), html`
		${text(e, "/refund_days", e.form.refund_days, { label: t("listing.refund_days"), mode: "numeric", short: true,
			hint: Number.isInteger(days) && days > 0 ? t("product.refund_days", { n: days }) : t("product.refund_none") })}
		<div class="columns">${text(e, "/support_email", e.form.support_email, { label: t("listing.support_email"), hint: t("listing.support_email_hint"), type: "email", max: 254, optional: true })}
			${text(e, "/support_url", e.form.support_url, { label: t("listing.support_url"), type: "url", max: 500, optional: true })}</div>`);
}

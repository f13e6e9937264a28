// @ts-check
/**
 * The category tree: add, rename in every language, move, order, delete when
 * empty. What public pages know follows within seconds, so the list on this
 * page is kept up by what was done here.
 * @typedef {import("../types").Category} Category
 * @typedef {import("../types").CategoryItem} CategoryItem
 * @typedef {import("../types").Site} Site
 */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem, slugOf, slugRule } from "../form.js";
import { language, t } from "../i18n.js";
import { boot, explain, isOperator, link, signInLink } from "../site.js";
import { icon, notice, openSheet, operatorNav, sheet, show, treeOf } from "../view.js";

/** @param {string} lang */
const languageName = (lang) => new Intl.DisplayNames([language()], { type: "language", languageDisplay: "standard" }).of(lang) ?? lang;

/** @param {HTMLElement} root @param {Site} site */
async function showTree(root, site) {
	/** @type {CategoryItem[]} */
	let items = (await call("categories", { lang: language() })).items;
	/** @type {Category | null} that is edited; null: a new one */
	let chosen = null;
	/** @type {CategoryItem | null} */
	let doomed = null;
	/** @type {unknown} */
	let news = nothing;

	/** @param {string | null} parent */
	const siblings = (parent) => items.filter((item) => item.parent === parent);
	/** @param {string} slug @returns {boolean} */
	const isBelow = (slug, /** @type {string} */ top) => slug === top || Boolean(items.find((item) => item.slug === slug && item.parent && isBelow(item.parent, top)));

	/** @param {unknown} what */
	function tell(what) {
		news = what;
		draw();
		/** @type {HTMLElement | null} */ (root.querySelector("[data-news] .notice"))?.focus();
	}

	/** @param {unknown} fault */
	function failed(fault) {
		if (!(fault instanceof Problem))
			throw fault;
		tell(notice(fault.status === 412 ? "warn" : "bad", t(fault.status === 412 ? "categories.conflict" : "listing.not_done"),
			fault.status === 412 ? t("categories.conflict_text") : fault.errors[0]?.detail ?? explain(fault)));
	}

	/** @param {Category} category @param {Record<string, unknown>} changes @returns {Promise<Category>} */
	const patch = (category, changes) => call("saveCategory", { category: category.slug }, { version: category.row_version,
		body: { slug: category.slug, parent: category.parent ?? "", position: category.position, texts: category.texts, ...changes } });

	/** @param {CategoryItem} item @param {number} by */
	const move = (item, by) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const order = siblings(item.parent);
		const at = order.indexOf(item);
		order.splice(at + by, 0, ...order.splice(at, 1));
		try {
			const all = await Promise.all(order.map(({ slug }) => call("category", { category: slug })));
			for (const [i, category] of all.entries())
				if (category.position !== i + 1)
					await patch(category, { position: i + 1 });
		} catch (fault) {
			failed(fault);
			return;
		}
		items = [...items.filter((other) => other.parent !== item.parent), ...order];
		draw();
		pick("[data-say]").textContent = t("listing.moved", { place: at + by + 1, n: order.length });
		document.getElementById(`${by < 0 ? "up" : "down"}-${item.slug}`)?.focus();
	});

	/** @param {CategoryItem | null} item */
	const edit = (item) => (/** @type {Event} */ event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			chosen = item && await call("category", { category: item.slug });
		} catch (fault) {
			failed(fault);
			return;
		}
		draw();
		/** @type {HTMLFormElement} */ (pick("#category-form")).reset();
		draw();
		openSheet("edit");
	});

	/** @param {SubmitEvent} event */
	const save = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const value = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value.trim();
		const faults = [];
		if (!value(`name-${site.lang}`))
			faults.push({ name: `name-${site.lang}`, text: t("categories.name_missing") });
		const slugFault = slugRule(value("slug"), form);
		if (slugFault)
			faults.push({ name: "slug", text: slugFault });
		if (faults.length) {
			showFaults(form, faults);
			return;
		}
		clearFaults(form);
		const parent = value("parent");
		const texts = site.locales.filter((locale) => value(`name-${locale}`)).map((locale) => ({ locale, name: value(`name-${locale}`), description: value(`description-${locale}`) }));
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			const before = chosen;
			try {
				const moved = !before || (before.parent ?? "") !== parent;
				const position = moved ? siblings(parent || null).length + 1 : before.position;
				const body = { slug: value("slug"), parent, position, texts };
				const made = before ? await patch(before, body) : await call("newCategory", {}, { body: { ...body, parent: parent || undefined } });
				const name = (texts.find(({ locale }) => locale === language()) ?? texts[0]).name;
				/** @type {CategoryItem} */
				const item = { slug: made.slug, parent: made.parent, name, products: items.find(({ slug }) => slug === before?.slug)?.products ?? 0, description: "" };
				if (before && !moved)
					items = items.map((other) => other.slug === before.slug ? item : other);
				else
					items = [...items.filter(({ slug }) => slug !== before?.slug), item];
				if (before)
					items = items.map((other) => other.parent === before.slug ? { ...other, parent: item.slug } : other);
				/** @type {HTMLDialogElement} */ (pick("#edit")).close();
				tell(notice("good", t("categories.saved", { name }), t("categories.saved_text")));
			} catch (fault) {
				if (fault instanceof Problem && fault.status === 412) {
					/** @type {HTMLDialogElement} */ (pick("#edit")).close();
					failed(fault);
				} else {
					showProblem(form, fault);
				}
			}
		});
	};

	/** @param {CategoryItem} item */
	const askDelete = (item) => () => {
		doomed = item;
		draw();
		openSheet("delete");
	};

	/** @param {Event} event */
	const remove = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const gone = doomed;
		/** @type {HTMLDialogElement} */ (pick("#delete")).close();
		if (!gone)
			return;
		try {
			await call("dropCategory", { category: gone.slug });
			items = items.filter((item) => item !== gone);
			tell(notice("good", t("categories.deleted", { name: gone.name }), t("categories.saved_text")));
		} catch (fault) {
			if (fault instanceof Problem && fault.status === 409)
				tell(notice("warn", t("categories.not_empty", { name: gone.name }), t("categories.not_empty_text")));
			else
				failed(fault);
		}
	});

	/** @param {[CategoryItem, number]} row */
	const line = ([item, depth]) => {
		const order = siblings(item.parent);
		const at = order.indexOf(item);
		return html`<li class="depth-${Math.min(depth, 3)}">${icon("folder-tree")}<div class="grow"><a href=${link(`c/${item.slug}`)}>${item.name}</a><p class="by">${item.slug} · ${t("search.count", { n: item.products })}</p></div>
			<span class="cluster">${at > 0 ? html`<button class="btn btn--quiet btn--small" type="button" id="up-${item.slug}" @click=${move(item, -1)}>${icon("arrow-up")}<span class="visually-hidden">${t("popular.up", { name: item.name })}</span></button>` : nothing}
			${at < order.length - 1 ? html`<button class="btn btn--quiet btn--small" type="button" id="down-${item.slug}" @click=${move(item, 1)}>${icon("arrow-down")}<span class="visually-hidden">${t("popular.down", { name: item.name })}</span></button>` : nothing}
			<button class="btn btn--quiet btn--small" type="button" aria-haspopup="dialog" @click=${edit(item)}>${icon("pencil")}<span class="visually-hidden">${t("categories.edit", { name: item.name })}</span></button>
			<button class="btn btn--quiet btn--small" type="button" aria-haspopup="dialog" @click=${askDelete(item)}>${icon("trash-2")}<span class="visually-hidden">${t("categories.delete", { name: item.name })}</span></button></span></li>`;
	};

	const form = () => {
		const texts = (/** @type {string} */ locale) => chosen?.texts.find((it) => it.locale === locale);
		/** @param {Event} event */
		const follow = (event) => {
			const slug = /** @type {HTMLInputElement} */ (pick("#slug"));
			if (!chosen && !slug.dataset.own)
				slug.value = slugOf(/** @type {HTMLInputElement} */ (event.target).value);
		};
		return html`<form id="category-form" class="stack" novalidate @submit=${save}>${repeat(site.locales, (locale) => `${chosen?.slug}-${locale}`, (locale) => html`<div class="columns">
				<div class="field"><label for="name-${locale}">${t("categories.name", { language: languageName(locale) })}</label><input type="text" class="input" id="name-${locale}" name="name-${locale}" lang=${locale} maxlength="80" autocomplete="off"
					value=${texts(locale)?.name ?? ""} @input=${locale === site.lang ? follow : nothing}></div>
				<div class="field"><label for="description-${locale}">${t("categories.description")} <span class="hint">${t("form.optional")}</span></label><input type="text" class="input" id="description-${locale}" name="description-${locale}" lang=${locale} maxlength="300" autocomplete="off"
					value=${texts(locale)?.description ?? ""}></div></div>`)}
			<div class="columns"><div class="field"><label for="slug">${t("listings.slug")}</label><input type="text" class="input" id="slug" name="slug" maxlength="60" autocomplete="off" spellcheck="false" value=${chosen?.slug ?? ""}
					@input=${(/** @type {Event} */ event) => { /** @type {HTMLInputElement} */ (event.target).dataset.own = "true"; }}></div>
				<div class="field"><label for="parent">${t("categories.parent")}</label><select class="select" id="parent" name="parent"><option value="" ?selected=${!chosen?.parent}>${t("categories.top")}</option>
					${treeOf(items).filter(([item]) => !chosen || !isBelow(item.slug, chosen.slug)).map(([item, depth]) => html`<option value=${item.slug} ?selected=${chosen?.parent === item.slug}>${"\u2003".repeat(depth)}${item.name}</option>`)}</select></div></div></form>`;
	};

	const draw = () => show(root, html`<div class="split page-head"><div><h1 tabindex="-1">${t("categories.title")}</h1><p class="soft">${t("categories.lead")}</p></div>
			<button class="btn btn--primary" type="button" aria-haspopup="dialog" @click=${edit(null)}>${icon("plus")}${t("categories.new")}</button></div>
		${operatorNav("operator/categories/")}
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div><p class="visually-hidden" role="status" data-say></p>
		${items.length ? html`<section class="card" aria-labelledby="h-tree"><h2 class="visually-hidden" id="h-tree">${t("categories.title")}</h2><ul class="todo tree" role="list">${repeat(treeOf(items), ([item]) => item.slug, line)}</ul></section>`
		: html`<div class="card empty">${icon("folder-tree")}<h2>${t("categories.empty")}</h2><p>${t("categories.empty_text")}</p></div>`}
		${sheet({ id: "edit", title: chosen ? t("categories.edit", { name: items.find(({ slug }) => slug === chosen?.slug)?.name ?? chosen.slug }) : t("categories.new"), body: form(),
			action: html`<button class="btn btn--primary" type="submit" form="category-form">${t("form.save")}</button>` })}
		${sheet({ id: "delete", title: t("categories.delete_sure", { name: doomed?.name ?? "" }), body: html`<p>${t("categories.delete_text")}</p>`,
			action: html`<button class="btn btn--danger" type="button" @click=${remove}>${t("categories.delete_go")}</button>` })}`);
	draw();
}

boot(async ({ site, session, root }) => {
	if (!session.user)
		location.replace(signInLink());
	else if (!isOperator(session))
		throw new Problem(403, { code: "forbidden", detail: t("operator.only") });
	else
		await showTree(root, site);
});

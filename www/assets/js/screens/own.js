// @ts-check
/**
 * What My account and Security share: one view at a time, named by the
 * address's fragment, so that Back leads from a form to the overview.
 * @typedef {{title: string, draw: () => unknown, ready?: (form: HTMLFormElement) => void}} View
 */
import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { setTitle } from "../site.js";
import { consoleNav, icon, show } from "../view.js";

/** The ways between a person's own pages. @param {import("../types").Session} session @param {string} here */
export const ownNav = ({ company }, here) => consoleNav(t("own.pages"), [["my/account/", t("header.own")], ["my/security/", t("header.security")],
	...company ? /** @type {[string, string][]} */ ([["my/company/", t("header.company")], ["my/cards/", t("cards.title")], ["my/keys/", t("header.keys")], ["my/webhooks/", t("webhooks.title")]]) : []], here);

/** A role as a name, not a word in a sentence. @param {string} role */
export const roleName = (role) => html`<span class="capital">${t(`role.${role}`)}</span>`;

/**
 * @param {HTMLElement} root
 * @param {Record<string, View>} views by fragment; "" is the overview
 * @returns {{draw: () => void, refresh: () => void, finish: (news?: unknown) => void, go: (name: string) => void}}
 */
export function showViews(root, views) {
	/** @type {unknown} */
	let news = nothing;
	/** @type {unknown} what stands above the view */
	let said = nothing;
	let first = true;

	const now = () => views[location.hash.slice(1)] ?? views[""];

	function draw() {
		const view = now();
		// Another form is not the same form with other words.
		show(root, nothing);
		show(root, html`${news}${view.draw()}`);
		void setTitle(view.title);
		const form = root.querySelector("form");
		if (form)
			view.ready?.(form);
		const focus = /** @type {HTMLElement | null} */ (root.querySelector(news === nothing ? "h1" : ".notice"));
		if (!first)
			focus?.focus();
		first = false;
		said = news;
		news = nothing;
	}

	/** @param {string} name */
	function go(name) {
		if (location.hash.slice(1) === name)
			draw();
		else
			location.hash = name;
	}

	addEventListener("hashchange", draw);
	draw();
	return {
		draw,
		go,
		/** The same with what is known meanwhile; what has the focus keeps it. A form is left alone. */
		refresh() {
			if (!root.querySelector("form"))
				show(root, html`${said}${now().draw()}`);
		},
		/** Back to the overview, which says what was done. */
		finish(what = nothing) {
			news = what;
			// The form that did it is no place to come back to.
			history.replaceState(null, "", location.pathname + location.search);
			draw();
		},
	};
}

/**
 * A view of one form.
 * @param {{title: string, lead?: unknown, body: unknown, go: string, danger?: boolean, more?: unknown}} f
 */
export const formView = ({ title, lead, body, go, danger, more }) => html`
	<p><a class="with-icon" href="#">${icon("arrow-left", "icon--flip")}${t("own.back")}</a></p>
	<div class="page-head"><h1 tabindex="-1">${title}</h1>${lead ? html`<p>${lead}</p>` : nothing}</div>
	<div class="measure"><form class="card stack stack--wide" method="post">${body}
		<p><button class="btn ${danger ? "btn--danger btn--doom" : "btn--primary"}" type="submit">${go}</button></p></form></div>${more ?? nothing}`;

/** @param {{name: string, label: string, hint?: unknown, fresh?: boolean}} f fresh: a new one */
export const passwordField = ({ name, label, hint, fresh }) => html`<div class="field"><label for=${name}>${label}</label>
	${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : nothing}
	<div class="input-group"><input class="input" id=${name} name=${name} type="password" autocomplete=${fresh ? "new-password" : "current-password"}
			maxlength="128" required aria-describedby=${hint ? `${name}-hint` : nothing}>
		<button class="btn btn--quiet btn--small" type="button" data-show-password aria-pressed="false" aria-controls=${name} hidden>${t("form.show")}</button></div></div>`;

/** @param {{label: string, hint?: unknown, digits?: boolean}} f digits: six of them, else letters too */
export const codeField = ({ label, hint, digits }) => html`<div class="field"><label for="code">${label}</label>
	${hint ? html`<p class="hint" id="code-hint">${hint}</p>` : nothing}
	<input class="input input--short" id="code" name="code" type="text" inputmode=${digits ? "numeric" : "text"} autocomplete="one-time-code"
		autocapitalize="none" spellcheck="false" maxlength="20" required aria-describedby=${hint ? "code-hint" : nothing}></div>`;

/** A row of an overview. @param {string} name @param {unknown} value @param {[href: string, words: string]} [act] */
export const fact = (name, value, act) => html`<div><dt>${name}</dt><dd>${value}</dd>${act
	? html`<dd><a href=${act[0]}>${act[1]}<span class="visually-hidden"> ${name}</span></a></dd>` : nothing}</div>`;

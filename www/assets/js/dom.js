// @ts-check
import { ASSETS } from "./api.js";

/** @typedef {string | Node | null | undefined | false} Kid */

/**
 * An element: properties by attribute name, then its children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | boolean | null | undefined>} attributes
 * @param {...Kid} kids
 */
export function el(name, attributes = {}, ...kids) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes))
		if (value !== false && value !== null && value !== undefined)
			element.setAttribute(key, value === true ? "" : value);
	element.append(.../** @type {(string | Node)[]} */ (kids.filter((kid) => kid)));
	return element;
}

/** The address of an icon of the sprite. @param {string} name */
export const iconHref = (name) => new URL(`img/icons.svg#${name}`, ASSETS).href;

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name @param {string} [more] classes */
export function icon(name, more = "") {
	const svg = document.createElementNS(SVG, "svg");
	svg.setAttribute("class", `icon ${more}`.trim());
	svg.setAttribute("aria-hidden", "true");
	const use = document.createElementNS(SVG, "use");
	use.setAttribute("href", iconHref(name));
	svg.append(use);
	return svg;
}

/**
 * The first element for a selector, of the type that the caller knows it has.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T}
 */
export function pick(selector, root = document) {
	const found = root.querySelector(selector);
	if (!found)
		throw new Error(`the page has no ${selector}`);
	return /** @type {T} */ (found);
}

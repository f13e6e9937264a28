// @ts-check
/**
 * Suggestions below a search box: a combobox with a list, as the ARIA
 * Authoring Practices have it. Enter without a choice searches as typed.
 */
import { call } from "./api.js";
import { el, icon } from "./dom.js";
import { loadTexts, t } from "./i18n.js";
import { link } from "./site.js";

const PAUSE_MS = 150;

/**
 * @typedef {{slug: string, name: string, logo?: string | null, seller?: {name: string}}} Item
 * @typedef {{queries: string[], products: Item[], categories: Item[], sellers: Item[]}} Answer
 */

const FOLDERS = /** @type {const} */ ({ products: "p", categories: "c", sellers: "s" });

/** The groups in order, each item with where it leads. @param {Answer} answer */
const groupsOf = (answer) => [
	{ group: "queries", items: answer.queries.map((name) => ({ name, path: `search?q=${encodeURIComponent(name)}` })) },
	...Object.entries(FOLDERS).map(([group, folder]) => ({ group,
		items: answer[/** @type {keyof typeof FOLDERS} */ (group)].map((item) => ({ ...item, path: `${folder}/${item.slug}` })) })),
].filter(({ items }) => items.length > 0);

let boxes = 0;

/** What the group's items are shown with. @param {string} group @param {{name: string, logo?: string | null}} item */
function mark(group, item) {
	if (item.logo)
		return el("img", { src: link(item.logo.slice(1)), alt: "", width: "24", height: "24" });
	return icon({ products: "package", categories: "folder-tree", sellers: "store" }[group] ?? "search");
}

/** Makes the box a combobox. @param {HTMLInputElement} input */
export function suggest(input) {
	const id = `suggestions-${++boxes}`;
	const list = el("div", { id, class: "suggestions", role: "listbox", hidden: true, "aria-label": input.labels?.[0]?.textContent });
	const told = el("p", { class: "visually-hidden", "aria-live": "polite" });
	input.after(list, told);
	for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" }))
		input.setAttribute(name, value);

	/** @type {AbortController | undefined} */
	let under;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	/** @type {HTMLElement[]} */
	let options = [];
	let chosen = -1;
	/** What the list that is shown was asked for. */
	let shown = "";

	function close() {
		clearTimeout(timer);
		under?.abort();
		list.hidden = true;
		choose(-1);
		input.setAttribute("aria-expanded", "false");
	}

	function open() {
		list.hidden = options.length === 0;
		input.setAttribute("aria-expanded", String(!list.hidden));
	}

	/** @param {number} next */
	function choose(next) {
		options[chosen]?.setAttribute("aria-selected", "false");
		chosen = next;
		const option = options[chosen];
		if (!option) {
			input.removeAttribute("aria-activedescendant");
			return;
		}
		option.setAttribute("aria-selected", "true");
		option.scrollIntoView({ block: "nearest" });
		input.setAttribute("aria-activedescendant", option.id);
	}

	/** @param {Partial<Item> & {name: string, path: string}} item @param {string} group */
	function optionOf(item, group) {
		const option = el("div", { id: `${id}-${options.length}`, class: "suggestions__one", role: "option", "aria-selected": "false",
			"data-href": link(item.path) }, mark(group, item), el("bdi", {}, item.name),
		item.seller && el("small", {}, el("bdi", {}, item.seller.name)));
		options.push(option);
		return option;
	}

	/** @param {Answer} answer */
	function fill(answer) {
		options = [];
		choose(-1);
		list.replaceChildren(...groupsOf(answer).map(({ group, items }) => {
			const heading = `${id}-${group}`;
			return el("div", { role: "group", "aria-labelledby": heading },
				el("div", { id: heading, class: "suggestions__head", role: "presentation" }, t(`suggest.${group}`)),
				...items.map((item) => optionOf(item, group)));
		}));
		open();
		told.textContent = t("suggest.count", { n: options.length });
	}

	async function ask() {
		const q = input.value.trim();
		under?.abort();
		if (!q) {
			options = [];
			close();
			return;
		}
		const mine = under = new AbortController();
		const lang = document.documentElement.lang;
		try {
			const [answer] = await Promise.all([call("suggestions", { q, lang }, { signal: mine.signal }), loadTexts(lang)]);
			if (mine.signal.aborted || document.activeElement !== input)
				return;
			shown = input.value;
			fill(answer);
		} catch {
			// The box searches as typed without them.
		}
	}

	input.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(ask, PAUSE_MS);
	});
	input.addEventListener("blur", close);
	input.addEventListener("keydown", (event) => {
		if (event.isComposing)
			return;
		if (event.key === "Escape" && !list.hidden) {
			event.preventDefault();
			close();
		} else if (event.key === "Enter") {
			const href = options[chosen]?.dataset.href;
			if (!href || list.hidden)
				return;
			event.preventDefault();
			location.assign(href);
		} else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
			event.preventDefault();
			if (list.hidden && shown === input.value)
				open();
			else if (list.hidden)
				void ask();
			const step = event.key === "ArrowDown" ? 1 : -1;
			const stops = options.length + 1;
			// One stop lies between the last and the first: what was typed.
			if (!list.hidden)
				choose((chosen + 1 + step + stops) % stops - 1);
		}
	});
	// A press keeps the focus in the box, so that the list stays until it is let go.
	list.addEventListener("pointerdown", (event) => event.preventDefault());
	list.addEventListener("click", (event) => {
		const option = /** @type {Element} */ (event.target).closest("[data-href]");
		if (option instanceof HTMLElement)
			location.assign(option.dataset.href ?? "");
	});
	if (document.activeElement === input && input.value !== input.defaultValue)
		void ask();
}

// @ts-check
/* Search results, a category, a seller: filters and order take hold as they are chosen. */
import { el, pick } from "../dom.js";
import { fetchPage, takeParts } from "../inplace.js";
import { nameRegions } from "../i18n.js";
import { bootPublic } from "../site.js";

const form = /** @type {HTMLFormElement} */ (pick("[data-filters]"));
const sort = /** @type {HTMLFormElement} */ (pick("[data-sort]"));
const results = pick("[data-results]");
const drawer = /** @type {HTMLDialogElement} */ (pick("[data-drawer]"));

/** @type {AbortController | undefined} */
let under;

/** What the list that is seen was asked for: its links lead on from there. */
let seen = new URL(location.href);

/** The tick is seen before the list is touched; a hidden tab paints nothing. */
const painted = () => Promise.race([
	new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); }),
	new Promise((resolve) => { setTimeout(resolve, 100); }),
]);

/**
 * Shows the list at this address in the page's place; a page that cannot be
 * fetched so is gone to.
 * @param {string | URL} url
 */
async function show(url) {
	under?.abort();
	const mine = under = new AbortController();
	results.setAttribute("aria-busy", "true");
	try {
		const [page] = await Promise.all([fetchPage(url, mine.signal), painted()]);
		takeParts(page);
		seen = new URL(url, location.href);
		nameRegions(document.documentElement.lang);
		for (const more of /** @type {NodeListOf<HTMLDetailsElement>} */ (form.querySelectorAll(".facet__more")))
			offerFind(more);
		results.removeAttribute("aria-busy");
	} catch {
		if (!mine.signal.aborted)
			location.assign(url);
	}
}

/** @param {string | URL} url */
function go(url) {
	history.pushState(null, "", url);
	void show(url);
}

/** What is chosen in a form, not kept by it. @param {HTMLFormElement} from */
const namesIn = (from) => new Set([...from.elements].map((control) => control instanceof HTMLInputElement && control.type === "hidden" ? ""
	: /** @type {HTMLInputElement} */ (control).name).filter((name) => name));

/** What was asked for last, but these, from its first page. @param {Set<string>} names */
function without(names) {
	const url = new URL(location.href);
	url.hash = "";
	for (const name of [...names, "after", "page"])
		url.searchParams.delete(name);
	return url;
}

/**
 * What a form asks for, without its empty fields.  What it only keeps may be
 * older than what was asked for last, whose answer is on its way.
 * @param {HTMLFormElement} from
 */
function address(from) {
	const names = namesIn(from);
	const url = without(names);
	for (const [name, value] of new FormData(from))
		if (names.has(name) && typeof value === "string" && value.trim())
			url.searchParams.append(name, value.trim());
	return url;
}

/**
 * What a link of the list that is seen changes there, changed in what was
 * asked for last.
 * @param {HTMLAnchorElement} a
 */
function change(a) {
	const to = new URL(a.href);
	if (!results.hasAttribute("aria-busy"))
		return to;
	if (a.dataset.inplace === "clear")
		return without(namesIn(form));
	const url = new URL(location.href);
	for (const name of new Set([...seen.searchParams.keys(), ...to.searchParams.keys()])) {
		const [was, is, now] = [seen, to, url].map(({ searchParams }) => searchParams.getAll(name));
		if (String(was) === String(is))
			continue;
		const several = form.querySelector(`[type="checkbox"][name="${CSS.escape(name)}"]`);
		url.searchParams.delete(name);
		for (const value of several ? new Set([...now.filter((v) => is.includes(v) || !was.includes(v)), ...is.filter((v) => !was.includes(v))]) : is)
			url.searchParams.append(name, value);
	}
	return url;
}

for (const one of [form, sort]) {
	one.addEventListener("change", (event) => {
		if (!(event.target instanceof HTMLInputElement && event.target.type === "search"))
			go(address(one));
	});
	one.addEventListener("submit", (event) => {
		event.preventDefault();
		go(address(one));
	});
}

document.addEventListener("click", (event) => {
	const a = /** @type {Element} */ (event.target).closest("a[data-inplace]");
	if (!(a instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button)
		return;
	// A way on may lead to another list than this one.
	if (a.pathname !== location.pathname)
		return;
	event.preventDefault();
	go(change(a));
});

window.addEventListener("popstate", () => void show(location.href));

/** What is being looked for in a group, by its facet. @type {Map<string, string>} */
const looked = new Map();

/** A long group, once it is all shown, can be looked through. @param {HTMLDetailsElement} more */
function offerFind(more) {
	const group = more.closest("fieldset");
	const facet = more.closest("[data-facet]")?.getAttribute("data-facet") ?? "";
	if (!group || !more.open || group.querySelector(".facet__find"))
		return;
	const box = el("input", { class: "input facet__find", type: "search", "aria-label": more.dataset.find,
		placeholder: more.dataset.find, autocomplete: "off" });
	const look = () => {
		const wanted = box.value.trim().toLocaleLowerCase();
		looked.set(facet, box.value);
		for (const item of /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll(".facet__list li")))
			item.hidden = !item.textContent?.toLocaleLowerCase().includes(wanted);
	};
	box.value = looked.get(facet) ?? "";
	box.addEventListener("input", look);
	box.addEventListener("keydown", (event) => {
		if (event.key === "Enter")
			event.preventDefault();
	});
	group.querySelector("legend")?.after(box);
	look();
}

form.addEventListener("toggle", (event) => {
	if (event.target instanceof HTMLDetailsElement && event.target.matches(".facet__more"))
		offerFind(event.target);
}, { capture: true });

/* On a phone the filters are a drawer; wide, they stand beside the list. */
const home = /** @type {HTMLElement} */ (form.parentElement);
const narrow = matchMedia("(max-width: 59.99rem)");

pick("[data-open-filters]").addEventListener("click", (event) => {
	event.preventDefault();
	pick(".sheet__body", drawer).append(form);
	drawer.showModal();
});
for (const button of drawer.querySelectorAll("[data-close]"))
	button.addEventListener("click", () => drawer.close());
drawer.addEventListener("click", (event) => {
	if (event.target === drawer)
		drawer.close();
});
drawer.addEventListener("close", () => home.prepend(form));
narrow.addEventListener("change", () => drawer.close());

void bootPublic();

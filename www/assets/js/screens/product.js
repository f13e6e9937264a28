// @ts-check
/* The product page: the form that prices itself, and tabs that follow the reader. */
import { startConfigurator } from "../configurator.js";
import { startGallery } from "../gallery.js";
import { loadTexts } from "../i18n.js";
import { remember } from "../seen.js";
import { bootPublic } from "../site.js";

/** Marks the tab of the section being read. @param {HTMLElement} tabs */
function followReader(tabs) {
	const links = [...tabs.querySelectorAll("a")];
	const watcher = new IntersectionObserver((entries) => {
		const seen = entries.find((entry) => entry.isIntersecting);
		if (!seen)
			return;
		for (const link of links) {
			if (link.hash === `#${seen.target.id}`)
				link.setAttribute("aria-current", "true");
			else
				link.removeAttribute("aria-current");
		}
	}, { rootMargin: "-20% 0px -70% 0px" });
	for (const link of links) {
		const section = document.getElementById(link.hash.slice(1));
		if (section)
			watcher.observe(section);
	}
}

const tabs = document.querySelector("[data-tabs]");
if (tabs)
	followReader(/** @type {HTMLElement} */ (tabs));

const form = document.querySelector("form[data-configure]");
/** @type {(() => Promise<void>) | undefined} */
let reprice;
if (form) {
	await loadTexts(document.documentElement.lang);
	reprice = await startConfigurator(/** @type {HTMLFormElement} */ (form));
}
const slug = location.pathname.match(/\/p\/([a-z0-9-]+)\/?$/)?.[1];
if (slug)
	remember(slug);
const shots = /** @type {HTMLElement | null} */ (document.querySelector("[data-shots]"));
if (shots)
	startGallery(shots);
const { company } = await bootPublic();
// A buyer may have an offer of what the page begins with.
if (company && !new URLSearchParams(location.search).has("plan"))
	void reprice?.();

// @ts-check
/* The start page: what was looked at lately comes to the rest. */
import { fetchPage } from "../inplace.js";
import { seen } from "../seen.js";
import { bootPublic, link } from "../site.js";

/** The server renders the cards; only their slugs are kept here. */
async function showSeen() {
	const place = document.querySelector("[data-seen]");
	const slugs = seen();
	if (!place || slugs.length === 0)
		return;
	const url = new URL(link(""));
	url.searchParams.set("seen", slugs.join(","));
	const page = await fetchPage(url).catch(() => null);
	const section = page?.querySelector("[data-seen]");
	if (section)
		place.replaceChildren(...section.childNodes);
}

void showSeen();
void bootPublic();

// @ts-check
/* Which products were looked at on this machine: their slugs, the last one first. */

const KEY = "souk-seen";
const KEPT = 12;

/** @returns {string[]} */
export function seen() {
	try {
		const slugs = JSON.parse(localStorage.getItem(KEY) ?? "[]");
		return Array.isArray(slugs) ? slugs.filter((slug) => typeof slug === "string" && /^[a-z0-9-]{1,80}$/.test(slug)).slice(0, KEPT) : [];
	} catch {
		return [];
	}
}

/** @param {string} slug */
export function remember(slug) {
	try {
		localStorage.setItem(KEY, JSON.stringify([slug, ...seen().filter((other) => other !== slug)].slice(0, KEPT)));
	} catch {
		// Not kept then.
	}
}

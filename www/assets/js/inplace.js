// @ts-check
/**
 * Another state of the same page, as the server renders it: its marked parts
 * take the place of ours, and the focus stays where it was.
 */

/**
 * The page at this address, parsed; nothing in it runs.
 * @param {string | URL} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<Document>}
 */
export const fetchPage = (url, signal) => new Promise((resolve, reject) => {
	const request = new XMLHttpRequest();
	request.open("GET", url);
	request.responseType = "document";
	request.addEventListener("load", () => request.status === 200 && request.response
		? resolve(request.response) : reject(new Error(`status ${request.status}`)));
	request.addEventListener("error", () => reject(new Error("offline")));
	signal?.addEventListener("abort", () => {
		request.abort();
		reject(signal.reason);
	});
	request.send();
});

/** How to find an element again that is about to be replaced. @param {Element} element @param {Element} part */
function findAgain(element, part) {
	if (element instanceof HTMLInputElement) {
		const named = `input[name="${CSS.escape(element.name)}"]`;
		return element.type === "checkbox" ? `${named}[value="${CSS.escape(element.value)}"]` : named;
	}
	const kind = element.localName;
	const at = [...part.querySelectorAll(kind)].indexOf(element);
	return { kind, at };
}

/** @param {ReturnType<typeof findAgain>} mark @param {Element} part @returns {HTMLElement | null | undefined} */
function found(mark, part) {
	if (typeof mark === "string")
		return /** @type {HTMLElement | null} */ (part.querySelector(mark));
	const all = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll(mark.kind));
	return all[Math.min(mark.at, all.length - 1)];
}

/** @param {Element} part @param {Element} fresh */
function swap(part, fresh) {
	if (part.isEqualNode(fresh))
		return;
	const active = document.activeElement;
	const held = active && part.contains(active) ? active : null;
	const mark = held && findAgain(held, part);
	const typed = held instanceof HTMLInputElement && held.type !== "checkbox" ? held.value : null;
	const open = new Map([...part.querySelectorAll("details")].map((fold) => [nameOf(fold), fold.open]));
	part.replaceChildren(...fresh.childNodes);
	for (const fold of part.querySelectorAll("details"))
		fold.open = open.get(nameOf(fold)) ?? fold.open;
	if (!mark)
		return;
	const again = found(mark, part);
	if (again instanceof HTMLInputElement && typed !== null)
		again.value = typed;
	again?.focus({ preventScroll: true });
}

/** @param {Element} fold */
const nameOf = (fold) => `${fold.closest("[data-facet]")?.getAttribute("data-facet")} ${fold.className}`;

/**
 * Takes the title and every [data-part] from the other document.
 * @param {Document} page
 */
export function takeParts(page) {
	const held = document.activeElement;
	for (const part of document.querySelectorAll("[data-part]")) {
		const fresh = page.querySelector(`[data-part="${part.getAttribute("data-part")}"]`);
		if (fresh)
			swap(part, fresh);
	}
	document.title = page.title;
	// What held the focus is gone: the line that says what there is now takes it.
	if (held && !held.isConnected && document.activeElement === document.body) {
		const count = /** @type {HTMLElement | null} */ (document.querySelector('[data-part="count"]'));
		count?.setAttribute("tabindex", "-1");
		count?.focus();
	}
}

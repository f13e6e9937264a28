// @ts-check
/* Pictures open large in a dialog; without this they are links to the files. */
import { el, icon } from "./dom.js";

/** @param {HTMLElement} list with its words in data-*-text */
export function startGallery(list) {
	const links = /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("a[data-shot]")]);
	const { closeText = "", nextText = "", backText = "" } = list.dataset;
	let at = 0;

	/** @param {string} image @param {string} label @param {() => void} act */
	const button = (image, label, act) => {
		const b = el("button", { type: "button", class: "btn", "aria-label": label }, icon(image, "icon--flip"));
		b.addEventListener("click", act);
		return b;
	};
	const picture = el("img", { alt: "" });
	const words = el("p", { "aria-live": "polite" });
	const dialog = el("dialog", { class: "lightbox", "aria-label": list.getAttribute("aria-label") },
		el("div", {}, words, button("x", closeText, () => dialog.close())),
		picture,
		links.length > 1 && el("div", {}, button("arrow-left", backText, () => turn(-1)), button("arrow-right", nextText, () => turn(1))));

	/** @param {number} by */
	function turn(by) {
		at = (at + by + links.length) % links.length;
		const alt = links[at].querySelector("img")?.alt ?? "";
		picture.src = links[at].href;
		picture.alt = alt;
		words.textContent = links.length > 1 ? `${alt} (${at + 1}/${links.length})` : alt;
	}

	dialog.addEventListener("keydown", (event) => {
		const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
		if (event.key === "ArrowLeft" || event.key === "ArrowRight")
			turn(event.key === forward ? 1 : -1);
	});
	dialog.addEventListener("click", (event) => {
		if (event.target === dialog)
			dialog.close();
	});
	list.addEventListener("click", (event) => {
		const a = /** @type {Element} */ (event.target).closest("a");
		if (!a || event.ctrlKey || event.metaKey || event.shiftKey)
			return;
		event.preventDefault();
		at = links.indexOf(a);
		turn(0);
		dialog.showModal();
	});
	document.body.append(dialog);
}

// @ts-check
/* Home, lists, sellers, legal texts: all is there; this adds comfort. */
import { bootPublic } from "../site.js";

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-sort]")))
	form.addEventListener("change", () => form.requestSubmit());

void bootPublic();

// @ts-check
import { beginCall } from "../api.js";
import { configurationOf } from "../configuration.js";
import { ahead } from "../site.js";

void ahead(({ site, lang }) => {
	const configuration = configurationOf(site.currency);
	return configuration ? [
		beginCall("quote", {}, { body: configuration }),
		beginCall("documents", { product: configuration.product, lang }),
	] : [];
});

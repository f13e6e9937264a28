// @ts-check
// The listing that the address names, or the list.
import { beginCall } from "../api.js";
import { ahead, idInAddress, maySell } from "../site.js";

const product = idInAddress("prd");

void ahead(({ session, lang }) => {
	if (!maySell(session))
		return [];
	return [product ? beginCall("listing", { product }) : beginCall("listings", { limit: 100 }), beginCall("categories", { lang })];
});

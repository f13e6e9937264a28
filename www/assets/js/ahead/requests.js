// @ts-check
// The request that the address names, or those of this side.
import { beginCall } from "../api.js";
import { ahead, idInAddress, maySell } from "../site.js";

const request = idInAddress("ofr");
const product = new URLSearchParams(location.search).get("product");
const side = location.pathname.includes("/seller/requests") ? "seller" : "buyer";

void ahead(({ session, lang }) => {
	if (!session.company || (side === "seller" && !maySell(session)))
		return [];
	if (request)
		return [beginCall("offerRequest", { request })];
	return [product ? beginCall("product", { product, lang }) : beginCall("offerRequests", { side })];
});

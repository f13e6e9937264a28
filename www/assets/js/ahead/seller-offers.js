// @ts-check
// The offer that the address names, or the list.
import { beginCall } from "../api.js";
import { ahead, idInAddress, maySell } from "../site.js";

const offer = idInAddress("off");

void ahead(({ session }) => {
	if (!maySell(session))
		return [];
	if (offer)
		return [beginCall("offer", { offer })];
	const query = new URLSearchParams(location.search);
	return [beginCall("offers", { state: query.get("state") ?? "", q: query.get("q") ?? "" }), beginCall("offerTemplates")];
});

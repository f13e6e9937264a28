// @ts-check
// The offer that the address names, or those of its tab.
import { beginCall } from "../api.js";
import { ahead, idInAddress } from "../site.js";

const offer = idInAddress("off");

void ahead(({ session }) => {
	if (!session.company)
		return [];
	return [offer ? beginCall("exclusiveOffer", { offer })
		: beginCall("exclusiveOffers", { tab: new URLSearchParams(location.search).get("tab") ?? "active" })];
});

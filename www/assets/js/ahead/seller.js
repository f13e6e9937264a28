// @ts-check
// What a seller has and what buyers wait for, or what a company agrees to when it applies.
import { beginCall } from "../api.js";
import { ahead, maySell } from "../site.js";

void ahead(({ session }) => {
	if (!maySell(session))
		return session.company ? [beginCall("sellerTerms")] : [];
	return [beginCall("seller"), ...(session.seller?.active
		? [beginCall("listings", { limit: 100 }), beginCall("waitingBuyers")] : [])];
});

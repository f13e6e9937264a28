// @ts-check
// The offer that the address names, by its number or by its link's token.
import { beginCall } from "../api.js";
import { ahead, idInAddress } from "../site.js";

const offer = idInAddress("off");
const token = location.hash.slice(1) || history.state?.token;

void ahead(({ session }) => {
	if (offer)
		return session.company ? [beginCall("exclusiveOffer", { offer })] : [];
	return token ? [beginCall("openOffer", {}, { body: { token } })] : [];
});

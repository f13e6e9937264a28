// @ts-check
// The handover that the address names, or the list of whoever looks.
import { beginCall } from "../api.js";
import { ahead, idInAddress, isOperator, maySell } from "../site.js";

const handover = idInAddress("hdo");

void ahead(({ session }) => {
	if (!session.user)
		return [];
	if (handover)
		return [beginCall("handover", { handover })];
	return isOperator(session) ? [beginCall("disputes")] : maySell(session) ? [beginCall("handovers")] : [];
});

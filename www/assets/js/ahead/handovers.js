// @ts-check
// The handover or the order that the address names, or the list of whoever looks.
import { beginCall } from "../api.js";
import { ahead, idInAddress, isOperator, maySell, orderInAddress } from "../site.js";

const handover = idInAddress("hdo");
const order = orderInAddress();
const view = new URLSearchParams(location.search).get("show") === "orders" ? "orders" : undefined;

void ahead(({ session }) => {
	if (!session.user)
		return [];
	if (handover)
		return [beginCall("handover", { handover })];
	if (order)
		return [beginCall("milestones", { order })];
	return isOperator(session) ? [beginCall("disputes")] : maySell(session) ? [beginCall("handovers", { view })] : [];
});

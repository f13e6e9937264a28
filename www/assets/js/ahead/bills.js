// @ts-check
// The bill that the address names, or what is shown of all of them.
import { beginCall } from "../api.js";
import { ahead, idInAddress } from "../site.js";

const bill = idInAddress("bil");
const view = new URLSearchParams(location.search).get("show");

void ahead(({ session }) => {
	if (!session.company)
		return [];
	if (bill)
		return [beginCall("bill", { bill })];
	if (view === "months")
		return [beginCall("spend", { months: 12 })];
	if (view === "calendar")
		return [beginCall("calendar")];
	return location.search ? [beginCall("credit")] : [beginCall("bills"), beginCall("credit")];
});

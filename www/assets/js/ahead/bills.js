// @ts-check
// The bill that the address names, or the list.
import { beginCall } from "../api.js";
import { ahead, idInAddress } from "../site.js";

const bill = idInAddress("bil");

void ahead(({ session }) => {
	if (!session.company)
		return [];
	if (bill)
		return [beginCall("bill", { bill })];
	return location.search ? [beginCall("credit")] : [beginCall("bills"), beginCall("credit")];
});

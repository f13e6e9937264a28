// @ts-check
// The bill that the address names, or the list.
import { beginCall } from "../api.js";
import { ahead, idInAddress } from "../site.js";

const bill = idInAddress("bil");

void ahead(({ session }) => {
	if (!session.company)
		return [];
	return bill ? [beginCall("bill", { bill })] : [beginCall("bills"), beginCall("credit")];
});

// @ts-check
// The order that the address names, or the list.
import { beginCall } from "../api.js";
import { ahead, orderInAddress } from "../site.js";

const order = orderInAddress();

void ahead(({ session }) => {
	if (!session.user)
		return [];
	return [order ? beginCall("order", { order }) : beginCall("orders")];
});

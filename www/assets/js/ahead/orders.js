// @ts-check
// The order that the address names with what of it can go back, or the list.
import { beginCall } from "../api.js";
import { ahead, orderInAddress } from "../site.js";

const order = orderInAddress();

void ahead(({ session }) => {
	if (!session.user)
		return [];
	return order ? [beginCall("order", { order }), beginCall("orderRefunds", { order })] : [beginCall("orders")];
});

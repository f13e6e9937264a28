// @ts-check
import { beginCall } from "../api.js";
import { ahead, orderInAddress } from "../site.js";

const order = orderInAddress();
// Back from putting a card on file: what the provider says of it is asked first.
const added = new URLSearchParams(location.search).has("card");

void ahead(({ session }) => {
	if (!session.user || !order)
		return [];
	return added ? [beginCall("order", { order })] : [beginCall("order", { order }), beginCall("paymentMethods", { order })];
});

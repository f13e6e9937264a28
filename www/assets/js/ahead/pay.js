// @ts-check
import { beginCall } from "../api.js";
import { ahead, orderInAddress } from "../site.js";

const order = orderInAddress();

void ahead(({ session }) => session.user && order
	? [beginCall("order", { order }), beginCall("paymentMethods", { order })] : []);

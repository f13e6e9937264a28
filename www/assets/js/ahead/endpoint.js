// @ts-check
import { beginCall } from "../api.js";
import { ahead, idInAddress, maySell } from "../site.js";

const product = idInAddress("prd");

void ahead(({ session }) => maySell(session) && product
	? [beginCall("endpoint", { product }), beginCall("listing", { product })] : []);

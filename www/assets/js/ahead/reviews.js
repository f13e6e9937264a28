// @ts-check
// The review that the address names, or the queue.
import { beginCall } from "../api.js";
import { ahead, idInAddress, isOperator } from "../site.js";

const product = idInAddress("prd");

void ahead(({ session }) => {
	if (!isOperator(session))
		return [];
	return [product ? beginCall("review", { product }) : beginCall("reviews")];
});

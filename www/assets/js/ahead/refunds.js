// @ts-check
import { beginCall } from "../api.js";
import { ahead, isOperator, maySell } from "../site.js";

void ahead(({ session }) => isOperator(session) ? [beginCall("refundReviews")] : maySell(session) ? [beginCall("refundRequests")] : []);

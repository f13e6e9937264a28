// @ts-check
// Both pools; what moved one of them is asked once it is known which there are.
import { beginCall } from "../api.js";
import { ahead } from "../site.js";

void ahead(({ session }) => session.company ? [beginCall("credit")] : []);

// @ts-check
import { beginCall } from "../api.js";
import { ahead, isOperator } from "../site.js";

void ahead(({ session }) => isOperator(session)
	? [beginCall("reviews", { limit: 5 }), beginCall("applications", { state: "APPLIED" }), beginCall("pins"), beginCall("waiting")] : []);

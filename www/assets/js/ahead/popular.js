// @ts-check
import { beginCall } from "../api.js";
import { ahead, isOperator } from "../site.js";

void ahead(({ session, lang }) => isOperator(session)
	? [beginCall("pins"), beginCall("products", { sort: "popular", limit: 24, lang })] : []);

// @ts-check
import { beginCall } from "../api.js";
import { ahead, idInAddress, isOperator } from "../site.js";

const bill = idInAddress("bil");
const asked = new URLSearchParams(location.search);

void ahead(({ session }) => {
	if (!isOperator(session))
		return [];
	if (bill)
		return [beginCall("receivable", { bill })];
	const state = asked.get("state") ?? "open";
	return asked.get("number") ? [] : [beginCall("receivables", state === "all" ? {} : { state })];
});

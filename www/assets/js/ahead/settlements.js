// @ts-check
import { beginCall } from "../api.js";
import { ahead, idInAddress } from "../site.js";

const settlement = idInAddress("stl");
const view = new URLSearchParams(location.search).get("show") ?? "statements";

void ahead(({ session }) => {
	if (!session.seller)
		return [];
	if (settlement)
		return [beginCall("settlement", { settlement }), beginCall("settlementLines", { settlement })];
	return view === "coming" ? [beginCall("settlementForecast")] : view === "statements" ? [beginCall("settlements")] : [];
});

// @ts-check
// The service that the address names, or the list.
import { beginCall } from "../api.js";
import { ahead, idInAddress } from "../site.js";

const service = idInAddress("srv");

void ahead(({ session }) => {
	if (!session.user)
		return [];
	return [service ? beginCall("service", { service }) : beginCall("services")];
});

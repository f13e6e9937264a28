// @ts-check
import { beginCall } from "../api.js";
import { ahead } from "../site.js";

void ahead(({ session }) => session.company ? [beginCall("company"), beginCall("members", { limit: 100, after: "" }),
	...(session.user?.role === "owner" ? [beginCall("invitations")] : [])] : []);

// @ts-check
import { beginCall } from "../api.js";
import { ahead } from "../site.js";

void ahead(({ session }) => session.user ? [beginCall("notifications")] : []);

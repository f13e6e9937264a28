// @ts-check
import { beginCall } from "../api.js";
import { ahead, maySell } from "../site.js";

void ahead(({ session }) => maySell(session) ? [beginCall("seller")] : []);

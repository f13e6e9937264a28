// @ts-check
// The list of saved applications.
import { beginCall } from "../api.js";
import { ahead } from "../site.js";

void ahead(({ session, lang }) => session.user ? [beginCall("favourites", { lang })] : []);

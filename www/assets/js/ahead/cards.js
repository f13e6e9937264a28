// @ts-check
import { beginCall } from "../api.js";
import { ahead, idInAddress } from "../site.js";

// Back from the provider, what it says of that card is asked first.
void ahead(({ session }) => session.company && !idInAddress("crd") ? [beginCall("cards")] : []);

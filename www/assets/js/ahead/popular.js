// @ts-check
import { beginCall } from "../api.js";
import { ahead, isOperator } from "../site.js";

void ahead(({ session }) => isOperator(session) ? [beginCall("pins")] : []);

// @ts-check
import { beginCall } from "../api.js";
import { ahead, isOperator } from "../site.js";

void ahead(({ session }) => isOperator(session) ? [beginCall("applications", { state: new URLSearchParams(location.search).get("state") ?? "APPLIED" })] : []);

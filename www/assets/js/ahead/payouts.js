// @ts-check
import { beginCall } from "../api.js";
import { ahead, isOperator } from "../site.js";

const state = new URLSearchParams(location.search).get("state") ?? "ISSUED";

void ahead(({ session }) => isOperator(session) ? [beginCall("payouts", state === "all" ? {} : { state })] : []);

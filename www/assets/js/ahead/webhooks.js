// @ts-check
import { beginCall } from "../api.js";
import { ahead, idInAddress } from "../site.js";

const webhook = idInAddress("whk");

void ahead(({ session }) => session.user?.role !== "owner" ? []
	: webhook ? [beginCall("webhook", { webhook }), beginCall("webhookMessages", { webhook })] : [beginCall("webhooks")]);

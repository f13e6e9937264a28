// @ts-check
import { ahead } from "../site.js";

void ahead();

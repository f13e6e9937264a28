// @ts-check
/**
 * What an image runs on: regions, sizes of servers, and their prices.
 * @typedef {import("./types").Flavour} Flavour
 * @typedef {import("./types").Region} Region
 */
import { call } from "./api.js";
import { t } from "./i18n.js";
import { moneyText } from "./money.js";

/** @param {string} product @param {string} currency @returns {Promise<Flavour[]>} */
export const loadFlavours = async (product, currency) => (await call("flavours", { product, currency })).items;

/** Those with a price in the mode. @param {Flavour[]} flavours @param {string} mode @returns {Region[]} */
export const regionsOf = (flavours, mode) => [...new Map(flavours.filter((f) => priceOf(f, mode))
	.map((f) => [f.region.code, f.region])).values()];

/** @param {Flavour[]} flavours @param {string} mode @param {string} region */
export const flavoursIn = (flavours, mode, region) => flavours.filter((f) => f.region.code === region && priceOf(f, mode));

/** @param {Flavour} flavour @param {string} mode */
const priceOf = (flavour, mode) => flavour.prices.find((price) => price.mode === mode)?.amount;

/** "2 vCPU, 8 GiB" @param {{vcpus: number, memory_gib: number}} size */
export const sizeText = ({ vcpus, memory_gib }) => t("server.size", { vcpus, memory: memory_gib });

/** "2 vCPU, 8 GiB · USD 29.00 / month" @param {Flavour} flavour @param {string} mode */
export function flavourText(flavour, mode) {
	const price = priceOf(flavour, mode);
	return `${sizeText(flavour)} · ${price ? `${moneyText(price)} ${t(`product.per_${mode}`)}` : flavour.code}`;
}

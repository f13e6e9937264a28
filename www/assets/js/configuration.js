// @ts-check
/**
 * What the address of the review says is to be bought.
 * @typedef {import("./types").Configuration} Configuration
 */
const CAPACITY = "cap.";

/** @param {string} currency the site's @returns {Configuration | null} */
export function configurationOf(currency) {
	const query = new URLSearchParams(location.search);
	const product = query.get("product");
	const plan = query.get("plan");
	if (!product || !plan)
		return null;
	/** @type {Record<string, number>} */
	const capacities = {};
	for (const [name, value] of query)
		if (name.startsWith(CAPACITY))
			capacities[name.slice(CAPACITY.length)] = Number(value);
	return {
		product, plan,
		billing_mode: query.get("mode") ?? "monthly",
		quantity: Number(query.get("quantity") ?? 1),
		periods: Number(query.get("periods") ?? 1),
		capacities,
		currency: query.get("currency") ?? currency,
		region: query.get("region") ?? undefined,
		flavour: query.get("flavour") ?? undefined,
		...(query.get("renews") ? { renews: query.get("renews") ?? "" } : {}),
	};
}

// @ts-check
/**
 * Money as text. An amount is never computed with: its minor units become a
 * decimal text by the currency's exponent, and Intl writes that.
 * @typedef {import("./types").Money} Money
 */

// ISO 4217: all others have two decimals.
const NONE = new Set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "));
const THREE = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

/** @param {string} currency */
export const exponent = (currency) => NONE.has(currency) ? 0 : THREE.has(currency) ? 3 : 2;

/**
 * "1299.00", "-0.05", "1200" (JPY).
 * @param {Money} money
 */
export function decimal({ amount, currency }) {
	const places = exponent(currency);
	const sign = amount < 0 ? "-" : "";
	const digits = String(amount).replace("-", "").padStart(places + 1, "0");
	if (!places)
		return sign + digits;
	return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/**
 * "USD 1,299.00", as the locale writes it.
 * @param {Money} money
 * @param {string} [lang]
 */
export function moneyText(money, lang = document.documentElement.lang) {
	const places = exponent(money.currency);
	const format = new Intl.NumberFormat(lang || "en", {
		style: "currency",
		currency: money.currency,
		currencyDisplay: "code",
		minimumFractionDigits: places,
		maximumFractionDigits: places,
	});
	return format.format(/** @type {any} */ (decimal(money)));
}

/** @param {Money} a @param {Money} b */
export const sameMoney = (a, b) => a.amount === b.amount && a.currency === b.currency;

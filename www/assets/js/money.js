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

/** "25.5" as the page's language writes it. @param {string} rate per cent */
export const percentText = (rate) => new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: 3 }).format(Number(rate));

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

const MOST = 9_007_199_254_740_991n;

/**
 * What somebody typed, in minor units: "1,299", "USD 12.5", "49,90". A sign
 * is the decimal one if it is the locale's, or the last of both kinds, or
 * stands alone and not before three digits.
 * @param {string} text
 * @param {string} currency
 * @param {string} [lang]
 * @returns {number | null} null: not an amount that can be charged
 */
export function minorOf(text, currency, lang = document.documentElement.lang) {
	const bare = text.replace(currency, "").replace(/[\s'’\u200e\u200f\u061c]/g, "");
	if (!/^\d[\d.,]*$/.test(bare))
		return null;
	const point = new Intl.NumberFormat(lang || "en").format(1.5).includes(",") ? "," : ".";
	const marks = bare.replace(/\d/g, "");
	const last = marks.at(-1) ?? point;
	const mixed = new Set(marks).size > 1;
	const isPoint = marks.split(last).length === 2 && (last === point || mixed || !/[.,]\d{3}$/.test(bare));
	const at = isPoint ? bare.lastIndexOf(last) : bare.length;
	const whole = bare.slice(0, at).replace(/[.,]/g, "");
	const parts = bare.slice(at + 1).replace(/0+$/, "");
	const places = exponent(currency);
	if (parts.length > places || !/^(\d+|\d{1,3}([.,]\d{3})+)$/.test(bare.slice(0, at)))
		return null;
	const minor = BigInt(whole + parts.padEnd(places, "0"));
	return minor <= MOST ? Number(minor) : null;
}

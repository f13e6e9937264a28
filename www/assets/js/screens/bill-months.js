// @ts-check
/**
 * Bills by month: what was ordered, billed and paid, drawn and as a table,
 * and the files of a whole month.
 * @typedef {import("../types").Money} Money
 * @typedef {import("../types").Spend} Spend
 * @typedef {import("../types").SpendMonth} SpendMonth
 */
import { html, nothing } from "../../vendor/lit.js";
import { call, linkOf } from "../api.js";
import { busy } from "../form.js";
import { direction, language, monthText, t } from "../i18n.js";
import { exponent, moneyText } from "../money.js";
import { icon } from "../view.js";

/** @typedef {"committed" | "billed" | "paid"} Series */

/** Told apart by more than their colour. @type {{name: Series, look: Record<string, string>}[]} */
const SERIES = [
	{ name: "committed", look: { fill: "none", stroke: "var(--ink-soft)", "stroke-dasharray": "3 2" } },
	{ name: "billed", look: { fill: "var(--accent-wash)", stroke: "var(--accent-ink)" } },
	{ name: "paid", look: { fill: "var(--accent-ink)", stroke: "var(--accent-ink)" } },
];
const SHOWN = 12;
const ALL = 36;
const HEIGHT = 250;
const TOP = 16;
const BASE = HEIGHT - 40;
const LINES = 4;

/** @param {string} name @param {Record<string, string | number>} attributes @param {(Node | string)[]} children */
function draw(name, attributes, ...children) {
	const node = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const [key, value] of Object.entries(attributes))
		node.setAttribute(key, String(value));
	node.append(...children);
	return node;
}

/** The least of 1, 2, 5, 10, 20, ... that needs no more than LINES steps. @param {number} span */
function stepOf(span) {
	const power = 10 ** Math.floor(Math.log10(span / LINES));
	return power * ([1, 2, 5].find((n) => n * power * LINES >= span) ?? 10);
}

/** @param {number} minor @param {string} currency */
const shortMoney = (minor, currency) => new Intl.NumberFormat(language(), { notation: "compact", maximumFractionDigits: 1 })
	.format(minor / 10 ** exponent(currency));

/** @param {string} month @param {Intl.DateTimeFormatOptions} how */
const part = (month, how) => new Intl.DateTimeFormat(language(), { ...how, timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));

/** @param {number} percent */
const share = (percent) => `${percent.toFixed(2)}%`;

/** From the left, where a page that is read from the right begins at the right. @param {number} at @param {number} [width] */
const fromStart = (at, width = 0) => direction() === "rtl" ? 100 - at - width : at;

/** @param {SpendMonth[]} months @param {string} currency */
function chart(months, currency) {
	const amounts = months.flatMap((m) => SERIES.map(({ name }) => m[name].amount));
	const least = Math.min(0, ...amounts), span = Math.max(...amounts, 0) - least;
	const step = stepOf(Math.max(span, 10 ** exponent(currency)));
	const low = Math.floor(least / step) * step, high = Math.max(Math.ceil((least + span) / step) * step, low + step);
	const unit = 100 / (months.length + 1.5);
	/** @param {number} amount */
	const y = (amount) => TOP + (high - amount) / (high - low) * (BASE - TOP);
	/** @param {number} n units from the start @param {number} [width] of what stands there, in units */
	const x = (n, width = 0) => share(fromStart(n * unit, width * unit));

	const svg = draw("svg", { width: "100%", height: HEIGHT, role: "img", "aria-labelledby": "h-chart", "font-size": 11, fill: "var(--ink-soft)" });
	for (let at = low; at <= high + step / 2; at += step)
		svg.append(draw("line", { x1: x(1.4), x2: share(fromStart(100)), y1: y(at), y2: y(at), stroke: at === 0 ? "var(--line-strong)" : "var(--line)" }),
			draw("text", { x: x(1.25), y: y(at) + 4, "text-anchor": "end" }, shortMoney(at, currency)));
	months.forEach((m, i) => {
		SERIES.forEach(({ name, look }, k) => {
			const { amount } = m[name];
			if (amount !== 0)
				svg.append(draw("rect", { ...look, x: x(i + 1.6 + k * .28, .22), width: share(.22 * unit), y: y(Math.max(amount, 0)), height: Math.max(Math.abs(y(amount) - y(0)), 1) },
					draw("title", {}, `${monthText(m.month)}, ${t(`spend.${name}`)}: ${moneyText(m[name])}`)));
		});
		svg.append(draw("text", { x: x(i + 2), y: BASE + 16, "text-anchor": "middle", translate: "no" }, part(m.month, { month: "short" })));
		if (m.month.endsWith("-01") || (i === 0 && !months[1]?.month.endsWith("-01")))
			svg.append(draw("text", { x: x(i + 2), y: BASE + 32, "text-anchor": "middle", translate: "no" }, part(m.month, { year: "numeric" })));
	});
	return svg;
}

const legend = () => html`<ul class="cluster" role="list">${SERIES.map(({ name, look }) => html`<li class="with-icon">
	${draw("svg", { width: 14, height: 14, "aria-hidden": "true" }, draw("rect", { ...look, x: 1, y: 1, width: 12, height: 12 }))}<span>${t(`spend.${name}`)}</span></li>`)}</ul>`;

/** What is committed, billed and paid now, to scale. @param {Spend["now"]} now */
function standing(now) {
	const parts = SERIES.map(({ name, look }) => ({ look, amount: Math.max(now[name].amount, 0) }));
	const whole = parts.reduce((sum, { amount }) => sum + amount, 0);
	if (!whole)
		return nothing;
	let at = 0;
	const svg = draw("svg", { width: "100%", height: 26, "aria-hidden": "true" });
	for (const { look, amount } of parts) {
		if (amount)
			svg.append(draw("rect", { ...look, x: share(fromStart(at / whole * 100, amount / whole * 100)), width: share(amount / whole * 100), y: 2, height: 22 }));
		at += amount;
	}
	return svg;
}

/** @param {Spend} spend */
const standingView = ({ now, months }) => html`<section class="card stack" aria-labelledby="h-standing"><h2 id="h-standing">${t("spend.standing")}</h2>
	${standing(now)}
	<dl class="sums">${SERIES.map(({ name }) => html`<div><dt>${t(`spend.now_${name}`)}<small>${t(`spend.now_${name}_text`, { n: months.length })}</small></dt><dd>${moneyText(now[name])}</dd></div>`)}</dl></section>`;

/** @param {SpendMonth} m */
const row = (m) => html`<tr><th scope="row">${monthText(m.month)}</th>
	${SERIES.map(({ name }) => html`<td data-label=${t(`spend.${name}`)} class="num">${moneyText(m[name])}</td>`)}
	<td data-label=${t("spend.files")}>${m.bills ? html`<a class="with-icon" href=${linkOf("billArchive", { month: m.month })} download>${icon("file-text")}${t("spend.zip", { n: m.bills })}<span class="visually-hidden"> ${monthText(m.month)}</span></a>` : "–"}</td></tr>`;

/** @param {(what: unknown) => void} show draws the page's body */
export async function showMonths(show) {
	/** @type {Spend} */
	const spend = await call("spend", { months: SHOWN });
	let { months } = spend;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		({ months } = await call("spend", { months: ALL }));
		drawAll();
	});

	const table = () => html`<div class="table-scroll" role="region" tabindex="0" aria-label=${t("spend.table", { currency: spend.currency })}><table class="table table--cards">
		<caption class="visually-hidden">${t("spend.table", { currency: spend.currency })}</caption>
		<thead><tr><th scope="col">${t("spend.month")}</th>${SERIES.map(({ name }) => html`<th scope="col" class="num">${t(`spend.${name}`)}</th>`)}<th scope="col">${t("spend.files")}</th></tr></thead>
		<tbody>${months.toReversed().map(row)}</tbody></table></div>`;

	const drawAll = () => show(html`<div class="stack stack--wide">
		<section class="card stack" aria-labelledby="h-chart"><h2 id="h-chart">${t("spend.chart", { currency: spend.currency })}</h2>${legend()}${chart(spend.months, spend.currency)}
			<p class="hint">${t("spend.text", { currency: spend.currency })}</p></section>
		${standingView(spend)}
		<section class="card stack" aria-labelledby="h-table"><h2 id="h-table">${t("spend.by_month")}</h2>${table()}
			${months.length < ALL ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("spend.earlier")}</button></p>` : nothing}</section></div>`);
	drawAll();
}

// @ts-check
/**
 * Plans: names, options, capacities, and prices as a matrix of what is sold
 * by currency. Amounts are typed in major units and become minor ones as text.
 * @typedef {import("../types").ListingPlan} ListingPlan
 * @typedef {import("./listing-fields.js").Editor} Editor
 * @typedef {import("./listing-fields.js").Plan} Plan
 * @typedef {import("./listing-fields.js").Row} Row
 */
import { html, live, nothing } from "../../vendor/lit.js";
import { slugOf } from "../form.js";
import { t } from "../i18n.js";
import { decimal, minorOf, moneyText } from "../money.js";
import { icon } from "../view.js";
import { addButton, faultLines, idOf, languageName, removeButton, section, text } from "./listing-fields.js";

const MODES = ["one_time", "monthly", "yearly"];
const CODE = /[^a-z0-9_]+/g;

/** @param {ListingPlan} plan @returns {Plan} */
export function planOf(plan) {
	/** @type {Row[]} */
	const rows = [];
	for (const { mode, currency, amount, capacity, from_quantity } of plan.prices ?? []) {
		const from = String(from_quantity || 1);
		let row = rows.find((r) => r.mode === mode && r.capacity === (capacity ?? "") && r.from === from);
		if (!row)
			rows.push(row = { mode, capacity: capacity ?? "", from, cells: {} });
		row.cells[currency] = decimal({ amount, currency });
	}
	const made = {
		code: plan.code ?? "",
		texts: (plan.texts ?? []).map(({ locale, name, summary }) => ({ locale, name: name ?? "", summary: summary ?? "" })),
		options: (plan.options ?? []).map(({ name, value }) => ({ name: name ?? "", value: value ?? "" })),
		capacities: (plan.capacities ?? []).map((c) => ({ code: c.code ?? "", unit: c.unit ?? "", min: String(c.min), max: String(c.max),
			step: String(c.step), included: String(c.included) })),
		modes: MODES.filter((mode) => rows.some((row) => row.mode === mode)), rows,
	};
	fillRows(made);
	return made;
}

/** Every mode has a row for the plan and one for each capacity, in that order. @param {Plan} plan */
export function fillRows(plan) {
	for (const mode of plan.modes)
		for (const capacity of ["", ...plan.capacities.map(({ code }) => code).filter(Boolean)])
			if (!plan.rows.some((row) => row.mode === mode && row.capacity === capacity && row.from === "1"))
				plan.rows.push({ mode, capacity, from: "1", cells: {} });
	/** @param {Row} row */
	const place = (row) => [MODES.indexOf(row.mode), row.capacity ? 1 + plan.capacities.findIndex(({ code }) => code === row.capacity) : 0, Number(row.from)];
	plan.rows.sort((a, b) => {
		const [x, y] = [place(a), place(b)];
		return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
	});
}

/** @param {string} typed @returns {number | null} */
export const countOf = (typed) => /^\d{1,9}$/.test(typed.replace(/[\s,.']/g, "")) ? Number(typed.replace(/[\s,.']/g, "")) : null;

/**
 * As it is sent. bad(at, words) is told of what cannot be; sent(pointer, at)
 * of where a price stands in the form.
 * @param {Plan} plan
 * @param {number} i
 * @param {(at: string, words: string) => void} bad
 * @param {(pointer: string, at: string) => void} sent
 * @returns {ListingPlan}
 */
export function sentPlan(plan, i, bad, sent) {
	/** @param {string} at @param {string} typed */
	const count = (at, typed) => {
		const n = countOf(typed);
		if (n === null)
			bad(at, t("listing.count_bad"));
		return n ?? 0;
	};
	/** @type {ListingPlan["prices"]} */
	const prices = [];
	plan.rows.forEach((row, r) => {
		if (!plan.modes.includes(row.mode))
			return;
		const from = count(`/plans/${i}/rows/${r}/from`, row.from);
		for (const [currency, typed] of Object.entries(row.cells)) {
			if (!typed.trim())
				continue;
			const at = `/plans/${i}/rows/${r}/cells/${currency}`;
			const amount = minorOf(typed, currency);
			if (amount === null) {
				bad(at, t("listing.amount_bad", { currency, example: moneyText({ amount: 4990, currency }) }));
				continue;
			}
			sent(`/plans/${i}/prices/${prices.length}`, at);
			prices.push({ mode: row.mode, currency, amount, capacity: row.capacity, from_quantity: from });
		}
	});
	const capacities = plan.capacities.map((c, k) => {
		const at = `/plans/${i}/capacities/${k}`;
		return { code: c.code, unit: c.unit, min: count(`${at}/min`, c.min), max: count(`${at}/max`, c.max),
			step: count(`${at}/step`, c.step), included: count(`${at}/included`, c.included) };
	});
	return { code: plan.code, texts: plan.texts, options: plan.options, capacities, prices };
}

/** @param {Plan} plan @param {number} i */
export const planName = (plan, i) => plan.texts.find(({ name }) => name)?.name || plan.code || t("listing.plan", { n: i + 1 });

/** @param {Row} row @param {Plan} plan */
const rowName = (row, plan) => {
	if (!row.capacity)
		return t("listing.row_plan");
	const c = plan.capacities.find(({ code }) => code === row.capacity);
	return t(Number(c?.step) > 1 ? "product.extra_step" : "product.extra", { unit: c?.unit || row.capacity, included: c?.included ?? 0, step: c?.step ?? 1 });
};

/** @param {Editor} e @param {Plan} plan @param {number} i */
function matrix(e, plan, i) {
	const { currencies } = e.site;
	/** @param {string} mode */
	const toggle = (mode) => e.change(() => {
		if (plan.modes.includes(mode))
			plan.modes = plan.modes.filter((m) => m !== mode);
		else
			plan.modes = MODES.filter((m) => m === mode || plan.modes.includes(m));
		fillRows(plan);
	}, `/plans/${i}/modes/${mode}`);
	/** @param {Row} row */
	const addTier = (row) => {
		const most = Math.max(...plan.rows.filter((r) => r.mode === row.mode && r.capacity === row.capacity).map((r) => Number(r.from) || 1));
		const tier = { mode: row.mode, capacity: row.capacity, from: String(most < 10 ? 10 : most * 2), cells: {} };
		e.change(() => {
			plan.rows.push(tier);
			fillRows(plan);
		}, () => `/plans/${i}/rows/${plan.rows.indexOf(tier)}/from`);
	};
	/** @param {Row} row @param {number} r @param {string} currency */
	const cell = (row, r, currency) => {
		const at = `/plans/${i}/rows/${r}/cells/${currency}`;
		const bad = e.wrong(at).length > 0;
		/** @param {Event} event */
		const tidy = (event) => {
			const input = /** @type {HTMLInputElement} */ (event.currentTarget);
			const amount = minorOf(input.value, currency);
			if (amount !== null && decimal({ amount, currency }) !== input.value)
				e.change(() => { row.cells[currency] = decimal({ amount, currency }); });
		};
		return html`<td><input type="text" class="input input--cell" id=${idOf(at)} data-at=${at} inputmode="decimal" autocomplete="off" maxlength="24" .value=${live(row.cells[currency] ?? "")}
			aria-label="${t(`product.mode_${row.mode}`)}, ${rowName(row, plan)}, ${row.from === "1" ? "" : `${t("product.from_quantity", { n: row.from })}, `}${currency}"
			aria-invalid=${bad ? "true" : nothing} aria-describedby=${bad ? `${idOf(at)}-error` : nothing} @change=${tidy}>${faultLines(e, at)}</td>`;
	};
	/** @param {Row} row @param {number} r */
	const line = (row, r) => {
		const at = `/plans/${i}/rows/${r}`;
		return html`<tr><th scope="row">${rowName(row, plan)}</th>
			<td>${row.from === "1" ? html`<span class="soft">1</span>` : html`<input type="text" class="input input--cell" id=${idOf(`${at}/from`)} data-at="${at}/from" inputmode="numeric"
				maxlength="9" autocomplete="off" aria-label=${t("listing.from")} .value=${live(row.from)}>${faultLines(e, `${at}/from`)}`}</td>
			${currencies.map((currency) => cell(row, r, currency))}
			<td class="end">${row.from === "1" ? html`<button class="btn btn--quiet btn--small" type="button" @click=${() => addTier(row)}>${icon("plus")}<span class="nowrap">${t("listing.tier_add")}</span>
					<span class="visually-hidden">: ${t(`product.mode_${row.mode}`)}, ${rowName(row, plan)}</span></button>`
				: removeButton(t("listing.tier_remove", { n: row.from }), () => e.change(() => plan.rows.splice(r, 1)))}</td></tr>`;
	};
	return html`<fieldset class="field"><legend>${t("listing.prices")}</legend><p class="hint" id="modes-hint-${i}">${t("listing.prices_hint")}</p>${faultLines(e, `/plans/${i}/prices`)}
		<div class="chips" id=${idOf(`/plans/${i}/prices`)} tabindex="-1">${MODES.map((mode) => html`<label class="chip ${plan.modes.includes(mode) ? "chip--on" : ""}"><input type="checkbox" id=${idOf(`/plans/${i}/modes/${mode}`)}
			.checked=${live(plan.modes.includes(mode))} @change=${() => toggle(mode)}>${t(`product.mode_${mode}`)}</label>`)}</div>
		${plan.modes.length ? html`<div class="table-scroll" role="region" tabindex="0" aria-label="${t("listing.prices")}: ${i + 1}. ${planName(plan, i)}"><table class="table table--prices">
			<thead><tr><th scope="col">${t("listing.what")}</th><th scope="col">${t("listing.from")}</th>
				${currencies.map((currency) => html`<th scope="col">${currency}${currency === e.site.currency ? html` <span class="badge">${t("listing.needed")}</span>` : nothing}</th>`)}<td></td></tr></thead>
			${plan.modes.map((mode) => html`<tbody><tr class="group"><th scope="rowgroup" colspan=${currencies.length + 3}>${t(`product.mode_${mode}`)}</th></tr>
				${plan.rows.map((row, r) => row.mode === mode ? line(row, r) : nothing)}</tbody>`)}</table></div>` : nothing}</fieldset>`;
}

/** @param {Editor} e @param {Plan} plan @param {number} i */
const capacities = (e, plan, i) => html`<fieldset class="field"><legend>${t("listing.capacities")}</legend><p class="hint">${t("listing.capacities_hint")}</p>
	${plan.capacities.map((c, k) => {
		const at = `/plans/${i}/capacities/${k}`;
		/** @param {"min" | "max" | "step" | "included"} name */
		const count = (name) => text(e, `${at}/${name}`, c[name], { label: t(`listing.${name}`), mode: "numeric", max: 12 });
		return html`<div class="part stack"><div class="columns columns--6">
			${text(e, `${at}/code`, c.code, { label: t("listing.code"), max: 40 })}${text(e, `${at}/unit`, c.unit, { label: t("listing.unit"), max: 40 })}
			${count("min")}${count("max")}${count("step")}${count("included")}</div>
			<p>${removeButton(t("listing.remove", { name: c.code || t("listing.capacity", { n: k + 1 }) }), () => e.change(() => {
				plan.capacities.splice(k, 1);
				plan.rows = plan.rows.filter((row) => !row.capacity || plan.capacities.some(({ code }) => code === row.capacity));
			}, `/plans/${i}/capacities/add`))}</p></div>`;
	})}
	${addButton(t("listing.capacity_add"), () => e.change(() => {
		plan.capacities.push({ code: "", unit: "", min: "1", max: "100", step: "1", included: "1" });
	}, `/plans/${i}/capacities/${plan.capacities.length}/code`), idOf(`/plans/${i}/capacities/add`))}</fieldset>`;

/** @param {Editor} e @param {Plan} plan @param {number} i */
const options = (e, plan, i) => html`<fieldset class="field"><legend>${t("listing.options")}</legend><p class="hint">${t("listing.options_hint")}</p>
	${plan.options.map((it, k) => html`<div class="part columns columns--remove">${text(e, `/plans/${i}/options/${k}/name`, it.name, { label: t("listing.option_name"), max: 80 })}
		${text(e, `/plans/${i}/options/${k}/value`, it.value, { label: t("listing.option_value"), max: 200 })}
		${removeButton(t("listing.remove", { name: it.name || t("listing.option", { n: k + 1 }) }), () => e.change(() => plan.options.splice(k, 1), `/plans/${i}/options/add`))}</div>`)}
	${addButton(t("listing.option_add"), () => e.change(() => plan.options.push({ name: "", value: "" }), `/plans/${i}/options/${plan.options.length}/name`),
		idOf(`/plans/${i}/options/add`))}</fieldset>`;

/** The plan's words in every language that the listing has. @param {Editor} e @param {Plan} plan @param {number} i */
function words(e, plan, i) {
	const locales = [e.site.lang, ...e.form.texts.map(({ locale }) => locale).filter((name) => name !== e.site.lang)];
	return locales.map((locale) => {
		const k = plan.texts.findIndex((it) => it.locale === locale);
		if (k < 0)
			return addButton(t("listing.add_language", { language: languageName(locale) }), () => e.change(() => plan.texts.push({ locale, name: "", summary: "" }),
				`/plans/${i}/texts/${plan.texts.length}/name`));
		const at = `/plans/${i}/texts/${k}`;
		const suffix = locales.length > 1 ? ` (${languageName(locale)})` : "";
		return html`<div class="columns columns--wide">${text(e, `${at}/name`, plan.texts[k].name, { label: t("listing.plan_name") + suffix, max: 120, lang: locale })}
			${text(e, `${at}/summary`, plan.texts[k].summary, { label: t("listing.plan_summary") + suffix, max: 300, lang: locale, optional: true })}</div>`;
	});
}

/** @param {Editor} e @param {Plan} plan */
const summaryOf = (e, plan) => plan.rows.filter((row) => plan.modes.includes(row.mode) && !row.capacity && row.from === "1").flatMap((row) => {
	const amount = minorOf(row.cells[e.site.currency] ?? "", e.site.currency);
	return amount === null ? [] : [`${moneyText({ amount, currency: e.site.currency })} ${t(`product.per_${row.mode}`)}`];
}).join(" · ");

/** @param {Editor} e */
export function plans(e) {
	const list = e.form.plans;
	const add = () => e.change(() => {
		const n = list.length + 1;
		list.push({ code: `plan_${n}`, texts: [{ locale: e.site.lang, name: "", summary: "" }], options: [], capacities: [],
			modes: [e.product.delivery === "license" ? "one_time" : "monthly"], rows: [] });
		fillRows(list[n - 1]);
	}, `/plans/${list.length}/texts/0/name`);
	/** @param {number} i @param {number} by */
	const move = (i, by) => {
		e.change(() => list.splice(i + by, 0, ...list.splice(i, 1)), `/plans/${i + by}/${by < 0 ? "up" : "down"}`);
		e.say(t("listing.moved", { place: i + by + 1, n: list.length }));
	};
	return section("plans", t("listing.plans_lead"), html`<div id=${idOf("/plans")} tabindex="-1">${faultLines(e, "/plans")}</div>
		${list.map((plan, i) => html`<fieldset class="part stack"><legend class="split"><span>${planName(plan, i)}</span><bdi class="hint num">${summaryOf(e, plan)}</bdi></legend>
			${faultLines(e, `/plans/${i}/texts`)}${words(e, plan, i)}
			${text(e, `/plans/${i}/code`, plan.code, { label: t("listing.plan_code"), hint: t("listing.plan_code_hint"), max: 40, short: true })}
			${matrix(e, plan, i)}${capacities(e, plan, i)}${options(e, plan, i)}
			<p class="cluster">${i > 0 ? html`<button class="btn btn--quiet btn--small" type="button" id=${idOf(`/plans/${i}/up`)} @click=${() => move(i, -1)}>${icon("arrow-up")}${t("listing.earlier")}</button>` : nothing}
				${i < list.length - 1 ? html`<button class="btn btn--quiet btn--small" type="button" id=${idOf(`/plans/${i}/down`)} @click=${() => move(i, 1)}>${icon("arrow-down")}${t("listing.later")}</button>` : nothing}
				<button class="btn btn--quiet btn--small btn--danger" type="button" @click=${() => e.remove("/plans", i, planName(plan, i))}>${icon("trash-2")}${t("listing.remove", { name: planName(plan, i) })}</button></p></fieldset>`)}
		${e.undo("/plans")}${addButton(t("listing.plan_add"), add, "plan-add")}`);
}

/** A plan's code follows its first name until it has one of its own. @param {string} name */
export const codeOf = (name) => slugOf(name).replace(CODE, "_").slice(0, 40).replace(/_$/, "");

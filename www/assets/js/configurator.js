// @ts-check
/**
 * The product page's form: each change is priced by the server. It goes to the
 * checkout as a plain GET form, so it works before, and without, this script.
 * @typedef {import("./types").ProductData} ProductData
 * @typedef {import("./types").Plan} Plan
 * @typedef {import("./types").Configuration} Configuration
 * @typedef {import("./types").Quote} Quote
 * @typedef {import("./types").Flavour} Flavour
 */
import { Problem, call, pause } from "./api.js";
import { el, icon, pick } from "./dom.js";
import { capacityName, t, useZone } from "./i18n.js";
import { moneyText, percentText } from "./money.js";
import { flavoursIn, flavourText, loadFlavours, regionsOf } from "./servers.js";
import { explain, link, loadSite } from "./site.js";

const DEBOUNCE_MS = 180;
const QUANTITY_MAX = 10_000;
const PERIODS_MAX = 60;
const CAPACITY = "cap.";

/** @param {HTMLFormElement} form @param {ProductData} product @returns {Configuration} */
function chosen(form, product) {
	const values = new FormData(form);
	/** @type {Record<string, number>} */
	const capacities = {};
	for (const [name, value] of values)
		if (name.startsWith(CAPACITY))
			capacities[name.slice(CAPACITY.length)] = Number(value);
	return {
		product: product.slug,
		plan: String(values.get("plan")),
		billing_mode: String(values.get("mode")),
		quantity: Number(values.get("quantity") ?? 1),
		periods: Number(values.get("periods") ?? 1),
		capacities,
		currency: String(values.get("currency")),
		region: values.get("region")?.toString(),
		flavour: values.get("flavour")?.toString(),
	};
}

/** @param {Plan} plan @param {string} currency */
const modesOf = (plan, currency) => [...new Set(plan.prices
	.filter((price) => price.currency === currency && !price.capacity).map((price) => price.mode))];

/** The value as the input takes it: in its range and on a step. @param {HTMLInputElement} input */
function settle(input) {
	const [min, max, step] = [Number(input.min), Number(input.max), Number(input.step) || 1];
	const typed = Number(input.value.replace(/[^\d-]/g, "")) || min;
	const stepped = min + Math.round((typed - min) / step) * step;
	input.value = String(Math.min(Math.max(stepped, min), min + Math.floor((max - min) / step) * step));
}

/**
 * A number with buttons for less and more.
 * @param {{name: string, label: string, hint?: string, value: number, min: number, max: number, step?: number}} field
 */
function numberRow({ name, label, hint = "", value, min, max, step = 1 }) {
	const id = `f-${name.replace(".", "-")}`;
	const input = el("input", {
		id, name, type: "number", inputmode: "numeric", value: String(value),
		min: String(min), max: String(max), step: String(step),
		"aria-describedby": hint ? `${id}-hint` : null,
	});
	/** @param {number} sign @param {string} key @param {string} image */
	const button = (sign, key, image) => {
		const b = el("button", { type: "button", "aria-label": t(key, { name: label }) }, icon(image));
		b.addEventListener("click", () => {
			input.value = String(Number(input.value) + sign * step);
			settle(input);
			input.dispatchEvent(new Event("input", { bubbles: true }));
		});
		return b;
	};
	return el("div", { class: "split", "data-row": name },
		el("div", {},
			el("label", { class: "label", for: id }, label),
			hint && el("p", { class: "hint", id: `${id}-hint` }, hint)),
		el("div", { class: "stepper" },
			button(-1, "configure.less", "minus"), input, button(1, "configure.more", "plus")));
}

/**
 * @param {Plan} plan
 * @param {string} currency
 * @param {Configuration} was what stays where the plan allows it
 * @param {Flavour[]} flavours of an image
 */
function planFields(plan, currency, was, flavours) {
	const modes = modesOf(plan, currency);
	const mode = modes.includes(was.billing_mode) ? was.billing_mode : modes[0];
	const segments = modes.map((name) => el("label", {},
		el("input", { type: "radio", name: "mode", value: name, checked: name === mode }), t(`product.mode_${name}`)));
	return [
		el("fieldset", { class: "field" }, el("legend", {}, t("configure.mode")), el("div", { class: "segments" }, ...segments)),
		!flavours.length && numberRow({ name: "quantity", label: t("configure.quantity"), value: was.quantity || 1, min: 1, max: QUANTITY_MAX }),
		numberRow({ name: "periods", label: "", value: was.periods || 1, min: 1, max: PERIODS_MAX }),
		flavours.length && el("div", { class: "configure", "data-server": true }),
		...plan.capacities.map((c) => numberRow({
			name: CAPACITY + c.code, label: capacityName(c.code),
			hint: t("configure.capacity_hint", { included: c.included, min: c.min, max: c.max }),
			value: Math.min(Math.max(was.capacities[c.code] ?? c.included, c.min), c.max),
			min: c.min, max: c.max, step: c.step,
		})),
	].filter((part) => part instanceof HTMLElement);
}

/**
 * @param {string} name
 * @param {[value: string, text: string][]} options
 * @param {string | undefined} value
 */
const selectRow = (name, options, value) => el("div", { class: "field" },
	el("label", { for: `f-${name}` }, t(`server.${name}`)),
	el("select", { class: "select", id: `f-${name}`, name },
		...options.map(([code, text]) => el("option", { value: code, selected: code === value }, text))));

/**
 * Where the image's server stands, and its size: what is there in this mode.
 * @param {HTMLFormElement} form
 * @param {Flavour[]} flavours
 * @param {Configuration} was
 */
function showServer(form, flavours, was) {
	const mode = was.billing_mode;
	const regions = regionsOf(flavours, mode);
	const region = regions.find(({ code }) => code === was.region) ?? regions[0];
	if (!region) {
		pick("[data-server]", form).replaceChildren();
		return;
	}
	pick("[data-server]", form).replaceChildren(
		selectRow("region", regions.map(({ code, name }) => [code, name]), region.code),
		selectRow("flavour", flavoursIn(flavours, mode, region.code).map((f) => [f.code, flavourText(f, mode)]), was.flavour));
}

/** Months or years to buy; nothing to count for a one-time price. @param {HTMLFormElement} form @param {string} mode */
function namePeriods(form, mode) {
	const row = pick('[data-row="periods"]', form);
	const once = mode === "one_time";
	row.hidden = once;
	/** @type {HTMLInputElement} */ (pick("input", row)).disabled = once;
	if (once)
		return;
	const name = t(`configure.periods_${mode}`);
	const [less, more] = row.querySelectorAll("button");
	pick("label", row).textContent = name;
	less.setAttribute("aria-label", t("configure.less", { name }));
	more.setAttribute("aria-label", t("configure.more", { name }));
}

/** What each plan starts at in this mode. @param {HTMLFormElement} form @param {ProductData} product @param {string} mode */
function pricePlans(form, product, mode) {
	for (const plan of product.plans) {
		const price = plan.prices.find((p) => p.mode === mode && p.currency === product.currency && !p.capacity);
		const place = form.querySelector(`input[name="plan"][value="${CSS.escape(plan.code)}"]`)?.closest(".pick")?.querySelector(".price");
		if (price && place)
			place.replaceChildren(el("bdi", {}, moneyText(price.amount)), el("small", {}, ` ${t(`product.per_${mode}`)}`));
	}
}

/** @param {HTMLFormElement} form @param {Configuration} c */
function keepInAddress(form, c) {
	const url = new URL(location.href);
	for (const [name, value] of new FormData(form))
		if (name !== "product" && name !== "currency")
			url.searchParams.set(name, String(value));
	for (const name of [...url.searchParams.keys()])
		if (name.startsWith(CAPACITY) && !(name.slice(CAPACITY.length) in c.capacities))
			url.searchParams.delete(name);
	history.replaceState(null, "", url);
}

/** @param {Quote} quote */
const showTotal = (quote) => {
	for (const total of document.querySelectorAll("[data-total]")) {
		total.textContent = moneyText(quote.total);
		total.classList.remove("is-stale");
	}
	const software = quote.lines.find(({ kind }) => kind === "software");
	pick("[data-total-note]").replaceChildren(
		el("dl", { class: "sums small" }, ...quote.lines.map((line) => el("div", {},
			el("dt", {}, line.kind === "infrastructure" ? t("server.title") : line.text),
			el("dd", {}, quote.offer?.saved.amount && line === software ? el("del", { class: "was" }, moneyText(quote.offer.list_net)) : "", el("bdi", {}, moneyText(line.net))))),
			...quote.tax.map((tax) => el("div", {}, el("dt", {}, t(`tax.${tax.kind}`, { rate: percentText(tax.rate) })),
				el("dd", {}, moneyText(tax.amount))))),
		quote.tax.length ? "" : t("configure.net_note"));
};

/** @param {unknown} fault @param {() => void} again */
function showFault(fault, again) {
	for (const total of document.querySelectorAll("[data-total]"))
		total.textContent = "–";
	const retry = el("button", { type: "button", class: "link" }, t("configure.retry"));
	retry.addEventListener("click", again);
	const words = fault instanceof Problem && fault.errors.length ? fault.errors[0].detail : explain(fault);
	pick("[data-total-note]").replaceChildren(
		el("span", { class: "error-text" }, icon("circle-alert"), el("span", {}, words, " ", retry)));
}

/** The link that asks for an offer of what is chosen. @param {HTMLFormElement} form */
function followChoice(form) {
	const ask = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-ask]"));
	if (!ask)
		return;
	const url = new URL(ask.href);
	url.search = "";
	for (const [name, value] of new FormData(form))
		if (name !== "currency")
			url.searchParams.set(name, String(value));
	ask.href = link(url.href);
}

/**
 * Was something chosen before this script came, or kept by the browser from before?
 * @param {HTMLFormElement} form
 */
const isTouched = (form) => [...form.querySelectorAll("input")].some((input) =>
	input.checked !== input.defaultChecked || (input.type === "number" && input.value !== input.defaultValue));

/** @param {HTMLFormElement} form @returns {Promise<() => Promise<void>>} prices it again */
export async function startConfigurator(form) {
	/** @type {ProductData} */
	const product = JSON.parse(pick("#product-data").textContent ?? "");
	const fields = pick("[data-configure-fields]", form);
	let running = new AbortController();
	/** @type {((quote: Quote, choice: Configuration) => void) | undefined} for who has private offers */
	let tellOffers;
	/** Without them the review asks again. */
	const flavours = product.delivery === "image" ? await loadFlavours(product.slug, product.currency).catch(() => []) : [];

	async function reprice() {
		running.abort();
		running = new AbortController();
		const { signal } = running;
		const configuration = chosen(form, product);
		document.querySelectorAll("[data-total]").forEach((total) => total.classList.add("is-stale"));
		try {
			await pause(DEBOUNCE_MS, signal);
			keepInAddress(form, configuration);
			followChoice(form);
			/** @type {Quote} */
			const quote = await call("quote", {}, { body: configuration, signal });
			showTotal(quote);
			if (quote.offer || quote.near?.length) {
				useZone((await loadSite()).time_zone);
				tellOffers ??= (await import("./offer-match.js")).startMatching(form, product, choose);
			}
			tellOffers?.(quote, configuration);
		} catch (fault) {
			if (!signal.aborted)
				showFault(fault, reprice);
		}
	}

	/** What was chosen of it, while the mode changes under it. @type {{region?: string, flavour?: string}} */
	let server = {};

	/** @param {Configuration} was */
	function showPlan(was) {
		const plan = product.plans.find((p) => p.code === was.plan) ?? product.plans[0];
		fields.replaceChildren(...planFields(plan, was.currency, was, flavours));
		showMode(chosen(form, product).billing_mode);
	}

	/** @param {string} mode */
	function showMode(mode) {
		namePeriods(form, mode);
		pricePlans(form, product, mode);
		if (flavours.length)
			showServer(form, flavours, { ...chosen(form, product), ...server });
	}

	form.addEventListener("input", (event) => {
		const { name, value } = /** @type {HTMLInputElement} */ (event.target);
		server = { region: chosen(form, product).region ?? server.region, flavour: chosen(form, product).flavour ?? server.flavour };
		if (name === "region")
			showServer(form, flavours, chosen(form, product));
		if (name === "plan")
			showPlan(chosen(form, product));
		else if (name === "mode")
			showMode(value);
		void reprice();
	});
	form.addEventListener("change", (event) => {
		const input = /** @type {HTMLInputElement} */ (event.target);
		if (input.type !== "number")
			return;
		const typed = input.value;
		settle(input);
		if (input.value !== typed)
			void reprice();
	});

	/** Puts a choice into the form, as far as the product has it. @param {Configuration} wanted */
	function choose(wanted) {
		const plan = product.plans.find((p) => p.code === wanted.plan) ?? product.plans[0];
		/** @type {HTMLInputElement} */ (pick(`input[name="plan"][value="${CSS.escape(plan.code)}"]`, form)).checked = true;
		/** @type {HTMLInputElement} */ (pick('input[name="currency"]', form)).value = wanted.currency;
		server = { region: wanted.region, flavour: wanted.flavour };
		showPlan({ ...wanted, plan: plan.code });
		form.querySelectorAll('input[type="number"]').forEach((input) => settle(/** @type {HTMLInputElement} */ (input)));
		void reprice();
	}

	const asked = new URLSearchParams(location.search);
	const touched = isTouched(form);
	const start = { ...chosen(form, product), region: asked.get("region") ?? undefined, flavour: asked.get("flavour") ?? undefined };
	const plan = product.plans.find((p) => p.code === asked.get("plan"));
	if (plan) {
		start.plan = plan.code;
		start.billing_mode = asked.get("mode") ?? start.billing_mode;
		start.quantity = Number(asked.get("quantity")) || 1;
		start.periods = Number(asked.get("periods")) || 1;
		for (const c of plan.capacities)
			start.capacities[c.code] = Number(asked.get(CAPACITY + c.code) ?? c.included) || c.min;
	}
	if (plan || flavours.length) {
		choose(start);
	} else {
		showPlan(start);
		form.querySelectorAll('input[type="number"]').forEach((input) => settle(/** @type {HTMLInputElement} */ (input)));
		if (touched)
			void reprice();
	}
	return reprice;
}

// @ts-check
/**
 * What somebody asks an offer for: plan, term, amount, the price that is
 * wished for, and words. The first request and each counter-proposal are it.
 * @typedef {import("./types").ProductData} ProductData
 * @typedef {import("./types").Plan} Plan
 * @typedef {import("./types").RequestRound} RequestRound
 */
import { html, live, nothing } from "../vendor/lit.js";
import { newKey } from "./api.js";
import { busy, clearFaults, showFaults, showProblem } from "./form.js";
import { capacityName, t } from "./i18n.js";
import { decimal, minorOf, moneyText } from "./money.js";
import { field } from "./view.js";

const QUANTITY_MAX = 10_000;
const PERIODS_MAX = 60;
const CAPACITY = "cap.";

/** @typedef {{plan: string, billing_mode: string, quantity: number, periods: number, capacities: Record<string, number>, target?: import("./types").Money | null, starts_on?: string | null}} Wish */

/** What the product page's address says was chosen. @param {ProductData} product @returns {Wish} */
export function wishInAddress(product) {
	const query = new URLSearchParams(location.search);
	const plan = product.plans.find((p) => p.code === query.get("plan")) ?? product.plans[0];
	return {
		plan: plan.code, billing_mode: query.get("mode") ?? plan.prices[0]?.mode ?? "monthly",
		quantity: Number(query.get("quantity")) || 1, periods: Number(query.get("periods")) || 1,
		capacities: Object.fromEntries(plan.capacities.map((c) => [c.code, Number(query.get(CAPACITY + c.code)) || Math.max(c.included, c.min)])),
	};
}

/** @param {Plan} plan */
const modesOf = (plan) => [...new Set(plan.prices.filter((price) => !price.capacity).map((price) => price.mode))];

/**
 * @param {{product: ProductData, currency: string, wish: Wish, side?: "buyer" | "seller", go: string, send: (body: object, key: string) => Promise<void>, draw: () => void}} f
 * draw: shows the form's view again; send: throws Problem
 */
export function startWish({ product, currency, wish, side = "buyer", go, send, draw }) {
	let key = newKey();
	let sent = "";
	/** As this side says it. @param {string} key */
	const own = (key) => t(`requests.${key}${side === "seller" ? "_seller" : ""}`);
	const plan = () => product.plans.find((p) => p.code === wish.plan) ?? product.plans[0];
	const mode = () => modesOf(plan()).includes(wish.billing_mode) ? wish.billing_mode : modesOf(plan())[0];

	/** What is typed is kept over another plan. @param {Event} event */
	function choose(event) {
		const { name, value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
		if (name === "plan")
			wish.plan = value;
		else
			wish.billing_mode = value;
		draw();
	}

	/** @param {string} name @param {string} label @param {[string, string][]} options @param {string} chosen */
	const select = (name, label, options, chosen) => html`<div class="field"><label for=${name}>${label}</label>
		<select class="select" id=${name} name=${name} @change=${choose}>${options.map(([value, text]) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`)}</select></div>`;

	/** @param {string} name @param {string} label @param {number} value @param {number} min @param {number} max */
	const number = (name, label, value, min, max) => html`<div class="field"><label for=${name.replace(".", "-")}>${label}</label>
		<input class="input" id=${name.replace(".", "-")} name=${name} type="number" inputmode="numeric" min=${min} max=${max} .value=${String(value)} required></div>`;

	const listPrice = () => {
		const price = plan().prices.find((p) => p.mode === mode() && p.currency === currency && !p.capacity);
		return price ? t("requests.list", { price: moneyText(price.amount) }) : "";
	};

	const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

	const view = () => html`<form class="stack stack--wide" method="post" novalidate @submit=${submit}>
		<section class="card stack" aria-labelledby="h-what"><h2 id="h-what">${own("what")}</h2><div class="columns">
			${select("plan", t("checkout.plan"), product.plans.map((p) => [p.code, p.name]), plan().code)}
			${select("billing_mode", t("checkout.mode"), modesOf(plan()).map((m) => [m, t(`product.mode_${m}`)]), mode())}
			${number("quantity", t("checkout.quantity"), wish.quantity, 1, QUANTITY_MAX)}
			${mode() === "one_time" ? nothing : number("periods", t(`configure.periods_${mode()}`), wish.periods, 1, PERIODS_MAX)}
			${plan().capacities.map((c) => number(`${CAPACITY}${c.code}`, capacityName(c.code), wish.capacities[c.code] ?? Math.max(c.included, c.min), c.min, c.max))}</div></section>
		<section class="card stack" aria-labelledby="h-when"><h2 id="h-when">${t("requests.when")}</h2><div class="columns">
			${field({ name: "target", label: own("target"), hint: t("requests.target_hint", { unit: t(`requests.target_unit_${mode()}`), list: listPrice() }), value: wish.target ? decimal(wish.target) : "", mode: "decimal", max: 20, optional: true })}
			<div class="field"><label for="starts_on">${own("starts_on")} <span class="hint">${t("form.optional")}</span></label><p class="hint" id="starts_on-hint">${t("requests.starts_hint")}</p>
				<input class="input" id="starts_on" name="starts_on" type="date" min=${tomorrow()} aria-describedby="starts_on-hint" .value=${wish.starts_on ?? ""}></div></div></section>
		<section class="card stack" aria-labelledby="h-words"><h2 id="h-words">${t("requests.words")}</h2>
			${field({ name: "message", label: t("requests.message"), hint: own("message_hint"), lines: 5, max: 2000 })}
			<p><button class="btn btn--primary btn--large" type="submit">${go}</button></p></section></form>`;

	/** @param {FormData} values @returns {{faults: {name: string, text: string}[], body: object}} */
	function read(values) {
		/** @type {{name: string, text: string}[]} */
		const faults = [];
		/** @param {string} name @param {number} min @param {number} max */
		const whole = (name, min, max) => {
			const text = String(values.get(name) ?? "").trim();
			const n = /^\d+$/.test(text) ? Number(text) : NaN;
			if (!(n >= min && n <= max))
				faults.push({ name, text: t("requests.quantity_bad", { min, max }) });
			return n;
		};
		const typed = String(values.get("target") ?? "").trim();
		const amount = typed ? minorOf(typed, currency) : null;
		const quantity = whole("quantity", 1, QUANTITY_MAX);
		const periods = mode() === "one_time" ? 1 : whole("periods", 1, PERIODS_MAX);
		const capacities = Object.fromEntries(plan().capacities.map((c) => [c.code, whole(CAPACITY + c.code, c.min, c.max)]));
		if (typed && amount === null)
			faults.push({ name: "target", text: t("requests.target_bad", { currency, example: decimal({ amount: 129900, currency }) }) });
		const starts = String(values.get("starts_on") ?? "");
		if (starts && starts < tomorrow())
			faults.push({ name: "starts_on", text: t("requests.date_bad") });
		const message = String(values.get("message") ?? "").trim();
		if (!message)
			faults.push({ name: "message", text: t("requests.message_missing") });
		return { faults, body: { plan: plan().code, billing_mode: mode(), quantity, periods, capacities,
			target: amount === null ? null : { amount, currency }, ...(starts ? { starts_on: starts } : {}), message } };
	}

	/** @param {SubmitEvent} event */
	function submit(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const { faults, body } = read(new FormData(form));
		if (faults.length) {
			showFaults(form, faults);
			return;
		}
		clearFaults(form);
		// Other words are another request.
		if (sent && sent !== JSON.stringify(body))
			key = newKey();
		sent = JSON.stringify(body);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter ?? form.querySelector("[type=submit]")), async () => {
			try {
				await send(body, key);
			} catch (fault) {
				showProblem(form, fault);
			}
		});
	}

	return { view };
}

// @ts-check
/**
 * Forms by the GOV.UK patterns: checked when sent, a summary on top that takes
 * the focus, the same words at each field, input kept; a field that failed is
 * checked again while it is mended.
 */
import { Problem } from "./api.js";
import { el, icon, pick } from "./dom.js";
import { hasText, language, t } from "./i18n.js";
import { explain } from "./site.js";

/** @typedef {(value: string, form: HTMLFormElement) => string} Rule gives the fault's words, or "" */
/** @typedef {{name: string, text: string}} Fault name "" is the form as a whole */

const STILL_WORKING_MS = 10_000;

/** @param {string} key @returns {Rule} */
export const required = (key) => (value) => value.trim() ? "" : t(key);

/** @param {string} emptyKey @param {string} badKey @returns {Rule} */
export const emailRule = (emptyKey, badKey) => (value) => {
	if (!value.trim())
		return t(emptyKey);
	return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? "" : t(badKey);
};

/** "Café & Sons" to "cafe-sons". @param {string} name */
export const slugOf = (name) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
	.replace(/[^a-z0-9]+/g, "-").slice(0, 60).replace(/^-+|-+$/g, "");

/** @type {Rule} */
export const slugRule = (value) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value.trim()) ? "" : t("form.slug_bad");

export const PASSWORD_MIN = 12;
const PASSWORD_MAX = 128;

/** @type {Rule} */
export const newPasswordRule = (value) => {
	const length = [...value].length;
	if (length < PASSWORD_MIN)
		return t("form.password_short", { n: PASSWORD_MIN });
	return length > PASSWORD_MAX ? t("form.password_long", { n: PASSWORD_MAX }) : "";
};

/** @param {HTMLFormElement} form @param {string} name */
const control = (form, name) => {
	const found = form.elements.namedItem(name);
	return /** @type {HTMLInputElement | HTMLSelectElement | null} */ (found instanceof RadioNodeList ? found[0] : found);
};

/** @param {HTMLFormElement} form @param {string} name @param {string} text "" when mended */
export function markField(form, name, text) {
	const input = control(form, name);
	const field = input?.closest(".field");
	if (!input || !field)
		return;
	const id = `${input.id}-error`;
	document.getElementById(id)?.remove();
	field.classList.toggle("field--bad", text !== "");
	const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((x) => x && x !== id);
	if (text) {
		input.setAttribute("aria-invalid", "true");
		const line = el("p", { class: "error-text", id }, icon("circle-alert"), text);
		(input.closest(".input-group, .tick, .picks") ?? input).before(line);
		others.push(id);
	} else {
		input.removeAttribute("aria-invalid");
	}
	if (others.length)
		input.setAttribute("aria-describedby", others.join(" "));
	else
		input.removeAttribute("aria-describedby");
}

/** @param {HTMLFormElement} form */
export function clearFaults(form) {
	form.parentElement?.querySelector(":scope > .error-summary")?.remove();
	document.title = document.title.replace(t("form.error_prefix"), "");
	for (const bad of form.querySelectorAll("[aria-invalid]"))
		markField(form, /** @type {HTMLInputElement} */ (bad).name, "");
}

/** @param {HTMLFormElement} form @param {Fault[]} faults @param {string} [requestId] */
export function showFaults(form, faults, requestId = "") {
	clearFaults(form);
	const items = faults.map(({ name, text }) => {
		markField(form, name, text);
		const input = name ? control(form, name) : null;
		if (!input)
			return el("li", {}, text);
		const jump = el("a", { href: `#${input.id}` }, text);
		jump.addEventListener("click", (event) => {
			event.preventDefault();
			input.focus();
		});
		return el("li", {}, jump);
	});
	const summary = el("div", { class: "error-summary", role: "alert", tabindex: "-1" },
		el("h2", {}, t("form.problem")),
		el("ul", { role: "list" }, ...items),
		requestId && el("p", { class: "id" }, `${t("fault.request")} `, el("bdi", {}, requestId)));
	form.before(summary);
	document.title = t("form.error_prefix") + document.title;
	summary.focus();
}

/** The server speaks English; the pages know the words of some of its faults. @param {string} code @param {string} detail */
const atField = (code, detail) => language() !== "en" && hasText(`field_fault.${code}`) ? t(`field_fault.${code}`) : detail;

/** A server's faults at their fields, the rest as the form's. @param {HTMLFormElement} form @param {unknown} fault */
export function showProblem(form, fault) {
	if (!(fault instanceof Problem)) {
		showFaults(form, [{ name: "", text: explain(fault) }]);
		throw fault;
	}
	const faults = fault.errors.map(({ pointer, code, detail }) => {
		const name = pointer.replace(/^\//, "");
		return { name: control(form, name) ? name : "", text: atField(code, detail) };
	});
	if (!faults.length)
		faults.push({ name: "", text: explain(fault) });
	showFaults(form, faults, fault.status >= 500 ? fault.requestId : "");
}

/**
 * Keeps the button's place, focus and width while act runs; a second press
 * does nothing. After ten seconds it says that work goes on.
 * @param {HTMLButtonElement} button
 * @param {() => Promise<void>} act
 * @param {string} [slowKey]
 */
export async function busy(button, act, slowKey = "form.still_working") {
	if (button.getAttribute("aria-busy") === "true")
		return;
	button.setAttribute("aria-busy", "true");
	const slow = el("span", { class: "hint", role: "status" });
	button.after(slow);
	const timer = setTimeout(() => { slow.textContent = t(slowKey); }, STILL_WORKING_MS);
	try {
		await act();
	} finally {
		clearTimeout(timer);
		slow.remove();
		button.removeAttribute("aria-busy");
	}
}

/** @param {HTMLFormElement} form */
function showPasswordToggles(form) {
	for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll("[data-show-password]"))) {
		const input = pick(".input", /** @type {HTMLElement} */ (button.parentElement));
		button.hidden = false;
		button.addEventListener("click", () => {
			const shown = input.getAttribute("type") === "text";
			input.setAttribute("type", shown ? "password" : "text");
			button.setAttribute("aria-pressed", String(!shown));
			button.textContent = t(shown ? "form.show" : "form.hide");
		});
	}
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, Rule>} rules by field name
 * @param {(values: Record<string, string>) => Promise<void>} send throws Problem
 */
export function enhance(form, rules, send) {
	/** @type {Set<string>} */
	const failed = new Set();
	/** @param {string} name */
	const check = (name) => rules[name](control(form, name)?.value ?? "", form);
	const button = /** @type {HTMLButtonElement} */ ([...form.elements].find((e) => e instanceof HTMLButtonElement && e.type === "submit"));

	form.noValidate = true;
	showPasswordToggles(form);
	form.addEventListener("input", (event) => {
		const { name } = /** @type {HTMLInputElement} */ (event.target);
		if (failed.has(name))
			markField(form, name, check(name));
	});
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		const faults = Object.keys(rules).map((name) => ({ name, text: check(name) })).filter((fault) => fault.text);
		failed.clear();
		faults.forEach((fault) => failed.add(fault.name));
		if (faults.length) {
			showFaults(form, faults);
			return;
		}
		clearFaults(form);
		const values = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
		void busy(button, () => send(values).catch((fault) => {
			if (fault instanceof Problem)
				fault.errors.forEach(({ pointer }) => rules[pointer.slice(1)] && failed.add(pointer.slice(1)));
			showProblem(form, fault);
		}));
	});
	button.disabled = false;
}

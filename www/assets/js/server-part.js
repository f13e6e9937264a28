// @ts-check
/**
 * The review's part about an image's server: its size, where it stands, and
 * its first sign-in. A network is made without leaving the page.
 * @typedef {import("./types").Configuration} Configuration
 * @typedef {import("./types").Flavour} Flavour
 * @typedef {import("./types").Quote} Quote
 * @typedef {import("./types").Vpc} Vpc
 */
import { html, live, nothing } from "../vendor/lit.js";
import { call } from "./api.js";
import { busy, clearFaults, showProblem } from "./form.js";
import { t } from "./i18n.js";
import { flavoursIn, flavourText, loadFlavours, regionsOf } from "./servers.js";
import { field, icon, notice, openSheet, sheet } from "./view.js";

const PASSWORD_CHARS = 20;
const PASSWORD_MIN = 12;
const PASSWORD_MAX = 64;
/** Without what is misread: 0 O, 1 I l. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_+=";
const KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];

/** @param {string} password */
const kindsIn = (password) => KINDS.filter((kind) => kind.test(password)).length;

/** Each sign is as likely as the others; drawn anew until all kinds are there. */
function drawPassword() {
	for (;;) {
		const password = [...crypto.getRandomValues(new Uint8Array(PASSWORD_CHARS * 8))]
			.filter((byte) => byte < 256 - 256 % ALPHABET.length).slice(0, PASSWORD_CHARS).map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
		if (password.length === PASSWORD_CHARS && kindsIn(password) === KINDS.length)
			return password;
	}
}

/** @param {string} login */
const loginFault = (login) => /^[a-z_][a-z0-9_-]{0,31}$/.test(login) ? "" : t("server.login_bad");

/** @param {string} password @param {string} login */
function passwordFault(password, login) {
	if (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX || !/^[!-~]*$/.test(password) || kindsIn(password) < 3)
		return t("server.password_bad", { min: PASSWORD_MIN, max: PASSWORD_MAX });
	return password.toLowerCase().includes(login.toLowerCase()) ? t("server.password_login") : "";
}

/**
 * @param {Configuration} configuration region and flavour are written into it
 * @param {{quote: () => {server: Quote["server"]}, requote?: () => Promise<void>, draw: () => void}} page without requote the size is fixed
 */
export async function startServer(configuration, page) {
	/** @type {Flavour[]} */
	const flavours = page.requote ? await loadFlavours(configuration.product, configuration.currency) : [];
	/** @type {Vpc[]} */
	let vpcs = [];
	/** @type {{name: string, cidr: string, subnet_name: string, subnet_cidr: string} | null} */
	let suggestion = null;
	let vpc = "";
	let subnet = "";
	let login = "admin";
	let password = drawPassword();
	let hidden = false;
	let copied = false;
	let fault = "";

	const server = () => /** @type {NonNullable<Quote["server"]>} */ (page.quote().server);
	const region = () => server().region;
	const here = () => vpcs.filter((v) => v.region.code === region().code);
	const chosen = () => here().find((v) => v.id === vpc) ?? here()[0];
	const subnets = () => chosen()?.subnets ?? [];

	async function loadNetworks() {
		({ items: vpcs, suggestion } = await call("vpcs"));
	}

	/** @param {Partial<Configuration>} change */
	async function choose(change) {
		Object.assign(configuration, change);
		const url = new URL(location.href);
		for (const name of /** @type {const} */ (["region", "flavour"])) {
			const value = configuration[name];
			if (value)
				url.searchParams.set(name, value);
			else
				url.searchParams.delete(name);
		}
		history.replaceState(null, "", url);
		await page.requote?.();
	}

	/** @param {Event} event */
	const valueOf = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;

	/** @param {SubmitEvent} event */
	function create(event) {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
		const inside = form.id === "subnet-form";
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			try {
				if (inside)
					subnet = (await call("newSubnet", { vpc: chosen().id }, { body: values })).id;
				else
					({ id: vpc, subnets: [{ id: subnet }] } = await call("newVpc", {}, { body: { region: region().code, ...values } }));
			} catch (problem) {
				showProblem(form, problem);
				return;
			}
			await loadNetworks();
			fault = "";
			clearFaults(/** @type {HTMLFormElement} */ (document.querySelector("[data-review]")));
			/** @type {HTMLDialogElement} */ (form.closest("dialog")).close();
			page.draw();
			document.getElementById(inside ? "server-subnet" : "server-vpc")?.focus();
		});
	}

	/** @param {Event} event */
	async function copy(event) {
		const button = /** @type {HTMLElement} */ (event.currentTarget);
		await navigator.clipboard.writeText(password);
		copied = true;
		page.draw();
		button.focus();
	}

	function renew() {
		password = drawPassword();
		copied = hidden = false;
		page.draw();
	}

	const size = () => html`<div class="stack">
		<div class="field"><label for="server-region">${t("server.region")}</label>
			<select class="select" id="server-region" .value=${live(region().code)} @change=${(/** @type {Event} */ e) => choose({ region: valueOf(e), flavour: undefined })}>
				${regionsOf(flavours, configuration.billing_mode).map((r) => html`<option value=${r.code} ?selected=${r.code === region().code}>${r.name}</option>`)}</select></div>
		<div class="field"><label for="server-flavour">${t("server.flavour")}</label>
			<select class="select" id="server-flavour" @change=${(/** @type {Event} */ e) => choose({ region: region().code, flavour: valueOf(e) })}>
				${flavoursIn(flavours, configuration.billing_mode, region().code).map((f) => html`<option value=${f.code} .selected=${live(f.code === server().flavour.code)}>${flavourText(f, configuration.billing_mode)}</option>`)}</select></div></div>`;

	const networks = () => here().length ? html`<div class="columns">
			<div class="field"><label for="server-vpc">${t("server.vpc")}</label>
				<select class="select" id="server-vpc" name="server/vpc" @change=${(/** @type {Event} */ e) => { vpc = valueOf(e); subnet = ""; page.draw(); }}>
					${here().map((v) => html`<option value=${v.id} .selected=${live(v === chosen())}>${v.name} · ${v.cidr}</option>`)}</select></div>
			<div class="field"><label for="server-subnet">${t("server.subnet")}</label>
				<select class="select" id="server-subnet" name="server/subnet" @change=${(/** @type {Event} */ e) => { subnet = valueOf(e); }}>
					${subnets().map((s) => html`<option value=${s.id} .selected=${live(s.id === subnet)}>${s.name} · ${s.cidr}</option>`)}</select></div></div>
		<p class="cluster"><button class="btn btn--small" type="button" aria-haspopup="dialog" @click=${() => openSheet("vpc")}>${icon("plus")}${t("server.vpc_more")}</button>
			<button class="btn btn--small" type="button" aria-haspopup="dialog" @click=${() => openSheet("subnet")}>${icon("plus")}${t("server.subnet_more")}</button></p>`
		: html`<div class="field ${fault ? "field--bad" : ""}">${notice("warn", t("server.no_vpc", { region: region().name }), html`<p>${t("server.no_vpc_text")}</p>
			${fault ? html`<p class="error-text" id="server-vpc-error">${icon("circle-alert")}${fault}</p>` : nothing}
			<p><button class="btn btn--primary" type="button" id="server-vpc" aria-describedby=${fault ? "server-vpc-error" : nothing} aria-haspopup="dialog"
				@click=${() => openSheet("vpc")}>${t("server.create_vpc")}</button></p>`)}</div>`;

	const signIn = () => html`<div class="stack">
		<div class="field"><label for="server-login">${t("server.login")}</label>
			<input class="input" type="text" id="server-login" name="server/login_name" maxlength="32" autocomplete="off" autocapitalize="none" spellcheck="false" .value=${live(login)}
				@input=${(/** @type {Event} */ e) => { login = valueOf(e); }}></div>
		<div class="field"><label for="server-password">${t("server.password")}</label>
			<div class="input-group"><input class="input mono" id="server-password" name="server/password" type=${hidden ? "password" : "text"} maxlength="128" autocomplete="new-password"
				autocapitalize="none" spellcheck="false" aria-describedby="server-password-hint" .value=${live(password)}
				@input=${(/** @type {Event} */ e) => { password = valueOf(e); copied = false; }}>
				<button class="btn btn--quiet btn--small" type="button" aria-pressed=${String(!hidden)} @click=${() => { hidden = !hidden; page.draw(); }}>${t(hidden ? "form.show" : "form.hide")}</button></div></div></div>
		<p class="cluster"><button class="btn btn--small" type="button" @click=${copy}>${icon(copied ? "check" : "copy")}${t(copied ? "order.copied" : "server.copy")}</button>
			<button class="btn btn--small btn--quiet" type="button" @click=${renew}>${icon("refresh-cw")}${t("server.renew")}</button></p>
		<p class="hint with-icon" id="server-password-hint">${icon("info")}<span>${t("server.password_once")}</span></p>`;

	/** Closed, they hold no field twice. @param {boolean} mayOrder */
	const sheets = (mayOrder) => mayOrder ? html`${sheet({ id: "vpc", title: t("server.vpc_title", { region: region().name }), body: html`<form id="vpc-form" class="stack" novalidate @submit=${create}>
			<p class="soft">${t("server.vpc_lead")}</p>
			<div class="columns">${field({ name: "name", label: t("server.name"), max: 64, value: suggestion?.name })}
				${field({ name: "cidr", label: t("server.cidr"), hint: t("server.cidr_hint"), max: 18, value: suggestion?.cidr })}</div>
			<div class="columns">${field({ name: "subnet_name", label: t("server.subnet_name"), max: 64, value: suggestion?.subnet_name })}
				${field({ name: "subnet_cidr", label: t("server.subnet_cidr"), max: 18, value: suggestion?.subnet_cidr })}</div></form>`,
		action: html`<button class="btn btn--primary" type="submit" form="vpc-form">${t("server.create_vpc")}</button>` })}
		${here().length ? sheet({ id: "subnet", title: t("server.subnet_title", { vpc: chosen().name }), body: subnetForm(),
			action: html`<button class="btn btn--primary" type="submit" form="subnet-form">${t("server.create_subnet")}</button>` }) : nothing}` : nothing;

	const subnetForm = () => html`<form id="subnet-form" class="stack" novalidate @submit=${create}>
		<div class="field"><label for="sub-name">${t("server.name")}</label><input class="input" type="text" id="sub-name" name="name" maxlength="64" autocomplete="off"></div>
		<div class="field"><label for="sub-cidr">${t("server.cidr")}</label><p class="hint" id="sub-cidr-hint">${t("server.subnet_hint", { cidr: chosen().cidr })}</p>
			<input class="input" type="text" id="sub-cidr" name="cidr" maxlength="18" autocomplete="off" spellcheck="false" aria-describedby="sub-cidr-hint"></div></form>`;

	return {
		loadNetworks,
		/** It was shown, and is ordered: who comes back finds none. */
		forget() {
			password = "";
			page.draw();
		},
		/** @param {boolean} mayOrder else only the size can be chosen */
		view: (mayOrder) => html`<section class="card stack" aria-labelledby="h-server"><div><h2 id="h-server">${t("server.title")}</h2><p class="soft">${t("server.lead")}</p></div>
			${page.requote ? size() : nothing}${mayOrder ? html`<h3>${t("server.network")}</h3>${networks()}<h3>${t("server.sign_in")}</h3>${signIn()}` : nothing}</section>`,
		sheets,
		/** What keeps the order from being placed, at its fields. @returns {{name: string, text: string}[]} */
		faults() {
			fault = here().length ? "" : t("server.vpc_first", { region: region().name });
			if (fault)
				page.draw();
			return [{ name: "", text: fault }, { name: "server/login_name", text: loginFault(login) },
				{ name: "server/password", text: passwordFault(password, login) }].filter(({ text }) => text);
		},
		body: () => ({ vpc: chosen()?.id, subnet: subnets().find((s) => s.id === subnet)?.id ?? subnets()[0]?.id, login_name: login, password }),
	};
}

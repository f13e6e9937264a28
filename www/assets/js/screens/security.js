// @ts-check
/**
 * Security: the password, two-step sign-in, and where one is signed in.
 * @typedef {import("../types").Account} Account
 * @typedef {import("../types").SessionShown} SessionShown
 */
import { html, nothing } from "../../vendor/lit.js";
import { call, setCsrf } from "../api.js";
import { busy, enhance, newPasswordRule, required } from "../form.js";
import { dateText, fromNow, t, timeText } from "../i18n.js";
import { boot, explain, signInLink } from "../site.js";
import { icon, notice } from "../view.js";
import { codeField, formView, ownNav, passwordField, showViews } from "./own.js";

/** "Firefox on Linux", as far as it is known. @param {SessionShown["device"]} device */
function deviceName({ browser, system }) {
	if (browser && system)
		return t("security.device", { browser, system });
	return browser ?? system ?? t("security.device_unknown");
}

/** In fours, as people read aloud. @param {string} text */
const grouped = (text) => text.replaceAll(/(.{4})(?=.)/g, "$1 ");

/** "abcde-fghij". @param {string} code */
const halved = (code) => `${code.slice(0, code.length / 2)}-${code.slice(code.length / 2)}`;

/** @param {Event} event @param {string} text */
async function copy(event, text) {
	const button = /** @type {HTMLElement} */ (event.currentTarget);
	await navigator.clipboard.writeText(text);
	button.textContent = t("order.copied");
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	/** @type {[Account, {items: SessionShown[]}]} */
	const [first, list] = await Promise.all([call("account"), call("sessions")]);
	let account = first;
	let { items } = list;
	/** @type {{secret: string, uri: string, qr: string} | null} */
	let setup = null;
	/** @type {string[]} */
	let codes = [];

	async function reload() {
		[account, { items }] = await Promise.all([call("account"), call("sessions")]);
	}

	/** @param {string} key */
	async function done(key) {
		await reload();
		views.finish(notice("good", t(key), nothing));
	}

	/** @param {Event} event @param {() => Promise<unknown>} act @param {string} key */
	const press = (event, act, key) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			await act();
			await done(key);
		} catch (fault) {
			views.finish(notice("bad", explain(fault), nothing));
		}
	});

	/** @param {SessionShown} s */
	const row = (s) => html`<tr><th scope="row">${deviceName(s.device)} ${s.current ? html`<span class="badge badge--accent">${t("security.this")}</span>` : nothing}</th>
		<td data-label=${t("security.address")}><bdi>${s.address}</bdi></td>
		<td data-label=${t("security.signed_in")}><time datetime=${s.signed_in_at}>${timeText(s.signed_in_at)}</time></td>
		<td data-label=${t("security.seen")}><time datetime=${s.seen_at}>${fromNow(s.seen_at)}</time></td>
		<td>${s.current ? nothing : html`<button class="btn btn--small" type="button" @click=${(/** @type {Event} */ event) =>
			press(event, () => call("endSession", { session: s.id }), "security.ended")}>${t("security.end")}<span class="visually-hidden"> ${deviceName(s.device)}, ${s.address}</span></button>`}</td></tr>`;

	const sessionTable = () => html`<section class="section stack"><h2 id="h-sessions">${t("security.sessions")}</h2>
		<p class="soft">${t("security.sessions_text")}</p>
		<div class="table-scroll" role="region" tabindex="0" aria-labelledby="h-sessions"><table class="table table--cards">
			<thead><tr><th scope="col">${t("security.where")}</th><th scope="col">${t("security.address")}</th><th scope="col">${t("security.signed_in")}</th>
				<th scope="col">${t("security.seen")}</th><th scope="col"><span class="visually-hidden">${t("security.act")}</span></th></tr></thead>
			<tbody>${items.map(row)}</tbody></table></div>
		${items.length > 1 ? html`<p class="gap-top"><button class="btn btn--danger" type="button" @click=${(/** @type {Event} */ event) =>
			press(event, () => call("endSessions"), "security.ended_all")}>${t("security.end_all")}</button></p>` : nothing}</section>`;

	const factorCard = () => {
		const { in_force: on, since, recovery_codes_left: left } = account.totp;
		return html`<section class="card stack"><h2>${t("security.factor")}</h2>
			${on ? html`<p><span class="state state--good">${icon("circle-check")}${t("security.factor_on", { date: dateText(since ?? "") })}</span></p>
				<p class=${left < 3 ? "" : "soft"}>${t("security.codes_left", { n: left })}</p>
				<p class="cluster"><a class="btn" href="#recovery-codes">${t("security.codes_new")}</a><a class="btn btn--danger" href="#two-step-off">${t("security.factor_drop")}</a></p>`
			: html`<p>${t("security.factor_text")}</p><p><a class="btn btn--primary" href="#two-step">${t("security.factor_begin")}</a></p>`}</section>`;
	};

	const overview = () => html`<div class="page-head"><h1 tabindex="-1">${t("security.title")}</h1></div>${ownNav(session, "my/security/")}
		${account.totp.required && !account.totp.in_force ? notice("warn", t("security.required"), t("security.required_text")) : nothing}
		<div class="stack stack--wide"><section class="card stack"><h2>${t("form.password")}</h2><p>${t("security.password_text")}</p>
			<p><a class="btn" href="#password">${t("account.change")}<span class="visually-hidden"> ${t("form.password")}</span></a></p></section>
			${factorCard()}</div>${sessionTable()}`;

	const password = () => formView({ title: t("security.password_title"), lead: t("security.password_lead"), go: t("reset.change_go"),
		body: html`<input type="text" autocomplete="username" .value=${account.email} hidden>
			${passwordField({ name: "password", label: t("security.password_old") })}
			${passwordField({ name: "new_password", label: t("form.new_password"), hint: t("form.password_hint"), fresh: true })}` });

	const askPassword = (/** @type {string} */ title, /** @type {string} */ lead) => formView({ title, lead, go: t("security.go_on"),
		body: passwordField({ name: "password", label: t("form.password"), hint: t("own.password_why") }) });

	const showCode = () => formView({ title: t("security.scan_title"), go: t("security.confirm"), body: html`
		<div class="scan"><div class="prose"><ol><li>${t("security.scan_app")}</li><li>${t("security.scan_code")}</li><li>${t("security.scan_type")}</li></ol></div>
			<p><img class="qr" src=${setup?.qr ?? ""} width="208" height="208" alt=${t("security.qr_alt")}></p></div>
		<details class="fold"><summary>${t("security.no_camera")}${icon("chevron-down")}</summary><p>${t("security.no_camera_text")}</p>
			<p class="secret"><code data-secret>${grouped(setup?.secret ?? "")}</code>
			<button class="btn btn--small" type="button" @click=${(/** @type {Event} */ event) => copy(event, setup?.secret ?? "")}>${t("order.copy")}</button></p></details>
		${codeField({ label: t("security.code"), hint: t("security.code_hint"), digits: true })}` });

	const showCodes = () => html`<div class="page-head"><h1 tabindex="-1">${t("security.codes_title")}</h1><p>${t("security.codes_lead")}</p></div>
		<section class="card stack"><ul class="codes" role="list">${codes.map((code) => html`<li><code>${halved(code)}</code></li>`)}</ul>
			<p class="cluster"><button class="btn" type="button" @click=${(/** @type {Event} */ event) => copy(event, codes.map(halved).join("\n"))}>${icon("copy")}${t("order.copy")}</button>
				<button class="btn" type="button" @click=${() => print()}>${icon("printer")}${t("security.print")}</button></p></section>
		<p class="gap-top"><button class="btn btn--primary" type="button" @click=${kept}>${t("security.codes_kept")}</button></p>`;

	async function kept() {
		codes = [];
		await done("security.factor_done");
	}

	/** Step by step in one place: password, QR code, recovery codes. */
	const twoStep = () => {
		if (codes.length)
			return showCodes();
		return setup ? showCode() : askPassword(t("security.factor_begin"), t("security.factor_text"));
	};

	/** @param {HTMLFormElement} form */
	function twoStepReady(form) {
		if (setup) {
			enhance(form, { code: required("security.code_missing") }, async (values) => {
				const made = await call("confirmFactor", {}, { body: { code: values.code } });
				codes = made.recovery_codes;
				setup = null;
				views.draw();
			});
			return;
		}
		enhance(form, { password: required("form.password_missing") }, async (values) => {
			setup = await call("beginFactor", {}, { body: values });
			views.draw();
		});
	}

	const views = showViews(root, {
		"": { title: "security.title", draw: overview },
		password: { title: "security.password_title", draw: password, ready: (form) => enhance(form, {
			password: required("form.password_missing"), new_password: newPasswordRule,
		}, async ({ password: old, new_password }) => {
			const fresh = await call("setPassword", {}, { body: { password: old, new_password } });
			setCsrf(fresh.csrf);
			await done("security.password_done");
		}) },
		"two-step": { title: "security.factor", draw: twoStep, ready: twoStepReady },
		"two-step-off": { title: "security.factor_drop", draw: () => formView({ title: t("security.factor_drop"), lead: t("security.drop_lead"), go: t("security.drop_go"), danger: true,
			body: html`${passwordField({ name: "password", label: t("form.password") })}${codeField({ label: t("security.code"), hint: t("security.code_or_recovery") })}` }),
		ready: (form) => enhance(form, { password: required("form.password_missing"), code: required("security.code_missing") }, async (values) => {
			await call("dropFactor", {}, { body: { password: values.password, code: values.code } });
			await done("security.drop_done");
		}) },
		"recovery-codes": { title: "security.codes_new", draw: () => codes.length ? showCodes() : askPassword(t("security.codes_new"), t("security.codes_new_lead")),
			ready: (form) => enhance(form, { password: required("form.password_missing") }, async (values) => {
				({ recovery_codes: codes } = await call("renewRecoveryCodes", {}, { body: values }));
				views.draw();
			}) },
	});
});

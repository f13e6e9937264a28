// @ts-check
/**
 * My account: name, address, number, language; a copy of the data, the end.
 * @typedef {import("../types").Account} Account
 */
import { html, nothing } from "../../vendor/lit.js";
import { ROOT, call, linkOf } from "../api.js";
import { emailRule, enhance, required } from "../form.js";
import { t } from "../i18n.js";
import { boot, loadSession, signInLink } from "../site.js";
import { field, notice } from "../view.js";
import { codeField, fact, formView, ownNav, passwordField, roleName, showViews } from "./own.js";

/** As its speakers call it. @param {string} name BCP 47 */
const languageName = (name) => new Intl.DisplayNames([name], { type: "language", languageDisplay: "standard" }).of(name) ?? name;

boot(async ({ site, session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	/** @type {Account} */
	let account = await call("account");
	let mobile = "";
	const { company } = session;
	const { role } = session.user;

	/** What is shown is what is stored. @param {string} key @param {Record<string, string>} [args] */
	async function done(key, args = {}) {
		account = await call("account");
		views.finish(notice("good", t(key, args), nothing));
	}

	const emailValue = () => html`<bdi>${account.email}</bdi>${account.verified ? nothing : html` <span class="badge">${t("account.unconfirmed")}</span>`}
		${account.email_pending ? html`<p class="hint">${t("account.email_pending", { email: account.email_pending })}</p>` : nothing}`;

	const mobileRow = () => account.sms ? fact(t("account.mobile"), account.mobile ? html`<bdi>${account.mobile}</bdi>` : t("account.mobile_none"),
		["#mobile", t(account.mobile ? "account.change" : "account.add")])
		: fact(t("account.mobile"), t("account.no_sms"));

	const overview = () => html`<div class="page-head"><h1 tabindex="-1">${t("account.title")}</h1></div>${ownNav(session, "my/account/")}
		<div class="stack stack--wide"><section class="card"><dl class="facts">
			${fact(t("form.user_name"), html`<bdi>${account.user_name}</bdi>`, ["#name", t("account.change")])}
			${fact(t("form.email"), emailValue(), ["#email", t("account.change")])}
			${mobileRow()}
			${fact(t("account.language"), html`<span lang=${account.locale}>${languageName(account.locale)}</span>`, ["#language", t("account.change")])}
			${company ? fact(t("form.company"), html`<bdi>${company.name}</bdi><p class="hint">${roleName(role)}</p>`) : fact(t("account.role"), roleName(role))}
		</dl></section>
		<section class="card stack"><h2>${t("account.data")}</h2><p>${t("account.data_text")}</p>
			<p class="cluster"><a class="btn" href=${linkOf("personalData")} download>${t("account.export")}</a>
				<a class="btn btn--danger" href="#erase">${t("account.erase")}</a></p></section></div>`;

	const name = () => formView({ title: t("account.name_title"), go: t("account.save"),
		body: field({ name: "user_name", label: t("form.user_name"), hint: t("account.name_hint"), value: account.user_name, max: 64, autocomplete: "name" }) });

	const email = () => formView({ title: t("account.email_title"), lead: t("account.email_lead", { email: account.email }), go: t("account.email_go"),
		body: html`${field({ name: "email", label: t("account.email_new"), type: "email", mode: "email", max: 254, autocomplete: "email" })}
			${passwordField({ name: "password", label: t("form.password"), hint: t("own.password_why") })}` });

	const number = () => formView({ title: t("account.mobile_title"), lead: t("account.mobile_lead"), go: t("account.mobile_go"),
		body: field({ name: "mobile", label: t("account.mobile"), hint: t("account.mobile_hint"), type: "tel", mode: "tel", max: 40, autocomplete: "tel", value: account.mobile }),
		more: account.mobile ? html`<p class="gap-top"><a href="#mobile-off">${t("account.mobile_off")}</a></p>` : nothing });

	const code = () => formView({ title: t("account.code_title"), lead: mobile ? t("account.code_lead", { mobile }) : nothing, go: t("account.code_go"),
		body: codeField({ label: t("account.code"), hint: t("account.code_hint"), digits: true }),
		more: html`<p class="gap-top"><a href="#mobile">${t("account.code_again")}</a></p>` });

	const numberOff = () => formView({ title: t("account.mobile_off"), lead: t("account.mobile_off_lead", { mobile: account.mobile ?? "" }),
		body: nothing, go: t("account.mobile_off_go"), danger: true });

	const speech = () => formView({ title: t("account.language_title"), lead: t("account.language_lead"), go: t("account.save"),
		body: html`<div class="field"><label for="locale">${t("account.language")}</label><select class="select" id="locale" name="locale">
			${site.locales.map((tag) => html`<option value=${tag} lang=${tag} ?selected=${tag === account.locale}>${languageName(tag)}</option>`)}</select></div>` });

	const erase = () => formView({ title: t("account.erase"), go: t("account.erase_go"), danger: true,
		body: html`${notice("warn", t("account.erase_lead"), nothing)}<div class="prose"><ul><li>${t("account.erase_gone")}</li><li>${t("account.erase_kept")}</li>
			<li>${t("account.erase_owner")}</li></ul></div>${passwordField({ name: "password", label: t("form.password"), hint: t("own.password_why") })}` });

	/** @param {Record<string, string>} body */
	const save = (body) => call("saveAccount", {}, { body, version: account.row_version });

	const views = showViews(root, {
		"": { title: "account.title", draw: overview },
		name: { title: "account.name_title", draw: name, ready: (form) => enhance(form, { user_name: required("form.user_name_missing") }, async (values) => {
			await save({ user_name: values.user_name.trim() });
			await done("account.name_done");
		}) },
		email: { title: "account.email_title", draw: email, ready: (form) => enhance(form, {
			email: emailRule("form.email_missing", "form.email_bad"), password: required("form.password_missing"),
		}, async (values) => {
			const sent = await call("changeEmail", {}, { body: { email: values.email.trim(), password: values.password } });
			await done("account.email_done", { email: sent.email });
		}) },
		mobile: { title: "account.mobile_title", draw: number, ready: (form) => enhance(form, { mobile: required("account.mobile_missing") }, async (values) => {
			({ mobile } = await call("sendMobileCode", {}, { body: { mobile: values.mobile.trim() } }));
			views.go("mobile-code");
		}) },
		"mobile-code": { title: "account.code_title", draw: code, ready: (form) => enhance(form, { code: required("account.code_missing") }, async (values) => {
			const verified = await call("verifyMobile", {}, { body: { code: values.code.replaceAll(/[\s-]/g, "") } });
			await done("account.mobile_done", { mobile: verified.mobile });
		}) },
		"mobile-off": { title: "account.mobile_off", draw: numberOff, ready: (form) => enhance(form, {}, async () => {
			await call("dropMobile");
			await done("account.mobile_off_done");
		}) },
		language: { title: "account.language_title", draw: speech, ready: (form) => enhance(form, {}, async (values) => {
			await save({ locale: values.locale });
			// All words change, the header's too.
			const url = new URL(location.href);
			url.hash = "";
			url.searchParams.delete("lang");
			location.replace(url);
			if (url.href === location.href)
				location.reload();
		}) },
		erase: { title: "account.erase", draw: erase, ready: (form) => enhance(form, { password: required("form.password_missing") }, async (values) => {
			await call("eraseAccount", {}, { body: { password: values.password } });
			await loadSession();
			location.replace(ROOT);
		}) },
	});
});

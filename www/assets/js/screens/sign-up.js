// @ts-check
import { call } from "../api.js";
import { fillCountries } from "../countries.js";
import { pick } from "../dom.js";
import { busy, emailRule, enhance, newPasswordRule, required } from "../form.js";
import { language, t } from "../i18n.js";
import { boot, explain } from "../site.js";

// Before anything is fetched: who is quick must not lose the way back.
for (const back of document.querySelectorAll("[data-sign-in-link]"))
	/** @type {HTMLAnchorElement} */ (back).hash = location.hash;

boot(({ site }) => {
	const part = pick("[data-sign-up-form]");
	const done = pick("[data-sign-up-done]");
	const form = /** @type {HTMLFormElement} */ (pick("form", part));
	let sentTo = "";

	fillCountries(/** @type {HTMLSelectElement} */ (pick("#country")), site.country);

	enhance(form, {
		user_name: required("form.user_name_missing"),
		email: emailRule("form.email_missing", "form.email_bad"),
		password: newPasswordRule,
		company: required("form.company_missing"),
		country: required("form.country_missing"),
	}, async ({ user_name, email, password, company, country }) => {
		sentTo = email.trim();
		await call("signUp", {}, { body: {
			user_name: user_name.trim(), email: sentTo, password, company: company.trim(), country, locale: language(),
		} });
		pick("[data-sign-up-email]").textContent = sentTo;
		part.hidden = true;
		done.hidden = false;
		pick("h1", done).focus();
	});

	const resend = /** @type {HTMLButtonElement} */ (pick("[data-resend]"));
	resend.addEventListener("click", () => busy(resend, async () => {
		const status = pick("[data-resend-status]");
		try {
			await call("sendVerification", {}, { body: { email: sentTo } });
			status.textContent = t("sign_up.resent", { email: sentTo });
		} catch (fault) {
			status.textContent = explain(fault);
		}
	}));
});

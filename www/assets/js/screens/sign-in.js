// @ts-check
import { call } from "../api.js";
import { pick } from "../dom.js";
import { emailRule, enhance, required } from "../form.js";
import { t } from "../i18n.js";
import { boot, nextLink } from "../site.js";

// Before anything is fetched: who is quick must not lose the way back.
if (location.hash.includes("next="))
	/** @type {HTMLAnchorElement} */ (pick("[data-sign-up]")).hash = location.hash;

boot(({ session }) => {
	const goOn = () => location.replace(nextLink(""));
	if (session.user) {
		goOn();
		return;
	}
	const form = /** @type {HTMLFormElement} */ (pick("form[data-sign-in]"));
	if (location.hash.includes("next=")) {
		const why = pick("[data-sign-in-why]");
		why.textContent = t("sign_in.why_next");
		why.hidden = false;
	}
	enhance(form, {
		email: emailRule("form.email_missing", "form.email_bad"),
		password: required("form.password_missing"),
	}, async ({ email, password }) => {
		await call("signIn", {}, { body: { email: email.trim(), password } });
		goOn();
	});
});

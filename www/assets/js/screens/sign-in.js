// @ts-check
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { clearFaults, emailRule, enhance, required } from "../form.js";
import { t } from "../i18n.js";
import { boot, nextLink } from "../site.js";

// Before anything is fetched: who is quick must not lose the way back.
if (location.hash.includes("next="))
	/** @type {HTMLAnchorElement} */ (pick("[data-sign-up]")).hash = location.hash;

// Asked once, kept until the code is there too, and nowhere else.
let known = { email: "", password: "" };

/** @param {HTMLFormElement} form @param {typeof known} body */
function askCode(form, body) {
	known = body;
	form.hidden = true;
	pick("form[data-sign-in-code]").hidden = false;
	pick("[data-code-title]").focus();
}

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
		const body = { email: email.trim(), password };
		try {
			await call("signIn", {}, { body });
		} catch (fault) {
			if (!(fault instanceof Problem) || fault.code !== "second_factor")
				throw fault;
			askCode(form, body);
			return;
		}
		goOn();
	});

	const codeForm = /** @type {HTMLFormElement} */ (pick("form[data-sign-in-code]"));
	enhance(codeForm, { code: required("sign_in.code_missing") }, async ({ code }) => {
		await call("signIn", {}, { body: { ...known, code } });
		goOn();
	});
	pick("[data-code-back]").addEventListener("click", () => {
		known = { email: "", password: "" };
		clearFaults(codeForm);
		codeForm.hidden = true;
		codeForm.reset();
		form.hidden = false;
		form.reset();
		pick("#email").focus();
	});
});

// @ts-check
import { call } from "../api.js";
import { pick } from "../dom.js";
import { emailRule, enhance, newPasswordRule } from "../form.js";
import { t } from "../i18n.js";
import { boot, setTitle } from "../site.js";

/** @param {HTMLElement} before @param {string} key @param {Record<string, string>} args */
function finish(before, key, args) {
	const done = pick("[data-reset-done]");
	const title = pick("[data-reset-done-title]");
	title.textContent = t(key);
	pick("[data-reset-done-text]").textContent = t(`${key}_text`, args);
	before.hidden = true;
	done.hidden = false;
	title.focus();
}

boot(async () => {
	const token = location.hash.slice(1);
	const part = pick(token ? "[data-reset-change]" : "[data-reset-request]");
	const form = /** @type {HTMLFormElement} */ (pick("form", part));
	part.hidden = false;

	if (!token) {
		enhance(form, { email: emailRule("form.email_missing", "form.email_bad") }, async ({ email }) => {
			await call("requestReset", {}, { body: { email: email.trim() } });
			finish(part, "reset.sent", { email: email.trim() });
		});
		return;
	}
	await setTitle("reset.change");
	enhance(form, { password: newPasswordRule }, async ({ password }) => {
		await call("changePassword", {}, { body: { token, password } });
		history.replaceState(null, "", location.pathname + location.search);
		finish(part, "reset.done", {});
	});
});

// @ts-check
import { Problem, call } from "../api.js";
import { el, iconHref, pick } from "../dom.js";
import { emailRule, enhance } from "../form.js";
import { t } from "../i18n.js";
import { boot, link } from "../site.js";

/** @param {"good" | "bad" | ""} kind @param {string} image @param {string} key @param {Record<string, string>} [args] */
function show(kind, image, key, args = {}) {
	const mark = pick("[data-verify-mark]");
	mark.className = `outcome__mark${kind && ` outcome__mark--${kind}`}`;
	pick("use", mark).setAttribute("href", iconHref(image));
	const title = pick("[data-verify-title]");
	title.textContent = t(key);
	pick("[data-verify-text]").textContent = t(`${key}_text`, args);
	title.focus();
}

/** A form for a new link; the answer is the same whoever asks. @param {HTMLElement} place */
function offerNewLink(place) {
	const input = el("input", {
		class: "input", id: "email", name: "email", type: "email", autocomplete: "username", maxlength: "254", required: true,
	});
	const form = el("form", { class: "stack", method: "post" },
		el("div", { class: "field" }, el("label", { for: "email" }, t("form.email")), input),
		el("button", { class: "btn btn--primary btn--block", type: "submit" }, t("verify.send")));
	const status = el("p", { role: "status" });
	place.replaceChildren(form, status, el("p", { class: "gap-top" }, el("a", { href: link("sign-in/") }, t("verify.go"))));
	enhance(form, { email: emailRule("form.email_missing", "form.email_bad") }, async ({ email }) => {
		await call("sendVerification", {}, { body: { email: email.trim() } });
		status.textContent = t("sign_up.resent", { email: email.trim() });
	});
}

boot(async ({ session }) => {
	const more = pick("[data-verify-more]");
	const token = location.hash.slice(1);
	if (!token) {
		show("", "mail", "verify.none");
		offerNewLink(more);
		return;
	}
	try {
		const { email } = await call("verify", {}, { body: { token } });
		history.replaceState(null, "", location.pathname + location.search);
		show("good", "circle-check", "verify.done", { email });
		more.replaceChildren(el("p", {}, session.user
			? el("a", { class: "btn btn--primary", href: link("search") }, t("verify.find"))
			: el("a", { class: "btn btn--primary", href: link("sign-in/") }, t("verify.go"))));
	} catch (fault) {
		if (!(fault instanceof Problem) || fault.status === 0 || fault.status >= 500 || fault.status === 429)
			throw fault;
		show("bad", "circle-x", "verify.bad");
		offerNewLink(more);
	}
});

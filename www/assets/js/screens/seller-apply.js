// @ts-check
/**
 * A company asks to sell: who it is, where its money goes, and the terms.
 * @typedef {import("../types").Session} Session
 */
import { html } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { emailRule, enhance, required, slugOf, slugRule } from "../form.js";
import { t } from "../i18n.js";
import { nodesOf } from "../prose.js";
import { link } from "../site.js";
import { field, notice, openSheet, sheet, show } from "../view.js";

/** What stands in the way of this person, or nothing. @param {Session} session @returns {unknown} */
export function whyNotApply({ user, company, seller }) {
	if (!user || !company)
		return notice("info", t("apply.no_company"), t("apply.no_company_text"));
	if (seller)
		return notice("warn", t("apply.role"), t("apply.role_sells", { role: t(`role.${user.role}`), company: company.name }));
	if (user.role !== "owner")
		return notice("warn", t("apply.role"), t("apply.role_text", { role: t(`role.${user.role}`), company: company.name }));
	return user.verified ? null : notice("warn", t("checkout.unverified"), t("apply.unverified_text", { email: user.email }));
}

/** @param {HTMLElement} root @param {Session} session */
export async function showApplication(root, session) {
	const company = session.company?.name ?? "";
	const email = session.user?.email ?? "";
	/** @type {{hash: string, title: string, html: string}} */
	const terms = await call("sellerTerms");
	const text = [...nodesOf(terms.html).childNodes];

	show(root, html`<div class="page-head"><h1 tabindex="-1">${t("apply.title")}</h1><p>${t("apply.lead")}</p></div>
		<div class="with-aside"><div><form class="stack stack--wide" method="post" data-apply>
			<section class="card stack" aria-labelledby="h-shop"><h2 id="h-shop">${t("apply.shop")}</h2>
				${field({ name: "name", label: t("apply.name"), hint: t("apply.name_hint"), value: company, max: 120 })}
				${field({ name: "slug", label: t("apply.slug"), hint: t("apply.slug_hint", { address: link("s/").split("?")[0] }), value: slugOf(company), max: 60 })}
				${field({ name: "website", label: t("apply.website"), type: "url", max: 500, optional: true, autocomplete: "url" })}
				${field({ name: "about", label: t("apply.about"), hint: t("apply.about_hint"), lines: 4, max: 4000, optional: true })}</section>
			<section class="card stack" aria-labelledby="h-company"><h2 id="h-company">${t("apply.company")}</h2>
				${field({ name: "legal_name", label: t("apply.legal_name"), hint: t("apply.legal_name_hint"), value: company, max: 200, autocomplete: "organization" })}
				${field({ name: "tax_number", label: t("apply.tax_number"), hint: t("apply.tax_number_hint"), max: 40 })}
				${field({ name: "contact_email", label: t("apply.contact_email"), hint: t("apply.contact_email_hint"), type: "email", value: email, max: 254, autocomplete: "email" })}
				${field({ name: "support_email", label: t("apply.support_email"), hint: t("apply.support_email_hint"), type: "email", max: 254, optional: true })}</section>
			<section class="card stack" aria-labelledby="h-payout"><h2 id="h-payout">${t("profile.payout")}</h2>
				${field({ name: "payout", label: t("apply.payout"), hint: t("apply.payout_hint"), max: 200 })}</section>
			<section class="card stack" aria-labelledby="h-terms"><h2 id="h-terms">${t("legal.seller_terms")}</h2>
				<div class="field"><div class="tick"><input type="checkbox" id="terms" name="terms" value=${terms.hash} required>
					<label for="terms">${t("checkout.accept", { title: terms.title })}</label>
					<button class="link small" type="button" aria-haspopup="dialog" @click=${() => openSheet("terms-text")}>${t("checkout.read")}<span class="visually-hidden"> ${terms.title}</span></button></div></div></section>
			<div><button class="btn btn--primary btn--large" type="submit">${t("apply.go")}</button></div>
		</form></div>
		<aside class="card" aria-labelledby="h-next"><h2 id="h-next">${t("selling.next")}</h2>
			<ol class="timeline" role="list"><li>${t("apply.go")}<small>${t("apply.step_1")}</small></li>
				<li>${t("selling.next_1")}<small>${t("selling.next_1_text")}</small></li>
				<li>${t("selling.next_3")}<small>${t("selling.next_3_text")}</small></li></ol></aside></div>
		${sheet({ id: "terms-text", title: terms.title, body: html`<div class="prose" tabindex="0">${text}</div>` })}`);

	const form = /** @type {HTMLFormElement} */ (pick("[data-apply]"));
	const slug = /** @type {HTMLInputElement} */ (pick("#slug"));
	let own = false;
	slug.addEventListener("input", () => { own = true; });
	pick("#name").addEventListener("input", (event) => {
		if (!own)
			slug.value = slugOf(/** @type {HTMLInputElement} */ (event.target).value);
	});

	enhance(form, {
		name: required("apply.name_missing"),
		slug: slugRule,
		legal_name: required("apply.legal_name_missing"),
		tax_number: required("apply.tax_number_missing"),
		contact_email: emailRule("form.email_missing", "form.email_bad"),
		support_email: (value, f) => value.trim() ? emailRule("form.email_missing", "form.email_bad")(value, f) : "",
		payout: required("apply.payout_missing"),
		terms: () => /** @type {HTMLInputElement} */ (pick("#terms", form)).checked ? "" : t("checkout.tick_missing", { title: terms.title }),
	}, async ({ terms: hash, ...values }) => {
		/** @type {Record<string, unknown>} */
		const body = { documents: [hash] };
		for (const [name, value] of Object.entries(values))
			if (value.trim())
				body[name] = value.trim();
		try {
			await call("applyToSell", {}, { body });
		} catch (fault) {
			// Sent twice: the first one has arrived.
			if (!(fault instanceof Problem) || fault.status !== 409 || fault.errors.length)
				throw fault;
		}
		location.reload();
	});
}

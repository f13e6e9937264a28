// @ts-check
import { call } from "../api.js";
import { el, pick } from "../dom.js";
import { busy, emailRule, enhance, newPasswordRule, required } from "../form.js";
import { language, t } from "../i18n.js";
import { boot, explain } from "../site.js";

// ISO 3166-1 alpha-2; the names are the browser's, in the page's language.
const COUNTRIES = ("AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF "
	+ "CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL "
	+ "GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI "
	+ "LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM "
	+ "PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD "
	+ "TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW").split(" ");

/** @param {HTMLSelectElement} select @param {string} own the site's country, offered first */
function fillCountries(select, own) {
	const names = new Intl.DisplayNames([language()], { type: "region" });
	const order = new Intl.Collator(language());
	const all = COUNTRIES.map((code) => ({ code, name: names.of(code) ?? code })).sort((a, b) => order.compare(a.name, b.name));
	const first = all.filter(({ code }) => code === own);
	for (const { code, name } of [...first, ...all.filter(({ code }) => code !== own)])
		select.append(el("option", { value: code }, name));
}

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

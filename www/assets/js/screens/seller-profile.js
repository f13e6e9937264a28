// @ts-check
/**
 * What a seller says of itself, and the account that is paid to.
 * @typedef {import("../types").SellerProfile} SellerProfile
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { emailRule, enhance, required } from "../form.js";
import { t, timeText } from "../i18n.js";
import { boot, link, maySell, signInLink } from "../site.js";
import { accountHint, field, notice, sellerNav, show } from "../view.js";

const FIELDS = /** @type {const} */ (["name", "website", "about", "contact_email", "support_email", "legal_name", "tax_number"]);

/** @param {HTMLElement} root @param {boolean} owner */
async function showProfile(root, owner) {
	/** @type {SellerProfile} */
	let me = await call("seller");
	/** @type {unknown} */
	let news = nothing;

	/** Of another window's edit nothing may be lost, nor of this one's. @param {SellerProfile} theirs */
	const conflict = (theirs) => notice("warn", t("profile.conflict"), html`<p>${t("profile.conflict_text")}</p>
		<ul>${FIELDS.filter((name) => theirs[name] !== me[name]).map((name) => html`<li>${t(`apply.${name}`)}: <bdi>${theirs[name] ?? "–"}</bdi></li>`)}</ul>`);

	/** @param {unknown} what */
	function tell(what) {
		news = what;
		draw();
		pick("[data-news] .notice").focus();
	}

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("profile.title")}</h1><p>${t("profile.lead")}</p></div>
		${sellerNav("seller/profile/")}
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		<div class="with-aside"><div><form class="card stack" method="post" data-profile aria-labelledby="h-profile"><h2 id="h-profile">${t("profile.public")}</h2>
			${field({ name: "name", label: t("apply.name"), hint: t("apply.name_hint"), value: me.name, max: 120 })}
			${field({ name: "website", label: t("apply.website"), type: "url", value: me.website, max: 500, optional: true, autocomplete: "url" })}
			${field({ name: "about", label: t("apply.about"), hint: t("apply.about_hint"), value: me.about, lines: 6, max: 4000, optional: true })}
			${field({ name: "support_email", label: t("apply.support_email"), hint: t("apply.support_email_hint"), type: "email", value: me.support_email, max: 254, optional: true })}
			<h2>${t("profile.private")}</h2>
			${field({ name: "contact_email", label: t("apply.contact_email"), hint: t("profile.contact_hint"), type: "email", value: me.contact_email, max: 254, autocomplete: "email" })}
			${me.state === "ACTIVE" ? html`<dl class="facts"><div><dt>${t("apply.legal_name")}</dt><dd><bdi>${me.legal_name ?? "–"}</bdi></dd></div>
				<div><dt>${t("apply.tax_number")}</dt><dd><bdi>${me.tax_number ?? "–"}</bdi></dd></div></dl><p class="hint">${t("profile.fixed")}</p>`
			: html`${field({ name: "legal_name", label: t("apply.legal_name"), hint: t("apply.legal_name_hint"), value: me.legal_name, max: 200, autocomplete: "organization" })}
				${field({ name: "tax_number", label: t("apply.tax_number"), hint: t("apply.tax_number_hint"), value: me.tax_number, max: 40 })}`}
			<p class="split"><button class="btn btn--primary" type="submit">${t("form.save")}</button>
				<span class="hint" role="status" data-saved></span></p></form></div>
		<aside class="stack stack--wide"><section class="card" aria-labelledby="h-address"><h2 id="h-address">${t("apply.slug")}</h2>
				<p><bdi>${link(`s/${me.slug}`).split("?")[0]}</bdi></p><p class="hint">${t("profile.slug_fixed")}</p></section>
			<section class="card stack" aria-labelledby="h-payout"><h2 id="h-payout">${t("profile.payout")}</h2>
				${owner ? html`<p class="split"><span>${t("profile.payout_to")}</span>${me.payout?.hint ? html`<bdi class="ref">${accountHint(me.payout.hint)}</bdi>` : html`<span>${t("profile.payout_none")}</span>`}</p>` : nothing}
				${me.payout?.next ? notice("warn", t("profile.payout_pending", { hint: accountHint(me.payout.next.hint) }),
					t("profile.payout_pending_text", { time: timeText(me.payout.next.in_force_at), email: me.contact_email ?? "" })) : nothing}
				${owner ? html`<form class="stack" method="post" data-payout>
					${field({ name: "payout", label: t("profile.payout_new"), hint: t("apply.payout_hint"), max: 200 })}
					${field({ name: "password", label: t("form.password"), hint: t("profile.payout_password"), type: "password", autocomplete: "current-password", max: 128 })}
					<p class="hint">${t("profile.payout_what", { email: me.contact_email ?? "" })}</p>
					<div><button class="btn" type="submit">${t("profile.payout_go")}</button></div></form>`
				: html`<p class="hint">${t("profile.payout_owner")}</p>`}</section></aside></div>`);
	draw();

	const form = /** @type {HTMLFormElement} */ (pick("[data-profile]"));
	const email = emailRule("form.email_missing", "form.email_bad");
	enhance(form, {
		name: required("apply.name_missing"),
		contact_email: email,
		support_email: (value, f) => value.trim() ? email(value, f) : "",
	}, async (values) => {
		/** @type {Record<string, string>} */
		const body = {};
		for (const name of FIELDS)
			if (name in values && values[name].trim() !== (me[name] ?? ""))
				body[name] = values[name].trim();
		try {
			me = await call("saveSeller", {}, { body, version: me.row_version });
		} catch (fault) {
			if (!(fault instanceof Problem) || fault.status !== 412)
				throw fault;
			// What is typed stays: a second press saves it over theirs.
			/** @type {SellerProfile} */
			const theirs = await call("seller");
			news = conflict(theirs);
			me = { ...me, row_version: theirs.row_version };
			tell(news);
			return;
		}
		news = nothing;
		draw();
		pick("[data-saved]").textContent = t("form.saved");
	});

	if (owner)
		enhance(/** @type {HTMLFormElement} */ (pick("[data-payout]")), {
			payout: required("apply.payout_missing"),
			password: required("form.password_missing"),
		}, async ({ payout, password }) => {
			me = await call("changePayout", {}, { body: { payout: payout.trim(), password } });
			/** @type {HTMLFormElement} */ (pick("[data-payout]")).reset();
			tell(notice("good", t("profile.payout_done"), t("profile.payout_done_text", { time: timeText(me.payout?.next?.in_force_at ?? me.created_at) })));
		});
}

boot(async ({ session, root }) => {
	if (!session.user)
		location.replace(signInLink());
	else if (!maySell(session))
		location.replace(link("seller/"));
	else
		await showProfile(root, session.user.role === "owner");
});

// @ts-check
/**
 * The link of an invitation: what it offers, and its acceptance by a new
 * account, or by the one that the address has already.
 * @typedef {import("../types").InvitationView} InvitationView
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call, setCsrf } from "../api.js";
import { enhance, newPasswordRule, required } from "../form.js";
import { dateText, fromNow, language, t } from "../i18n.js";
import { boot, link } from "../site.js";
import { field, icon, notice, show } from "../view.js";
import { fact, passwordField, roleName } from "./own.js";

/** @param {InvitationView} i */
const facts = (i) => html`<dl class="facts">${fact(t("form.company"), html`<bdi>${i.company}</bdi>`)}
	${fact(t("company.role"), html`${roleName(i.role)}<p class="hint">${t(`role_text.${i.role}`)}</p>`)}
	${fact(t("join.by"), html`<bdi>${i.invited_by}</bdi>`)}${fact(t("form.email"), html`<bdi>${i.email}</bdi>`)}
	${fact(t("company.expires"), html`<time datetime=${i.expires_at}>${dateText(i.expires_at)}</time>, ${fromNow(i.expires_at)}`)}</dl>`;

/** @param {InvitationView} i @param {unknown} more */
const page = (i, more) => html`<div class="page-head"><h1 tabindex="-1">${t("join.title_of", { company: i.company })}</h1>
	<p>${t("join.lead", { name: i.invited_by })}</p></div><div class="stack stack--wide"><section class="card">${facts(i)}</section>${more}</div>`;

const useless = () => html`<section class="card outcome"><span class="outcome__mark outcome__mark--bad">${icon("triangle-alert")}</span>
	<h1 tabindex="-1">${t("verify.bad")}</h1><p>${t("join.bad_text")}</p><p><a class="btn" href=${link("")}>${t("join.home")}</a></p></section>`;

/** A refusal that exists or state tell has words of its own here. @param {unknown} fault @returns {never} */
function refused(fault) {
	const own = { exists: "join_known", state: "join_needed" };
	if (fault instanceof Problem && fault.code in own)
		throw new Problem(fault.status, { ...fault.document, code: own[/** @type {keyof own} */ (fault.code)] });
	throw fault;
}

boot(async ({ session, root }) => {
	const token = location.hash.slice(1);

	/** @param {Record<string, string>} body */
	async function accept(body) {
		const { csrf } = await call("acceptInvitation", {}, { body: { token, ...body } }).catch(refused);
		setCsrf(csrf);
		location.replace(link("my/company/"));
	}

	/** @param {InvitationView} i */
	function newAccount(i) {
		show(root, page(i, html`${session.user ? notice("info", t("join.signed_in", { email: session.user.email }), t("join.signed_in_text")) : nothing}
			<div><form class="card stack stack--wide" method="post"><h2>${t("join.account")}</h2>
				<input type="text" autocomplete="username" .value=${i.email} hidden>
				${field({ name: "user_name", label: t("form.user_name"), hint: t("join.name_hint"), max: 64, autocomplete: "name" })}
				${passwordField({ name: "password", label: t("form.new_password"), hint: t("form.password_hint"), fresh: true })}
				<p><button class="btn btn--primary btn--large btn--block" type="submit">${t("join.go", { company: i.company })}</button></p></form></div>`));
		enhance(/** @type {HTMLFormElement} */ (root.querySelector("main form, form")), { user_name: required("form.user_name_missing"), password: newPasswordRule },
			({ user_name, password }) => accept({ user_name: user_name.trim(), password, locale: language() }));
	}

	/** @param {InvitationView} i */
	function move(i) {
		show(root, page(i, html`<div><form class="card stack" method="post"><h2>${t("join.move")}</h2>
			<div class="prose"><ul><li>${t("join.move_from", { company: session.company?.name ?? "" })}</li><li>${t("join.move_keys")}</li><li>${t("join.move_keep")}</li></ul></div>
			<p><button class="btn btn--primary btn--large btn--block" type="submit">${t("join.move_go", { company: i.company })}</button></p></form></div>`));
		enhance(/** @type {HTMLFormElement} */ (root.querySelector("form")), {}, () => accept({}));
	}

	/** @param {InvitationView} i */
	function signInFirst(i) {
		const back = `${location.pathname}${location.search}#${token}`;
		show(root, page(i, html`<section class="card stack"><h2>${t("join.known")}</h2><p>${t("join.known_text", { email: i.email })}</p>
			<p><a class="btn btn--primary" href="${link("sign-in/")}#next=${encodeURIComponent(back)}">${t("join.sign_in")}</a></p></section>`));
	}

	/** @type {InvitationView} */
	let invitation;
	try {
		if (!token)
			throw new Problem(410, { code: "token" });
		invitation = await call("viewInvitation", {}, { body: { token } });
	} catch (fault) {
		if (!(fault instanceof Problem) || fault.code !== "token")
			throw fault;
		show(root, useless());
		return;
	}
	({ none: newAccount, yours: move, known: signInFirst })[invitation.account](invitation);
});

// @ts-check
/**
 * My company: what it says of itself, who works for it and may do what, who
 * is invited; and how one leaves it.
 * @typedef {import("../types").CompanyProfile} CompanyProfile
 * @typedef {import("../types").Member} Member
 * @typedef {import("../types").Invitation} Invitation
 * @typedef {import("./own.js").View} View
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { countryName, fillCountries } from "../countries.js";
import { pick } from "../dom.js";
import { busy, emailRule, enhance, required } from "../form.js";
import { dateText, fromNow, t, timeText } from "../i18n.js";
import { boot, explain, link, signInLink } from "../site.js";
import { field, icon, notice } from "../view.js";
import { fact, formView, ownNav, roleName, showViews } from "./own.js";

const ROLES = ["viewer", "finance", "purchaser", "seller", "owner"];
const PAGE = 100;

/** All pages of a list. @param {"members"} name @returns {Promise<any[]>} */
async function allOf(name) {
	const items = [];
	for (let next = ""; ;) {
		const page = await call(name, { limit: PAGE, after: next });
		items.push(...page.items);
		if (!page.next)
			return items;
		next = page.next;
	}
}

/** A refusal by its state has words of its own here. @param {string} code */
const as = (code) => (/** @type {unknown} */ fault) => {
	throw fault instanceof Problem && fault.code === "state" ? new Problem(fault.status, { ...fault.document, code }) : fault;
};

/** Radio buttons that say what each role may do. @param {string} chosen */
const rolePicks = (chosen) => html`<fieldset class="field"><legend>${t("company.role")}</legend><div class="picks">${ROLES.map((role) => html`<label class="pick">
	<input type="radio" name="role" id="role-${role}" value=${role} ?checked=${role === chosen}>
	<span class="pick__body"><strong class="capital">${t(`role.${role}`)}</strong><span class="hint">${t(`role_text.${role}`)}</span></span></label>`)}</div></fieldset>`;

boot(async ({ session, root }) => {
	const me = session.user;
	if (!me) {
		location.replace(signInLink());
		return;
	}
	const owner = me.role === "owner";
	/** @type {CompanyProfile} */
	let company;
	/** @type {Member[]} */
	let members;
	/** @type {Invitation[]} */
	let invitations = [];

	async function load() {
		const asked = owner ? call("invitations") : { items: [] };
		[company, members, { items: invitations }] = await Promise.all([call("company"), allOf("members"), asked]);
		for (const member of members)
			Object.assign(views, memberViews(member));
	}

	/** @param {string} key @param {Record<string, string>} [args] */
	async function done(key, args = {}) {
		await load();
		shown.finish(notice("good", t(key, args), nothing));
	}

	/** @param {Event} event @param {() => Promise<unknown>} act @param {string} key @param {Record<string, string>} args */
	const press = (event, act, key, args) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			await act();
			await done(key, args);
		} catch (fault) {
			shown.finish(notice("bad", explain(fault), nothing));
		}
	});

	/** @param {Member} m */
	const row = (m) => html`<tr><th scope="row"><div><bdi>${m.user_name}</bdi> ${m.you ? html`<span class="badge badge--accent">${t("company.you")}</span>` : nothing}
			${m.locked ? html`<span class="badge">${t("company.locked")}</span>` : nothing}<p class="by"><bdi>${m.email}</bdi></p></div></th>
		<td data-label=${t("company.role")}>${roleName(m.role)}</td>
		<td data-label=${t("company.signed_in")}>${m.signed_in_at ? html`<time datetime=${m.signed_in_at} title=${timeText(m.signed_in_at)}>${fromNow(m.signed_in_at)}</time>` : t("company.never")}</td>
		<td data-label=${t("company.factor")}>${t(m.second_factor ? "company.factor_on" : "company.factor_off")}</td>
		${owner ? html`<td><div class="cluster"><a href="#role-${m.id}">${t("company.change_role")}<span class="visually-hidden"> ${m.user_name}</span></a>
			${m.you ? nothing : html`<a href="#remove-${m.id}">${t("company.remove")}<span class="visually-hidden"> ${m.user_name}</span></a>`}</div></td>` : nothing}</tr>`;

	const people = () => html`<section class="section stack"><div class="split"><h2 id="h-people">${t("company.people")}</h2>
			${owner ? html`<a class="btn btn--primary" href="#invite">${icon("plus")}${t("company.invite")}</a>` : nothing}</div>
		${owner ? nothing : html`<p class="soft">${t("company.owners_only")}</p>`}
		<div class="table-scroll" role="region" tabindex="0" aria-labelledby="h-people"><table class="table table--cards">
			<thead><tr><th scope="col">${t("company.person")}</th><th scope="col">${t("company.role")}</th><th scope="col">${t("company.signed_in")}</th>
				<th scope="col">${t("company.factor")}</th>${owner ? html`<th scope="col"><span class="visually-hidden">${t("company.acts")}</span></th>` : nothing}</tr></thead>
			<tbody>${members.map(row)}</tbody></table></div></section>`;

	/** @param {Invitation} i */
	const invitationRow = (i) => html`<tr><th scope="row"><bdi>${i.email}</bdi></th><td data-label=${t("company.role")}>${roleName(i.role)}</td>
		<td data-label=${t("company.expires")}>${i.expired ? html`<span class="badge">${t("company.expired")}</span>`
			: html`<span><time datetime=${i.expires_at}>${dateText(i.expires_at)}</time>, ${fromNow(i.expires_at)}</span>`}</td>
		<td><div class="cluster"><button class="btn btn--small" type="button" @click=${(/** @type {Event} */ event) =>
				press(event, () => call("inviteAgain", { invitation: i.id }), "company.invited", { email: i.email })}>${t("company.again")}<span class="visually-hidden"> ${i.email}</span></button>
			<button class="btn btn--small btn--danger" type="button" @click=${(/** @type {Event} */ event) =>
				press(event, () => call("withdrawInvitation", { invitation: i.id }), "company.withdrawn", { email: i.email })}>${t("company.withdraw")}<span class="visually-hidden"> ${i.email}</span></button></div></td></tr>`;

	const pending = () => invitations.length ? html`<section class="section stack"><h2 id="h-invited">${t("company.pending")}</h2>
		<div class="table-scroll" role="region" tabindex="0" aria-labelledby="h-invited"><table class="table table--cards" data-invitations>
			<thead><tr><th scope="col">${t("form.email")}</th><th scope="col">${t("company.role")}</th><th scope="col">${t("company.expires")}</th>
				<th scope="col"><span class="visually-hidden">${t("company.acts")}</span></th></tr></thead>
			<tbody>${invitations.map(invitationRow)}</tbody></table></div></section>` : nothing;

	const overview = () => html`<div class="page-head"><h1 tabindex="-1">${t("company.title")}</h1></div>${ownNav(session, "my/company/")}
		<section class="card"><dl class="facts">
			${fact(t("company.name"), html`<bdi>${company.name}</bdi>`, owner ? ["#details", t("account.change")] : undefined)}
			${fact(t("form.country"), countryName(company.country), owner ? ["#details", t("account.change")] : undefined)}
			${fact(t("company.tax_number"), company.tax_number ? html`<bdi>${company.tax_number}</bdi>` : t("company.none"), owner ? ["#details", t("account.change")] : undefined)}
			${fact(t("company.currency"), t("company.currency_text", { currency: company.currency }))}</dl></section>
		${people()}${pending()}
		<p class="gap-top"><a href="#leave">${t("company.leave")}</a></p>`;

	const details = () => formView({ title: t("company.details"), lead: t("company.details_lead"), go: t("form.save"),
		body: html`${field({ name: "name", label: t("company.name"), hint: t("form.company_hint"), value: company.name, max: 120, autocomplete: "organization" })}
			<div class="field"><label for="country">${t("form.country")}</label><p class="hint" id="country-hint">${t("form.country_hint")}</p>
				<select class="select" id="country" name="country" autocomplete="country" aria-describedby="country-hint"></select></div>
			${field({ name: "tax_number", label: t("company.tax_number"), hint: t("company.tax_number_hint"), value: company.tax_number, max: 40, optional: true })}` });

	const invite = () => formView({ title: t("company.invite"), lead: t("company.invite_lead"), go: t("company.invite_go"),
		body: html`${field({ name: "email", label: t("form.email"), type: "email", mode: "email", max: 254 })}${rolePicks("viewer")}` });

	/** The own session goes on with another role: all of the page changes. */
	function reload() {
		history.replaceState(null, "", location.pathname + location.search);
		location.reload();
	}

	/** @param {Member} m @returns {Record<string, View>} */
	const memberViews = (m) => ({
		[`role-${m.id}`]: { title: "company.change_role",
			draw: () => formView({ title: t("company.role_of", { name: m.user_name }), lead: t(m.you ? "company.role_own" : "company.role_lead"), go: t("form.save"), body: rolePicks(m.role) }),
			ready: (form) => enhance(form, {}, async ({ role }) => {
				await call("changeMember", { user: m.id }, { body: { role }, version: m.row_version }).catch(as("last_owner"));
				if (m.you)
					reload();
				else
					await done("company.role_done", { name: m.user_name, role: t(`role.${role}`) });
			}) },
		[`remove-${m.id}`]: { title: "company.remove",
			draw: () => formView({ title: t("company.remove_of", { name: m.user_name }), go: t("company.remove_go", { name: m.user_name }), danger: true,
				body: html`<div class="prose"><ul><li>${t("company.remove_gone", { email: m.email })}</li><li>${t("company.remove_kept")}</li><li>${t("company.remove_keys")}</li></ul></div>` }),
			ready: (form) => enhance(form, {}, async () => {
				await call("removeMember", { user: m.id }).catch(as("last_owner"));
				await done("company.removed", { name: m.user_name });
			}) },
	});

	const leave = () => members.length === 1
		? html`<p><a class="with-icon" href="#">${icon("arrow-left", "icon--flip")}${t("own.back")}</a></p>
			<div class="page-head"><h1 tabindex="-1">${t("company.leave")}</h1></div><section class="card stack"><p>${t("fault.only_one")}</p>
				<p><a class="btn" href=${link("my/account/")}>${t("header.own")}</a></p></section>`
		: formView({ title: t("company.leave_of", { company: company.name }), go: t("company.leave_go"), danger: true,
			body: html`<div class="prose"><ul><li>${t("company.leave_gone", { company: company.name })}</li><li>${t("company.leave_own")}</li><li>${t("company.leave_keys")}</li></ul></div>
				${field({ name: "company", label: t("company.leave_name"), hint: t("form.company_hint"), max: 120, autocomplete: "organization" })}
				<div class="field"><label for="country">${t("form.country")}</label><select class="select" id="country" name="country" autocomplete="country"></select></div>` });

	/** @param {HTMLFormElement} form */
	const countries = (form) => fillCountries(/** @type {HTMLSelectElement} */ (pick("#country", form)), company.country);

	/** @type {Record<string, View>} */
	const views = {
		"": { title: "company.title", draw: overview },
		details: { title: "company.details", draw: details, ready: (form) => {
			countries(form);
			enhance(form, { name: required("form.company_missing") }, async ({ name, country, tax_number }) => {
				await call("changeCompany", {}, { body: { name: name.trim(), country, tax_number: tax_number.trim() }, version: company.row_version });
				await done("company.details_done");
			});
		} },
		invite: { title: "company.invite", draw: invite, ready: (form) => enhance(form, { email: emailRule("form.email_missing", "form.email_bad") }, async ({ email, role }) => {
			const made = await call("invite", {}, { body: { email: email.trim(), role } }).catch(as("invitations_full"));
			await done("company.invited", { email: made.email });
		}) },
		leave: { title: "company.leave", draw: leave, ready: (form) => {
			countries(form);
			enhance(form, { company: required("form.company_missing") }, async (values) => {
				await call("leaveCompany", {}, { body: { company: values.company.trim(), country: values.country } }).catch(as("last_owner"));
				reload();
			});
		} },
	};
	await load();
	const shown = showViews(root, views);
});

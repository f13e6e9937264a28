// @ts-check
/**
 * My services: what was delivered, how long it runs; by its address one of
 * them, with its access and its renewal.
 * @typedef {import("../types").OwnService} OwnService
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy } from "../form.js";
import { capacityName, t, timeText } from "../i18n.js";
import { boot, idInAddress, link, setTitle, signInLink } from "../site.js";
import { icon, logo, notice, refOf, servicesView, show } from "../view.js";

const MAY_ORDER = ["owner", "purchaser"];
const PERIODS = { monthly: [1, 3, 6, 12, 24, 36], yearly: [1, 2, 3, 4, 5] };

/** @type {Record<string, [kind: string, icon: string]>} */
const MARKS = {
	lasting: ["good", "circle-check"],
	ahead: ["good", "circle-check"],
	running: ["good", "circle-check"],
	renewable: ["wait", "clock"],
	grace: ["wait", "triangle-alert"],
	over: ["off", "hourglass"],
};

/** @param {OwnService} s */
const phaseOf = (s) => s.ended_at ? "over" : s.term?.phase ?? "lasting";

/** @param {OwnService} s */
function phaseMark(s) {
	const phase = phaseOf(s);
	const [kind, image] = MARKS[phase] ?? ["off", "info"];
	return html`<span class="state state--${kind}">${icon(image)}${t(`services.phase_${phase}`)}</span>`;
}

/** The review with this service's configuration. @param {OwnService} s @param {string} periods */
function renewLink(s, periods) {
	const url = new URL(link("checkout/"));
	for (const [name, value] of Object.entries({ product: s.product.slug, plan: s.plan.code, mode: s.billing_mode,
		quantity: s.quantity, periods, renews: s.order, service: s.id }))
		url.searchParams.set(name, String(value));
	for (const [code, n] of Object.entries(s.capacities))
		url.searchParams.set(`cap.${code}`, String(n));
	return url.href;
}

/** @param {OwnService} s */
const row = (s) => html`<tr class="row-link">
	<th scope="row"><div class="cluster">${logo(s.product, "logo--sm")}<div><a href=${link(`my/services/${s.id}`)}>${s.product.name}</a>
		<p class="by">${s.plan.name} · ${s.seller.name}</p></div></div></th>
	<td data-label=${t("services.since")}><time datetime=${s.delivered_at}>${timeText(s.delivered_at)}</time></td>
	<td data-label=${t("services.state")}>${phaseMark(s)}</td>
	<td data-label=${t("services.until")}>${s.ended_at ? html`<time datetime=${s.ended_at}>${timeText(s.ended_at)}</time>`
		: s.term ? html`<time datetime=${s.term.ends_at}>${timeText(s.term.ends_at)}</time>` : t("services.no_end")}</td>
</tr>`;

const empty = () => html`<div class="card empty">${icon("package")}<h2>${t("services.empty")}</h2>
	<p>${t("services.empty_text")}</p><p><a class="btn btn--primary" href=${link("search")}>${t("search.browse")}</a></p></div>`;

/** @param {HTMLElement} root */
async function showList(root) {
	/** @type {{items: OwnService[], next: string | null}} */
	const { items, next: first } = await call("services");
	let next = first;

	/** @param {Event} event */
	const more = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const page = await call("services", { after: next ?? "" });
		items.push(...page.items);
		next = page.next;
		draw();
	});

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("services.title")}</h1>
			<p>${t("services.lead")}</p></div>
		${items.length ? html`<div class="table-scroll"><table class="table table--cards">
			<caption class="visually-hidden">${t("services.title")}</caption>
			<thead><tr><th scope="col">${t("services.service")}</th><th scope="col">${t("services.since")}</th>
				<th scope="col">${t("services.state")}</th><th scope="col">${t("services.until")}</th></tr></thead>
			<tbody>${items.map(row)}</tbody></table></div>` : empty()}
		${next ? html`<p class="pager"><button class="btn" type="button" @click=${more}>${t("services.more")}</button></p>` : nothing}`);
	draw();
}

/** What is to be known of a term that ends, before all else. @param {OwnService} s */
function termNotice(s) {
	if (s.ended_at)
		return notice("info", t("services.ended"), t("services.ended_text", { time: timeText(s.ended_at) }));
	if (s.term?.phase === "grace" && s.renewal.until)
		return notice("warn", t("services.grace"), t("services.grace_text", { time: timeText(s.renewal.until) }));
	if (s.term?.phase === "renewable")
		return notice("info", t("services.ending"), t("services.ending_text", { time: timeText(s.term.ends_at) }));
	return nothing;
}

/** @param {OwnService} s @param {boolean} mayOrder */
function renewalView(s, mayOrder) {
	const { is, order } = s.renewal;
	if (is === "under_way" && order)
		return html`<p>${t("services.renewal_under_way")}</p><p><a class="btn btn--block" href=${link(`my/orders/${order}`)}>${t("services.renewal_see")}</a></p>`;
	if (is === "over")
		return html`<p class="soft">${t("services.renewal_over")}</p>
			<p><a class="btn btn--block" href=${link(`p/${s.product.slug}`)}>${t("services.anew")}</a></p>`;
	if (is !== "open")
		return html`<p class="soft">${t(`services.renewal_${is}`)}</p>`;
	if (!mayOrder)
		return html`<p class="soft">${t("services.renewal_role")}</p>`;
	/** @param {SubmitEvent} event */
	const submit = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		location.assign(renewLink(s, /** @type {HTMLSelectElement} */ (pick("select", form)).value));
	};
	const unit = s.billing_mode === "yearly" ? "yearly" : "monthly";
	return html`<form class="stack" @submit=${submit}>
		<div class="field"><label for="periods">${t("services.periods")}</label>
			<select class="select" id="periods" name="periods">${PERIODS[unit].map((n) => html`<option value=${n} ?selected=${n === s.term?.periods}>
				${t(unit === "yearly" ? "checkout.years" : "checkout.months", { n })}</option>`)}</select></div>
		<button class="btn btn--primary btn--large btn--block" type="submit">${t("services.renew")}</button>
		<p class="hint">${t("services.renew_hint")}</p></form>`;
}

/** @param {HTMLElement} root @param {string} id @param {boolean} mayOrder */
async function showOne(root, id, mayOrder) {
	/** @type {OwnService} */
	let s;
	try {
		s = await call("service", { service: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || (fault.status !== 404 && fault.status !== 400))
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("services.missing")}</h1><p>${t("services.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link("my/services/")}>${t("services.title")}</a></p></div>`);
		return;
	}
	await setTitle("services.one", { name: s.product.name });
	const draw = () => show(root, html`
		<nav class="crumbs" aria-label=${t("services.title")}><ol><li><a href=${link("my/services/")}>${t("services.title")}</a></li>
			<li aria-current="page"><bdi>${refOf(s.id)}</bdi></li></ol></nav>
		<div class="split page-head"><div class="cluster">${logo(s.product, "logo--lg")}
			<div><h1 tabindex="-1">${s.product.name}</h1><p class="soft">${s.plan.name}</p></div></div>
			<div class="cluster">${phaseMark(s)}</div></div>
		${termNotice(s)}
		<div class="with-aside">
			<div class="stack stack--wide">
				<section class="card" aria-labelledby="h-access"><h2 id="h-access">${t("services.access")}</h2>
					<div class="stack">${servicesView({ services: [s] }, draw)}</div></section>
				<section class="card" aria-labelledby="h-facts"><h2 id="h-facts">${t("services.facts")}</h2>
					<dl class="facts">
						<div><dt>${t("checkout.plan")}</dt><dd>${s.plan.name}</dd></div>
						<div><dt>${t("checkout.mode")}</dt><dd>${t(`product.mode_${s.billing_mode}`)}</dd></div>
						<div><dt>${t("checkout.quantity")}</dt><dd>${s.quantity}</dd></div>
						${Object.entries(s.capacities).map(([code, n]) => html`<div><dt>${capacityName(code)}</dt><dd>${n}</dd></div>`)}
						<div><dt>${t("product.seller")}</dt><dd><a href=${link(`s/${s.seller.slug}`)}>${s.seller.name}</a></dd></div>
						<div><dt>${t("services.order")}</dt><dd><a href=${link(`my/orders/${s.order}`)}><bdi>${refOf(s.order)}</bdi></a></dd></div>
					</dl></section>
			</div>
			<aside class="stack stack--wide">
				<section class="card card--lift stack" aria-labelledby="h-term"><h2 id="h-term">${t("services.term")}</h2>
					${s.term ? html`<dl class="facts facts--tight">
						<div><dt>${t("services.begins")}</dt><dd><time datetime=${s.term.begins_at}>${timeText(s.term.begins_at)}</time></dd></div>
						<div><dt>${t("services.until")}</dt><dd><time datetime=${s.term.ends_at}>${timeText(s.term.ends_at)}</time></dd></div>
						${s.renewal.until && !s.ended_at ? html`<div><dt>${t("services.renew_until")}</dt><dd><time datetime=${s.renewal.until}>${timeText(s.renewal.until)}</time></dd></div>` : nothing}
					</dl>` : nothing}
					${renewalView(s, mayOrder)}</section>
			</aside>
		</div>`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user) {
		location.replace(signInLink());
		return;
	}
	const id = idInAddress("srv");
	await (id ? showOne(root, id, MAY_ORDER.includes(session.user.role)) : showList(root));
});

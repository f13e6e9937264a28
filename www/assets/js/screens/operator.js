// @ts-check
/**
 * What waits for the operator, how long already, and a way to take a product
 * off sale.
 * @typedef {import("../types").Review} Review
 * @typedef {import("../types").SellerProfile} SellerProfile
 * @typedef {import("../types").Waiting} Waiting
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy, clearFaults, showFaults, showProblem } from "../form.js";
import { fromNow, language, numberText, t } from "../i18n.js";
import { boot, isOperator, link, signInLink } from "../site.js";
import { icon, logo, notice, openSheet, operatorNav, sheet, show } from "../view.js";

/** @typedef {{slug: string, name: string, logo: string | null, seller: {name: string}}} Found */

/** @param {HTMLElement} root */
async function showOverview(root) {
	/** @type {[{items: Review[], total: number}, {items: SellerProfile[], next: string | null}, {items: unknown[]}, Waiting]} */
	const [reviews, applied, pins, waiting] = await Promise.all([call("reviews", { limit: 5 }), call("applications", { state: "APPLIED" }), call("pins"), call("waiting")]);
	/** @type {Found[] | null} */
	let found = null;
	let asked = "";
	/** @type {Found | null} */
	let chosen = null;
	/** @type {unknown} */
	let news = nothing;

	/** @param {string} path @param {string} image @param {string} name @param {string} n @param {string | null | undefined} oldest @param {string} [since] */
	const queue = (path, image, name, n, oldest, since = "operator.oldest") => html`<li><a class="stat" href=${link(path)}><b>${n}</b><span class="state ${oldest ? "state--wait" : ""}">${icon(image)}${name}</span>
		<span class="hint">${oldest ? t(since, { when: fromNow(oldest) }) : t("operator.nothing")}</span></a></li>`;

	/** @param {keyof Waiting} what @param {string} path @param {string} image @param {string} name @param {string} [since] */
	const desk = (what, path, image, name, since) => queue(path, image, name, numberText(waiting[what].count), waiting[what].oldest_at, since);

	/** @param {SubmitEvent} event */
	const search = (event) => {
		event.preventDefault();
		asked = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("find") ?? "").trim();
		if (!asked)
			return;
		void busy(/** @type {HTMLButtonElement} */ (event.submitter ?? pick("[data-find] button")), async () => {
			found = (await call("products", { q: asked, limit: 8, lang: language() })).items;
			draw();
		});
	};

	/** @param {Found} product */
	const ask = (product) => {
		chosen = product;
		draw();
		openSheet("restrict");
	};

	/** @param {SubmitEvent} event */
	const restrict = (event) => {
		event.preventDefault();
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const reason = String(new FormData(form).get("reason")).trim();
		if (!reason) {
			showFaults(form, [{ name: "reason", text: t("operator.reason_missing") }]);
			return;
		}
		clearFaults(form);
		void busy(/** @type {HTMLButtonElement} */ (event.submitter), async () => {
			try {
				const { id } = await call("product", { product: chosen?.slug ?? "" });
				await call("restrictProduct", { product: id }, { body: { reason } });
			} catch (fault) {
				showProblem(form, fault);
				return;
			}
			found = (found ?? []).filter((p) => p !== chosen);
			news = notice("good", t("operator.restricted", { name: chosen?.name ?? "" }), t("operator.restricted_text"));
			form.reset();
			/** @type {HTMLDialogElement} */ (pick("#restrict")).close();
			draw();
			pick("[data-news] .notice").focus();
		});
	};

	const results = () => found?.length ? html`<ul class="todo" role="list">${found.map((p) => html`<li>${logo(p, "logo--sm")}
			<div class="grow"><a href=${link(`p/${p.slug}`)}>${p.name}</a><p class="by">${p.seller.name}</p></div>
			<button class="btn btn--small btn--danger" type="button" aria-haspopup="dialog" @click=${() => ask(p)}>${t("operator.restrict")}<span class="visually-hidden"> ${p.name}</span></button></li>`)}</ul>`
		: html`<p class="soft">${t("search.none_title", { q: asked })}</p>`;

	const draw = () => show(root, html`<div class="page-head"><h1 tabindex="-1">${t("operator.title")}</h1><p>${t("operator.lead")}</p></div>
		${operatorNav("operator/")}
		<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		<ul class="stats" role="list">${queue("operator/reviews/", "list-checks", t("reviews.title"), String(reviews.total), reviews.items[0]?.submitted_at)}
			${queue("operator/sellers/", "store", t("operator.applications"), applied.next ? `${applied.items.length}+` : String(applied.items.length),
				applied.items.map(({ created_at }) => created_at).sort()[0])}
			${desk("disputes", "operator/disputes/", "scale", t("handovers.disputes"))}
			${desk("bill_disputes", "operator/bills/?state=DISPUTED", "scale", t("receivables.disputes"))}
			${desk("refunds", "operator/refunds/", "undo-2", t("refunds.desk"))}
			${desk("payouts", "operator/settlements/", "landmark", t("operator.payouts"), "operator.oldest_issued")}
			${desk("overdue", "operator/bills/?state=OVERDUE", "triangle-alert", t("operator.overdue"), "operator.oldest_due")}
			<li><a class="stat" href=${link("operator/popular/")}><b>${pins.items.length}</b><span class="state">${icon("pin")}${t("popular.pins")}</span><span class="hint">${t("operator.pins_text")}</span></a></li></ul>
		${reviews.items.length ? html`<section class="card gap-top" aria-labelledby="h-oldest"><h2 id="h-oldest">${t("operator.longest")}</h2><ul class="todo" role="list">${reviews.items.map((it) =>
			html`<li>${logo({ slug: it.product.slug, name: it.product.name || "?", logo: null }, "logo--sm")}<div><a href=${link(`operator/reviews/${it.product.id}`)}>${it.product.name}</a><p class="by">${it.seller.name} · ${t(`reviews.${it.kind}`)}</p></div>
				<time class="hint" datetime=${it.submitted_at}>${fromNow(it.submitted_at)}</time></li>`)}</ul></section>` : nothing}
		<section class="card stack gap-top" aria-labelledby="h-restrict"><div><h2 id="h-restrict">${t("operator.find")}</h2><p class="hint">${t("operator.find_text")}</p></div>
			<form class="cluster" role="search" aria-label=${t("operator.find")} data-find @submit=${search}><label class="visually-hidden" for="find">${t("operator.find_label")}</label>
				<input class="input grow" id="find" name="find" type="search" maxlength="200" placeholder=${t("operator.find_label")}><button class="btn" type="submit">${icon("search")}${t("search.go")}</button></form>
			<div aria-live="polite">${found ? results() : nothing}</div></section>
		${sheet({ id: "restrict", title: t("operator.restrict_sure", { name: chosen?.name ?? "" }), body: html`<p>${t("operator.restrict_text")}</p>
			<div class="gap-top"><form id="restrict-form" class="stack" novalidate @submit=${restrict}><div class="field"><label for="reason">${t("operator.reason")}</label><p class="hint" id="reason-hint">${t("operator.reason_hint")}</p>
				<textarea class="input input--area" id="reason" name="reason" rows="3" maxlength="300" aria-describedby="reason-hint"></textarea></div></form></div>`,
			action: html`<button class="btn btn--danger" type="submit" form="restrict-form">${t("operator.restrict")}</button>` })}`);
	draw();
}

boot(async ({ session, root }) => {
	if (!session.user)
		location.replace(signInLink());
	else if (!isOperator(session))
		throw new Problem(403, { code: "forbidden", detail: t("operator.only") });
	else
		await showOverview(root);
});

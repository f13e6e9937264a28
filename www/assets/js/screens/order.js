// @ts-check
/**
 * One order: lines, terms, payment, bill, what was delivered, what happened.
 * @typedef {import("../types").Order} Order
 * @typedef {import("../types").OrderEvent} OrderEvent
 */
import { html, nothing } from "../../vendor/lit.js";
import { Problem, call } from "../api.js";
import { pick } from "../dom.js";
import { busy } from "../form.js";
import { dateText, t, timeText } from "../i18n.js";
import { moneyText } from "../money.js";
import { startRefunds } from "../refund-part.js";
import { explain, link, setTitle } from "../site.js";
import { againLink, awaitsTransfer, billFiles, eventRow, eventText, evidenceView, factorsText, failureText, icon, lineText, logo, notice, refOf, servicesView, show, stateMark, sums, termText } from "../view.js";

/**
 * Not what the same moment tells already: of a payment and its refund alike, and of a credit note that was issued.
 * @param {OrderEvent} e
 * @param {number} i
 * @param {OrderEvent[]} all
 */
const isNews = (e, i, all) => !all.some((o, j) => o.at === e.at && i !== j && (eventText(o) === eventText(e)
	? (o.reason && !e.reason) || (j < i && Boolean(o.reason) === Boolean(e.reason))
	: e.subject === "bill" && e.kind === "issued" && o.subject === "bill" && o.kind === "credited"));

/** What was ordered, of whom. @param {Order} order */
const linesView = (order) => html`<section class="card" aria-labelledby="h-lines"><h2 id="h-lines">${t("order.lines")}</h2>
	<dl class="facts">${order.lines.map((line, i) => html`<div><dt>${i ? t("order.line_more") : t("order.line")}</dt>
			<dd>${lineText(line, order.server)}<p class="hint">${i ? factorsText(line) : termText(line)}</p></dd></div>`)}
		${order.renews ? html`<div><dt>${t("order.renewal_of")}</dt><dd><a href=${link(`my/orders/${order.renews}`)}><bdi>${refOf(order.renews)}</bdi></a></dd></div>` : nothing}
		<div><dt>${t("product.seller")}</dt><dd><a href=${link(`s/${order.seller.slug}`)}>${order.seller.name}</a></dd></div>
		${order.po_number ? html`<div><dt>${t("checkout.po_number")}</dt><dd><bdi>${order.po_number}</bdi></dd></div>` : nothing}
		${order.cost_centre ? html`<div><dt>${t("checkout.cost_centre")}</dt><dd><bdi>${order.cost_centre}</bdi></dd></div>` : nothing}
		${order.contact ? html`<div><dt>${t("order.contact")}</dt><dd>${order.contact.masked
			? html`<bdi>${order.contact.masked}</bdi>` : t("order.contact_erased")}<p class="hint">${t("order.contact_at", { time: timeText(order.contact.consented_at) })}</p></dd></div>` : nothing}
		<div><dt>${t("order.id")}</dt><dd class="id"><bdi>${order.id}</bdi></dd></div></dl></section>`;

const LEGAL = ["terms", "refunds", "privacy"];

/** The terms that were accepted with it. @param {Order} order */
const documentsView = (order) => html`<section class="card" aria-labelledby="h-documents"><h2 id="h-documents">${t("order.documents")}</h2>
	<ul class="stack stack--tight" role="list">${order.documents.map((d) => html`<li>${LEGAL.includes(d.kind) ? html`<a href=${link(`legal/${d.kind}`)}>${d.title}</a>` : d.title} <span class="id" title=${d.hash}>${d.hash.slice(0, 8)}</span></li>`)}</ul></section>`;

/** @param {HTMLElement} root @param {string} id @param {boolean} mayOrder */
export async function showOrder(root, id, mayOrder) {
	/** @type {Order} */
	let order;
	/** @type {unknown} */
	let news = nothing;
	try {
		order = await call("order", { order: id });
	} catch (fault) {
		if (!(fault instanceof Problem) || (fault.status !== 404 && fault.status !== 400))
			throw fault;
		show(root, html`<div class="card empty">${icon("search-x")}<h1>${t("order.missing")}</h1><p>${t("order.missing_text")}</p>
			<p><a class="btn btn--primary" href=${link("my/orders/")}>${t("orders.title")}</a></p></div>`);
		return;
	}
	if (order.payment_plan && !["PENDING_PAYMENT", "CANCELLED"].includes(order.state)) {
		const { showTracker } = await import("./tracker.js");
		await showTracker(root, "buyer", id, mayOrder, { order, aside: () => html`${linesView(order)}${documentsView(order)}${evidenceView(id)}` });
		return;
	}
	await setTitle("order.title", { ref: refOf(id) });

	const refunds = await startRefunds(order, mayOrder, {
		draw: () => draw(),
		reload: async () => {
			order = await call("order", { order: id });
			draw();
		},
	});

	/** @param {Event} event */
	const cancel = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		try {
			order = await call("cancelOrder", { order: id });
			news = nothing;
		} catch (fault) {
			news = notice("bad", t("order.cancel"), explain(fault));
		}
		/** @type {HTMLDialogElement} */ (pick("#cancel")).close();
		draw();
		pick("h1", root).focus();
	});

	const cancelSheet = () => html`<dialog class="sheet" id="cancel" aria-labelledby="cancel-title">
		<header><h2 id="cancel-title">${t("order.cancel_sure")}</h2></header>
		<div class="sheet__body"><p>${t("order.cancel_text")}</p></div>
		<footer><form method="dialog"><button type="submit" class="btn">${t("order.cancel_no")}</button></form>
			<button class="btn btn--danger" type="button" @click=${cancel}>${t("order.cancel_go")}</button></footer></dialog>`;

	const paymentView = () => order.payment
		? html`<p>${t(`payment_state.${order.payment.state}`)}${order.payment.failure ? html`<br><span class="soft capital">${failureText(order.payment.failure)}</span>` : nothing}</p>
			<p class="hint">${t("order.attempt", { n: order.payment.attempt })}</p>`
		: html`<p class="soft">${t("order.no_payment")}</p>`;

	const serverView = () => order.server ? html`<section class="card" aria-labelledby="h-server"><h2 id="h-server">${t("server.title")}</h2>
		<dl class="facts"><div><dt>${t("server.region")}</dt><dd>${order.server.region.name}</dd></div>
			<div><dt>${t("server.flavour")}</dt><dd>${t("server.size", { vcpus: order.server.flavour.vcpus, memory: order.server.flavour.memory_gib })} <span class="soft"><bdi>${order.server.flavour.code}</bdi></span></dd></div>
			<div><dt>${t("server.network")}</dt><dd>${t("server.stands", { vpc: order.server.vpc.name, subnet: order.server.subnet.name })}</dd></div>
			<div><dt>${t("server.login")}</dt><dd><code>${order.server.login_name}</code><p class="hint">${t(order.server.password_kept ? "server.password_kept" : "server.password_gone")}</p></dd></div></dl></section>` : nothing;

	const billView = () => order.bill ? html`<section class="card stack" aria-labelledby="h-bill"><h2 id="h-bill">${t("order.bill")}</h2>
		<p><a href=${link(`my/bills/${order.bill.id}`)}>${t("order.bill_of", { number: order.bill.number, date: dateText(order.bill.issued_at) })}</a></p>
		<p class="split"><span>${t(`bill_state.${order.bill.state}`)}</span><span class="num">${moneyText(order.bill.total)}</span></p>
		${order.bill.files ? billFiles(order.bill) : nothing}</section>` : nothing;

	const unpaid = () => order.state === "PENDING_PAYMENT" && !["PROCESSING", "UNKNOWN"].includes(order.payment?.state ?? "");

	const draw = () => show(root, html`
		<nav class="crumbs" aria-label=${t("orders.title")}><ol><li><a href=${link("my/orders/")}>${t("order.back")}</a></li>
			<li aria-current="page"><bdi>${refOf(id)}</bdi></li></ol></nav>
		<div class="split page-head"><div class="cluster">${logo(order.product, "logo--lg")}
			<div><h1 tabindex="-1">${order.product.name}</h1><p class="soft">${t("order.title", { ref: refOf(id) })} · ${t("order.ordered", { time: timeText(order.created_at) })}</p></div></div>
			<div class="cluster">${stateMark(order.state)}</div></div>
		${news}
		${order.state === "PENDING_PAYMENT" ? order.payment && !unpaid()
			? notice("info", t("result.checking"), t("result.unknown_text"))
			: awaitsTransfer(order) ? notice("info", t("result.transfer"), html`<p>${t("result.transfer_text", { number: order.bill?.number ?? "" })}</p>
				<p><a href=${link(`my/bills/${order.bill?.id}`)}>${t("result.bill")}</a></p>`)
			: notice("warn", t("result.unpaid"), html`<p>${order.expires_at ? t("pay.expires", { time: timeText(order.expires_at) }) : t("result.unpaid_text")}</p>
				<p><a href=${link(`pay/${id}`)}>${t("result.pay", { amount: moneyText(order.total) })}</a></p>`) : nothing}
		<div class="with-aside">
			<div class="stack stack--wide">
				<section class="card" aria-labelledby="h-services"><h2 id="h-services">${t("order.services")}</h2>
					${order.services.length ? html`<div class="stack">${servicesView(order, draw)}
						${order.services.map((s) => html`<p><a href=${link(`my/services/${s.id}`)}>${t("order.to_service")}</a></p>`)}</div>` : html`<p class="soft">${t(order.handover ? `handovers.order_${order.handover.state}`
						: ["CANCELLED", "REFUNDED"].includes(order.state) ? "order.services_none" : "order.services_later")}</p>`}
					${order.handover ? html`<p><a class=${order.handover.state === "DELIVERED" ? "btn btn--primary" : ""} href=${link(`my/handovers/${order.handover.id}`)}>${t(order.handover.state === "OPEN" ? "handovers.order_follow" : "handovers.order_see")}</a></p>` : nothing}</section>
				${serverView()}
				${linesView(order)}
				<section class="card" aria-labelledby="h-history"><h2 id="h-history">${t("order.history")}</h2>
					<ol class="timeline" role="list">${order.events.filter(isNews).toReversed().map(eventRow)}</ol></section>
			</div>
			<aside class="stack stack--wide">
				<section class="card card--lift stack" aria-labelledby="h-sum"><h2 id="h-sum">${t("checkout.price")}</h2>${sums(order)}
					${unpaid() ? html`<a class="btn btn--primary btn--large btn--block" href=${link(`pay/${id}`)}>${t("order.pay", { amount: moneyText(order.total) })}</a>
						${order.bill?.state === "PARTLY_PAID" ? html`<p class="hint">${t("order.cancel_part")}</p>`
							: html`<button class="btn btn--danger btn--block" type="button" aria-haspopup="dialog" @click=${() => /** @type {HTMLDialogElement} */ (pick("#cancel")).showModal()}>${t("order.cancel")}</button>`}`
						: html`<a class="btn btn--block" href=${againLink(order)}>${icon("refresh-cw")}${t("order.again")}</a>`}
					<button class="btn btn--quiet btn--block" type="button" @click=${() => print()}>${icon("printer")}${t("order.print")}</button></section>
				<section class="card" aria-labelledby="h-payment"><h2 id="h-payment">${t("order.payment")}</h2>${paymentView()}</section>
				${billView()}
				${refunds.section()}
				${documentsView(order)}
				${evidenceView(id)}
			</aside>
		</div>${cancelSheet()}${refunds.sheet()}`);
	draw();
}

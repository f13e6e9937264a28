// @ts-check
/**
 * The calendar of what is due: an address that is its own secret, shown once,
 * made anew and deleted.
 */
import { html, nothing } from "../../vendor/lit.js";
import { call } from "../api.js";
import { pick } from "../dom.js";
import { busy } from "../form.js";
import { dateText, t } from "../i18n.js";
import { icon, notice } from "../view.js";

/** @param {(what: unknown) => void} show draws the page's body */
export async function showCalendar(show) {
	/** @type {{created_at: string | null}} */
	let { created_at: since } = await call("calendar");
	/** The address itself, while this page shows it, and nowhere else. */
	let url = "";
	/** @type {unknown} */
	let news = nothing;

	/** @param {Event} event */
	const make = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		const anew = since !== null;
		({ url } = await call("newCalendar"));
		({ created_at: since } = await call("calendar"));
		tell(notice("good", t(anew ? "calendar.made_anew" : "calendar.made"), t("calendar.made_text")));
	});

	/** @param {Event} event */
	const drop = (event) => busy(/** @type {HTMLButtonElement} */ (event.currentTarget), async () => {
		await call("dropCalendar");
		since = null;
		url = "";
		tell(notice("good", t("calendar.dropped"), nothing));
	});

	/** @param {Event} event */
	async function copy(event) {
		const button = /** @type {HTMLElement} */ (event.currentTarget);
		await navigator.clipboard.writeText(url);
		button.textContent = t("order.copied");
	}

	const address = () => html`<p class="secret"><code data-secret>${url}</code>
		<button class="btn btn--small" type="button" @click=${copy}>${t("order.copy")}</button></p>
		<p><a class="with-icon" href=${url.replace(/^https?:/, "webcal:")}>${icon("calendar")}${t("calendar.open")}</a></p>`;

	const draw = () => show(html`<div data-news class=${news === nothing ? "" : "news"}>${news}</div>
		<section class="card stack measure" aria-labelledby="h-calendar"><h2 id="h-calendar">${t("calendar.title")}</h2>
			<p>${t("calendar.text")}</p>
			${url ? address() : since ? html`<p>${t("calendar.since", { date: dateText(since) })}</p>` : nothing}
			<p class="cluster"><button class="btn ${since ? "" : "btn--primary"}" type="button" @click=${make}>${t(since ? "calendar.make_anew" : "calendar.make")}</button>
				${since ? html`<button class="btn btn--danger" type="button" @click=${drop}>${t("calendar.drop")}</button>` : nothing}</p>
			<p class="hint">${t(since ? "calendar.anew_text" : "calendar.secret_text")}</p></section>`);

	/** @param {unknown} what */
	function tell(what) {
		news = what;
		draw();
		pick("[data-news] .notice").focus();
	}

	draw();
}

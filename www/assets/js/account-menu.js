// @ts-check
/**
 * The header of who is signed in: the bell, and the menu of their pages.
 * @typedef {import("./types").Session} Session
 */
import { ROOT, call } from "./api.js";
import { el, icon } from "./dom.js";
import { fromNow, t } from "./i18n.js";
import { closeOnLeaving, isOperator, link, maySell } from "./site.js";

/** The pages of who is signed in, by role, in groups of which some have a name. @param {Session} session @returns {[group: string, pages: [path: string, icon: string, key: string][]][]} */
function accountLinks(session) {
	const company = Boolean(session.company);
	/** @type {[string, [boolean, string, string, string][]][]} */
	const all = [
		["", [[company, "my/orders/", "receipt-text", "header.orders"],
			[company, "my/services/", "package", "header.services"]]],
		["discounts.title", [[company, "my/offers/", "badge-percent", "header.offers"],
			[company, "my/requests/", "handshake", "header.requests"],
			[company, "my/bills/", "file-text", "header.bills"]]],
		["", [[company, "my/favourites/", "star", "header.favourites"],
			[maySell(session) || session.user?.role === "owner", "seller/", "store", "header.seller"],
			[isOperator(session), "operator/", "list-checks", "header.operator"],
			[true, "my/account/", "user-round", "header.own"],
			[true, "my/security/", "shield-check", "header.security"],
			[company, "my/company/", "building-2", "header.company"],
			[company, "my/keys/", "key-round", "header.keys"]]],
	];
	return all.map(([group, pages]) => [group, pages.filter(([shown]) => shown).map(([, path, image, key]) => [path, image, key])]);
}

/** @param {Session} session */
const menuParts = (session) => accountLinks(session).filter(([, pages]) => pages.length).map(([group, pages]) =>
	el("div", { class: "menu__part", role: group ? "group" : null, "aria-label": group ? t(group) : null },
		group && el("p", { class: "menu__group", "aria-hidden": "true" }, t(group)),
		...pages.map(([path, image, key]) => el("a", { href: link(path) }, icon(image), t(key)))));

/** @param {Element} place @param {Session} session */
export function showMenu(place, session) {
	const { user, company } = session;
	if (!user)
		return;
	const leave = el("button", { type: "button" }, icon("log-out"), t("header.sign_out"));
	leave.addEventListener("click", async () => {
		await call("signOut");
		location.assign(ROOT);
	});
	const menu = el("details", { class: "menu", "data-menu": "account" },
		el("summary", { class: "btn btn--quiet" },
			el("span", { class: "avatar", "aria-hidden": "true" }, user.user_name.slice(0, 1)),
			el("span", { class: "wide-only" }, user.user_name),
			el("span", { class: "visually-hidden" }, t("header.account")),
			icon("chevron-down", "chevron")),
		el("div", { class: "menu__sheet menu__sheet--end" },
			el("p", { class: "menu__head" }, el("strong", {}, el("bdi", {}, company?.name ?? user.user_name)), el("bdi", {}, user.email)),
			...menuParts(session),
			el("div", { class: "menu__part" }, leave)));
	place.replaceChildren(...(company ? [bell()] : []), menu);
	closeOnLeaving(menu);
	countSaved(menu);
}

/** The way to the notifications: how many are new, and which offers end soon. */
function bell() {
	const count = el("span", { class: "bell__count", "aria-hidden": "true" });
	const words = el("span", { class: "visually-hidden" });
	const a = el("a", { class: "btn btn--quiet bell", href: link("my/notifications/") }, icon("bell"), count,
		el("span", { class: "visually-hidden" }, t("notifications.title")), words);
	const soon = el("a", { class: "badge badge--warn soon", href: link("my/offers/"), hidden: true });
	const place = el("div", { class: "bells" }, soon, a);
	const tell = async () => {
		/** @type {{unread: number, offers_ending: {offer: string, ends_at: string}[]}} */
		const { unread, offers_ending: ending } = await call("notificationCounts");
		count.textContent = unread > 99 ? "99+" : unread ? String(unread) : "";
		words.textContent = unread ? ` (${t("notifications.unread", { n: unread })})` : "";
		soon.hidden = !ending.length;
		if (!ending.length)
			return;
		const [first] = ending.map(({ ends_at }) => ends_at).sort();
		soon.textContent = t("notifications.ending", { n: ending.length, when: fromNow(first) });
		// Where there is no room for it, it is told all the same.
		a.title = soon.textContent;
	};
	// A page that has no room for news is no worse without them.
	tell().catch(() => undefined);
	addEventListener("souk-read", () => void tell().catch(() => undefined));
	return place;
}

/** How many are saved is asked as the menu opens. @param {HTMLDetailsElement} menu */
function countSaved(menu) {
	const entry = /** @type {HTMLElement | null} */ (menu.querySelector('a[href*="/my/favourites/"]'));
	const count = el("span", { class: "count" });
	entry?.append(count);
	menu.addEventListener("toggle", async () => {
		if (!entry || !menu.open)
			return;
		const { products } = await call("favouriteMarks").catch(() => ({ products: [] }));
		count.textContent = products.length ? String(products.length) : "";
	});
}

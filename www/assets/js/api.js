// @ts-check
/**
 * Every request to the responders goes through call(). The routes are listed
 * once, here, in the form the responders print them.
 * @typedef {import("./types").ProblemDocument} ProblemDocument
 */

const ROUTES = {
	site: "GET /api/storefront/site",
	session: "GET /api/storefront/session",
	signIn: "POST /api/storefront/session",
	signOut: "DELETE /api/storefront/session",
	signUp: "POST /api/storefront/users",
	sendVerification: "POST /api/storefront/verification-mails",
	verify: "POST /api/storefront/email-verifications",
	requestReset: "POST /api/storefront/password-resets",
	changePassword: "POST /api/storefront/password-changes",
	account: "GET /api/storefront/account",
	saveAccount: "PATCH /api/storefront/account",
	changeEmail: "POST /api/storefront/account/email-changes",
	sendMobileCode: "POST /api/storefront/account/mobile-codes",
	verifyMobile: "POST /api/storefront/account/mobile-verifications",
	dropMobile: "DELETE /api/storefront/account/mobile",
	setPassword: "POST /api/storefront/account/passwords",
	personalData: "GET /api/storefront/account/export",
	eraseAccount: "POST /api/storefront/account/erasures",
	sessions: "GET /api/storefront/sessions",
	endSession: "DELETE /api/storefront/sessions/{session}",
	endSessions: "DELETE /api/storefront/sessions",
	beginFactor: "POST /api/storefront/totp",
	confirmFactor: "POST /api/storefront/totp/confirmations",
	dropFactor: "POST /api/storefront/totp/removals",
	renewRecoveryCodes: "POST /api/storefront/totp/recovery-codes",
	categories: "GET /api/storefront/categories",
	product: "GET /api/storefront/products/{product}",
	quote: "POST /api/checkout/quotes",
	documents: "GET /api/checkout/documents",
	regions: "GET /api/checkout/regions",
	flavours: "GET /api/checkout/flavours",
	vpcs: "GET /api/checkout/vpcs",
	newVpc: "POST /api/checkout/vpcs",
	newSubnet: "POST /api/checkout/vpcs/{vpc}/subnets",
	placeOrder: "POST /api/checkout/orders",
	orders: "GET /api/checkout/orders",
	order: "GET /api/checkout/orders/{order}",
	settle: "POST /api/checkout/settlements",
	cancelOrder: "POST /api/checkout/orders/{order}/cancellations",
	bills: "GET /api/billing/bills",
	bill: "GET /api/billing/bills/{bill}",
	billPdf: "GET /api/billing/bills/{bill}/pdf",
	billCsv: "GET /api/billing/bills/{bill}/csv",
	billUbl: "GET /api/billing/bills/{bill}/ubl",
	billArchive: "GET /api/billing/bill-archives",
	spend: "GET /api/billing/spend",
	calendar: "GET /api/billing/calendar",
	newCalendar: "POST /api/billing/calendar",
	dropCalendar: "DELETE /api/billing/calendar",
	payBill: "POST /api/billing/bills/{bill}/payments",
	disputeBill: "POST /api/billing/bills/{bill}/disputes",
	withdrawDispute: "POST /api/billing/bills/{bill}/disputes/{dispute}/withdrawals",
	waiting: "GET /api/billing/waiting",
	waitingBuyers: "GET /api/billing/waiting-buyers",
	billDisputes: "GET /api/billing/bill-disputes",
	ruleDispute: "POST /api/billing/bill-disputes/{dispute}/rulings",
	writeOff: "POST /api/billing/receivables/{bill}/write-offs",
	billPayments: "GET /api/billing/bills/{bill}/payments",
	creditPool: "GET /api/billing/credit/{pool}",
	creditStatement: "GET /api/billing/credit/{pool}/statement",
	receivables: "GET /api/billing/receivables",
	receivable: "GET /api/billing/receivables/{bill}",
	receivablePdf: "GET /api/billing/receivables/{bill}/pdf",
	receivableCsv: "GET /api/billing/receivables/{bill}/csv",
	receivableUbl: "GET /api/billing/receivables/{bill}/ubl",
	recordPayment: "POST /api/billing/bill-payments",
	cancelBill: "POST /api/billing/receivables/{bill}/cancellations",
	credit: "GET /api/billing/credit",
	paymentMethods: "GET /api/checkout/payment-methods",
	cards: "GET /api/checkout/cards",
	addCard: "POST /api/checkout/cards",
	refreshCard: "POST /api/checkout/cards/{card}/refreshes",
	dropCard: "DELETE /api/checkout/cards/{card}",
	pay: "POST /api/checkout/payments",
	refreshPayment: "POST /api/checkout/payments/{payment}/refreshes",
	settlements: "GET /api/billing/settlements",
	settlement: "GET /api/billing/settlements/{settlement}",
	settlementPdf: "GET /api/billing/settlements/{settlement}/pdf",
	settlementCsv: "GET /api/billing/settlements/{settlement}/csv",
	settlementLines: "GET /api/billing/settlement-lines",
	settlementForecast: "GET /api/billing/settlement-forecast",
	payouts: "GET /api/billing/payouts",
	payout: "GET /api/billing/payouts/{settlement}",
	payoutPdf: "GET /api/billing/payouts/{settlement}/pdf",
	payoutCsv: "GET /api/billing/payouts/{settlement}/csv",
	recordPayout: "POST /api/billing/settlements/{settlement}/payouts",
	handovers: "GET /api/billing/handovers",
	disputes: "GET /api/billing/disputes",
	handover: "GET /api/billing/handovers/{handover}",
	handOver: "POST /api/billing/handovers/{handover}/deliveries",
	acceptHandover: "POST /api/billing/handovers/{handover}/acceptances",
	rejectHandover: "POST /api/billing/handovers/{handover}/rejections",
	disputeHandover: "POST /api/billing/handovers/{handover}/disputes",
	ruleHandover: "POST /api/billing/handovers/{handover}/rulings",
	recallHandover: "POST /api/billing/handovers/{handover}/recalls",
	beginUpload: "POST /api/billing/uploads",
	uploadState: "GET /api/billing/uploads/{upload}",
	sendPiece: "PUT /api/billing/uploads/{upload}",
	milestones: "GET /api/billing/milestones",
	referStage: "PUT /api/billing/milestones/{order}/references",
	proposeChange: "POST /api/billing/plan-changes",
	confirmChange: "POST /api/billing/plan-changes/{change}/confirmations",
	declineChange: "POST /api/billing/plan-changes/{change}/declines",
	withdrawChange: "POST /api/billing/plan-changes/{change}/withdrawals",
	addEvidence: "POST /api/billing/evidence",
	evidence: "GET /api/billing/evidence/{file}",
	evidenceBundle: "GET /api/billing/evidence-bundles/{order}",
	dropEvidence: "DELETE /api/billing/evidence/{file}",
	orderRefunds: "GET /api/checkout/orders/{order}/refunds",
	askRefund: "POST /api/checkout/orders/{order}/refunds",
	appealRefund: "POST /api/checkout/refunds/{refund}/escalations",
	refundRequests: "GET /api/checkout/refund-requests",
	approveRefund: "POST /api/checkout/refunds/{refund}/approvals",
	refuseRefund: "POST /api/checkout/refunds/{refund}/refusals",
	refundReviews: "GET /api/checkout/refund-reviews",
	ruleRefund: "POST /api/checkout/refunds/{refund}/rulings",
	sendRefund: "POST /api/checkout/refunds/{refund}/transfers",
	services: "GET /api/checkout/services",
	service: "GET /api/checkout/services/{service}",
	reveal: "POST /api/checkout/services/{service}/revelations",
	offerRequests: "GET /api/offers/offer-requests",
	askOffer: "POST /api/offers/offer-requests",
	offerRequest: "GET /api/offers/offer-requests/{request}",
	counterRequest: "POST /api/offers/offer-requests/{request}/counters",
	declineRequest: "POST /api/offers/offer-requests/{request}/declines",
	notifications: "GET /api/offers/notifications",
	notificationCounts: "GET /api/offers/notification-counts",
	readNotifications: "POST /api/offers/notification-reads",
	openOffer: "POST /api/offers/openings",
	exclusiveOffers: "GET /api/offers/exclusive-offers",
	exclusiveOffer: "GET /api/offers/exclusive-offers/{offer}",
	offerCalendar: "GET /api/offers/exclusive-offers/{offer}/calendar",
	declineOffer: "POST /api/offers/exclusive-offers/{offer}/declines",
	askExtension: "POST /api/offers/exclusive-offers/{offer}/extension-requests",
	redeemOffer: "POST /api/offers/redemptions",
	products: "GET /api/storefront/products",
	suggestions: "GET /api/storefront/suggestions",
	favourites: "GET /api/storefront/favourites",
	favouriteMarks: "GET /api/storefront/favourite-marks",
	save: "PUT /api/storefront/favourites/{product}",
	annotate: "PATCH /api/storefront/favourites/{product}",
	unsave: "DELETE /api/storefront/favourites/{product}",
	seller: "GET /api/storefront/seller",
	saveSeller: "PATCH /api/storefront/seller",
	sellerTerms: "GET /api/storefront/seller-terms",
	applyToSell: "POST /api/storefront/seller-applications",
	changePayout: "POST /api/storefront/seller/payouts",
	upload: "POST /api/storefront/media",
	listings: "GET /api/storefront/listings",
	newListing: "POST /api/storefront/listings",
	listing: "GET /api/storefront/listings/{product}",
	renameListing: "PATCH /api/storefront/listings/{product}",
	saveListing: "PUT /api/storefront/listings/{product}",
	dropDraft: "DELETE /api/storefront/listings/{product}/draft",
	submitListing: "POST /api/storefront/listings/{product}/submissions",
	withdrawListing: "POST /api/storefront/listings/{product}/withdrawals",
	hideListing: "POST /api/storefront/listings/{product}/hidings",
	showListing: "POST /api/storefront/listings/{product}/showings",
	revisions: "GET /api/storefront/listings/{product}/revisions",
	revision: "GET /api/storefront/listings/{product}/revisions/{revision}",
	licenceKeys: "GET /api/storefront/listings/{product}/licence-keys",
	addLicenceKeys: "POST /api/storefront/listings/{product}/licence-keys",
	dropLicenceKeys: "POST /api/storefront/listings/{product}/licence-key-removals",
	endpoint: "GET /api/storefront/listings/{product}/endpoint",
	saveEndpoint: "PUT /api/storefront/listings/{product}/endpoint",
	dropEndpoint: "DELETE /api/storefront/listings/{product}/endpoint",
	retryEndpoint: "POST /api/storefront/listings/{product}/endpoint-retries",
	testEndpoint: "POST /api/storefront/listings/{product}/endpoint-tests",
	reviews: "GET /api/storefront/reviews",
	review: "GET /api/storefront/reviews/{product}",
	approveListing: "POST /api/storefront/reviews/{product}/approvals",
	askForChanges: "POST /api/storefront/reviews/{product}/requests",
	restrictProduct: "POST /api/storefront/products/{product}/restrictions",
	applications: "GET /api/storefront/seller-applications",
	approveSeller: "POST /api/storefront/seller-applications/{seller}/approvals",
	suspendSeller: "POST /api/storefront/seller-applications/{seller}/suspensions",
	category: "GET /api/storefront/categories/{category}",
	newCategory: "POST /api/storefront/categories",
	saveCategory: "PATCH /api/storefront/categories/{category}",
	dropCategory: "DELETE /api/storefront/categories/{category}",
	pins: "GET /api/storefront/pins",
	savePins: "PUT /api/storefront/pins",
	company: "GET /api/storefront/company",
	changeCompany: "PATCH /api/storefront/company",
	leaveCompany: "POST /api/storefront/company/departures",
	members: "GET /api/storefront/company/users",
	changeMember: "PATCH /api/storefront/company/users/{user}",
	removeMember: "DELETE /api/storefront/company/users/{user}",
	invitations: "GET /api/storefront/invitations",
	invite: "POST /api/storefront/invitations",
	inviteAgain: "POST /api/storefront/invitations/{invitation}/mails",
	withdrawInvitation: "DELETE /api/storefront/invitations/{invitation}",
	viewInvitation: "POST /api/storefront/invitation-views",
	acceptInvitation: "POST /api/storefront/invitation-acceptances",
	apiKeys: "GET /api/storefront/api-keys",
	makeApiKey: "POST /api/storefront/api-keys",
	revokeApiKey: "DELETE /api/storefront/api-keys/{key}",
	webhooks: "GET /api/billing/webhooks",
	makeWebhook: "POST /api/billing/webhooks",
	webhook: "GET /api/billing/webhooks/{webhook}",
	editWebhook: "PATCH /api/billing/webhooks/{webhook}",
	dropWebhook: "DELETE /api/billing/webhooks/{webhook}",
	rotateWebhook: "POST /api/billing/webhooks/{webhook}/secrets",
	testWebhook: "POST /api/billing/webhooks/{webhook}/tests",
	webhookMessages: "GET /api/billing/webhooks/{webhook}/messages",
	webhookMessage: "GET /api/billing/webhook-messages/{message}",
	replayWebhookMessage: "POST /api/billing/webhook-messages/{message}/replays",
	findCustomer: "POST /api/offers/customer-lookups",
	offers: "GET /api/offers/offers",
	newOffer: "POST /api/offers/offers",
	offer: "GET /api/offers/offers/{offer}",
	dropOffer: "DELETE /api/offers/offers/{offer}",
	saveOffer: "PUT /api/offers/offers/{offer}/draft",
	dropOfferDraft: "DELETE /api/offers/offers/{offer}/draft",
	eligibility: "GET /api/offers/offers/{offer}/eligibility",
	sendOffer: "POST /api/offers/offers/{offer}/sendings",
	withdrawOffer: "POST /api/offers/offers/{offer}/withdrawals",
	extendOffer: "POST /api/offers/offers/{offer}/extensions",
	resendOffer: "POST /api/offers/offers/{offer}/resendings",
	offerTemplates: "GET /api/offers/offer-templates",
	newOfferTemplate: "POST /api/offers/offer-templates",
	dropOfferTemplate: "DELETE /api/offers/offer-templates/{template}",
};

const TIMEOUT_MS = 20_000;
const GET_TRIES = 3;
const RETRY_MS = 400;

const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="souk"]'));

/** The site's root, whatever the base path: ends with a slash. */
export const ROOT = new URL(meta?.content ?? "/", document.baseURI);

/** The folder of styles, scripts, icons and locales: ends with a slash. */
export const ASSETS = new URL(meta?.dataset.assets ?? "assets/", document.baseURI);

/** An answer that is not 2xx, or none at all (status 0). */
export class Problem extends Error {
	/** @param {number} status @param {Partial<ProblemDocument>} document @param {number} [retryAfter] */
	constructor(status, document, retryAfter) {
		super(document.detail || document.title || `status ${status}`);
		this.name = "Problem";
		this.status = status;
		this.code = document.code ?? (status ? "" : "offline");
		this.detail = document.detail ?? "";
		/** @type {{pointer: string, code: string, detail: string}[]} */
		this.errors = document.errors ?? [];
		this.requestId = document.request_id ?? "";
		/** What else the answer carries, such as the new quote. */
		this.document = document;
		this.retryAfter = retryAfter ?? 0;
	}
}

/** One for each intent of a person, made when the form opens. */
export const newKey = () => crypto.randomUUID();

let csrf = "";

/** @param {string | null} token */
export const setCsrf = (token) => { csrf = token ?? ""; };

/** What a request that call() cannot make carries. */
export const getCsrf = () => csrf;

/** @param {number} ms @param {AbortSignal} [signal] @returns {Promise<void>} */
export const pause = (ms, signal) => new Promise((resolve, reject) => {
	const timer = setTimeout(resolve, ms);
	signal?.addEventListener("abort", () => {
		clearTimeout(timer);
		reject(signal.reason);
	}, { once: true });
});

/**
 * @param {keyof typeof ROUTES} name
 * @param {Record<string, string | number | undefined>} params
 * @returns {[string, URL]}
 */
export function address(name, params) {
	const [method, pattern] = ROUTES[name].split(" ");
	const rest = { ...params };
	const path = pattern.replace(/\{(\w+)\}/g, (_, part) => {
		const value = encodeURIComponent(String(rest[part]));
		delete rest[part];
		return value;
	});
	const url = new URL(path.slice(1), ROOT);
	for (const [key, value] of Object.entries(rest))
		if (value !== undefined && value !== "")
			url.searchParams.set(key, String(value));
	return [method, url];
}

/**
 * Answers that a screen's ahead/ script asked for while the screen itself was
 * on its way; the two may be bundles without a module in common.
 * @type {Map<string, Promise<Response>>}
 */
const begun = /** @type {any} */ (globalThis).soukBegun ??= new Map();

/** @param {string | URL} url @param {RequestInit} init */
const nameOf = (url, { method, body }) => `${method ?? "GET"} ${url} ${body ?? ""}`;

/**
 * fetch(), for which the screen's next fetch of the same waits.
 * @param {string | URL} url
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} one of its own
 */
export function beginFetch(url, init = {}) {
	const answer = fetch(url, init);
	begun.set(nameOf(url, init), answer);
	return answer.then((response) => response.clone());
}

/** fetch(), or what was begun. @param {string | URL} url @param {RequestInit} [init] */
export function fetchBegun(url, init = {}) {
	const name = nameOf(url, init);
	const answer = begun.get(name);
	begun.delete(name);
	return answer ?? fetch(url, init);
}

/**
 * @param {Response} response
 * @returns {Promise<Problem>}
 */
export async function problemOf(response) {
	let document = {};
	if (response.headers.get("Content-Type")?.includes("json"))
		document = await response.json().catch(() => ({}));
	return new Problem(response.status, document, Number(response.headers.get("Retry-After")) || 0);
}

/**
 * @param {string} method
 * @param {{body?: unknown, key?: string, version?: number}} options
 * @param {AbortSignal} signal
 * @returns {RequestInit}
 */
function requestOf(method, options, signal) {
	/** @type {Record<string, string>} */
	const headers = {};
	if (method !== "GET") {
		headers.Accept = "application/json";
		headers["Content-Type"] = "application/json";
		if (csrf)
			headers["X-Souk-CSRF"] = csrf;
		if (options.key)
			headers["Idempotency-Key"] = options.key;
		if (options.version !== undefined)
			headers["If-Match"] = `"${options.version}"`;
	}
	const body = method === "GET" || method === "DELETE" ? undefined : JSON.stringify(options.body ?? {});
	return { method, headers, body, credentials: "same-origin", signal };
}

/**
 * @param {string} method
 * @param {URL} url
 * @param {{body?: unknown, key?: string, version?: number, signal?: AbortSignal}} options
 */
async function once(method, url, options) {
	const timeout = AbortSignal.timeout(TIMEOUT_MS);
	const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
	let response;
	try {
		response = await fetchBegun(url, requestOf(method, options, signal));
	} catch (fault) {
		if (options.signal?.aborted)
			throw options.signal.reason;
		throw new Problem(0, { code: timeout.aborted ? "timeout" : "offline" });
	}
	if (!response.ok)
		throw await problemOf(response);
	if (response.status === 204)
		return null;
	return response.json().catch(() => {
		throw new Problem(0, { code: "offline" });
	});
}

/** @param {unknown} fault */
const isPassing = (fault) => fault instanceof Problem && (fault.status === 0 || fault.status === 503);

/**
 * The answer's body. Reads are tried again when the network or a responder is
 * away for a moment; writes never by themselves, so that a person decides.
 * @param {keyof typeof ROUTES} name
 * @param {Record<string, string | number | undefined>} [params] of the path, the rest in the query
 * @param {{body?: unknown, key?: string, version?: number, signal?: AbortSignal}} [options] version: of what is edited
 * @returns {Promise<any>}
 */
export async function call(name, params = {}, options = {}) {
	const [method, url] = address(name, params);
	for (let tries = 1; ; tries++) {
		try {
			return await once(method, url, options);
		} catch (fault) {
			if (method !== "GET" || tries === GET_TRIES || !isPassing(fault))
				throw fault;
			await pause(RETRY_MS * 2 ** tries, options.signal);
		}
	}
}

/** The address of a GET, for a link. @param {keyof typeof ROUTES} name @param {Record<string, string>} [params] */
export const linkOf = (name, params = {}) => address(name, params)[1].href;

/**
 * Begins what call() with the same arguments will ask.
 * @param {keyof typeof ROUTES} name
 * @param {Record<string, string | number | undefined>} [params]
 * @param {{body?: unknown}} [options]
 * @returns {Promise<any>} the answer's body
 */
export async function beginCall(name, params = {}, options = {}) {
	const [method, url] = address(name, params);
	const response = await beginFetch(url, requestOf(method, options, AbortSignal.timeout(TIMEOUT_MS)));
	return response.json();
}

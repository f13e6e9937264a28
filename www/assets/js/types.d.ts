/* What the responders answer, as the pages use it. */

export interface Money { amount: number; currency: string }

export interface ProblemDocument {
	type: string; title: string; status: number; detail: string; code: string;
	errors: { pointer: string; code: string; detail: string }[];
	request_id: string;
	[more: string]: unknown;
}

export interface Site {
	site: string; name: string; lang: string; locales: string[];
	currency: string; currencies: string[]; country: string; time_zone: string; order_expiry_days: number; seal_key: string;
	support_email: string; payment: string; test_payments: boolean;
	gateway_origins: string[]; version: string;
	legal: { kind: string; title: string; url: string }[];
}

export interface User { id: string; user_name: string; email: string; verified: boolean; role: string; locale: string; factor: boolean }
export interface Company { id: string; name: string; country: string; currency: string }
export interface Session { user: User | null; company: Company | null; seller: { active: boolean } | null; csrf: string | null }

export interface Account {
	id: string; user_name: string; email: string; verified: boolean; email_pending: string | null;
	mobile: string | null; sms: boolean; locale: string; created_at: string; row_version: number;
	totp: { in_force: boolean; since: string | null; recovery_codes_left: number; required: boolean };
}
export interface SessionShown {
	id: string; current: boolean; device: { browser: string | null; system: string | null }; address: string;
	signed_in_at: string; seen_at: string; factor: boolean;
}

export interface CompanyProfile {
	id: string; name: string; country: string; tax_number: string | null; currency: string; postpaid: boolean; sells: boolean;
	created_at: string; row_version: number;
}
export interface Member {
	id: string; user_name: string; email: string; verified: boolean; role: string; locked: boolean; second_factor: boolean; you: boolean;
	signed_in_at: string | null; created_at: string; row_version: number;
}
export interface Invitation { id: string; email: string; role: string; invited_by: string; expired: boolean; created_at: string; expires_at: string }
export interface InvitationView { company: string; email: string; role: string; invited_by: string; expires_at: string; account: "none" | "known" | "yours" }
export interface ApiKey {
	id: string; name: string; hint: string; scopes: string[]; user_name: string; yours: boolean; expired: boolean;
	created_at: string; expires_at: string | null; used_at: string | null;
}

export interface Webhook {
	id: string; url: string; about: string; kinds: string[]; state: string; waiting: number;
	sent_at: string | null; old_secret_until: string | null; created_at: string; row_version: number;
}
export interface WebhookAttempt {
	attempt: number; started_at: string; took_ms: number; status: number | null; error: string | null; answer: string | null;
}
export interface WebhookMessage {
	id: string; webhook: string; kind: string; state: string; tries: number; created_at: string;
	sent_at: string | null; next_at: string | null; body: string; attempts: WebhookAttempt[];
}

export interface ProductRef { slug: string; name: string; logo: string | null }
export interface Price { mode: string; currency: string; capacity: string; from_quantity: number; amount: Money }
export interface Capacity { code: string; unit: string; min: number; max: number; step: number; included: number }
export interface Plan {
	code: string; name: string; summary: string;
	options: { name: string; value: string }[]; capacities: Capacity[]; prices: Price[];
}
export interface ProductData { slug: string; name: string; delivery: string; currency: string; currencies: string[]; plans: Plan[] }

export interface Configuration {
	product: string; plan: string; billing_mode: string; quantity: number; periods: number;
	capacities: Record<string, number>; currency: string; region?: string; flavour?: string; renews?: string;
}
export interface Region { code: string; name: string }
export interface Size { code: string; vcpus: number; memory_gib: number }
export interface Flavour extends Size { region: Region; prices: { mode: string; amount: Money }[] }
export interface Subnet { id: string; name: string; cidr: string }
export interface Vpc { id: string; region: Region; name: string; cidr: string; created_at: string; subnets: Subnet[] }
export interface QuoteLine { kind: string; text: string; quantity: number; periods: number; unit: Money; net: Money }
export interface Tax { kind: "standard" | "reverse_charge" | "exempt" | "out_of_scope"; rate: string; net: Money; amount: Money; }
/** What is shown of a price, whoever made it. */
export interface Priced { billing_mode: string; lines: QuoteLine[]; net: Money; tax: Tax[]; total: Money; server: { region: Region; flavour: Size } | null; offer?: Saving | null }
export interface Saving { list_net: Money; saved: Money; saved_bp: number }
/** The private offer that a choice is exactly; of: how many are. */
export interface LinkedOffer extends Saving { id: string; version: number; ends_at: string; list_unit: Money; of: number }
export interface Difference { field: string; capacity?: string | null; chosen: string | number | null; offered: string | number | null }
export interface NearOffer { offer: string; ends_at: string; net: Money; differs: Difference[] }
export interface Quote {
	offer: LinkedOffer | null; near: NearOffer[];
	quote: string; product: ProductRef; plan: { code: string; name: string }; seller: { slug: string; name: string };
	delivery: string; billing_mode: string; quantity: number; periods: number; capacities: Record<string, number>;
	server: { region: Region; flavour: Size } | null; lines: QuoteLine[]; net: Money; tax: Tax[]; total: Money; expires_at: string;
	runs_from: string | null; runs_until: string | null; payment_plan: PaymentPlan | null;
}

/** Of what is paid in stages, before it is ordered. */
export interface PaymentPlan {
	billing: "advance" | "arrears"; deemed_days: number | null; digest: string; net: Money; tax: Money; total: Money;
	milestones: { stage: number; name: string; share_bp: number; criteria: string[]; net: Money; tax: Money; amount: Money; billed_by: number; due_days: number }[];
	permissions: Permission[];
	credit: { pool: string; limit: Money; reserved: Money; billed: Money; overdue: Money; free: Money; free_after: Money; refusal: string | null; words: string | null };
}
export interface Permission { hash: string; code: string; title: string; text: string }
export interface OfferMilestone { name: string; share_bp: number; amount: Money; criteria: string[] }
export interface OfferCheck { check: string; ok: boolean; detail: string; mend: { text: string; url: string } | null }
export interface ExclusiveOfferRow extends Saving {
	id: string; version: number; standing: "upcoming" | "active" | "used" | "expired" | "withdrawn" | "declined";
	seller: { slug: string; name: string }; product: ProductRef; plan: { code: string; name: string };
	billing_mode: string; quantity: number; periods: number; capacities: Record<string, number>; region: string | null; flavour: string | null;
	net: Money; starts_at: string; ends_at: string; milestone_count: number; order: string | null; use: string;
}
export interface OfferConfirm {
	lines: QuoteLine[]; net: Money; tax: Tax[]; total: Money; list_total: Money; digest: string; documents: Document[];
	consent: Accepting["contact"]; server: { region: Region; flavour: Size } | null;
}
export interface ExclusiveOffer extends ExclusiveOfferRow {
	note: string; documents: { hash: string; title: string; html: string }[]; milestones: OfferMilestone[]; payment_plan: PaymentPlan | null;
	changes: Change[] | null; confirm: OfferConfirm | null; checks: OfferCheck[]; close_reason: string | null;
}
export interface OpenedOffer {
	access: "sign_in" | "wrong_account" | "role" | "full"; standing: string; seller: { slug: string; name: string }; product: ProductRef; ends_at: string;
	issued_to?: string; you?: string; offer?: ExclusiveOffer;
}
export interface RequestRound {
	round: number; side: "buyer" | "seller"; kind: "request" | "counter" | "offer" | "decline" | "accept"; plan: string | null; billing_mode: string | null;
	quantity: number | null; periods: number | null; capacities: Record<string, number>; target: Money | null; starts_on: string | null; message: string;
	offer: { id: string; version: number; net: Money | null } | null; at: string; by: string;
}
export interface OfferRequest {
	id: string; state: string; product: ProductRef; buyer: { name: string }; seller: { slug: string; name: string };
	rounds: RequestRound[]; turn: "buyer" | "seller" | "none"; updated_at: string;
}
/** Terms as they are kept: what a draft leaves out is null, 0 or empty. */
export interface OfferTerms {
	title: string | null; target: { kind: string | null; value: string | null }; product: string | null; plan: string | null; billing_mode: string | null;
	quantity: number; periods: number; capacities: { code: string; amount: number }[]; region: string | null; flavour: string | null; currency: string | null;
	price: { kind: string | null; amount: number; percent_bp: number }; starts_on: string | null; accept_by: string | null; note: string | null;
	documents: { title: string | null; text: string | null }[]; milestones: { name: string | null; share_bp: number; criteria: string[] }[];
	billing: string | null; deemed_days: number;
}
export interface OfferPreview extends Saving {
	product: { slug: string; name: string }; plan: { code: string; name: string }; seller: { slug: string; name: string }; logo: string | null;
	billing_mode: string; quantity: number; periods: number; capacities: Record<string, number>;
	lines: (QuoteLine & { list_unit: Money })[]; list_unit: Money; unit: Money; net: Money; starts_at: string | null; ends_at: string | null;
	note: string | null; documents: { title: string | null; text: string | null }[];
	milestones: { name: string | null; share_bp: number; amount: Money | null; criteria: string[] }[]; billing: string | null; deemed_days: number;
}
export interface OfferForecast {
	gross: Money; commission: Money; commission_bp: number; payout: Money;
	milestones: { name: string | null; net: Money; commission: Money; payout: Money }[];
}
export interface OfferFault { pointer: string; code: string; detail: string }
export interface OfferDraft {
	row_version: number; updated_at: string; terms: OfferTerms; faults: OfferFault[]; preview: OfferPreview | null; forecast: OfferForecast | null;
	list: { unit: Money; net: Money } | null;
}
export interface OfferRow {
	id: string; title: string; state: string; standing: string; version: number; draft: boolean; buyer: { name: string | null; masked: string | null } | null;
	product: { slug: string; name: string; logo: string | null } | null; net: Money | null; starts_at: string | null; ends_at: string | null;
	messages: { mail: string; sms: string }; opened: number; opened_elsewhere: number; order: string | null; close_reason: string | null; updated_at: string;
	row_version: number;
}
export interface SellerOffer extends Omit<OfferRow, "draft"> {
	draft: OfferDraft | null; terms: OfferTerms | null; preview: OfferPreview | null; forecast: OfferForecast | null; link: string | null; qr: string | null;
	versions: { version: number; sent_at: string; changes: Change[] }[];
	message_list: { channel: "mail" | "sms"; recipient: string; version: number; state: string; at: string }[];
	openings: { who: string | null; own: boolean; version: number; last_at: string }[];
	events: { kind: string; from: string | null; to: string | null; reason: string | null; at: string }[];
	request: string | null; can: string[];
}
export interface Customer {
	found: boolean; company: { id: string; name: string } | null; contact: { masked: string; role: string } | null; active: boolean; currency: string | null;
	postpaid: boolean; mobile: string;
}
export interface OfferTemplate { id: string; name: string; created_at: string }
export interface Notification { id: string; kind: string; text: string; url: string; at: string; read: boolean }

export interface Document { hash: string; kind: string; title: string; url: string | null; html: string }

export interface Accepting {
	items: Document[];
	contact: { text: string; consent: string | null; kind: string; masked: string | null } | null;
	permissions?: Permission[];
}

export interface OrderLine {
	kind: "software" | "infrastructure"; text: string; product: string; plan: string; billing_mode: string; quantity: number; periods: number;
	capacities: Record<string, number>; unit: Money; list_unit: Money; net: Money; tax: Money;
}
export interface Payment { id: string; state: string; failure: string | null; attempt: number }
export interface Service {
	id: string; access_url: string | null; note: string; delivered_at: string; term_ends_at?: string | null; ended_at: string | null; has_secret: boolean;
	shown_once: boolean; revealed_at: string | null; access: "OPEN" | "FROZEN" | "RELEASED";
}
export interface OwnService extends Service {
	order: string; product: ProductRef; plan: { code: string; name: string }; seller: { slug: string; name: string };
	delivery: string; billing_mode: string; quantity: number; capacities: Record<string, number>;
	term: { phase: "ahead" | "running" | "renewable" | "grace" | "over"; periods: number; begins_at: string; ends_at: string } | null;
	renewal: { is: "open" | "no_term" | "early" | "over" | "under_way"; until: string | null; order: string | null };
}
export interface OrderServer {
	region: Region; flavour: Size; vpc: { id: string; name: string }; subnet: { id: string; name: string };
	login_name: string; password_kept: boolean;
}
export interface Refund {
	id: string; order: string; kind: "cooling_off" | "request" | "surplus";
	state: "REQUESTED" | "APPROVED" | "PROCESSING" | "REFUNDED" | "FAILED" | "REFUSED" | "IN_REVIEW";
	product: string; buyer: string; seller: string; amount: Money; cash: Money; reason: string;
	answer: string | null; appeal: string | null; ruling: string | null; created_at: string; answer_by: string | null;
	answered_at: string | null; ruled_at: string | null; refunded_at: string | null; by_gateway: boolean; row_version: number;
	bill: { id: string; number: string } | null;
}
export interface HandoverFile { id: string; name: string; bytes: number; sha256: string; added_at: string }
export interface HandoverRound {
	round: number; note: string; delivered_at: string; answer: string | null; answered_at: string | null;
	appeal: string | null; ruling: string | null; ruled_at: string | null; files: HandoverFile[];
}
export type HandoverState = "PLANNED" | "OPEN" | "DELIVERED" | "REWORK" | "DISPUTED" | "ACCEPTED" | "CANCELLED";
export interface HandoverItem {
	id: string; order: string; stage: number; state: HandoverState; round: number; product: string; buyer: string; seller: string;
	opened_at: string | null; delivered_at: string | null; accept_by_at: string | null; deemed: boolean; closed_at: string | null; row_version: number;
}
export interface HandoverAnswer { round: number; criterion: number; met: boolean; comment: string }
export interface Handover extends HandoverItem {
	name: string | null; criteria: string[]; answers: HandoverAnswer[];
	rounds_max: number; answer_by: string | null; rounds: HandoverRound[]; files: HandoverFile[];
}
export interface Upload { id: string; name: string; bytes: number; received: number; file: string | null }
export interface PlanStage { stage: number; name: string; criteria: string[]; net: Money; tax: Money; amount: Money }
export type Side = "buyer" | "seller" | "operator";
export interface StageItem extends PlanStage {
	handover: string; share_bp: number; state: HandoverState; round: number; row_version: number; billed_by: number;
	bill: { id: string; number: string; state: string; due_at: string; open: Money } | null;
	delivered_at: string | null; accept_by_at: string | null; deemed: boolean; closed_at: string | null;
	po_number?: string | null; cost_centre?: string | null; settlement?: string | null;
}
export interface FinalAccount { total: Money; accepted: Money; billed: Money; credited: Money; paid: Money; open: Money; refund: Money; freed: Money }
export interface PlanChange {
	id: string; kind: "stop" | "change"; state: "PROPOSED" | "CONFIRMED" | "DECLINED" | "WITHDRAWN"; side: "buyer" | "seller"; reason: string; answer: string | null;
	created_at: string; digest: string; total: Money; before: PlanStage[]; after: PlanStage[]; account: FinalAccount | null; can: ("confirm" | "decline" | "withdraw")[];
}
export interface StageEvent { at: string; kind: string; who: string; stage: number | null; text: string | null }
export interface Milestones {
	order: string; state: string; product: string; buyer: string; seller: string; version: number; billing: "advance" | "arrears"; deemed_days: number | null;
	net: Money; tax: Money; total: Money; billed: Money; paid: Money; open: Money;
	next: { who: Side | "nobody"; what: "deliver" | "accept" | "rework" | "rule" | "confirm_change" | "pay" | "done"; stage: number | null };
	items: StageItem[]; change: PlanChange | null; events: StageEvent[];
}
export interface OrderRefunds {
	available: Money; waiting: boolean; cooling_off: { is: string; until: string | null }; rule: { days: number; holds: boolean }; items: Refund[];
}
export interface OrderEvent { subject: string; kind: string; from: string | null; to: string | null; actor: string; reason: string | null; at: string }
export interface Order {
	id: string; state: string; created_at: string; expires_at: string | null; paid_at: string | null; renews: string | null;
	offer?: { id: string; version: number; saved: Money } | null;
	product: ProductRef; seller: { slug: string; name: string };
	po_number: string | null; cost_centre: string | null; lines: OrderLine[]; net: Money; tax: Money; taxes: Tax[]; total: Money;
	documents: { hash: string; kind: string; title: string }[];
	payment: Payment | null;
	bill: { id: string; number: string; state: string; total: Money; issued_at: string; files: boolean } | null;
	contact?: { kind: string; masked: string | null; consented_at: string } | null;
	handover?: { id: string; state: string } | null;
	payment_plan?: { version: number; billing: string; deemed_days: number | null; stages: number; accepted: number; total: Money; billed: Money; paid: Money } | null;
	server: OrderServer | null; services: Service[]; events: OrderEvent[];
}
export interface Bill {
	id: string; number: string; kind: "bill" | "statement" | "credit_note"; state: string;
	corrects: { id: string; number: string } | null; order: string | null; credit: "general" | "milestone" | null;
	net: Money; tax: Money; total: Money; paid: Money; credited: Money; refunded: Money; open: Money;
	issued_at: string; due_at: string; paid_at: string | null; period: { from: string; until: string } | null; files: boolean;
	customer: BillParty; po_number: string | null; cost_centre: string | null; stage: number | null; stage_name: string | null;
}
export interface BillDispute {
	id: string; state: "OPEN" | "UPHELD" | "REJECTED" | "WITHDRAWN"; amount: Money; credited: Money; reason: string; ruling: string | null;
	created_at: string; closed_at: string | null; row_version: number;
	bill?: { id: string; number: string; customer: string | null; total: Money; open: Money; due_at: string };
}
export interface CreditSums { reserved: Money; billed: Money }
export interface CreditMove extends CreditSums { at: string; what: string; order: string | null; bill: { id: string; number: string } | null }
export interface CreditStatement { pool: "general" | "milestone"; from: string; until: string; opening: CreditSums; items: CreditMove[]; closing: CreditSums }
export interface WaitingCount { count: number; oldest_at: string | null }
export type Waiting = Record<"disputes" | "bill_disputes" | "refunds" | "payouts" | "overdue", WaitingCount>;
export interface WaitingBuyer { kind: "refund" | "offer_request" | "handover" | "rework"; id: string; product: string; buyer: string; amount?: Money; since: string }
export interface SpendMonth { month: string; committed: Money; billed: Money; paid: Money; bills: number }
export interface Spend { currency: string; months: SpendMonth[]; now: { committed: Money; billed: Money; paid: Money } }
export interface Receipt { method: string; amount: Money; applied: Money; reference: string | null; received_at: string }
export interface BillPayment { bill: WholeBill; applied: Money; deposit: Money; order_paid: boolean; repeated: boolean }
export interface BillParty { name: string | null; address: string | null; country: string | null; tax_number: string | null }
export interface BillLine {
	order: string; seller: string; product: string; plan: string; billing_mode: string; quantity: number; periods: number;
	unit: Money; net: Money; tax_kind: string; tax_rate: string; tax: Money;
}
export interface WholeBill extends Bill {
	issuer: BillParty; bank: string | null; disputes: BillDispute[]; events: OrderEvent[];
	lines: BillLine[]; taxes: { tax_kind: string; tax_rate: string; net: Money; tax: Money }[];
	receipts: Receipt[];
	notes: { id: string; number: string; total: Money; issued_at: string }[];
}
export interface Settlement {
	id: string; number: string; month: string; state: "ISSUED" | "SETTLED" | "CARRIED"; seller: string;
	sales: Money; commission: Money; payable: Money; carried: Money; payout: Money;
	issued_at: string; settled_at: string | null; reference: string | null; files: boolean; row_version: number;
}
export interface SettlementLine {
	id: string; order: string; product: string; stage: number; stage_name: string | null; kind: "sale" | "refund" | "write_off"; state: string;
	net: Money; commission: Money; tax: Money; payable: Money; accepted: boolean;
	bill: { number: string; state: string; due_at: string } | null; settlement: { id: string; number: string } | null;
	created_at: string; released_at: string | null;
}
export interface ExpectedPayout {
	order: string; product: string; stage: number; stage_name: string | null; kind: "sale" | "refund" | "write_off";
	net: Money; commission: Money; tax: Money; payout: Money;
	accepted: boolean; billed: boolean; paid: boolean; state: string; expected_on: string | null;
}
export interface SettlementForecast {
	items: ExpectedPayout[];
	totals: { currency: string; net: Money; commission: Money; tax: Money; payout: Money }[];
	more: boolean;
}
export interface CreditPool {
	pool: "general" | "milestone"; limit: Money; reserved: Money; billed: Money; overdue: Money; overdue_bills: number;
	free: Money; free_after: Money; stopped: boolean; refusal: string | null;
}
export interface Credit { postpaid: boolean; amount: Money; pools: CreditPool[] }
export interface Card {
	id: string; state: "OPEN" | "ON_FILE" | "FAILED" | "REMOVED"; brand: string | null; last4: string | null;
	expires_month: number; expires_year: number; expired: boolean; failure: string | null; created_at: string;
}
export interface PaymentMethod { preselected?: boolean; credit?: { limit: Money; free: Money; free_after: Money } | null; method: string; gateway?: string; eligible: boolean; reason: string | null; code: string | null; cards?: Card[] }

/* What sellers and operators are answered. */
export interface SellerProfile {
	id: string; slug: string; name: string; legal_name: string | null; tax_number: string | null; country: string;
	website: string | null; about: string | null; contact_email: string | null; support_email: string | null;
	state: "APPLIED" | "ACTIVE" | "SUSPENDED"; decision_reason: string | null; decided_at: string | null; created_at: string;
	payout: { hint: string | null; next: { hint: string; in_force_at: string } | null } | null;
	row_version: number;
}
export interface ListingProduct {
	id: string; slug: string; name: string; delivery: string; category: string | null;
	state: "DRAFT" | "IN_REVIEW" | "LIVE" | "HIDDEN" | "RESTRICTED"; state_reason: string | null;
	revision: number; live_at: string | null; updated_at: string;
}
export interface DraftState {
	state: "EDITING" | "IN_REVIEW"; review_note: string | null; submitted_at: string | null; updated_at: string; updated_by?: string | null; row_version: number;
}
export interface ListingItem { product: ListingProduct; draft: DraftState | null }
export interface ListingPrice { mode: string; currency: string; amount: number; capacity: string; from_quantity: number }
export interface ListingPlan {
	code: string; texts: { locale: string; name: string; summary: string }[]; options: { name: string; value: string }[];
	capacities: { code: string; unit: string; min: number; max: number; step: number; included: number }[];
	prices: ListingPrice[];
}
export interface Listing {
	category: string; licence: string; website: string; version: string; platforms: string[]; regions: string[];
	logo: string; screenshots: { file: string; alt: string }[]; refund_days: number; support_email: string; support_url: string;
	texts: { locale: string; name: string; summary: string; description: string; keywords: string[] }[];
	agreements: { title: string; locale: string; text: string }[];
	releases: { version: string; date: string; notes: string }[];
	images: { region: string; image: string; min_vcpus: number; min_memory_gib: number }[];
	plans: ListingPlan[];
}
export interface ListingFault { pointer: string; code: string; detail: string; severity: "fault" | "warning" }
export interface ListingEdit {
	product: ListingProduct; draft: (DraftState & { listing: Listing }) | null; live: Listing | null; faults: ListingFault[];
}
export interface LicencePool { plan: string; name: string; free: number; sold: number; low: boolean }
export interface Endpoint {
	url: string; contact: boolean; signs: boolean; fault: string | null; fault_at: string | null; changed_at: string; row_version: number;
}
export interface EndpointView { product: ListingProduct; endpoint: Endpoint | null; waiting: number }
export interface EndpointTest {
	activity: string; passed: boolean; error: string; again: boolean; why: string; status: number; took_ms: number;
	request: string | null; answer: string | null; order: string; line: string; instance: string | null; ready: boolean; signed: boolean;
	access_url: string | null; admin_url: string | null; has_user_name: boolean; has_password: boolean; has_license: boolean; memo: string | null;
}
export interface Review {
	product: ListingProduct; seller: { slug: string; name: string }; kind: "new" | "change";
	submitted_at: string; submitted_by: string | null; age_s: number; row_version: number;
}
export interface Change { kind: "changed" | "added" | "removed"; path: string[]; before: unknown; after: unknown }
export interface ReviewDetail {
	product: ListingProduct; seller: { slug: string; name: string }; draft: DraftState & { listing: Listing };
	live: Listing | null; changes: Change[]; faults: ListingFault[];
}
export interface CategoryItem { slug: string; name: string; parent: string | null; products: number; description: string }
export interface Category {
	slug: string; parent: string | null; position: number; texts: { locale: string; name: string; description: string | null }[];
	products: number; row_version: number;
}

export interface Favourite {
	product: ProductRef & { seller?: { slug: string; name: string }; category?: { slug: string; name: string } };
	sale: "listed" | "hidden" | "gone"; from: Money | null; from_mode: string | null; saved_from: Money | null; saved_mode: string | null;
	repriced: boolean; note: string; saved_at: string;
}

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
	currency: string; currencies: string[]; country: string;
	support_email: string; payment: string; test_payments: boolean;
	gateway_origin: string | null; version: string;
	legal: { kind: string; title: string; url: string }[];
}

export interface User { id: string; user_name: string; email: string; verified: boolean; role: string; locale: string }
export interface Company { id: string; name: string; country: string; currency: string }
export interface Session { user: User | null; company: Company | null; csrf: string | null }

export interface ProductRef { slug: string; name: string; logo: string | null }
export interface Price { mode: string; currency: string; capacity: string; from_quantity: number; amount: Money }
export interface Capacity { code: string; unit: string; min: number; max: number; step: number; included: number }
export interface Plan {
	code: string; name: string; summary: string;
	options: { name: string; value: string }[]; capacities: Capacity[]; prices: Price[];
}
export interface ProductData { slug: string; name: string; currency: string; currencies: string[]; plans: Plan[] }

export interface Configuration {
	product: string; plan: string; billing_mode: string; quantity: number; periods: number;
	capacities: Record<string, number>; currency: string;
}
export interface QuoteLine { kind: string; text: string; quantity: number; periods: number; unit: Money; net: Money }
export interface Quote {
	quote: string; product: ProductRef; plan: { code: string; name: string }; seller: { slug: string; name: string };
	delivery: string; billing_mode: string; quantity: number; periods: number; capacities: Record<string, number>;
	lines: QuoteLine[]; net: Money; tax: { name?: string; rate?: string; amount: Money }[]; total: Money; expires_at: string;
}

export interface Document { hash: string; kind: string; title: string; url: string | null; html: string }

export interface OrderLine {
	text: string; product: string; plan: string; billing_mode: string; quantity: number; periods: number;
	capacities: Record<string, number>; unit: Money; net: Money; tax: Money;
}
export interface Payment { id: string; state: string; failure: string | null; attempt: number }
export interface Service {
	id: string; access_url: string | null; note: string; delivered_at: string; term_ends_at: string | null; has_secret: boolean;
}
export interface OrderEvent { subject: string; kind: string; from: string | null; to: string | null; actor: string; reason: string | null; at: string }
export interface Order {
	id: string; state: string; created_at: string; expires_at: string | null; paid_at: string | null;
	product: ProductRef; seller: { slug: string; name: string };
	lines: OrderLine[]; net: Money; tax: Money; total: Money;
	documents: { hash: string; kind: string; title: string }[];
	payment: Payment | null;
	bill: { id: string; number: string; state: string; total: Money; issued_at: string } | null;
	services: Service[]; events: OrderEvent[];
}
export interface PaymentMethod { method: string; gateway?: string; eligible: boolean; reason: string | null }

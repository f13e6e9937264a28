#include "offer_fault.h"

enum { FREE_BP = 10000 };

/* --- for whom ------------------------------------------------------------ */

static void
value_check(struct check *c)
{
	const struct offer_body_target *t = &c->b->target;

	if (str_empty(t->value))
		offer_fault(c, "/target/value", "required",
		    "Say whom the offer is for.");
	else if (str_is(t->kind, "email") && !text_is(TEXT_EMAIL, t->value))
		offer_fault(c, "/target/value", "format",
		    "must be an e-mail address like name@example.org");
	else if (str_is(t->kind, "mobile") && !text_is(TEXT_MOBILE, t->value))
		offer_fault(c, "/target/value", "format",
		    "must be a mobile number with + and its country, such as "
		    "+49 151 23456789");
	else if (!c->found->looked_up)
		offer_fault(c, "/target/value", "lookup",
		    "Look the customer up before you send.");
	else if (!c->found->buyer && !str_is(t->kind, "email"))
		offer_fault(c, "/target/value", "not_found",
		    "No company here has this. Look it up by e-mail, or send "
		    "the offer to an e-mail address.");
}

static void
buyer_check(struct check *c)
{
	const struct customer *k = &c->found->customer;

	if (!c->found->buyer)
		return;
	if (id_eq(k->company_id, c->rules->company_id))
		offer_fault(c, "/target/value", "own",
		    "This is your own company; an offer is for a customer.");
	else if (!k->active)
		offer_fault(c, "/target/value", "state",
		    "The company's account is not active; the operator of the "
		    "marketplace can tell more.");
	else if (id_is_nil(k->user_id))
		offer_fault(c, "/target/value", "state",
		    "Nobody of the company can accept an offer: it has no "
		    "owner or purchaser with a verified e-mail address.");
}

static void
target_check(struct check *c)
{
	struct str kind = c->b->target.kind;

	if (str_empty(kind))
		offer_fault(c, "/target/value", "required",
		    "Say whom the offer is for.");
	else if (!str_is(kind, "email") && !str_is(kind, "mobile") &&
	    !str_is(kind, "company"))
		offer_fault(c, "/target/kind", "choice",
		    "must be email, mobile or company");
	else {
		value_check(c);
		buyer_check(c);
	}
}

/* --- what ---------------------------------------------------------------- */

static void
sale_check(struct check *c)
{
	const struct plan_sale *sale = &c->found->sale;

	if (!c->found->plan)
		offer_fault(c, "/product", "choice",
		    "is not a product of yours with such a plan");
	else if (!str_is(sale->product_state, "LIVE") &&
	    !str_is(sale->product_state, "HIDDEN"))
		offer_fault(c, "/product", "state",
		    "is not on sale; publish it before you offer it");
	else if (sale->retired)
		offer_fault(c, "/plan", "state",
		    "This plan is not sold any more; choose another one.");
}

static void
capacity_fault(struct check *c)
{
	const struct offer_body_capacity *given = c->b->capacities.items;

	for (size_t i = 0; i < c->b->capacities.n; i++) {
		if (str_eq(given[i].code, c->found->fault.capacity))
			offer_fault_in(c, "capacities", i, "/amount", "range",
			    "is not an amount that the plan is sold with");
	}
	if (c->b->capacities.n == 0)
		offer_fault(c, "/capacities", "range",
		    "are not what the plan is sold with");
}

static void
choice_faults(struct check *c)
{
	const struct offer_found *found = c->found;

	switch (found->why) {
	case OK:
		break;
	case ERR_CURRENCY:
		offer_fault(c, "/currency", "choice",
		    "The product has no price in the customer's currency.");
		break;
	case ERR_NOT_SOLD:
		offer_fault(c, "/billing_mode", "choice",
		    "The plan is not sold with this billing.");
		break;
	case ERR_OVERFLOW:
		offer_fault(c, "/quantity", "range",
		    "The total is beyond what can be billed.");
		break;
	default:
		if (str_is(str_from(found->fault.field), "capacities"))
			capacity_fault(c);
		else if (str_is(str_from(found->fault.field), "periods"))
			offer_fault(c, "/periods", "range",
			    "must be 1 to 60, and 1 for a one-time price");
		else
			offer_fault(c, "/quantity", "range",
			    "is not a quantity that the plan is sold in");
	}
}

static void
server_check(struct check *c)
{
	const struct offer_body *b = c->b;
	bool image = c->found->sale.delivery == DELIVERY_IMAGE;
	bool named = !str_empty(b->region) || !str_empty(b->flavour);

	if (!image && named)
		offer_fault(
		    c, "/region", "unknown", "This product needs no server.");
	if (image && b->quantity > 1)
		offer_fault(c, "/quantity", "range",
		    "An order of an image is one server.");
	if (image && named && !c->found->server && c->found->why == OK)
		offer_fault(c, "/region", "choice",
		    "The image does not run on this size in this region.");
}

static void
product_check(struct check *c)
{
	const struct offer_body *b = c->b;

	if (str_empty(b->product))
		offer_fault(c, "/product", "required", "Choose a product.");
	else if (str_empty(b->plan))
		offer_fault(c, "/plan", "required", "Choose a plan.");
	else
		sale_check(c);
	if (str_empty(b->billing_mode))
		offer_fault(
		    c, "/billing_mode", "required", "Choose the billing.");
	if (str_empty(b->currency))
		offer_fault(c, "/currency", "required", "is missing");
	else if (c->found->buyer &&
	    !str_is(b->currency, c->found->customer.currency.code))
		wire_fault_add(c->a, c->faults, STR("/currency"), "choice",
		    "The customer buys in %s, and so must the offer.",
		    c->found->customer.currency.code);
	if (!c->found->plan)
		return;
	if (!c->found->choice && !str_empty(b->billing_mode) &&
	    !str_empty(b->currency))
		offer_fault(c, "/billing_mode", "choice",
		    "The billing or the currency is none that is known.");
	if (c->found->choice)
		choice_faults(c);
	server_check(c);
}

/* --- for how much -------------------------------------------------------- */

static void
price_check(struct check *c)
{
	const struct offer_body_price *p = &c->b->price;
	bool percent = str_is(p->kind, "percent");

	if (str_empty(p->kind))
		offer_fault(c, "/price/kind", "required",
		    "Choose an amount or a discount.");
	else if (!percent && !str_is(p->kind, "amount"))
		offer_fault(
		    c, "/price/kind", "choice", "must be amount or percent");
	else if (percent && (p->percent_bp < 1 || p->percent_bp >= FREE_BP))
		offer_fault(c, "/price/percent_bp", "range",
		    "must be more than 0 % and less than 100 %");
	else if (!percent && p->amount < 1)
		offer_fault(c, "/price/amount", "required", "Enter a price.");
	else if (c->found->choice && c->found->why == OK && !c->found->priced)
		offer_fault(
		    c, "/price/amount", "range", "is more than the list price");
	else if (c->found->priced && c->found->offered.net.minor < 1)
		offer_fault(c, "/price/percent_bp", "range",
		    "leaves nothing to pay; an offer costs at least something");
}

/* --- when, and with which words ------------------------------------------ */

static void
dates_check(struct check *c)
{
	const struct offer_body *b = c->b;
	const struct offer_found *f = c->found;
	int64_t today = calendar_day(c->rules->calendar, c->rules->now_us);

	if (!str_empty(b->starts_on) && f->starts_day == 0)
		offer_fault(c, "/starts_on", "format",
		    "must be a day such as 2026-12-01");
	else if (f->starts_day != 0 && f->starts_day < today)
		offer_fault(c, "/starts_on", "range", "must be today or later");
	if (str_empty(b->accept_by))
		offer_fault(c, "/accept_by", "required",
		    "Enter the last day on which it can be accepted.");
	else if (f->ends_day == 0)
		offer_fault(c, "/accept_by", "format",
		    "must be a day such as 2026-12-31");
	else if (f->ends_day < today)
		offer_fault(c, "/accept_by", "range", "must be today or later");
	else if (f->ends_day < f->starts_day)
		offer_fault(
		    c, "/accept_by", "range", "must not be before the start");
	else if (f->ends_day > today + c->rules->days_max)
		wire_fault_add(c->a, c->faults, STR("/accept_by"), "range",
		    "must be within %lld days from today",
		    (long long)c->rules->days_max);
}

static void
documents_check(struct check *c)
{
	const struct offer_body_document *d = c->b->documents.items;

	for (size_t i = 0; i < c->b->documents.n; i++) {
		if (str_empty(str_trim(d[i].title)))
			offer_fault_in(c, "documents", i, "/title", "required",
			    "Enter the document's title.");
		else if (!offer_is_line(d[i].title))
			offer_fault_in(c, "documents", i, "/title", "format",
			    OFFER_NOT_A_LINE);
		if (str_empty(str_trim(d[i].text)))
			offer_fault_in(c, "documents", i, "/text", "required",
			    "Enter the document's text.");
		else if (d[i].text.n > MARKDOWN_MAX)
			offer_fault_in(c, "documents", i, "/text", "length",
			    "is longer than 64 KiB");
		for (size_t k = 0; k < i; k++)
			if (str_eq(d[k].text, d[i].text) && d[i].text.n > 0)
				offer_fault_in(c, "documents", i, "/text",
				    "duplicate", "is there twice");
	}
}

void
offer_check(struct arena *a, struct wire_faults *faults,
    const struct offer_body *b, const struct offer_found *found,
    const struct offer_rules *rules)
{
	struct check c = { a, faults, b, found, rules };

	faults->n = 0;
	if (!str_empty(b->title) && !offer_is_line(b->title))
		offer_fault(&c, "/title", "format", OFFER_NOT_A_LINE);
	target_check(&c);
	product_check(&c);
	price_check(&c);
	offer_milestones_check(&c);
	dates_check(&c);
	documents_check(&c);
}

#include "act/offer_check.h"

#include <stdio.h>

enum { POINTER_MAX = 80, CRITERIA_BYTES_MAX = 4000, FREE_BP = 10000 };

struct check {
	struct arena *a;
	struct wire_faults *faults;
	const struct offer_body *b;
	const struct offer_found *found;
	const struct offer_rules *rules;
};

static void
fault(struct check *c, const char *at, const char *code, const char *detail)
{
	wire_fault_add(c->a, c->faults, str_from(at), code, "%s", detail);
}

static void
fault_in(struct check *c, const char *list, size_t i, const char *field,
    const char *code, const char *detail)
{
	char at[POINTER_MAX];

	snprintf(at, sizeof(at), "/%s/%zu%s", list, i, field);
	fault(c, at, code, detail);
}

static bool
is_name(struct str s)
{
	return text_name(s, SIZE_MAX);
}

#define NOT_A_LINE \
	"must be one line that can be seen, without characters that are " \
	"invisible or turn the direction of writing"

/* --- for whom ------------------------------------------------------------ */

static void
value_check(struct check *c)
{
	const struct offer_body_target *t = &c->b->target;

	if (str_empty(t->value))
		fault(c, "/target/value", "required",
		    "Say whom the offer is for.");
	else if (str_is(t->kind, "email") && !text_is(TEXT_EMAIL, t->value))
		fault(c, "/target/value", "format",
		    "must be an e-mail address like name@example.org");
	else if (str_is(t->kind, "mobile") && !text_is(TEXT_MOBILE, t->value))
		fault(c, "/target/value", "format",
		    "must be a mobile number with + and its country, such as "
		    "+49 151 23456789");
	else if (!c->found->looked_up)
		fault(c, "/target/value", "lookup",
		    "Look the customer up before you send.");
	else if (!c->found->buyer && !str_is(t->kind, "email"))
		fault(c, "/target/value", "not_found",
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
		fault(c, "/target/value", "own",
		    "This is your own company; an offer is for a customer.");
	else if (!k->active)
		fault(c, "/target/value", "state",
		    "The company's account is not active; the operator of the "
		    "marketplace can tell more.");
	else if (id_is_nil(k->user_id))
		fault(c, "/target/value", "state",
		    "Nobody of the company can accept an offer: it has no "
		    "owner or purchaser with a verified e-mail address.");
}

static void
target_check(struct check *c)
{
	struct str kind = c->b->target.kind;

	if (str_empty(kind))
		fault(c, "/target/value", "required",
		    "Say whom the offer is for.");
	else if (!str_is(kind, "email") && !str_is(kind, "mobile") &&
	    !str_is(kind, "company"))
		fault(c, "/target/kind", "choice",
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
		fault(c, "/product", "choice",
		    "is not a product of yours with such a plan");
	else if (!str_is(sale->product_state, "LIVE") &&
	    !str_is(sale->product_state, "HIDDEN"))
		fault(c, "/product", "state",
		    "is not on sale; publish it before you offer it");
	else if (sale->retired)
		fault(c, "/plan", "state",
		    "This plan is not sold any more; choose another one.");
}

static void
capacity_fault(struct check *c)
{
	const struct offer_body_capacity *given = c->b->capacities.items;

	for (size_t i = 0; i < c->b->capacities.n; i++) {
		if (str_eq(given[i].code, c->found->fault.capacity))
			fault_in(c, "capacities", i, "/amount", "range",
			    "is not an amount that the plan is sold with");
	}
	if (c->b->capacities.n == 0)
		fault(c, "/capacities", "range",
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
		fault(c, "/currency", "choice",
		    "The product has no price in the customer's currency.");
		break;
	case ERR_NOT_SOLD:
		fault(c, "/billing_mode", "choice",
		    "The plan is not sold with this billing.");
		break;
	case ERR_OVERFLOW:
		fault(c, "/quantity", "range",
		    "The total is beyond what can be billed.");
		break;
	default:
		if (str_is(str_from(found->fault.field), "capacities"))
			capacity_fault(c);
		else if (str_is(str_from(found->fault.field), "periods"))
			fault(c, "/periods", "range",
			    "must be 1 to 60, and 1 for a one-time price");
		else
			fault(c, "/quantity", "range",
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
		fault(c, "/region", "unknown", "This product needs no server.");
	if (image && b->quantity > 1)
		fault(c, "/quantity", "range",
		    "An order of an image is one server.");
	if (image && named && !c->found->server && c->found->why == OK)
		fault(c, "/region", "choice",
		    "The image does not run on this size in this region.");
}

static void
product_check(struct check *c)
{
	const struct offer_body *b = c->b;

	if (str_empty(b->product))
		fault(c, "/product", "required", "Choose a product.");
	else if (str_empty(b->plan))
		fault(c, "/plan", "required", "Choose a plan.");
	else
		sale_check(c);
	if (str_empty(b->billing_mode))
		fault(c, "/billing_mode", "required", "Choose the billing.");
	if (str_empty(b->currency))
		fault(c, "/currency", "required", "is missing");
	else if (c->found->buyer &&
	    !str_is(b->currency, c->found->customer.currency.code))
		wire_fault_add(c->a, c->faults, STR("/currency"), "choice",
		    "The customer buys in %s, and so must the offer.",
		    c->found->customer.currency.code);
	if (!c->found->plan)
		return;
	if (!c->found->choice && !str_empty(b->billing_mode) &&
	    !str_empty(b->currency))
		fault(c, "/billing_mode", "choice",
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
		fault(c, "/price/kind", "required",
		    "Choose an amount or a discount.");
	else if (!percent && !str_is(p->kind, "amount"))
		fault(c, "/price/kind", "choice", "must be amount or percent");
	else if (percent && (p->percent_bp < 1 || p->percent_bp >= FREE_BP))
		fault(c, "/price/percent_bp", "range",
		    "must be more than 0 % and less than 100 %");
	else if (!percent && p->amount < 1)
		fault(c, "/price/amount", "required", "Enter a price.");
	else if (c->found->choice && c->found->why == OK && !c->found->priced)
		fault(
		    c, "/price/amount", "range", "is more than the list price");
	else if (c->found->priced && c->found->offered.net.minor < 1)
		fault(c, "/price/percent_bp", "range",
		    "leaves nothing to pay; an offer costs at least something");
}

/* --- in stages ----------------------------------------------------------- */

static void
criteria_check(struct check *c, size_t i, const struct offer_body_milestone *m)
{
	const struct str *criteria = m->criteria.items;
	size_t bytes = 0;

	for (size_t k = 0; k < m->criteria.n; k++) {
		bytes += criteria[k].n + 1;
		if (str_empty(str_trim(criteria[k])) || !is_name(criteria[k]))
			fault_in(c, "milestones", i, "/criteria", "format",
			    "Each criterion must be one line that can be "
			    "seen.");
		else if (text_length(criteria[k]) > OFFER_CRITERION_MAX)
			fault_in(c, "milestones", i, "/criteria", "length",
			    "A criterion has at most 500 characters.");
	}
	if (bytes > CRITERIA_BYTES_MAX)
		fault_in(c, "milestones", i, "/criteria", "length",
		    "are too long together; put them into a document");
}

/* A stage without an amount could be neither billed nor paid. */
static void
stages_check(struct check *c)
{
	const struct offer_body_milestone *m = c->b->milestones.items;
	struct money stages[OFFER_MILESTONES_MAX];
	int64_t shares[OFFER_MILESTONES_MAX], sum = 0;
	size_t n = c->b->milestones.n;

	for (size_t i = 0; i < n; i++) {
		shares[i] = m[i].share_bp;
		sum += m[i].share_bp;
	}
	if (sum != OFFER_SHARES)
		wire_fault_add(c->a, c->faults, STR("/milestones"), "sum",
		    "The shares sum to %lld.%02lld %%; they must be 100 %% in "
		    "all.",
		    (long long)sum / 100, (long long)sum % 100);
	else if (c->found->priced &&
	    offer_stages(stages, c->found->offered.net, shares, n) == OK)
		for (size_t i = 0; i < n; i++)
			if (stages[i].minor < 1)
				fault_in(c, "milestones", i, "/share_bp",
				    "range", "leaves nothing for this stage");
}

static void
milestones_check(struct check *c)
{
	const struct offer_body *b = c->b;
	const struct offer_body_milestone *m = b->milestones.items;

	if (b->milestones.n == 0)
		return;
	if (b->milestones.n == 1)
		fault(c, "/milestones", "range",
		    "Use 2 to 70 milestones, or none.");
	if (str_is(b->billing_mode, "monthly") ||
	    str_is(b->billing_mode, "yearly"))
		fault(c, "/milestones", "mode",
		    "Milestones go with a one-time price alone.");
	if (!str_is(b->billing, "advance") && !str_is(b->billing, "arrears"))
		fault(c, "/billing", "required",
		    "Choose when the stages are billed.");
	for (size_t i = 0; i < b->milestones.n; i++) {
		if (str_empty(str_trim(m[i].name)))
			fault_in(c, "milestones", i, "/name", "required",
			    "Enter the stage's name.");
		else if (!is_name(m[i].name))
			fault_in(
			    c, "milestones", i, "/name", "format", NOT_A_LINE);
		if (m[i].share_bp < 1)
			fault_in(c, "milestones", i, "/share_bp", "range",
			    "must be more than 0 %");
		criteria_check(c, i, &m[i]);
	}
	stages_check(c);
	if (c->found->looked_up && !c->found->buyer)
		fault(c, "/milestones", "account",
		    "An offer to an address without an account has no "
		    "milestones.");
	else if (c->found->buyer && !c->found->customer.postpaid)
		fault(c, "/milestones", "postpaid",
		    "Milestones are for companies on monthly settlement; this "
		    "one is not.");
}

/* --- when, and with which words ------------------------------------------ */

static void
dates_check(struct check *c)
{
	const struct offer_body *b = c->b;
	const struct offer_found *f = c->found;
	int64_t today = calendar_day(c->rules->calendar, c->rules->now_us);

	if (!str_empty(b->starts_on) && f->starts_day == 0)
		fault(c, "/starts_on", "format",
		    "must be a day such as 2026-12-01");
	else if (f->starts_day != 0 && f->starts_day < today)
		fault(c, "/starts_on", "range", "must be today or later");
	if (str_empty(b->accept_by))
		fault(c, "/accept_by", "required",
		    "Enter the last day on which it can be accepted.");
	else if (f->ends_day == 0)
		fault(c, "/accept_by", "format",
		    "must be a day such as 2026-12-31");
	else if (f->ends_day < today)
		fault(c, "/accept_by", "range", "must be today or later");
	else if (f->ends_day < f->starts_day)
		fault(c, "/accept_by", "range", "must not be before the start");
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
			fault_in(c, "documents", i, "/title", "required",
			    "Enter the document's title.");
		else if (!is_name(d[i].title))
			fault_in(
			    c, "documents", i, "/title", "format", NOT_A_LINE);
		if (str_empty(str_trim(d[i].text)))
			fault_in(c, "documents", i, "/text", "required",
			    "Enter the document's text.");
		else if (d[i].text.n > MARKDOWN_MAX)
			fault_in(c, "documents", i, "/text", "length",
			    "is longer than 64 KiB");
		for (size_t k = 0; k < i; k++)
			if (str_eq(d[k].text, d[i].text) && d[i].text.n > 0)
				fault_in(c, "documents", i, "/text",
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
	if (!str_empty(b->title) && !is_name(b->title))
		fault(&c, "/title", "format", NOT_A_LINE);
	target_check(&c);
	product_check(&c);
	price_check(&c);
	milestones_check(&c);
	dates_check(&c);
	documents_check(&c);
}

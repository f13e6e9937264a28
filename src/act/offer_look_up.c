/* What an offer's terms name, as it is in the database now. */
#include <string.h>

#include "act/offer_check.h"
#include "base/sys.h"
#include "crypto/hash.h"

enum { MARK_BYTES = 16 };

/* Without blanks, hyphens, points, slashes and brackets. */
static struct str
packed(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	if (out == NULL)
		return STR_NONE;
	for (size_t i = 0; i < s.n; i++) {
		if (memchr(" -./()", s.p[i], 6) == NULL)
			out[n++] = s.p[i];
	}
	out[n] = '\0';
	return (struct str){ out, n };
}

static struct str
upper(struct arena *a, struct str s)
{
	struct str out = str_copy(a, s);
	char *p = (char *)out.p;

	for (size_t i = 0; i < out.n; i++) {
		if (p[i] >= 'a' && p[i] <= 'z')
			p[i] = (char)(p[i] - 'a' + 'A');
	}
	return out;
}

enum err
offer_body_settle(struct arena *a, struct offer_body *b)
{
	struct str *value = &b->target.value, typed = str_trim(*value);

	b->title = str_trim(b->title);
	if (str_empty(typed)) {
		*value = STR_NONE;
		return OK;
	}
	if (str_is(b->target.kind, "email"))
		*value = text_lower(a, typed);
	else if (str_is(b->target.kind, "mobile"))
		*value = packed(a, typed);
	else if (!str_starts(typed, STR(ID_COMPANY "_")))
		*value = upper(a, packed(a, typed));
	else
		*value = typed;
	return value->p == NULL ? ERR_NOMEM : OK;
}

enum err
offer_target_mark(struct arena *a, struct str *mark, const struct keys *keys,
    const struct offer_body_target *target)
{
	struct str text = arena_printf(a, "customer %.*s %.*s",
	    STR_FMT(target->kind), STR_FMT(target->value));
	char hex[HASH_HEX + 1];

	if (text.p == NULL)
		return ERR_NOMEM;
	hash_hex(hex, hash_hmac(keys_get(keys, KEY_TOKEN), text));
	*mark = arena_printf(
	    a, "%.*s %.*s", STR_FMT(target->kind), 2 * MARK_BYTES, hex);
	return mark->p == NULL ? ERR_NOMEM : OK;
}

enum err
offer_target_find(struct db *db, struct arena *a, struct customer *out,
    const struct offer_body_target *target)
{
	struct id company_id;

	if (str_is(target->kind, "email"))
		return text_is(TEXT_EMAIL, target->value)
		    ? customer_by_email(db, a, out, target->value)
		    : ERR_INVALID;
	if (str_is(target->kind, "mobile"))
		return text_is(TEXT_MOBILE, target->value)
		    ? customer_by_mobile(db, a, out, target->value)
		    : ERR_INVALID;
	if (!str_is(target->kind, "company") || str_empty(target->value))
		return ERR_INVALID;
	if (id_parse(&company_id, ID_COMPANY, target->value) == OK)
		return customer_by_company(db, a, out, company_id);
	return customer_by_tax_number(db, a, out, target->value);
}

static enum err
target_look_up(struct db *db, struct arena *a, struct offer_found *out,
    const struct offer_body *b, const struct offer_rules *rules)
{
	struct str mark;
	enum err e;

	if (str_empty(b->target.kind) || str_empty(b->target.value))
		return OK;
	if ((e = offer_target_mark(a, &mark, rules->keys, &b->target)) != OK ||
	    (e = customer_looked_up(
		 db, a, &out->looked_up, rules->seller_id, mark)) != OK)
		return e;
	if (!out->looked_up)
		return OK;
	e = offer_target_find(db, a, &out->customer, &b->target);
	out->buyer = e == OK;
	return e == ERR_NOT_FOUND || e == ERR_INVALID ? OK : e;
}

int64_t
offer_day(struct arena *a, struct str day)
{
	struct str time = arena_printf(a, "%.*sT00:00:00Z", STR_FMT(day));
	int64_t us;

	return day.n == 10 && time.p != NULL && time_parse(&us, time) == OK
	    ? us / DAY_US
	    : 0;
}

static void
dates_read(struct arena *a, struct offer_found *out, const struct offer_body *b,
    const struct offer_rules *rules)
{
	out->starts_day = offer_day(a, b->starts_on);
	out->ends_day = offer_day(a, b->accept_by);
	/* A day that has begun already starts the offer when it is sent. */
	out->starts_at_us = rules->now_us;
	if (out->starts_day > calendar_day(rules->calendar, rules->now_us))
		out->starts_at_us = calendar_midnight_us(
		    rules->calendar, out->starts_day);
	if (out->ends_day != 0)
		out->ends_at_us = calendar_midnight_us(
		    rules->calendar, out->ends_day + 1);
}

/* What is chosen, with every capacity that the plan has. */
static bool
choice_read(struct offer_found *out, const struct offer_body *b)
{
	const struct offer_body_capacity *given = b->capacities.items;
	struct choice *choice = &out->terms.choice;

	if (billing_mode_parse(&choice->mode, b->billing_mode) != OK ||
	    currency_parse(&choice->currency, b->currency) != OK)
		return false;
	choice->quantity = b->quantity;
	choice->periods = b->periods;
	for (size_t i = 0; i < b->capacities.n; i++)
		choice->capacities[choice->ncapacities++] =
		    (struct chosen_capacity){ given[i].code, given[i].amount };
	return true;
}

static void
capacities_fill(struct offer_found *out)
{
	const struct plan_terms *plan = &out->sale.terms;
	struct choice whole = out->terms.choice;

	whole.ncapacities = plan->ncapacities;
	for (size_t i = 0; i < plan->ncapacities; i++)
		whole.capacities[i] = (struct chosen_capacity){
			plan->capacities[i].code,
			capacity_chosen(
			    &plan->capacities[i], &out->terms.choice)
		};
	out->terms.choice = whole;
}

static enum err
offered_price(struct offer_found *out, const struct offer_body *b)
{
	struct offer_terms *terms = &out->terms;
	enum err e;

	if (offer_price_parse(&terms->price, b->price.kind) != OK)
		return ERR_INVALID;
	/* Nothing was entered yet, which is no gift. */
	if (terms->price == OFFER_PRICE_AMOUNT ? b->price.amount < 1
					       : b->price.percent_bp < 1)
		return ERR_INVALID;
	terms->percent_bp = b->price.percent_bp;
	terms->unit = (struct money){ b->price.amount, terms->choice.currency };
	terms->list_unit = out->list.unit;
	e = offer_unit(&terms->unit, terms, out->list.unit);
	return e == OK ? offer_net(&out->offered, terms) : e;
}

static enum err
server_look_up(struct db *db, struct arena *a, struct offer_found *out,
    const struct offer_body *b)
{
	const struct server_choice wanted = { out->terms.region,
		out->terms.flavour, out->terms.choice.mode,
		out->terms.choice.currency };
	enum err e;

	if (out->sale.delivery != DELIVERY_IMAGE ||
	    (str_empty(b->region) && str_empty(b->flavour)))
		return OK;
	e = server_sale_get(
	    db, a, &out->server_sale, out->sale.product_id, &wanted);
	out->server = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
product_look_up(struct db *db, struct arena *a, struct offer_found *out,
    const struct offer_body *b, const struct offer_rules *rules)
{
	struct offer_terms *terms = &out->terms;
	enum err e;

	if (str_empty(b->product) || str_empty(b->plan))
		return OK;
	e = plan_sale_get(db, a, &out->sale, b->product, b->plan, rules->locale,
	    rules->fallback);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e != OK)
		return e;
	out->plan = id_eq(out->sale.seller_id, rules->seller_id);
	if (!out->plan)
		return OK;
	terms->product_id = out->sale.product_id;
	terms->plan_id = out->sale.plan_id;
	terms->region = str_empty(b->region) ? STR_NONE : b->region;
	terms->flavour = str_empty(b->flavour) ? STR_NONE : b->flavour;
	out->choice = choice_read(out, b);
	if (!out->choice)
		return OK;
	out->why = price_choice(
	    &out->list, &out->sale.terms, &terms->choice, &out->fault);
	if (out->why == OK) {
		capacities_fill(out);
		out->priced = offered_price(out, b) == OK;
	}
	return server_look_up(db, a, out, b);
}

enum err
offer_look_up(struct db *db, struct arena *a, struct offer_found *out,
    const struct offer_body *b, const struct offer_rules *rules)
{
	enum err e;

	*out = (struct offer_found){ .looked_up = false };
	dates_read(a, out, b, rules);
	e = target_look_up(db, a, out, b, rules);
	return e == OK ? product_look_up(db, a, out, b, rules) : e;
}

#include "domain/credit.h"

#include <assert.h>

static const char *const kind_names[CREDIT__MAX] = {
	[CREDIT_GENERAL] = "general",
	[CREDIT_MILESTONE] = "milestone",
};

const char *
credit_kind_name(enum credit_kind k)
{
	assert(k < CREDIT__MAX);
	return kind_names[k];
}

enum err
credit_kind_parse(enum credit_kind *out, struct str s)
{
	for (unsigned i = 0; i < CREDIT__MAX; i++) {
		if (str_is(s, kind_names[i])) {
			*out = (enum credit_kind)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

static bool
amount_ok(struct money m, struct currency c)
{
	return currency_eq(m.currency, c) && m.minor >= 0 &&
	    m.minor <= MONEY_MAX_MINOR;
}

enum err
credit_check(const struct credit_pool *p)
{
	struct currency c = p->limit.currency;

	return amount_ok(p->limit, c) && amount_ok(p->reserved, c) &&
		amount_ok(p->billed, c)
	    ? OK
	    : ERR_BUG;
}

enum err
credit_free(struct money *out, const struct credit_pool *p)
{
	enum err e = money_sub(out, p->limit, p->reserved);

	return e != OK ? e : money_sub(out, *out, p->billed);
}

static enum err
amount_check(const struct credit_pool *p, struct money amount)
{
	if (!currency_eq(p->limit.currency, amount.currency))
		return ERR_CURRENCY;
	return amount.minor > 0 ? OK : ERR_RANGE;
}

enum err
credit_reserve(struct credit_pool *p, struct money amount)
{
	struct money left;
	enum err e;

	if ((e = amount_check(p, amount)) != OK ||
	    (e = credit_free(&left, p)) != OK)
		return e;
	if (amount.minor > left.minor)
		return ERR_LIMIT;
	return money_add(&p->reserved, p->reserved, amount);
}

/* Moves an amount out of one part of the pool into another, or out of it. */
static enum err
move(struct credit_pool *p, struct money amount, struct money *from,
    struct money *to)
{
	struct money less, more;
	enum err e;

	if ((e = amount_check(p, amount)) != OK ||
	    (e = money_sub(&less, *from, amount)) != OK)
		return e;
	if (less.minor < 0)
		return ERR_RANGE;
	if (to != NULL) {
		if ((e = money_add(&more, *to, amount)) != OK)
			return e;
		*to = more;
	}
	*from = less;
	return OK;
}

enum err
credit_release(struct credit_pool *p, struct money amount)
{
	return move(p, amount, &p->reserved, NULL);
}

enum err
credit_bill(struct credit_pool *p, struct money amount)
{
	return move(p, amount, &p->reserved, &p->billed);
}

enum err
credit_unbill(struct credit_pool *p, struct money amount)
{
	return move(p, amount, &p->billed, &p->reserved);
}

enum err
credit_pay(struct credit_pool *p, struct money amount)
{
	return move(p, amount, &p->billed, NULL);
}

enum err
credit_set_limit(struct credit_pool *p, struct money limit)
{
	if (!currency_eq(p->limit.currency, limit.currency))
		return ERR_CURRENCY;
	if (!amount_ok(limit, limit.currency))
		return ERR_RANGE;
	p->limit = limit;
	return OK;
}

bool
credit_is_stopped(int64_t due_day, int64_t today, int64_t grace_days)
{
	return today > due_day + grace_days;
}

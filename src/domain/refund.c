#include "domain/refund.h"

#include <assert.h>

#include "base/bounds.h"
#include "base/num.h"

static const char *const cooling_off_names[COOLING_OFF__MAX] = {
	[COOLING_OFF_OPEN] = "open",
	[COOLING_OFF_NONE] = "none",
	[COOLING_OFF_BY_OFFER] = "by_offer",
	[COOLING_OFF_DELIVERED] = "delivered",
	[COOLING_OFF_PAST] = "past",
};

/* What a line has left in net and in tax; ERR_RANGE when it is negative. */
static enum err
line_left(struct refund_part *out, const struct refund_line *l)
{
	enum err e;

	if ((e = money_sub(&out->net, l->net, l->net_back)) != OK ||
	    (e = money_sub(&out->tax, l->tax, l->tax_back)) != OK)
		return e;
	if (!currency_eq(out->net.currency, out->tax.currency))
		return ERR_CURRENCY;
	return out->net.minor < 0 || out->tax.minor < 0 ? ERR_RANGE : OK;
}

static enum err
lines_left(struct money *out, const struct refund_line *lines, size_t n)
{
	struct refund_part left;
	enum err e;

	for (size_t i = 0; i < n; i++) {
		if ((e = line_left(&left, &lines[i])) != OK ||
		    (e = money_add(out, *out, left.net)) != OK ||
		    (e = money_add(out, *out, left.tax)) != OK)
			return e;
	}
	return OK;
}

enum err
refund_available(struct money *out, struct money captured, struct money back,
    const struct refund_line *lines, size_t n)
{
	struct money left = money_zero(captured.currency);
	enum err e;

	if ((e = money_sub(out, captured, back)) != OK ||
	    (e = lines_left(&left, lines, n)) != OK)
		return e;
	if (captured.minor < 0 || back.minor < 0 || out->minor < 0)
		return ERR_RANGE;
	if (left.minor < out->minor)
		*out = left;
	return OK;
}

/*
 * Neither part can pass what is left of it: the share is at most the gross,
 * and rounding takes no integer past another that it was below.
 */
static enum err
line_split(struct refund_part *part, struct money share,
    const struct refund_part *left)
{
	struct money gross;
	enum err e = money_add(&gross, left->net, left->tax);

	if (e != OK)
		return e;
	part->net = part->tax = money_zero(share.currency);
	if (share.minor == 0)
		return OK;
	if (num_mul_div(&part->tax.minor, share.minor, left->tax.minor,
		gross.minor) != OK)
		return ERR_OVERFLOW;
	return money_sub(&part->net, share, part->tax);
}

enum err
refund_split(struct refund_part *parts, struct money amount,
    const struct refund_line *lines, size_t n)
{
	struct money gross[LINES_MAX], shares[LINES_MAX];
	struct refund_part left[LINES_MAX];
	enum err e;

	if (n > LINES_MAX)
		return ERR_LIMIT;
	if (amount.minor <= 0 || n == 0)
		return ERR_RANGE;
	for (size_t i = 0; i < n; i++) {
		if ((e = line_left(&left[i], &lines[i])) != OK ||
		    (e = money_add(&gross[i], left[i].net, left[i].tax)) != OK)
			return e;
	}
	if ((e = money_spread(shares, amount, gross, n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		if ((e = line_split(&parts[i], shares[i], &left[i])) != OK)
			return e;
	}
	return OK;
}

enum err
refund_book(
    struct refund_line *lines, const struct refund_part *parts, size_t n)
{
	struct refund_part left;

	for (size_t i = 0; i < n; i++) {
		struct refund_line l = lines[i];
		enum err e;

		if ((e = money_add(&l.net_back, l.net_back, parts[i].net)) !=
			OK ||
		    (e = money_add(&l.tax_back, l.tax_back, parts[i].tax)) !=
			OK ||
		    (e = line_left(&left, &l)) != OK)
			return e;
		lines[i] = l;
	}
	return OK;
}

enum err
refund_forms(struct money *note, struct money *cash, struct money amount,
    struct money owed, struct money paid)
{
	if (!currency_eq(owed.currency, amount.currency) ||
	    !currency_eq(paid.currency, amount.currency))
		return ERR_CURRENCY;
	if (amount.minor <= 0 || owed.minor < 0 || paid.minor < 0)
		return ERR_RANGE;
	*note = amount.minor < owed.minor ? amount : owed;
	*cash = amount;
	cash->minor -= note->minor;
	return cash->minor > paid.minor ? ERR_RANGE : OK;
}

const char *
cooling_off_name(enum cooling_off c)
{
	assert(c < COOLING_OFF__MAX);
	return cooling_off_names[c];
}

int64_t
cooling_off_last_day(const struct cooling_off_case *c)
{
	return c->paid_day + c->days;
}

enum cooling_off
cooling_off_of(const struct cooling_off_case *c, int64_t today)
{
	if (c->days == 0)
		return COOLING_OFF_NONE;
	if (c->by_offer)
		return COOLING_OFF_BY_OFFER;
	if (c->delivered)
		return COOLING_OFF_DELIVERED;
	return today > cooling_off_last_day(c) ? COOLING_OFF_PAST
					       : COOLING_OFF_OPEN;
}

bool
refund_rule_holds(
    bool delivered, int64_t delivered_day, int64_t refund_days, int64_t today)
{
	return !delivered ||
	    (refund_days > 0 && today <= delivered_day + refund_days);
}

/*
 * A renewal is an order of what runs already: the same plan and amounts, at
 * the price of today, for as many periods as the buyer likes.
 */
#include "act/term.h"
#include "checkout.h"

static enum err
differs(struct call *c, const char *pointer)
{
	return call_fault(c, pointer, "renewal",
	    "A renewal keeps what runs; order it anew to change this.");
}

static bool
capacities_same(const struct choice *a, const struct choice *b)
{
	for (size_t i = 0; i < a->ncapacities; i++) {
		bool same = false;

		for (size_t k = 0; k < b->ncapacities; k++)
			same |= str_eq(a->capacities[i].code,
				    b->capacities[k].code) &&
			    a->capacities[i].amount == b->capacities[k].amount;
		if (!same)
			return false;
	}
	return a->ncapacities == b->ncapacities;
}

static enum err
line_compare(
    struct call *c, const struct quote *q, const struct order_line *line)
{
	if (!str_eq(q->product, line->product_slug))
		return differs(c, "/product");
	if (!str_eq(q->plan, line->plan_code))
		return differs(c, "/plan");
	if (q->choice.mode != line->choice.mode)
		return differs(c, "/billing_mode");
	if (q->choice.quantity != line->choice.quantity)
		return differs(c, "/quantity");
	return capacities_same(&q->choice, &line->choice)
	    ? OK
	    : differs(c, "/capacities");
}

static enum err
renewal_refused(struct call *c, enum renewal is)
{
	static const char *const words[RENEWAL__MAX] = {
		[RENEWAL_NO_TERM] = "What was ordered has no end, so there is "
				    "nothing to renew.",
		[RENEWAL_EARLY] = "It can be renewed from 30 days before its "
				  "end on.",
		[RENEWAL_OVER] = "It has ended; order it anew.",
		[RENEWAL_UNDER_WAY] = "A renewal is ordered already; pay or "
				      "cancel that order.",
	};

	_Static_assert(RENEW_DAYS == 30, "said above");
	return call_fail(c, ERR_STATE, "%s", words[is]);
}

/* The server of an image goes on as it is, where it is. */
static enum err
server_keep(struct call *c, struct quote *q)
{
	struct order_server *servers = NULL;
	size_t n = 0;
	enum err e = order_servers_of(
	    c->db, c->arena, &servers, &n, &q->renews, 1);

	if (e == OK && n > 0) {
		q->region = servers[0].region;
		q->flavour = servers[0].flavour;
	}
	return e;
}

/* From when until when it would run on. */
static enum err
runs_set(struct call *c, struct quote *q, const struct service *s)
{
	const struct calendar *calendar = &c->site->calendar;
	struct term next;
	enum err e = term_next(&next, calendar, s, q->choice.periods);

	/* The price says what is wrong with so many periods. */
	if (e != OK)
		return e == ERR_RANGE ? OK : e;
	q->runs_from_us = calendar_midnight_us(calendar, term_first_day(&next));
	q->runs_until_us = term_end_us(calendar, &next);
	return OK;
}

enum err
quote_renewal(struct call *c, struct quote *q)
{
	struct renewal_case renewal;
	struct service *services = NULL;
	struct order_line *lines = NULL;
	struct order o;
	size_t n = 0, nlines = 0;
	enum err e;

	if (id_is_nil(c->who.company_id))
		return ERR_UNAUTHENTICATED;
	e = order_get(c->db, c->arena, &o, q->renews, c->who.company_id);
	if (e == OK)
		e = services_of(c->db, c->arena, &services, &n, &o.order_id, 1);
	if (e == OK && n > 0)
		e = order_lines_of(
		    c->db, c->arena, &lines, &nlines, &o.order_id, 1);
	if (e == ERR_NOT_FOUND || (e == OK && nlines == 0))
		return call_fault(c, "/renews", "unknown",
		    "There is no such service to renew.");
	if (e == OK)
		e = renewal_of(c->db, c->arena, &renewal, services, n,
		    &c->site->calendar, c->site->config.grace_days, c->now_us);
	if (e == OK && renewal.is != RENEWAL_OPEN)
		return renewal_refused(c, renewal.is);
	if (e == OK)
		e = line_compare(c, q, &lines[0]);
	if (e == OK)
		e = runs_set(c, q, &services[0]);
	return e == OK ? server_keep(c, q) : e;
}

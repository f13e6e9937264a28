#include "sale/quote_server.h"

/* The sentence says what was asked for, and where to see what there is. */
static enum err
server_refused(
    struct call *c, const struct quote *q, const struct plan_sale *plan)
{
	const char *mode = billing_mode_name(q->choice.mode);
	const char *currency = q->choice.currency.code;

	if (q->flavour.p != NULL)
		return call_fault(c, "/flavour", "choice",
		    "%.*s does not run on %.*s in that region, billed %s in "
		    "%s; GET flavours lists what it runs on.",
		    STR_FMT(plan->product_name), STR_FMT(q->flavour), mode,
		    currency);
	if (q->region.p != NULL)
		return call_fault(c, "/region", "choice",
		    "%.*s is not offered in %.*s, billed %s in %s; GET "
		    "flavours lists where it is.",
		    STR_FMT(plan->product_name), STR_FMT(q->region), mode,
		    currency);
	return call_fail(c, ERR_NOT_SOLD,
	    "There is no server that %.*s runs on, billed %s in %s.",
	    STR_FMT(plan->product_name), mode, currency);
}

static enum err
fee_of(struct priced *out, struct money unit, const struct choice *choice)
{
	enum err e = money_times(&out->net, unit, choice->quantity);

	out->unit = unit;
	if (e == OK)
		e = money_times(&out->net, out->net, choice->periods);
	return e;
}

enum err
quote_server(struct call *c, struct quote *q, const struct plan_sale *plan)
{
	const struct server_choice wanted = { q->region, q->flavour,
		q->choice.mode, q->choice.currency };
	enum err e;

	q->has_server = plan->delivery == DELIVERY_IMAGE;
	if (!q->has_server)
		return q->region.p == NULL && q->flavour.p == NULL
		    ? OK
		    : call_fault(c, "/region", "unknown",
			  "%.*s needs no server.", STR_FMT(plan->product_name));
	if (q->choice.quantity != 1)
		return call_fault(c, "/quantity", "range",
		    "An order of an image is one server; place one for each.");
	e = server_sale_get(
	    c->db, c->arena, &q->server, plan->product_id, &wanted);
	if (e == ERR_NOT_FOUND)
		return server_refused(c, q, plan);
	if (e == OK)
		e = fee_of(&q->server_fee, q->server.amount, &q->choice);
	return e == ERR_OVERFLOW ? call_fail(c, e,
				       "The total is beyond what can be "
				       "billed; order less at once.")
				 : e;
}

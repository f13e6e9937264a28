/* What a list of bills is narrowed to. */
#include "base/sys.h"
#include "billing.h"
#include "locale/zone.h"

enum { WORDS_MAX = 64 };

/* A state, "open" for what can be paid, or none. */
static enum err
state_read(struct call *c, struct str *out)
{
	enum bill_state state;

	*out = request_query(c->request, "state");
	if (out->p == NULL || str_is(*out, "open") ||
	    bill_state_parse(&state, *out) == OK)
		return OK;
	return call_fault(c, "/state", "invalid",
	    "Ask for open, ISSUED, PARTLY_PAID, PAID, OVERDUE, DISPUTED, "
	    "UNCOLLECTIBLE or VOID.");
}

enum err
month_read(struct call *c, int64_t *from_us, int64_t *until_us)
{
	const struct zone *zone = c->site->zone;
	struct str text = request_query(c->request, "month");
	struct ymd first;
	int64_t at_us;

	*from_us = *until_us = 0;
	if (text.p == NULL)
		return OK;
	text = arena_printf(c->arena, "%.*s-01T00:00:00Z", STR_FMT(text));
	if (text.p == NULL)
		return ERR_NOMEM;
	if (time_parse(&at_us, text) != OK)
		return call_fault(
		    c, "/month", "format", "Write the month as 2026-11.");
	first = ymd_from_days(at_us / DAY_US);
	*from_us = zone_midnight_us(zone, days_from_ymd(first));
	*until_us = zone_midnight_us(
	    zone, days_from_ymd(ymd_add_months(first, 1)));
	return OK;
}

/* Anywhere in a number; what LIKE would read as a sign is a character. */
static enum err
words_read(struct call *c, struct str *like)
{
	struct str q = str_trim(request_query(c->request, "q"));
	char *p = arena_alloc(c->arena, 2 * WORDS_MAX + 2);
	size_t n = 0;

	*like = STR_NONE;
	if (q.n > WORDS_MAX)
		return call_fault(c, "/q", "length",
		    "Search for at most %d characters.", WORDS_MAX);
	if (q.n == 0 || p == NULL)
		return q.n == 0 ? OK : ERR_NOMEM;
	p[n++] = '%';
	for (size_t i = 0; i < q.n; i++) {
		if (q.p[i] == '%' || q.p[i] == '_' || q.p[i] == '!')
			p[n++] = '!';
		p[n++] = q.p[i];
	}
	p[n++] = '%';
	*like = (struct str){ p, n };
	return OK;
}

enum err
bill_filter_read(struct call *c, struct bill_filter *f)
{
	struct str order = request_query(c->request, "order");
	enum err e = state_read(c, &f->state);

	if (e == OK)
		e = month_read(c, &f->from_us, &f->until_us);
	if (e == OK)
		e = words_read(c, &f->like);
	if (e != OK || order.p == NULL)
		return e;
	return id_parse(&f->order_id, ID_ORDER, order) == OK
	    ? OK
	    : call_fault(c, "/order", "invalid", "This is no order's id.");
}

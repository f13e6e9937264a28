/* What finance asks first: ordered, billed and paid, month by month. */
#include "store/spend.h"

#include <stdio.h>

#include "base/num.h"
#include "billing.h"
#include "domain/days.h"
#include "locale/zone.h"

enum { MONTHS = 12 };

static enum err
months_read(struct call *c, size_t *n)
{
	struct str text = request_query(c->request, "months");
	int64_t months = MONTHS;

	if (text.p != NULL &&
	    num_parse_in(&months, text, 1, SPEND_MONTHS_MAX) != OK)
		return call_fault(c, "/months", "range",
		    "Ask for 1 to %d months.", SPEND_MONTHS_MAX);
	*n = (size_t)months;
	return OK;
}

/* The months begin at midnight of the site's clocks; the last is this one. */
static void
begins_find(const struct call *c, struct ymd *first, int64_t *begins, size_t n)
{
	const struct zone *z = c->site->zone;
	struct ymd d = ymd_from_days(zone_day(z, c->now_us));
	int32_t month = d.year * 12 + d.month - 1 - (int32_t)n + 1;

	for (size_t i = 0; i <= n; i++, month++) {
		struct ymd begin = { month / 12, month % 12 + 1, 1 };

		begins[i] = zone_midnight_us(z, days_from_ymd(begin));
		if (i < n)
			first[i] = begin;
	}
}

static void
spend_json(struct json *j, const struct spend *s)
{
	json_put_money(j, "committed", s->committed);
	json_put_money(j, "billed", s->billed);
	json_put_money(j, "paid", s->paid);
}

static enum err
spend_answer(struct call *c, const struct spend *months,
    const struct ymd *first, size_t n, struct spend *now)
{
	struct json *j = reply_json(c, 200);
	enum err e = OK;

	json_object(j);
	json_put_cstr(j, "currency", c->who.currency.code);
	json_key(j, "months");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%04d-%02d", (int)first[i].year,
		    (int)first[i].month);
		json_object(j);
		json_put_cstr(j, "month", name);
		spend_json(j, &months[i]);
		json_put_i64(j, "bills", months[i].bills);
		json_end_object(j);
		if (e == OK)
			e = money_add(&now->paid, now->paid, months[i].paid);
	}
	json_end_array(j);
	json_key(j, "now");
	json_object(j);
	spend_json(j, now);
	json_end_object(j);
	json_end_object(j);
	return e;
}

static enum err
spend_show(struct call *c)
{
	struct spend months[SPEND_MONTHS_MAX], now;
	struct ymd first[SPEND_MONTHS_MAX];
	int64_t begins[SPEND_MONTHS_MAX + 1];
	size_t n = 0;
	enum err e = company_required(c);

	if (e == OK)
		e = months_read(c, &n);
	if (e != OK)
		return e;
	begins_find(c, first, begins, n);
	now.paid = money_zero(c->who.currency);
	if ((e = spend_by_month(c->db, c->arena, months, n, begins,
		 c->who.company_id, c->who.currency)) != OK ||
	    (e = spend_now(c->db, c->arena, &now.committed, &now.billed,
		 c->who.company_id, c->who.currency)) != OK)
		return e;
	return spend_answer(c, months, first, n, &now);
}

static const char *const spend_query[] = { "months", NULL };

const struct route spend_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/spend",
	    .handler = spend_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = spend_query,
	    .answer = "Spend",
	    .status = 200,
	    .summary = "Ordered, billed and paid, month by month" },
	{ .method = NULL },
};

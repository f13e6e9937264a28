/*
 * X8: lines that are not paid out yet, and stages that are not billed yet;
 * accepted, billed, paid, released, commission, tax, and the day on which the
 * statement that will have them is made.
 */
#include "settlement_forecast.h"

#include "app/settle.h"
#include "billing.h"
#include "domain/days.h"
#include "locale/zone.h"

enum {
	ROWS_MAX = 500,	   /* that are listed, of lines and of stages */
	PAGES_MAX = 40,	   /* of lines, that are summed */
	STAGES_MAX = 5000, /* that are summed */
	NO_DAY = 0
};

/* One row, wherever it comes from. */
struct expected {
	struct id order_id;
	struct str product, stage_name;
	int64_t stage;
	struct settlement_worth worth;
	struct money tax;
	bool accepted, billed, paid;
	const char *kind, *state;
	int64_t day; /* NO_DAY: nobody knows yet */
};

struct forecast {
	struct call *c;
	struct json *j;
	struct sale_terms terms;
	int64_t today;
	struct expected totals[CURRENCIES_MAX];
	size_t ntotals;
	bool more;    /* is summed than is listed */
	enum err err; /* the first one sticks */
};

static void
fault(struct forecast *f, enum err e)
{
	if (f->err == OK)
		f->err = e;
}

static void
total_add(struct forecast *f, const struct expected *x)
{
	struct currency c = x->tax.currency;
	struct expected *t = f->totals;
	size_t i = 0;

	while (i < f->ntotals && !currency_eq(t[i].tax.currency, c))
		i++;
	if (i == CURRENCIES_MAX)
		return;
	if (i == f->ntotals) {
		struct money zero = money_zero(c);

		t[f->ntotals++] = (struct expected){
			.worth = { zero, zero, zero }, .tax = zero
		};
	}
	t += i;
	fault(f, money_add(&t->worth.net, t->worth.net, x->worth.net));
	fault(f,
	    money_add(&t->worth.commission, t->worth.commission,
		x->worth.commission));
	fault(f,
	    money_add(&t->worth.payable, t->worth.payable, x->worth.payable));
	fault(f, money_add(&t->tax, t->tax, x->tax));
}

static void
sums_json(struct json *j, const struct expected *x)
{
	json_put_money(j, "net", x->worth.net);
	json_put_money(j, "commission", x->worth.commission);
	json_put_money(j, "tax", x->tax);
	json_put_money(j, "payout", x->worth.payable);
}

static void
expected_json(struct forecast *f, const struct expected *x)
{
	struct json *j = f->j;
	struct ymd d = ymd_from_days(x->day);

	json_object(j);
	json_put_id(j, "order", ID_ORDER, x->order_id);
	json_put_str(j, "product", x->product);
	json_put_i64(j, "stage", x->stage);
	json_put_str(j, "stage_name", x->stage_name);
	json_put_cstr(j, "kind", x->kind);
	sums_json(j, x);
	json_put_bool(j, "accepted", x->accepted);
	json_put_bool(j, "billed", x->billed);
	json_put_bool(j, "paid", x->paid);
	json_put_cstr(j, "state", x->state);
	json_put_str(j, "expected_on",
	    x->day == NO_DAY ? STR_NONE
			     : arena_printf(f->c->arena, "%04d-%02d-%02d",
				   (int)d.year, (int)d.month, (int)d.day));
	json_end_object(j);
}

static int64_t
day_of(const struct forecast *f, int64_t at_us)
{
	return zone_day(f->c->site->zone, at_us);
}

/*
 * Unpaid, it is paid when it is due, or today when that has passed.  On
 * credit it is billed on the first of the next month.
 */
static int64_t
paid_day(const struct forecast *f, const struct settlement_line *l)
{
	int64_t due = l->billed ? day_of(f, l->bill_due_at_us - 1)
				: settlement_day_after(f->today) - f->today +
		day_of(f, f->terms.bill_due_at_us - 1);

	if (l->billed && l->bill_state == BILL_PAID)
		return f->today;
	return due > f->today ? due : f->today;
}

static int64_t
line_day(const struct forecast *f, const struct settlement_line *l)
{
	if (l->state != SETTLEMENT_LINE_HELD)
		return settlement_day_after(day_of(f, l->released_at_us));
	return l->accepted ? settlement_day_after(paid_day(f, l)) : NO_DAY;
}

static struct expected
line_expected(const struct forecast *f, const struct settlement_line *l)
{
	return (struct expected){
		.order_id = l->order_id,
		.product = l->product_name,
		.stage_name = l->stage_name,
		.stage = l->stage,
		.worth = l->worth,
		.tax = l->tax,
		.accepted = l->accepted,
		.billed = l->billed,
		.paid = l->billed && l->bill_state == BILL_PAID,
		.kind = settlement_line_kind_name(l->kind),
		.state = settlement_line_state_name(l->state),
		.day = line_day(f, l),
	};
}

/* Older ones than are listed: what they come to. */
static void
lines_sum(struct forecast *f, const struct settlement_line_filter *of,
    struct id before)
{
	struct arena *a = f->c->arena;
	size_t n = ROWS_MAX;

	for (int page = 1; f->err == OK && page < PAGES_MAX && n == ROWS_MAX;
	     page++) {
		struct arena_mark mark = arena_mark(a);
		struct settlement_line *lines;

		n = 0;
		fault(f,
		    settlement_lines_list(
			f->c->db, a, &lines, &n, of, before, ROWS_MAX));
		for (size_t i = 0; f->err == OK && i < n; i++) {
			const struct expected x = line_expected(f, &lines[i]);

			total_add(f, &x);
			before = lines[i].line_id;
		}
		f->more |= n > 0;
		arena_rewind(a, mark);
	}
}

/* By today's commission: it is settled when it is billed. */
static void
plan_expect(struct forecast *f, const struct settlement_plan *p, bool listed)
{
	struct expected x = {
		.order_id = p->order_id,
		.product = p->product_name,
		.stage_name = p->stage_name,
		.stage = p->stage,
		.worth = { .net = p->net },
		.tax = p->tax,
		.accepted = p->accepted,
		.kind = settlement_line_kind_name(SETTLES_SALE),
		.state = "PLANNED",
		.day = NO_DAY,
	};

	fault(f,
	    money_rate_bp(&x.worth.commission, p->net, f->terms.commission_bp));
	if (f->err == OK)
		fault(
		    f, money_sub(&x.worth.payable, p->net, x.worth.commission));
	if (f->err == OK && listed)
		expected_json(f, &x);
	if (f->err == OK)
		total_add(f, &x);
}

static void
lines_expect(struct forecast *f, const struct settlement_line_filter *of,
    const struct settlement_line *lines, size_t n)
{
	for (size_t i = 0; f->err == OK && i < n; i++) {
		const struct expected x = line_expected(f, &lines[n - 1 - i]);

		expected_json(f, &x);
		total_add(f, &x);
	}
	if (n == ROWS_MAX)
		lines_sum(f, of, lines[n - 1].line_id);
}

static void
totals_json(struct forecast *f)
{
	json_key(f->j, "totals");
	json_array(f->j);
	for (size_t i = 0; i < f->ntotals; i++) {
		json_object(f->j);
		json_put_cstr(f->j, "currency", f->totals[i].tax.currency.code);
		sums_json(f->j, &f->totals[i]);
		json_end_object(f->j);
	}
	json_end_array(f->j);
}

enum err
settlement_forecast_show(struct call *c)
{
	const struct settlement_line_filter open = {
		.seller_id = c->who.seller_id, .state = STR("open")
	};
	const struct id newest = { { 0 } };
	struct forecast f = { .c = c,
		.terms = settle_terms(c->site, c->now_us),
		.today = zone_day(c->site->zone, c->now_us) };
	struct settlement_line *lines;
	struct settlement_plan *plans;
	size_t n, nplans;
	enum err e = settlement_lines_list(
	    c->db, c->arena, &lines, &n, &open, newest, ROWS_MAX);

	if (e == OK)
		e = settlement_planned(c->db, c->arena, &plans, &nplans,
		    c->who.seller_id, STAGES_MAX);
	if (e != OK)
		return e;
	f.j = reply_json(c, 200);
	json_object(f.j);
	json_key(f.j, "items");
	json_array(f.j);
	lines_expect(&f, &open, lines, n);
	for (size_t i = 0; f.err == OK && i < nplans; i++)
		plan_expect(&f, &plans[i], i < ROWS_MAX);
	json_end_array(f.j);
	totals_json(&f);
	json_put_bool(f.j, "more", f.more || nplans > ROWS_MAX);
	json_end_object(f.j);
	return f.err;
}

#include "sale/order_bill.h"

static void
bill_members(struct json *j, const struct bill *b)
{
	json_put_id(j, "id", ID_BILL, b->bill_id);
	json_put_str(j, "number", b->bill_no);
	json_put_cstr(j, "state", bill_state_name(b->state));
	json_put_money(j, "total", b->sums.total);
	json_put_time(j, "issued_at", b->issued_at_us);
	json_put_bool(j, "files", b->paper_at_us != 0);
}

/* The first one that stands. */
static void
bill_json(struct json *j, const struct order_set *s, const struct order *o)
{
	const struct bill *b = s->bills, *end = b + s->nbills;

	while (b < end && !id_eq(b->order_id, o->order_id))
		b++;
	json_key(j, "bill");
	if (b == end) {
		json_null(j);
		return;
	}
	json_object(j);
	bill_members(j, b);
	json_end_object(j);
}

static enum err
bills_json(struct json *j, const struct order_set *s, const struct order *o)
{
	struct money open;
	enum err e = OK;

	json_key(j, "bills");
	json_array(j);
	for (size_t i = 0; e == OK && i < s->nbills; i++) {
		const struct bill *b = &s->bills[i];

		if (!id_eq(b->order_id, o->order_id))
			continue;
		e = bill_open(&open, &b->sums);
		json_object(j);
		bill_members(j, b);
		json_put_i64(j, "stage", b->stage);
		json_put_str(j, "stage_name", b->stage_name);
		json_put_time(j, "due_at", b->due_at_us);
		json_put_money(j, "paid", b->sums.paid);
		json_put_money(j, "open", open);
		json_end_object(j);
	}
	json_end_array(j);
	return e;
}

/* What its bills ask for, and what they got. */
static enum err
billed_of(struct money *billed, struct money *paid, const struct order_set *s,
    const struct order *o)
{
	enum err e = OK;

	*billed = *paid = money_zero(o->total.currency);
	for (size_t i = 0; e == OK && i < s->nbills; i++) {
		const struct bill_sums *sums = &s->bills[i].sums;

		if (!id_eq(s->bills[i].order_id, o->order_id))
			continue;
		if ((e = money_add(billed, *billed, sums->total)) != OK ||
		    (e = money_sub(billed, *billed, sums->credited)) != OK ||
		    (e = money_add(paid, *paid, sums->paid)) != OK)
			return e;
		e = money_sub(paid, *paid, sums->refunded);
	}
	return e;
}

static enum err
plan_put(struct json *j, const struct order_set *s, const struct order *o)
{
	const struct plan_progress *p = s->plans, *end = p + s->nplans;
	struct money billed, paid;
	enum err e = billed_of(&billed, &paid, s, o);

	while (p < end && !id_eq(p->order_id, o->order_id))
		p++;
	json_key(j, "payment_plan");
	if (e != OK || p == end) {
		json_null(j);
		return e;
	}
	json_object(j);
	json_put_i64(j, "version", p->version);
	json_put_cstr(j, "billing", plan_billing_name(p->billing));
	json_key(j, "deemed_days");
	if (p->deemed_days > 0)
		json_i64(j, p->deemed_days);
	else
		json_null(j);
	json_put_i64(j, "stages", p->stages);
	json_put_i64(j, "accepted", p->accepted);
	json_put_money(j, "total", p->total);
	json_put_money(j, "billed", billed);
	json_put_money(j, "paid", paid);
	json_end_object(j);
	return OK;
}

enum err
order_bills_json(
    struct json *j, const struct order_set *s, const struct order *o)
{
	enum err e;

	bill_json(j, s, o);
	e = bills_json(j, s, o);
	return e == OK ? plan_put(j, s, o) : e;
}
